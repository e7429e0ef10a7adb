"""Schematic insets: what is not on the skin, drawn from the points in ``data/insets.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy.interpolate import splev, splprep
from shapely.geometry import MultiPolygon, Polygon

from atlas.build import outlines
from atlas.build.pictures import BELLY, EDGE, FURROW, LINE, SHADE, SKIN, TENDON, Theme
from atlas.build.source import Floats
from atlas.paths import DATA
from atlas.views import BY_ID, INSETS

PER_METRE = 4200
LARGER = 3
STRAND_MM = 1.6


@dataclass(frozen=True)
class Inset:
    """One inset as written, in millimetres, on one side.

    Attributes
    ----------
    view : str
        Its id among the views: ``inset_<id>``, with ``_right`` or ``_left`` where it is paired.
    written : mapping
        As in the file.
    sign : int
        -1 where x is mirrored.
    """

    view: str
    written: Mapping[str, Any]
    sign: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, right, bottom, top in metres."""
        box = BY_ID[self.view].box
        assert box is not None
        return box

    def points(self, path: Sequence[Sequence[float]]) -> Floats:
        """Points in metres, on this side."""
        return np.array(path, float) / 1000 * [self.sign, 1]


def read(path: Path = DATA / "insets.yaml") -> list[Inset]:
    """Read all insets, one a side where they are paired."""
    written = {each["id"]: each for each in yaml.safe_load(path.read_text("utf-8"))["insets"]}
    found = []
    for view in INSETS:
        name = view.id.removeprefix("inset_").removesuffix("_right").removesuffix("_left")
        found.append(Inset(view.id, written[name], -1 if view.id.endswith("_left") else 1))
    return found


def _curve(points: Floats, sharp: bool) -> Floats:
    """Return a closed curve through points, rounded unless sharp."""
    if sharp:
        return points
    closed = np.vstack([points, points[:1]])
    spline, _ = splprep(closed.T, s=0, per=True)
    return np.column_stack(splev(np.linspace(0, 1, 16 * len(points)), spline))


class _Canvas:
    def __init__(self, inset: Inset) -> None:
        self.inset = inset
        x0, x1, y0, y1 = inset.box
        self.scale = PER_METRE * LARGER
        self.size = (round((x1 - x0) * self.scale), round((y1 - y0) * self.scale))

    def at(self, points: Floats) -> list[tuple[float, float]]:
        x0, _, _, y1 = self.inset.box
        return [((x - x0) * self.scale, (y1 - y) * self.scale) for x, y in points]

    def small(self, image: Image.Image) -> Image.Image:
        size = (image.width // LARGER, image.height // LARGER)
        return image.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def _mix(a: Sequence[int], b: Sequence[int], share: float) -> tuple[int, ...]:
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))


def picture(inset: Inset, theme: Theme) -> Image.Image:
    """Draw the inset without any muscle."""
    canvas = _Canvas(inset)
    skin, shade, line = SKIN[theme], SHADE[theme], LINE[theme]
    fill = {
        "skin": skin,
        "deep": _mix(skin, shade, 0.22),
        "bone": _mix(skin, (255, 250, 236), 0.75),
        "soft": _mix(skin, (206, 150, 138), 0.45),
        "hollow": _mix(skin, shade, 0.7),
    }
    image = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
    for shape in inset.written["shapes"]:
        look = shape["look"]
        outline = canvas.at(_curve(inset.points(shape["path"]), shape.get("sharp", False)))
        mask = Image.new("L", canvas.size, 0)
        ImageDraw.Draw(mask).polygon(outline, fill=255)
        if look in fill:
            image.paste((*fill[look], 255), mask=mask)
            # A soft shade along the inner edge gives the flat shape some body.
            inner = mask.filter(ImageFilter.GaussianBlur(0.0022 * canvas.scale))
            rim = Image.composite(
                inner.point(lambda v: int((255 - v) * 0.55)), Image.new("L", canvas.size, 0), mask
            )
            image.paste((*_mix(shade, line, 0.2), 255), mask=rim)
        width = round((0.0005 if look != "line" else 0.0007) * canvas.scale)
        ink = _mix(line, skin, 0.15 if look in ("bone", "line") else 0.35)
        ImageDraw.Draw(image).line(
            [*outline, outline[0]], fill=(*ink, 255), width=width, joint="curve"
        )
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(round(0.0042 * canvas.scale))
    for label in inset.written["labels"]:
        ((x, y),) = canvas.at(inset.points([label["at"]]))
        draw.text((x, y), label["text"], fill=(*line, 255), font=font, anchor="mm",
                  stroke_width=round(0.0008 * canvas.scale), stroke_fill=(*skin, 255))  # fmt: skip
    return canvas.small(image)


def _even(path: Floats, count: int) -> Floats:
    length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    goal = np.linspace(0, length[-1], count)
    return np.column_stack([np.interp(goal, length, path[:, k]) for k in range(2)])


def muscle(inset: Inset, part: str) -> tuple[Image.Image, list[list[int]]] | None:
    """Draw a part's fibres on nothing, and return them with its outline; None where it is not."""
    written = inset.written["muscles"].get(part)
    if written is None:
        return None
    origin = inset.points(written["origin"])
    insertion = inset.points(written["insertion"])
    breadth = max(np.linalg.norm(np.diff(p, axis=0), axis=1).sum() for p in (origin, insertion))
    count = max(6, round(breadth * 1000 / STRAND_MM))
    starts, ends = _even(origin, count), _even(insertion, count)
    t = np.linspace(0, 1, 40)[:, None]
    canvas = _Canvas(inset)
    centre = (starts.mean(0), ends.mean(0))
    strands = []
    for a, b in zip(starts, ends, strict=True):
        straight = a + (b - a) * t
        axis = centre[0] + (centre[1] - centre[0]) * t
        # The belly is a little thicker than a straight fan.
        strands.append(straight + (straight - axis) * 0.35 * np.sin(np.pi * t))
    shape = Polygon(np.vstack([strands[0], strands[-1][::-1]])).buffer(0.0012)
    image = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    ring = canvas.at(np.array(shape.exterior.coords))
    draw.polygon(ring, fill=(*_mix(BELLY, FURROW, 0.35), 245))
    for strand in strands:
        line = canvas.at(strand)
        draw.line(line, fill=(*FURROW, 255), width=round(0.0009 * canvas.scale), joint="curve")
        draw.line(line, fill=(*BELLY, 255), width=round(0.0005 * canvas.scale), joint="curve")
        draw.line(line[-7:], fill=(*TENDON, 220), width=round(0.0006 * canvas.scale))
    draw.line([*ring, ring[0]], fill=(*EDGE, 255), width=round(0.0007 * canvas.scale))
    return canvas.small(image), outlines.rings(MultiPolygon([shape]))


def geometry(inset: Inset) -> dict[str, Any]:
    """Return the JSON of an inset as a view: a box, no skin and no cells."""
    return {
        "view": inset.view,
        "box": [round(v / outlines.UNIT) for v in inset.box],
        "silhouette": [],
        "cells": {},
        "visible": {},
    }


def spot(inset: Inset, point: str) -> list[int] | None:
    """Return where a trigger point is on the inset, in tenths of a millimetre."""
    written = inset.written["points"].get(point)
    if written is None:
        return None
    found: list[int] = np.round(inset.points([written])[0] / outlines.UNIT).astype(int).tolist()
    return found
