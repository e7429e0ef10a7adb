"""A muscle on the skin: its fibres, its trigger points and their referred pain as vertex fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from atlas.build.places import Places
from atlas.build.source import Floats, Ints
from atlas.build.surface import Surface
from atlas.catalogue import Catalogue
from atlas.model import Muscle, Part, Place, Stroke, TriggerPoint

FAR = 0.12
STRAND = 0.0042
Side = Literal["right", "left"]


def plain(place: Place) -> object:
    """Return a place as the mapping it was written as."""
    return place if isinstance(place, str) else place.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True)
class Sheet:
    """A part of a muscle on the skin: vertex fields, shape (n,), and its fibres as lines."""

    outline: Floats
    across: Floats
    along: Floats
    strands: int


@dataclass(frozen=True)
class Spot:
    """A point of the skin that follows it into every pose."""

    vertex: Ints
    weight: Floats
    offset: Floats

    def on(self, surface: Surface) -> Floats:
        """Position on a pose, shape (3,)."""
        return np.asarray(
            (surface.vertices[self.vertex] * self.weight[:, None]).sum(0) + self.offset
        )

    def facing(self, surface: Surface, towards: Floats) -> float:
        """How much the skin here faces a direction: 1 head on, 0 edge on."""
        normal = (surface.normals[self.vertex] * self.weight[:, None]).sum(0)
        return float(normal @ towards / np.linalg.norm(normal))


@dataclass(frozen=True)
class Pattern:
    """Signed distances to a point's two zones in metres, shape (n,); None where there is none."""

    essential: Floats
    spillover: Floats | None


@dataclass(frozen=True)
class BuiltMuscle:
    """A right muscle on the skin.

    Attributes
    ----------
    sheets : dict of part id to Sheet
    spots : dict of point id to Spot
        Points anywhere in the belly have none, nor have internal ones: an inset shows those.
    patterns : dict of (point id, side) to Pattern
        Side "left" only where it is not the mirror image of the right.
    """

    muscle: Muscle
    sheets: dict[str, Sheet]
    spots: dict[str, Spot]
    patterns: dict[tuple[str, Side], Pattern]


def _sheet(places: Places, part: Part) -> Sheet:
    surface = places.surface
    outline = np.full(len(surface), 1.0)
    across, along = np.zeros(len(surface)), np.zeros(len(surface))
    strands = 0
    for fibres in part.fibres:
        lines = [places.line([plain(p) for p in line]) for line in fibres.lines]  # type: ignore[misc]
        ways = surface.fibres(lines)
        found, u, v = surface.sheet(ways)
        nearer = found < outline
        middle = [way[len(way) // 2] for way in ways]
        breadth = float(np.linalg.norm(np.diff(middle, axis=0), axis=1).sum())
        count = max(4, round(breadth / STRAND))
        # Strands are counted on from sheet to sheet, so that they keep their breadth.
        across = np.where(nearer, u * count + strands, across)
        along = np.where(nearer, v, along)
        outline = np.minimum(outline, found)
        strands += count
    return Sheet(outline, across / max(strands, 1), along, strands)


def spot(places: Places, place: Place) -> Spot:
    """Return a place as a spot that follows the skin."""
    point = places.point(plain(place))  # type: ignore[arg-type]
    gap, vertex = places.surface.tree.query(point, k=3)
    weight = 1 / (gap + 1e-5)
    weight /= weight.sum()
    at = (places.surface.vertices[vertex] * weight[:, None]).sum(0)
    return Spot(np.asarray(vertex), weight, point - at)


def zone_field(places: Places, strokes: Iterable[Stroke], side: Side) -> Floats | None:
    """Signed distance to a zone of a muscle of this side."""
    surface = places.surface
    groups: dict[str, list[tuple[list[Floats], float, float]]] = {}
    for stroke in strokes:
        if stroke.only not in (None, side):
            continue
        first, last = stroke.radii
        line = places.line([plain(p) for p in stroke.line])  # type: ignore[misc]
        groups.setdefault(stroke.laterality, []).append((line, first / 100, last / 100))
    found: list[Floats] = []
    for laterality, drawn in groups.items():
        field = surface.brush(drawn, FAR)
        mirrored = field[surface.mirror]
        match laterality:
            case "mirrored":
                found.append(field if side == "right" else mirrored)
            case "right":
                found.append(field)
            case "left":
                found.append(mirrored)
            case _:
                found += [field, mirrored]
    return np.minimum.reduce(found) if found else None


NOWHERE = 1.0
"""Metres from a zone that is not there."""


def _pattern(places: Places, point: TriggerPoint, side: Side) -> Pattern:
    essential = zone_field(places, point.essential, side)
    if essential is None:  # the tradition has this point on the other side only
        essential = np.full(len(places.surface.vertices), NOWHERE)
    return Pattern(essential, zone_field(places, point.spillover, side))


def build_muscle(places: Places, catalogue: Catalogue, muscle: Muscle) -> BuiltMuscle:
    """Put a muscle on the skin; patterns taken from another point are drawn for this one too.

    Raises
    ------
    PlaceError
        When one of its places does not resolve.
    """
    spots: dict[str, Spot] = {}
    patterns: dict[tuple[str, Side], Pattern] = {}
    for point in muscle.trigger_points:
        if point.has_spot and not point.internal:
            spots[point.id] = spot(places, point.place)
        drawn = catalogue.pattern(point)
        strokes = (*drawn.essential, *drawn.spillover)
        sided = any(s.only or s.laterality in ("left", "right") for s in strokes)
        patterns[point.id, "right"] = _pattern(places, drawn, "right")
        if sided:
            patterns[point.id, "left"] = _pattern(places, drawn, "left")
    sheets = {part.id: _sheet(places, part) for part in muscle.parts}
    return BuiltMuscle(muscle, sheets, spots, patterns)


SOFTENED_BY = 0.03


def cell_weights(surface: Surface, label: Ints, count: int, field: Floats | None) -> list[int]:
    """Return how far each cell lies in a zone, as ``[cell, 0..255, cell, 0..255, …]``.

    A cell inside counts in full, one at the softening distance from the border not at all.
    """
    if field is None:
        return []
    inside = np.clip(1 - np.maximum(field, 0) / SOFTENED_BY, 0, 1)
    skin = label >= 0
    size = np.bincount(label[skin], surface.vertex_areas[skin], count)
    share = np.bincount(label[skin], (surface.vertex_areas * inside)[skin], count)
    value = np.round(255 * share / np.maximum(size, 1e-12)).astype(int)
    kept = np.flatnonzero(value >= 4)
    return np.column_stack([kept, value[kept]]).ravel().tolist()
