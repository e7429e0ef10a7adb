"""From a pain drawing to the muscles whose textbook pictures include it, in order, with reasons.

The order follows from the marked cells alone: the same places give everyone the same list. For each
place, the main (essential) part of a picture counts above the part felt sometimes (spillover); a
picture of which the drawing is the greater share goes before one that reaches everywhere. Of two
that are equal, the muscle that studies of patients report more often goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from atlas.built import SIDES, BodyMap, Built
from atlas.catalogue import Catalogue
from atlas.drawing import Place

NEAR = 0.06
"""Metres within which a cell of a picture counts as near the drawing: people draw imprecisely."""

TOUCHES = 0.25
"""Share of a place in a zone, or of a zone in a place, from which the place is said to be in it."""

ESSENTIAL_AT_LEAST, SPILLOVER_AT_MOST = 0.6, 0.5
FIT_SHARE = 0.16
LEAST_SCORE = 0.05

FULL = 255
"""What a cell that lies wholly in a zone counts."""

EXACT = 10**6

As = Literal["essential", "spillover"]
Side = Literal["right", "left"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Explains:
    """A place that lies in a candidate's picture, in which part of it, and by which point."""

    n: int
    kind: As
    point: str


@dataclass(frozen=True)
class Candidate:
    """A muscle, or a part of one with its own pattern, on one side.

    Attributes
    ----------
    muscle : str
    part : str or None
        None where the muscle has one pattern.
    side : {"right", "left"}
    explains : tuple of Explains
        A row for each place in its picture, in the order of places.
    unexplained : tuple of int
        Numbers of the places that are not in it.
    points : tuple of str
        Its trigger points, the ones that explain most first.
    score : float
        0..1; orders, and is never shown.
    """

    muscle: str
    part: str | None
    side: Literal["right", "left"]
    explains: tuple[Explains, ...]
    unexplained: tuple[int, ...]
    points: tuple[str, ...]
    score: float

    @property
    def main(self) -> tuple[int, ...]:
        """Numbers of the places in the main part of the picture."""
        return tuple(e.n for e in self.explains if e.kind == "essential")

    @property
    def sometimes(self) -> tuple[int, ...]:
        """Numbers of the places in the part felt sometimes."""
        return tuple(e.n for e in self.explains if e.kind == "spillover")


class PatternIndex:
    """All patterns of a catalogue as arrays, ready to be compared with drawings.

    All sums are of whole numbers, so that neither the order of the marks nor the side of the body
    changes the last digit of a score: mirrored drawings get mirrored lists, ties stay ties.

    Parameters
    ----------
    catalogue : Catalogue
    built : Built
    """

    def __init__(self, catalogue: Catalogue, built: Built) -> None:
        groups: dict[tuple[str, str | None, Side], list[str]] = {}
        for side in SIDES:
            for point in catalogue.points:
                if (point, side) in built.fields:
                    entry = catalogue.points[point]
                    part = entry.part.id if entry.part.id != entry.muscle.id else None
                    groups.setdefault((entry.muscle.id, part, side), []).append(point)
        self._reported = {
            muscle.id: max((each.share for each in muscle.reported), default=0.0)
            for muscle in catalogue.muscles.values()
        }
        self.body: BodyMap = built.map
        self.groups = list(groups)
        self.points = [point for points in groups.values() for point in points]
        self._starts = np.cumsum([0, *map(len, groups.values())])[:-1]
        self._ends = np.append(self._starts[1:], len(self.points))

        sides = [key[2] for key, points in groups.items() for _ in points]
        self._size = _symmetric_size(self.body)
        essential = np.zeros((len(self.body), len(self.points)))
        spillover = np.zeros_like(essential)
        for row, key in enumerate(zip(self.points, sides, strict=True)):
            essential[:, row] = np.round(built.fields[key].essential * FULL)
            spillover[:, row] = np.round(built.fields[key].spillover * FULL)
        # A row a cell, so that a drawing's cells are read in one piece.
        sized = self._size[:, None]
        self._zones = (
            (essential * sized).astype(np.int32),
            (spillover * sized).astype(np.int32),
        )
        self._zone_sizes = tuple(np.maximum(zone.sum(0, np.int64), 1) for zone in self._zones)
        self._picture = np.maximum(2 * essential, spillover) * sized
        self._picture_size = np.maximum(self._picture.sum(0), 1) * FULL
        self._near = _nearness(self.body)

    def rank(self, places: Sequence[Place], top: int | None = None) -> tuple[Candidate, ...]:
        """Return the candidates for a drawing's places, best first.

        Places are taken as a set: their order, strengths and characters change nothing.
        """
        places = [place for place in places if place.cells]
        if not places or not self.points:
            return ()
        main, sometimes = self._inside(places)
        value = np.where(
            main >= TOUCHES,
            ESSENTIAL_AT_LEAST + (1 - ESSENTIAL_AT_LEAST) * main,
            SPILLOVER_AT_MOST * np.maximum(main, sometimes),
        )
        value = np.round(value * EXACT).astype(np.int64)
        near = self._near[[cell for place in places for cell in place.cells]].max(0)
        close = np.flatnonzero(near)
        fit = (near[close] @ self._picture[close]) / self._picture_size

        of_group = np.maximum.reduceat(value, self._starts, axis=1).sum(0)
        coverage = of_group / (EXACT * len(places))
        best_fit = np.maximum.reduceat(fit, self._starts)
        scores = np.round(coverage * (1 - FIT_SHARE + FIT_SHARE * best_fit), 6)
        is_main = main >= TOUCHES
        touched = is_main | (sometimes >= TOUCHES)
        numbers = [place.n for place in places]
        column = np.arange(len(places))
        found = []
        for k in np.flatnonzero(scores >= LEAST_SCORE):
            rows = slice(self._starts[k], self._ends[k])
            best = self._starts[k] + value[:, rows].argmax(1)
            if not touched[column, best].any():
                continue
            explains = tuple(
                Explains(n, "essential" if in_main else "spillover", self.points[row])
                for n, row, in_main, in_any in zip(
                    numbers,
                    best.tolist(),
                    is_main[column, best].tolist(),
                    touched[column, best].tolist(),
                    strict=True,
                )
                if in_any
            )
            inside = {each.n for each in explains}
            merit = value[:, rows].sum(0) + 0.1 * EXACT * len(places) * fit[rows]
            muscle, part, side = self.groups[k]
            found.append(
                Candidate(
                    muscle,
                    part,
                    side,
                    explains,
                    tuple(n for n in numbers if n not in inside),
                    tuple(self.points[rows][j] for j in np.argsort(-merit, kind="stable")),
                    float(scores[k]),
                )
            )
        found.sort(key=self._order)
        return tuple(found[:top])

    def _order(self, each: Candidate) -> tuple[float, float, str, str, str]:
        """By score; where two are equal, first what studies of patients report more often."""
        return -each.score, -self._reported[each.muscle], each.muscle, each.part or "", each.side

    def explain(self, candidate: Candidate, places: Sequence[Place]) -> tuple[Explains, ...]:
        """Return which of other, finer places lie in a candidate's picture.

        Of a candidate of whole groups ("arm"), the areas that it is about: at least one, the one
        that lies deepest in its picture.
        """
        key = (candidate.muscle, candidate.part, candidate.side)
        places = [place for place in places if place.cells]
        if key not in self.groups or not places:
            return ()
        k = self.groups.index(key)
        rows = slice(self._starts[k], self._ends[k])
        main, sometimes = (kind[:, rows] for kind in self._inside(places))
        value = np.where(main >= TOUCHES, 1 + main, np.maximum(main, sometimes))
        best, names = value.argmax(1), self.points[rows]
        rank = value.max(1)
        deepest = int(rank.argmax())
        return tuple(
            Explains(place.n, "essential" if main[n, row] >= TOUCHES else "spillover", names[row])
            for n, (place, row) in enumerate(zip(places, best, strict=True))
            if rank[n] >= TOUCHES or n == deepest
        )

    def _inside(self, places: Sequence[Place]) -> tuple[Floats, Floats]:
        """How far each place lies in each pattern's two zones, or each zone in the place, 0..1.

        A place of several areas ("arm") is said loosely: a zone that fills one of them counts as
        half of the place at least.

        Returns
        -------
        tuple of two arrays, shape (places, points)
            Essential, spillover.
        """
        found = self._overlap([place.cells for place in places])
        parts = [self._by_area(place.cells) for place in places]
        if all(len(each) == 1 for each in parts):
            return found
        starts = np.cumsum([0, *map(len, parts)])[:-1]
        one = self._overlap([cells for each in parts for cells in each])
        return (
            np.maximum(found[0], np.maximum.reduceat(one[0], starts) / 2),
            np.maximum(found[1], np.maximum.reduceat(one[1], starts) / 2),
        )

    def _by_area(self, cells: Sequence[int]) -> list[list[int]]:
        parts: dict[str, list[int]] = {}
        for cell in cells:
            parts.setdefault(self.body.area[cell], []).append(cell)
        return list(parts.values())

    def _overlap(self, places: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
        cells = np.array([cell for each in places for cell in each])
        starts = np.cumsum([0, *map(len, places)])[:-1]
        size = np.add.reduceat(self._size[cells], starts)[:, None] * FULL
        found = []
        for zone, whole in zip(self._zones, self._zone_sizes, strict=True):
            covered = np.add.reduceat(zone[cells], starts, axis=0, dtype=np.int64)
            found.append(np.minimum(np.maximum(covered / size, covered / whole), 1))
        return found[0], found[1]


def _symmetric_size(body: BodyMap) -> Floats:
    """Size of each cell in twentieths of a cm^2, whole numbers, the same on both sides."""
    tenths = np.round(body.cm2 * 10)
    return np.asarray(tenths + tenths[body.mirror])


def _nearness(body: BodyMap) -> Floats:
    """How near each cell is to each, 255 on it, 0 at `NEAR` and beyond; shape (cells, cells)."""
    centre = body.centre + body.centre[body.mirror] * [-1, 1, 1]
    centre = np.round(centre * 500).astype(np.int64)
    squared = sum((centre[:, None, axis] - centre[None, :, axis]) ** 2 for axis in range(3))
    radius = np.sqrt(_symmetric_size(body) / 20 * 1e-4 / np.pi)
    gap = np.sqrt(squared) / 1000 - radius[:, None]
    near = np.clip(1 - np.maximum(gap, 0) / NEAR, 0, 1)
    np.fill_diagonal(near, 1)
    return np.asarray(np.round(near * FULL))


def unexplained_by_all(
    places: Sequence[Place], candidates: Sequence[Candidate]
) -> tuple[Place, ...]:
    """Return the places that are in no candidate's picture."""
    shown = {each.n for candidate in candidates for each in candidate.explains}
    return tuple(place for place in places if place.n not in shown)
