"""The drawn muscle as the build wrote it, for either side, in metres of each view's plane.

Geometry is written for the right. Where nothing else is written, the left is the right seen in the
mirrored view with x negated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from atlas.built import Built
from atlas.views import BY_ID

UNIT = 1e-4
"""Metres in one step of the built numbers."""

Points = npt.NDArray[np.float64]
"""Shape (n, 2): x to the viewer's right, y up, metres."""
Box = tuple[float, float, float, float]
"""x0, x1, y0, y1 in metres."""


@dataclass(frozen=True)
class PointShape:
    """A trigger point in one view.

    Attributes
    ----------
    x : (float, float) or None
        The spot; None where it cannot be seen.
    essential, spillover : tuple of arrays, shape (n, 2)
        Rings.
    dots : array, shape (n, 2)
        The stipple of the spillover.
    """

    x: tuple[float, float] | None = None
    essential: tuple[Points, ...] = ()
    spillover: tuple[Points, ...] = ()
    dots: Points = field(default_factory=lambda: np.zeros((0, 2)))


@dataclass(frozen=True)
class PartShape:
    """A muscle's part in one view: its outline, and the picture of its fibres.

    `flipped` says that the picture is the right one's and has to be turned left to right.
    """

    outline: tuple[Points, ...]
    picture: str
    box: Box
    flipped: bool = False


@dataclass(frozen=True)
class ViewShapes:
    """What one view shows of a muscle: parts by part id, points by trigger point id."""

    view: str
    parts: Mapping[str, PartShape]
    points: Mapping[str, PointShape]

    def only(self, parts: Iterable[str], points: Iterable[str]) -> ViewShapes:
        """Return the view with some parts and points."""
        return ViewShapes(
            self.view,
            {one: self.parts[one] for one in parts if one in self.parts},
            {one: self.points[one] for one in points if one in self.points},
        )

    def cloud(self) -> Points:
        """Return all corners of what is drawn, shape (n, 2); empty where nothing is."""
        found = [ring for part in self.parts.values() for ring in part.outline]
        for point in self.points.values():
            found += [*point.essential, *point.spillover]
            if point.x is not None:
                found.append(np.array([point.x]))
        return np.concatenate(found) if found else np.zeros((0, 2))


def shapes_of(
    built: Built, muscle: str, side: Literal["right", "left"]
) -> Mapping[str, ViewShapes]:
    """Return what is drawn of a muscle, by view id; empty where it is not drawn.

    Parameters
    ----------
    built : Built
    muscle : str
        A muscle's id.
    side : {"right", "left"}
    """
    files = built.manifest["muscles"].get(muscle)
    if files is None:
        return {}
    try:
        geometry = built.read(files["geometry"])
    except (OSError, ValueError):  # gone or half written: the muscle counts as not drawn
        return {}
    turned = side == "left" and "left" not in geometry
    out = {}
    for name, seen in geometry.get("right" if turned else side, {}).items():
        view = mirror_of(name) if turned else name
        if view in built.manifest["views"]:
            out[view] = ViewShapes(
                view,
                {one: _part(part, turned) for one, part in seen["parts"].items()},
                {one: _point(point, turned) for one, point in seen["points"].items()},
            )
    return out


def mirror_of(view: str) -> str:
    """Return the view that shows the left as this one shows the right."""
    return BY_ID[view].mirror if view in BY_ID else view


def as_points(flat: Sequence[int], turned: bool = False) -> Points:
    """Return a flat list of built numbers as points in metres, x negated where turned."""
    points = np.array(flat, float).reshape(-1, 2) * UNIT
    return points * (-1, 1) if turned else points


def _part(part: Mapping[str, Any], turned: bool) -> PartShape:
    x0, x1, y0, y1 = (value * UNIT for value in part["box"])
    return PartShape(
        tuple(as_points(ring, turned) for ring in part["outline"]),
        part["picture"],
        (-x1, -x0, y0, y1) if turned else (x0, x1, y0, y1),
        turned,
    )


def _point(point: Mapping[str, Any], turned: bool) -> PointShape:
    spot = point.get("x")
    (x, y) = as_points(spot, turned)[0] if spot else (0.0, 0.0)
    return PointShape(
        (float(x), float(y)) if spot else None,
        tuple(as_points(ring, turned) for ring in point.get("essential", ())),
        tuple(as_points(ring, turned) for ring in point.get("spillover", ())),
        as_points(point.get("dots", ()), turned),
    )
