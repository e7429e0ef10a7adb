"""A small picture of a pattern for the list: cropped to where it shows best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from atlas.build.outlines import UNIT
from atlas.build.pictures import Theme

WIDTH, HEIGHT = 112, 120
LARGER = 3
MARGIN = 0.03
SMALLEST_FRAME = 0.20
CRIMSON = {"light": (178, 20, 42), "dark": (186, 16, 42)}
WHOLE_BODY = ("front", "back", "right", "left")


def _ring_area(ring: Sequence[int]) -> float:
    x, y = np.array(ring[0::2], float), np.array(ring[1::2], float)
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _score(view: Mapping[str, Any], points: Sequence[str]) -> float:
    return sum(
        3 * sum(map(_ring_area, view["points"].get(p, {}).get("essential", [])))
        + sum(map(_ring_area, view["points"].get(p, {}).get("spillover", [])))
        for p in points
    )


def thumbnail(
    static: Path, views: Mapping[str, Any], geometry: Mapping[str, Any], points: Sequence[str],
    theme: Theme,
) -> Image.Image | None:  # fmt: skip
    """Draw a part's pattern on the whole-body view that shows most of it; None if none does."""
    scores = {v: _score(geometry[v], points) for v in WHOLE_BODY if v in geometry}
    if not scores or max(scores.values()) == 0:
        return None
    name = max(scores, key=lambda v: scores[v])
    shapes = [geometry[name]["points"][p] for p in points if p in geometry[name]["points"]]
    rings = [r for s in shapes for key in ("essential", "spillover") for r in s.get(key, [])]
    cloud = np.concatenate([np.array(r).reshape(-1, 2) for r in rings]) * UNIT
    (x0, y0), (x1, y1) = cloud.min(0) - MARGIN, cloud.max(0) + MARGIN
    tall = max(y1 - y0, (x1 - x0) * HEIGHT / WIDTH, SMALLEST_FRAME)
    wide = tall * WIDTH / HEIGHT
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    left, top = cx - wide / 2, cy + tall / 2

    body = Image.open(static / views[name][theme]).convert("RGBA")
    box = [v * UNIT for v in views[name]["box"]]
    per_metre = body.width / (box[1] - box[0])
    crop = (
        (left - box[0]) * per_metre, (box[3] - top) * per_metre,
        (left + wide - box[0]) * per_metre, (box[3] - top + tall) * per_metre,
    )  # fmt: skip
    size = (WIDTH * LARGER, HEIGHT * LARGER)
    image = body.transform(size, Image.Transform.EXTENT, crop, Image.Resampling.BICUBIC)
    scale = size[0] / wide
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    colour = CRIMSON[theme]

    def place(ring: Sequence[int]) -> list[tuple[float, float]]:
        return [
            ((x * UNIT - left) * scale, (top - y * UNIT) * scale)
            for x, y in zip(ring[0::2], ring[1::2], strict=True)
        ]

    for shape in shapes:
        for ring in shape.get("spillover", []):
            draw.polygon(place(ring), fill=(*colour, 70))
    for shape in shapes:
        for ring in shape.get("essential", []):
            draw.polygon(place(ring), fill=(*colour, 215))
    image.alpha_composite(layer)
    return image.convert("RGBa").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).convert("RGBA")
