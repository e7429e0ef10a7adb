"""A view of the body as pixels, cut out, with a muscle and its pattern drawn on it.

Drawn from ``static/``, so that it shows what the app shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from atlas.built import Built
from atlas.paths import DATA
from atlas.shapes import UNIT, Box, PartShape, Points, PointShape

PAPER, INK = (251, 249, 246), (42, 37, 34)
CRIMSON = (178, 20, 42)
TEAL = (27, 94, 102)
DOT_RADIUS = 0.0013
"""Metres."""


@lru_cache(maxsize=64)
def baked(path: Path) -> Image.Image:
    """Return one of the build's pictures, kept for the next time."""
    return Image.open(path).convert("RGBA")


class Picture:
    """A cut-out of one view.

    Parameters
    ----------
    built : Built
    view : str
    box : (x0, x1, y0, y1)
        What is cut out, metres in the view's plane; may reach over the view's own box.
    scale : float
        Pixels a metre.
    paper : (int, int, int)
        The colour behind the body.
    """

    def __init__(
        self,
        built: Built,
        view: str,
        box: Box,
        scale: float,
        paper: tuple[int, int, int] = PAPER,
    ) -> None:
        files = built.manifest["views"][view]
        x0, x1, y0, y1 = (value * UNIT for value in files["box"])
        self.static, self.scale, self.paper = built.static, scale, paper
        self.left, self.top = box[0], box[3]
        self.size = (int((box[1] - box[0]) * scale), int((box[3] - box[2]) * scale))
        self.image = Image.new("RGBA", self.size, (*paper, 255))
        self._paste(baked(built.static / files["light"]), (x0, x1, y0, y1))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point in metres."""
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    def muscle(self, part: PartShape) -> None:
        """Draw the fibres of a part."""
        fibres = baked(self.static / part.picture)
        self._paste(ImageOps.mirror(fibres) if part.flipped else fibres, part.box)

    def pattern(self, shape: PointShape) -> None:
        """Draw where pain is felt: solid where it is felt mainly, dots where only sometimes."""
        layer = Image.new("RGBA", self.size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(layer)
        for ring in shape.spillover:
            draw.polygon(self._pixels(ring), fill=(*CRIMSON, 40))
        radius = DOT_RADIUS * self.scale
        for px, py in self._pixels(shape.dots):
            draw.ellipse((px - radius, py - radius, px + radius, py + radius), fill=(*CRIMSON, 230))
        for ring in shape.essential:
            draw.polygon(self._pixels(ring), fill=(*CRIMSON, 190), outline=(255, 255, 255, 160))
        self.image.alpha_composite(layer)

    def cross(self, spot: tuple[float, float], larger: float = 1, hollow: bool = False) -> None:
        """Draw the X of a trigger point, hollow where it lies deep or inside."""
        draw = ImageDraw.Draw(self.image)
        px, py = self.at(*spot)
        arm = 7 * larger
        lines = [((255, 255, 255), 7.0), (INK, 4.2 if hollow else 3.0)]
        if hollow:
            lines.append(((255, 255, 255), 1.8))
        for colour, width in lines:
            thick = max(1, round(width * larger))
            draw.line((px - arm, py - arm, px + arm, py + arm), fill=colour, width=thick)
            draw.line((px - arm, py + arm, px + arm, py - arm), fill=colour, width=thick)

    def mark(self, rings: Sequence[Points], number: str, larger: float = 1) -> None:
        """Outline what somebody marked, all its cells as one, with its number beside it."""
        area = Image.new("L", self.size, 0)
        pen = ImageDraw.Draw(area)
        for ring in rings:
            pen.polygon(self._pixels(ring), fill=255, outline=255)
        box = area.getbbox()
        if box is None:
            return
        reach = 2 * round(2 * larger) + 1
        wide = area.filter(ImageFilter.MaxFilter(reach))
        for colour, outer, inner in (
            ((255, 255, 255), wide.filter(ImageFilter.MaxFilter(reach)), area),
            (TEAL, wide, area),
        ):
            edge = ImageChops.subtract(outer, inner)
            self.image.paste(Image.new("RGBA", self.size, (*colour, 255)), (0, 0), edge)
        radius, middle = 9 * larger, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        away = -1 if middle[0] < self.size[0] / 2 else 1
        x = (box[0] if away < 0 else box[2]) + away * 2.4 * radius
        x = min(max(x, radius + 1), self.size[0] - radius - 1)
        y = min(max(box[1] - radius, radius + 1), self.size[1] - radius - 1)
        draw = ImageDraw.Draw(self.image)
        draw.line((x, y, *middle), fill=TEAL, width=round(1.4 * larger))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=TEAL)
        font = ImageFont.truetype(str(DATA / "fonts" / "NotoSans-Bold.ttf"), round(12 * larger))
        draw.text((x, y), number, fill=(255, 255, 255), font=font, anchor="mm")

    def fade(self, share: float = 0.05) -> None:
        """Let the cut edges run out into the paper, over a share of the larger side."""
        depth = max(1, int(share * max(self.size)))
        across, down = (
            np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) / depth, 0, 1) for n in self.size
        )
        seen = np.minimum(down[:, None], across[None, :]) * 255
        paper = Image.new("RGBA", self.size, (*self.paper, 255))
        self.image = Image.composite(self.image, paper, Image.fromarray(seen.astype(np.uint8)))

    def _pixels(self, points: Points) -> list[tuple[float, float]]:
        return [self.at(x, y) for x, y in points]

    def _paste(self, picture: Image.Image, box: Box) -> None:
        """Lay a picture of `box` over this one, as far as it reaches."""
        per_metre = picture.width / (box[1] - box[0])
        left, top = (int(np.floor(max(0.0, value))) for value in self.at(box[0], box[3]))
        reach = zip(self.at(box[1], box[2]), self.size, strict=True)
        right, low = (int(np.ceil(min(value, most))) for value, most in reach)
        if right <= left or low <= top:
            return
        x = (self.left + left / self.scale - box[0]) * per_metre
        y = (box[3] - self.top + top / self.scale) * per_metre
        step = per_metre / self.scale
        layer = picture.transform(
            (right - left, low - top),
            Image.Transform.EXTENT,
            (x, y, x + (right - left) * step, y + (low - top) * step),
            Image.Resampling.BICUBIC,
        )
        self.image.alpha_composite(layer, (left, top))
