"""Which views a hand-out shows of a muscle, and how they are cut out; and the figure as a PNG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from atlas.built import Built
from atlas.drawing import Place
from atlas.paths import DATA
from atlas.picture import INK, PAPER, Picture
from atlas.shapes import UNIT, Box, Points, PointShape, ViewShapes, as_points
from atlas.text import Text
from atlas.views import BY_ID, INSETS

FONTS = DATA / "fonts"
MUTED = (102, 93, 86)
UPRIGHT = ("front", "back", "right", "left")
"""Views on one scale, side by side on a common floor."""
MARGIN, LEAST_SPAN = 0.07, 0.42
LEAST_CLOSE_UP = 0.16
MOST_VIEWS = 3
WORTH = 0.16
"""A further view has to show this share of all that there is to see."""
CLOSE_UP, SMALL, SMALL_CLOSE_UP = 0.85, 0.3, 1.06
"""A close-up is worth less than the whole body, and more for what is smaller than this."""
TRUNK, NECK = 0.26, 1.36
"""Half of the width (metres) that front and back always show, and the height of the neck."""
LARGER = 2
GAP = 14


@dataclass(frozen=True)
class Cut:
    """A view and what is cut out of it (x0, x1, y0, y1 in metres)."""

    shapes: ViewShapes
    box: Box

    @property
    def view(self) -> str:
        """The view's id."""
        return self.shapes.view

    @property
    def wide(self) -> float:
        """Metres."""
        return self.box[1] - self.box[0]

    @property
    def tall(self) -> float:
        """Metres."""
        return self.box[3] - self.box[2]


def cuts_of(
    built: Built,
    views: Mapping[str, ViewShapes],
    marks: Mapping[str, Points] | None = None,
    most: int = MOST_VIEWS,
) -> tuple[Cut, ...]:
    """Return the views that together show a muscle's chosen points best, cut out.

    Parameters
    ----------
    built : Built
    views : mapping
        What is to be seen, by view id.
    marks : mapping, optional
        View id -> corners of the reader's own marks, shape (n, 2), which are cut out too.
    most : int
        Most views.

    Returns
    -------
    tuple of Cut
        In the order of `atlas.views`; empty where nothing is drawn.
    """
    chosen = _best(views, most)
    boxes = {}
    for name in chosen:
        own = (marks or {}).get(name, np.zeros((0, 2)))
        boxes[name] = _box(built, name, np.concatenate([views[name].cloud(), own]))
    upright = [boxes[name] for name in chosen if name in UPRIGHT]
    if upright:
        low, high = min(box[2] for box in upright), max(box[3] for box in upright)
        for name in chosen:
            if name in UPRIGHT:
                boxes[name] = (boxes[name][0], boxes[name][1], low, high)
    return tuple(Cut(views[name], boxes[name]) for name in chosen)


def _box(built: Built, view: str, cloud: Points) -> Box:
    x0, x1, y0, y1 = (value * UNIT for value in built.manifest["views"][view]["box"])
    least = LEAST_SPAN if view in UPRIGHT else LEAST_CLOSE_UP
    (left, low), (right, high) = cloud.min(0), cloud.max(0)
    left, right = _span(left, right, x0, x1, least)
    low, high = _span(low, high, y0, y1, least)
    if view in ("front", "back"):
        left, right = min(left, -TRUNK), max(right, TRUNK)
    if view in UPRIGHT and high > NECK:
        high = y1
    return left, right, low, high


def _span(low: float, high: float, least: float, most: float, span: float) -> tuple[float, float]:
    extra = max(MARGIN, (span - (high - low)) / 2)
    low, high = low - extra, high + extra
    if low < least:
        low, high = least, high + (least - low if high - low < span + 2 * MARGIN else 0)
    if high > most:
        low, high = low - (high - most if high - low < span + 2 * MARGIN else 0), most
    return float(max(low, least)), float(min(high, most))


def _best(views: Mapping[str, ViewShapes], most: int) -> list[str]:
    """Return views, greedily: each adds most of what the others do not show."""
    seen = {name: _seen(view) for name, view in views.items()}
    keys = {key for row in seen.values() for key in row}
    whole = {key: max(row.get(key, 0.0) for row in seen.values()) or 1.0 for key in keys}
    worth = {key: {"x": 2.0, "essential": 2.0, "spillover": 0.6}.get(key[0], 1.0) for key in keys}
    have = dict.fromkeys(keys, 0.0)
    inset = {view.id for view in INSETS}

    def gain(name: str) -> float:
        more = sum(
            worth[key] * max(0.0, min(1.0, size / whole[key]) - have[key])
            for key, size in seen[name].items()
        )
        if name in UPRIGHT or name in inset:
            return more
        return more * (SMALL_CLOSE_UP if max(np.ptp(views[name].cloud(), 0)) < SMALL else CLOSE_UP)

    chosen: list[str] = []
    while len(chosen) < most:
        left = [name for name in views if name not in chosen]
        if not left:
            break
        best = max(left, key=lambda name: (gain(name), -list(BY_ID).index(name)))
        if gain(best) < (WORTH * sum(worth.values()) if chosen else 1e-9):
            break
        chosen.append(best)
        for key, size in seen[best].items():
            have[key] = max(have[key], min(1.0, size / whole[key]))
    return sorted(chosen, key=list(BY_ID).index)


def _seen(view: ViewShapes) -> dict[tuple[str, str], float]:
    """Return how large each thing is in a view, by what it is and its id."""
    found: dict[tuple[str, str], float] = {}
    for name, part in view.parts.items():
        found["outline", name] = sum(_size(ring) for ring in part.outline)
    for name, point in view.points.items():
        if point.x is not None:
            found["x", name] = 1.0
        found["essential", name] = sum(_size(ring) for ring in point.essential)
        found["spillover", name] = sum(_size(ring) for ring in point.spillover)
    return {key: size for key, size in found.items() if size > 0}


def _size(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def patterns_in(view: ViewShapes) -> tuple[PointShape, ...]:
    """Return the points of a view, each pattern once: several points may share one."""
    found: dict[tuple[int, ...], PointShape] = {}
    for point in view.points.values():
        rings = (*point.essential, *point.spillover)
        found.setdefault(tuple(hash(ring.tobytes()) for ring in rings), point)
    return tuple(found.values())


def rings_of(built: Built, view: str, place: Place) -> list[Points]:
    """Return the outlines of a marked place's cells in a view."""
    files = built.manifest["views"].get(view)
    if files is None:
        return []
    cells = built.read(files["geometry"])["cells"]
    return [as_points(ring) for cell in place.cells for ring in cells.get(str(cell), ())]


def sides_of(view: str, text: Text, mode: str = "patient") -> tuple[str, str, str]:
    """Return what stands left of, on and right of a view's title; the sides may be empty."""
    key = f"view.{mode}.{view}"
    title = text[key] if key in text else text[f"view.{view}"]
    at = BY_ID[view].subject_right if view in BY_ID else None
    right, left = text[f"map.{mode}.right"], text[f"map.{mode}.left"]
    if at == "left":
        return right, title, left
    return (left, title, right) if at == "right" else ("", title, "")


def picture_of(
    built: Built,
    cuts: Sequence[Cut],
    text: Text,
    hollow: frozenset[str] = frozenset(),
    height: int = 700,
    mode: str = "patient",
    marks: Sequence[Place] = (),
) -> Image.Image:
    """Return cut-outs side by side, with title and sides over each.

    Parameters
    ----------
    built : Built
    cuts : sequence of Cut
    text : Text
    hollow : frozenset of str
        Ids of the points that lie deep or inside: their X is hollow.
    height : int
        Pixels of a figure.
    mode : {"patient", "practitioner"}
        Whose sides are named.
    marks : sequence of Place
        The reader's own marks: outlined, each with its number.
    """
    figures = [_figure(built, cut, text, hollow, height, mode, marks) for cut in cuts]
    wide = sum(each.width for each in figures) + GAP * (len(figures) + 1)
    tall = max((each.height for each in figures), default=height) + 2 * GAP
    out = Image.new("RGB", (max(wide, 2 * GAP), tall), PAPER)
    x = GAP
    for each in figures:
        out.paste(each, (x, GAP))
        x += each.width + GAP
    return out


def png_of(picture: Image.Image) -> bytes:
    """Return a picture as a PNG."""
    made = BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _figure(
    built: Built,
    cut: Cut,
    text: Text,
    hollow: frozenset[str],
    height: int,
    mode: str,
    marks: Sequence[Place],
) -> Image.Image:
    scale = height / cut.tall * LARGER
    picture = Picture(built, cut.view, cut.box, scale)
    for part in cut.shapes.parts.values():
        picture.muscle(part)
    picture.fade()
    for point in patterns_in(cut.shapes):
        picture.pattern(point)
    for name, point in cut.shapes.points.items():
        if point.x is not None:
            picture.cross(point.x, LARGER, name in hollow)
    for place in marks:
        picture.mark(rings_of(built, cut.view, place), str(place.n), LARGER)
    small = (max(1, picture.size[0] // LARGER), max(1, picture.size[1] // LARGER))
    before, title, after = sides_of(cut.view, text, mode)
    plain = ImageFont.truetype(str(FONTS / "NotoSans-Regular.ttf"), 17)
    bold = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 19)
    words = [(before, plain, MUTED), (title, bold, INK), (after, plain, MUTED)]
    long = sum(font.getlength(word) + 16 for word, font, _ in words if word) - 16
    wide = max(small[0], int(long) + 2)
    out = Image.new("RGB", (wide, small[1] + 30), PAPER)
    body = picture.image.convert("RGB").resize(small, Image.Resampling.LANCZOS)
    out.paste(body, ((wide - small[0]) // 2, 30))
    draw, x = ImageDraw.Draw(out), (wide - long) / 2
    for word, font, colour in words:
        if word:
            draw.text((x, 22), word, fill=colour, font=font, anchor="ls")
            x += font.getlength(word) + 16
    return out
