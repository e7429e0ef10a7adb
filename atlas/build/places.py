"""Anatomical words to points on the skin.

A place is a landmark id or a mapping, a landmark is a ray or a place; both as written in
``docs/formats.md``. Everything is resolved on the right side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from atlas.build.source import Floats
from atlas.build.surface import Surface

Place = str | Mapping[str, Any]
Stroke = Mapping[str, Any]

C7_HEIGHT = 1.470
"""Height of the spinous process of C7 in metres: 85.5 % of the stature of 1.72 m."""

BELOW_C7 = {
    # Spinous processes, cm below C7, for a stature of 1.72 m: the lower angle of the scapula at
    # T7 to T8 lies about 18 cm below C7, the iliac crests at L4.
    **{"C2": -7.8, "C3": -6.1, "C4": -4.6, "C5": -3.1, "C6": -1.6, "C7": 0.0},
    **{"T1": 2.0, "T2": 4.4, "T3": 6.9, "T4": 9.5, "T5": 12.1, "T6": 14.8, "T7": 17.5},
    **{"T8": 20.3, "T9": 23.1, "T10": 26.0, "T11": 28.9, "T12": 31.8},
    **{"L1": 35.0, "L2": 38.2, "L3": 41.4, "L4": 44.3, "L5": 47.2},
    **{"S1": 49.5, "S2": 51.5, "S3": 53.5, "S4": 55.0, "S5": 56.5, "coccyx": 60.0},
}
HEIGHTS = {
    # Metres above the floor, by their share of stature.
    "sternal_notch": 1.405,
    "sternal_angle": 1.358,
    "xiphoid": 1.235,
    "navel": 1.06,
    "asis": 0.957,
    "pubis": 0.885,
    "trochanter": 0.908,
    "ischium": 0.840,
    "gluteal_fold": 0.815,
}
CHIN_BELOW_VERTEX = 0.215


class PlaceError(ValueError):
    """A place that does not resolve: an unknown landmark, or a ray that misses the skin."""


class Places:
    """Resolves landmarks and places on the right side of a surface, each once.

    Parameters
    ----------
    surface : Surface
        The skin in anatomical position.
    landmarks : mapping of landmark id to its ``at``
    """

    def __init__(self, surface: Surface, landmarks: Mapping[str, Place]) -> None:
        self.surface = surface
        self._at = landmarks
        self._found: dict[str, Floats] = {}
        self._open: list[str] = []
        head = surface.vertices[surface.vertices[:, 1] > surface.joints["head"][1]]
        self._head_z = (head[:, 2].min() + head[:, 2].max()) / 2 - 0.005
        self._vertex = float(head[:, 1].max())

    def landmark(self, name: str) -> Floats:
        """Return the point of a landmark, shape (3,).

        Raises
        ------
        PlaceError
            Unknown, circular, or off the body.
        """
        if name not in self._found:
            if name not in self._at:
                raise PlaceError(f"unknown landmark {name!r}")
            if name in self._open:
                raise PlaceError(f"circular landmarks: {' > '.join([*self._open, name])}")
            self._open.append(name)
            try:
                self._found[name] = self.point(self._at[name])
            finally:
                self._open.pop()
        return self._found[name]

    def point(self, place: Place) -> Floats:
        """Return the point of a place, shape (3,)."""
        if isinstance(place, str):
            return self.landmark(place)
        match place:
            case {"between": [first, second]}:
                cm = place.get("cm")
                return self.surface.along(
                    self.point(first),
                    self.point(second),
                    place.get("at"),
                    None if cm is None else cm / 100,
                )
            case {"mirror": other}:
                return self.point(other) * [-1, 1, 1]
            case {"nearest": xyz}:
                wanted = np.array(xyz, float)
                found = self.surface.vertices[self.surface.nearest_vertex(wanted)]
                return found * [0, 1, 1] if wanted[0] == 0 else found
            case {"ring": [first, second], "toward": direction}:
                return self._toward(first, second, np.array(direction, float), place)
            case {"ring": [first, second]}:
                return self._ring(first, second, place)
            case {"head": height}:
                low = np.array([0, self._vertex - CHIN_BELOW_VERTEX, self._head_z])
                high = np.array([0, self._vertex, self._head_z])
                if height >= 1:
                    return self._hit(high - [0, 0.1, 0], np.array([0, 1.0, 0]), place)
                return self._outward(low, high, height, place)
            case {"level": level}:
                return self._level(str(level), place)
        raise PlaceError(f"not a place: {place!r}")

    def line(self, places: Sequence[Place]) -> list[Floats]:
        """Return the points of a line of places."""
        return [self.point(place) for place in places]

    def stroke(self, stroke: Stroke) -> tuple[list[Floats], float, float]:
        """Return points and end radii in metres of a disc or a band."""
        places = [stroke["disc"]] if "disc" in stroke else stroke["band"]
        radius = stroke["radius"]
        first, last = radius if isinstance(radius, Sequence) else (radius, radius)
        return self.line(places), first / 100, last / 100

    # ---- rays -----------------------------------------------------------------------
    def _hit(self, origin: Floats, direction: Floats, place: Any, last: bool = False) -> Floats:
        hit = self.surface.ray(origin, direction / np.linalg.norm(direction), last)
        if hit is None:
            raise PlaceError(f"the ray of {dict(place)!r} misses the skin")
        return hit

    def _joint(self, name: str) -> Floats:
        for key in (f"{name}.R", name):
            if key in self.surface.joints:
                return self.surface.joints[key]
        known = sorted({key.split(".")[0] for key in self.surface.joints})
        raise PlaceError(f"unknown joint {name!r}; use one of: {', '.join(known)}")

    def _outward(self, first: Floats, second: Floats, t: float, place: Mapping[str, Any]) -> Floats:
        axis = (second - first) / np.linalg.norm(second - first)
        azimuth = np.radians(place.get("azimuth", 0))
        direction = np.array([-np.sin(azimuth), 0, np.cos(azimuth)])
        direction -= axis * (direction @ axis)
        direction /= np.linalg.norm(direction)
        direction = direction + axis * np.tan(np.radians(place.get("tilt", 0)))
        return self._hit(first + t * (second - first), direction, place)

    def _ring(self, first: str, second: str, place: Mapping[str, Any]) -> Floats:
        return self._outward(self._joint(first), self._joint(second), place.get("t", 0.5), place)

    def _toward(
        self, first: str, second: str, direction: Floats, place: Mapping[str, Any]
    ) -> Floats:
        start, end = self._joint(first), self._joint(second)
        axis = (end - start) / np.linalg.norm(end - start)
        across = direction - axis * (direction @ axis)
        across /= np.linalg.norm(across)
        tilted = across + axis * np.tan(np.radians(place.get("tilt", 0)))
        return self._hit(start + place.get("t", 0.5) * (end - start), tilted, place)

    def _level(self, level: str, place: Mapping[str, Any]) -> Floats:
        if level in BELOW_C7:
            height = C7_HEIGHT - BELOW_C7[level] / 100
        elif level in HEIGHTS:
            height = HEIGHTS[level]
        else:
            allowed = ", ".join([*BELOW_C7, *HEIGHTS])
            raise PlaceError(f"unknown level {level!r}; use one of: {allowed}")
        height += place.get("up", 0) / 100
        lateral = -place.get("lateral", 0) / 100
        near = np.abs(self.surface.vertices[:, 1] - height) < 0.01
        near &= np.abs(self.surface.vertices[:, 0]) < 0.06
        depth = self.surface.vertices[near, 2]
        centre = (depth.min() + depth.max()) / 2 + place.get("forward", 0) / 100
        origin = np.array([lateral, height, centre])
        if place.get("side") == "lateral":
            return self._hit(np.array([-0.03, height, centre]), np.array([-1.0, 0, 0]), place)
        facing = 1.0 if place.get("face", "back") == "front" else -1.0
        # A ray backward from the neck may start inside the throat and meet its wall first.
        return self._hit(origin, np.array([0, 0, facing]), place, last=facing < 0)
