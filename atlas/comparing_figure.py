"""Two pain drawings over each other: which views show them, and what is drawn over the body.

Before is a broken line with stripes, after an unbroken line with dots: colour is not the only sign.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

import numpy as np

from atlas.built import Built
from atlas.shapes import UNIT, Box, Points, as_points

When = Literal["before", "after"]
MOST_VIEWS = 3
WORTH = 0.12
"""A further view has to show this share of all that is marked."""
ROOM, LEAST = 0.09, 0.5
"""Metres round what is marked, and the least that is shown."""
MILLI = 1000
INK, TEAL, WHITE = "#2A2522", "#1B5E66", "#FFFFFF"
STROKE, HALO = 4.0, 8.0


class Plate(NamedTuple):
    """One view: what is cut out of it, where the body's picture lies, and what is drawn over it.

    Attributes
    ----------
    view : str
    box : Box
        What is shown, metres.
    body : Box
        What the body's picture shows, metres.
    over : str
        An SVG of `box` as a ``data:`` address.
    """

    view: str
    box: Box
    body: Box
    over: str

    @property
    def place(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the body's picture, in percent of the plate."""
        wide, tall = self.box[1] - self.box[0], self.box[3] - self.box[2]
        return (
            100 * (self.body[0] - self.box[0]) / wide,
            100 * (self.box[3] - self.body[3]) / tall,
            100 * (self.body[1] - self.body[0]) / wide,
            100 * (self.body[3] - self.body[2]) / tall,
        )


def plates(
    built: Built,
    before: Collection[int],
    after: Collection[int],
    show: Iterable[When] = ("before", "after"),
    most: int = MOST_VIEWS,
) -> tuple[Plate, ...]:
    """Return the views that together show both drawings best; the same whatever is shown of them.

    Parameters
    ----------
    built : Built
    before, after : collection of int
        Numbers of cells.
    show : iterable of {"before", "after"}
    most : int
        Most views.
    """
    cells = sorted({*before, *after})
    shown = {"before": before, "after": after}
    kept: list[When] = [when for when in ("before", "after") if when in set(show)]
    found = []
    for view in _views(built, cells, most):
        body = _body(built, view)
        box = _box(np.concatenate(_rings(built, view, cells)), body)
        layers = {when: _rings(built, view, shown[when]) for when in kept}
        found.append(Plate(view, box, body, _address(_svg(box, layers))))
    return tuple(found)


def _views(built: Built, cells: list[int], most: int) -> list[str]:
    """Return views, greedily: each adds most of what the others do not show."""
    if not cells:
        return []
    seen = {view: built.visible[view][cells] for view in built.visible if _rings_of(built, view)}
    whole = np.max(list(seen.values()), axis=0)
    have, chosen = np.zeros(len(cells)), list[str]()
    order = list(seen)
    while len(chosen) < most:
        gains = {view: float(np.maximum(seen[view] - have, 0).sum()) for view in seen}
        best = max(gains, key=lambda view: (gains[view], -order.index(view)))
        if gains[best] <= (WORTH * whole.sum() if chosen else 0):
            break
        chosen.append(best)
        have = np.maximum(have, seen[best])
    return sorted(chosen, key=order.index)


def _rings_of(built: Built, view: str) -> dict[str, list[list[int]]]:
    cells: dict[str, list[list[int]]] = built.read(
        built.manifest["views"][view]["geometry"]
    ).get("cells", {})  # fmt: skip
    return cells


def _rings(built: Built, view: str, cells: Iterable[int]) -> list[Points]:
    known = _rings_of(built, view)
    return [as_points(ring) for cell in cells for ring in known.get(str(cell), ())]


def _body(built: Built, view: str) -> Box:
    x0, x1, y0, y1 = (value * UNIT for value in built.manifest["views"][view]["box"])
    return x0, x1, y0, y1


def _box(cloud: Points, body: Box) -> Box:
    """Return a cut-out of the view, with some room round what is marked."""
    out: list[float] = []
    for axis, (low, high) in enumerate(((body[0], body[1]), (body[2], body[3]))):
        first, last = float(cloud[:, axis].min()) - ROOM, float(cloud[:, axis].max()) + ROOM
        more = max(0.0, min(LEAST, high - low) - (last - first)) / 2
        first, last = first - more, last + more
        shift = max(0.0, low - first) - max(0.0, last - high)
        out += [max(low, first + shift), min(high, last + shift)]
    return out[0], out[1], out[2], out[3]


def _svg(box: Box, layers: dict[When, list[Points]]) -> str:
    """Return rings as an SVG in millimetres, y down."""
    left, top = box[0] * MILLI, -box[3] * MILLI
    wide, tall = (box[1] - box[0]) * MILLI, (box[3] - box[2]) * MILLI
    room = f'x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{tall:.0f}"'
    under, over = [], []
    for when, rings in reversed(layers.items()):  # before on top, where both have the same edge
        path = " ".join(
            "M" + "L".join(f"{x * MILLI:.0f},{-y * MILLI:.0f}" for x, y in ring) + "Z"
            for ring in rings
        )
        # Only what lies outside all cells is stroked: the outline of the cells together.
        outside = f'<g mask="url(#out-{when})" fill="none" stroke-linejoin="round">'
        dashes = ' stroke-dasharray="14 9"' if when == "before" else ""
        colour = INK if when == "before" else TEAL
        under.append(
            f'<mask id="out-{when}" maskUnits="userSpaceOnUse" {room}><rect {room} fill="white"/>'
            f'<path d="{path}" fill="black"/></mask>{outside}'
            f'<path d="{path}" stroke="{WHITE}" stroke-width="{2 * HALO}"/></g>'
        )
        over.append(
            f'<path d="{path}" fill="url(#{when})"/>{outside}'
            f'<path d="{path}" stroke="{colour}" stroke-width="{2 * STROKE}"{dashes}/></g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="{left:.0f} {top:.0f} {wide:.0f} {tall:.0f}"><defs>'
        f'<pattern id="before" width="13" height="13" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="13" height="13" fill="{INK}" '
        f'fill-opacity=".07"/><rect width="3" height="13" fill="{INK}" fill-opacity=".6"/>'
        f"</pattern>"
        f'<pattern id="after" width="14" height="14" patternUnits="userSpaceOnUse">'
        f'<rect width="14" height="14" fill="{TEAL}" fill-opacity=".18"/>'
        f'<circle cx="7" cy="7" r="3" fill="{TEAL}"/></pattern></defs>{"".join(under + over)}</svg>'
    )


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
