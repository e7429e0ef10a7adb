"""A contact sheet: a muscle, its points and their referred pain in every view where they show.

For the eye of whoever wrote it: drawn from ``static/``, so that it shows what the app shows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from atlas.built import Built
from atlas.catalogue import Catalogue
from atlas.model import Muscle, TriggerPoint
from atlas.picture import CRIMSON, INK, PAPER, Picture, baked
from atlas.shapes import UNIT, ViewShapes, shapes_of

MUTED = (102, 93, 86)
FIGURE_HEIGHT = 380
WIDEST = 420
MARGIN, SMALLEST = 0.05, 0.26
LARGER = 2
WORDS_WIDTH = 330
SHEET_WIDTH = 1600


class _Figure(Picture):
    """One view, cropped to what it shows."""

    def __init__(self, built: Built, shown: ViewShapes):
        x0, x1, y0, y1 = (v * UNIT for v in built.manifest["views"][shown.view]["box"])
        cloud = shown.cloud()
        (left, low), (right, top) = cloud.min(0) - MARGIN, cloud.max(0) + MARGIN
        tall = max(top - low, min(SMALLEST, y1 - y0))
        wide = max(right - left, min(SMALLEST, x1 - x0))
        scale = min(FIGURE_HEIGHT / tall, WIDEST / wide) * LARGER
        x, y = (left + right - wide) / 2, (low + top - tall) / 2
        super().__init__(built, shown.view, (x, x + wide, y, y + tall), scale)

    def finished(self, title: str) -> Image.Image:
        w, h = self.size[0] // LARGER, self.size[1] // LARGER
        out = Image.new("RGB", (w, h + 20), PAPER)
        out.paste(self.image.convert("RGB").resize((w, h), Image.Resampling.LANCZOS), (0, 20))
        ImageDraw.Draw(out).text((4, 3), title, fill=MUTED, font_size=13)
        return out


def _patterns(muscle: Muscle) -> list[tuple[TriggerPoint, list[str]]]:
    """Points that share a drawing under the first of them."""
    rows: list[tuple[TriggerPoint, list[str]]] = []
    for point in muscle.trigger_points:
        twin = next((row for row in rows if point.pattern_of in row[1]), None)
        if twin is not None:
            twin[1].append(point.id)
        else:
            rows.append((point, [point.id]))
    return rows


def _words(point: TriggerPoint, ids: Sequence[str]) -> Image.Image:
    lines = [
        ", ".join(ids),
        *textwrap.wrap(point.name, 42),
        "",
        *textwrap.wrap("WHERE " + point.where.practitioner, 42),
        "",
        *textwrap.wrap("PAIN " + point.pattern.practitioner, 42),
        "",
        *textwrap.wrap("PLAIN " + point.pattern.patient, 42),
        "",
        f"press: {point.self_press}; evidence: {point.evidence.grade}",
    ]
    image = Image.new("RGB", (WORDS_WIDTH, max(FIGURE_HEIGHT, 17 * len(lines) + 10)), PAPER)
    draw = ImageDraw.Draw(image)
    for k, line in enumerate(lines):
        draw.text((8, 4 + 17 * k), line, fill=INK if k else CRIMSON, font_size=13)
    return image


def _row(images: Sequence[Image.Image], gap: int = 10) -> Image.Image:
    out = Image.new(
        "RGB",
        (sum(i.width + gap for i in images), max(i.height for i in images) + gap),
        PAPER,
    )
    x = 0
    for image in images:
        out.paste(image, (x, 0))
        x += image.width + gap
    return out


def _wrapped(images: Sequence[Image.Image]) -> Image.Image:
    """Rows of images at most the sheet's width, under each other."""
    rows: list[list[Image.Image]] = [[]]
    for image in images:
        if rows[-1] and sum(i.width + 10 for i in rows[-1]) + image.width > SHEET_WIDTH:
            rows.append([])
        rows[-1].append(image)
    lines = [_row(row) for row in rows]
    out = Image.new("RGB", (SHEET_WIDTH, sum(i.height for i in lines)), PAPER)
    y = 0
    for line in lines:
        out.paste(line, (0, y))
        y += line.height
    return out


DERMATOME_VIEWS = (
    "front", "back", "right", "head_back", "hand_palm_right", "hand_back_right",
    "foot_top_right", "foot_sole_right", "foot_outer_right", "foot_inner_right",
)  # fmt: skip


def _whole(built: Built, name: str, height: int) -> tuple[Image.Image, float, float, float]:
    """Return a whole view's body picture, with its left, its top and pixels a metre."""
    files = built.manifest["views"][name]
    left, right, low, top = (v * UNIT for v in files["box"])
    scale = height / (top - low)
    picture = baked(built.static / files["light"]).resize((round((right - left) * scale), height))
    paper = Image.new("RGBA", picture.size, (*PAPER, 255))
    paper.alpha_composite(picture)
    return paper, left, top, scale


def dermatome_sheet(built: Built, catalogue: Catalogue) -> Image.Image:
    """Draw all dermatomes of the right side with the names of their roots, a figure a view."""
    shapes = {
        root: built.read(files["geometry"])["right"]
        for root, files in built.manifest.get("dermatomes", {}).items()
        if root in catalogue.dermatomes
    }
    tints = {"C": (40, 92, 140), "T": (150, 110, 20), "L": (40, 120, 70), "S": (140, 50, 120)}
    figures = []
    for name in DERMATOME_VIEWS:
        if name not in built.manifest["views"]:
            continue
        image, left, top, scale = _whole(built, name, 1000 if name in ("front", "back") else 700)
        for root, views in shapes.items():
            for ring in views.get(name, {}).get("zone", []):
                line = [
                    ((x * UNIT - left) * scale, (top - y * UNIT) * scale)
                    for x, y in zip(ring[0::2], ring[1::2], strict=True)
                ]
                layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
                draw = ImageDraw.Draw(layer)
                draw.polygon(line, fill=(*tints[root[0]], 70), outline=(*tints[root[0]], 255))
                middle = np.mean(line, axis=0)
                draw.text(tuple(middle), root, fill=INK, anchor="mm", font_size=13)
                image.alpha_composite(layer)
        out = Image.new("RGB", (image.width, image.height + 20), PAPER)
        out.paste(image.convert("RGB"), (0, 20))
        ImageDraw.Draw(out).text((4, 3), name, fill=MUTED, font_size=13)
        figures.append(out)
    return _wrapped(figures)


def contact_sheet(built: Built, catalogue: Catalogue, muscle_id: str) -> Image.Image:
    """Draw the sheet of a muscle, of the right side, a row for each pattern.

    Raises
    ------
    KeyError
        When the muscle is not in the catalogue or has not been built.
    """
    muscle = catalogue.muscles[muscle_id]
    if muscle_id not in built.manifest["muscles"]:
        raise KeyError(muscle_id)
    rows = []
    for point, ids in _patterns(muscle):
        figures = []
        part_id = catalogue.points[point.id].part.id
        for name, view in shapes_of(built, muscle_id, "right").items():
            shown = view.only([part_id], ids)
            if not len(shown.cloud()):
                continue
            figure = _Figure(built, shown)
            for part in shown.parts.values():
                figure.muscle(part)
            if ids[0] in shown.points:
                figure.pattern(shown.points[ids[0]])
            for each in shown.points.values():
                if each.x is not None:
                    figure.cross(each.x, LARGER)
            figures.append(figure.finished(name))
        rows.append(_wrapped([_words(point, ids), *figures]))
    title = Image.new("RGB", (900, 36), PAPER)
    ImageDraw.Draw(title).text(
        (8, 6), f"{muscle.name} ({muscle.id}), right", fill=INK, font=ImageFont.load_default(20)
    )
    all_rows = [title, *rows]
    out = Image.new("RGB", (max(i.width for i in all_rows), sum(i.height for i in all_rows)), PAPER)
    y = 0
    for image in all_rows:
        out.paste(image, (0, y))
        y += image.height
    return out
