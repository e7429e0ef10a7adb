"""From a pain drawing to the muscles whose textbook pictures include it, in order, with reasons.

The order follows from the marked cells alone: the same places give everyone the same list. For each
place, the main (essential) part of a picture counts above the part felt sometimes (spillover); a
picture of which the drawing is the greater share goes before one that reaches everywhere.
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

As = Literal["essential", "spillover"]
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

    Parameters
    ----------
    catalogue : Catalogue
    built : Built
    """

    def __init__(self, catalogue: Catalogue, built: Built) -> None:
        keys = [
            (point, side) for point in catalogue.points for side in SIDES
            if (point, side) in built.fields
        ]  # fmt: skip
        self.body: BodyMap = built.map
        self.points = [point for point, _ in keys]
        self.sides = [side for _, side in keys]
        shape = (len(keys), len(self.body))
        self.essential = np.zeros(shape, np.float32)
        self.spillover = np.zeros(shape, np.float32)
        for row, key in enumerate(keys):
            self.essential[row] = built.fields[key].essential
            self.spillover[row] = built.fields[key].spillover
        weight = np.maximum(self.essential, 0.5 * self.spillover)
        self._picture = weight * self.body.cm2.astype(np.float32)
        self._picture_size = np.maximum(self._picture.sum(1), 1e-6)
        self._essential_size = np.maximum(self.essential @ self.body.cm2, 1e-6)
        self._spillover_size = np.maximum(self.spillover @ self.body.cm2, 1e-6)
        groups: dict[tuple[str, str | None, str], list[int]] = {}
        for row, (point, side) in enumerate(keys):
            entry = catalogue.points[point]
            part = entry.part.id if entry.part.id != entry.muscle.id else None
            groups.setdefault((entry.muscle.id, part, side), []).append(row)
        self.groups = {key: np.array(rows) for key, rows in groups.items()}

    def rank(self, places: Sequence[Place], top: int | None = None) -> tuple[Candidate, ...]:
        """Return the candidates for a drawing's places, best first.

        Places are taken as a set: their order, strengths and characters change nothing.
        """
        if not places or not self.points:
            return ()
        cm2 = self.body.cm2
        inside = np.empty((len(self.points), len(places), 2))
        for column, place in enumerate(places):
            cells = np.array(place.cells)
            size = cm2[cells]
            for kind, (field, whole) in enumerate(
                (
                    (self.essential, self._essential_size),
                    (self.spillover, self._spillover_size),
                )
            ):
                covered = field[:, cells] @ size
                inside[:, column, kind] = np.maximum(covered / size.sum(), covered / whole)
        inside = inside.clip(0, 1)
        main, sometimes = inside[..., 0], inside[..., 1]
        value = np.where(
            main >= TOUCHES,
            ESSENTIAL_AT_LEAST + (1 - ESSENTIAL_AT_LEAST) * main,
            np.maximum(SPILLOVER_AT_MOST * main, SPILLOVER_AT_MOST * sometimes),
        )
        fit = (self._picture @ self._near(places)) / self._picture_size

        found = []
        for (muscle, part, side), rows in self.groups.items():
            best = rows[value[rows].argmax(0)]
            coverage = float(value[best, np.arange(len(places))].mean())
            score = coverage * (1 - FIT_SHARE + FIT_SHARE * float(fit[rows].max()))
            if score < LEAST_SCORE:
                continue
            explains = []
            for column, place in enumerate(places):
                row = best[column]
                if main[row, column] >= TOUCHES:
                    explains.append(Explains(place.n, "essential", self.points[row]))
                elif sometimes[row, column] >= TOUCHES:
                    explains.append(Explains(place.n, "spillover", self.points[row]))
            if not explains:
                continue
            explained = {each.n for each in explains}
            order = rows[np.argsort(-(value[rows].mean(1) + 0.1 * fit[rows]), kind="stable")]
            found.append(
                Candidate(
                    muscle,
                    part,
                    "right" if side == "right" else "left",
                    tuple(explains),
                    tuple(place.n for place in places if place.n not in explained),
                    tuple(self.points[row] for row in order),
                    round(score, 6),
                )
            )
        found.sort(key=lambda each: (-each.score, each.muscle, each.part or "", each.side))
        return tuple(found[:top])

    def _near(self, places: Sequence[Place]) -> npt.NDArray[np.float32]:
        """How near each cell is to the drawing, 1 on it, 0 at `NEAR` and beyond."""
        cells = np.unique([cell for place in places for cell in place.cells])
        radius = np.sqrt(self.body.cm2[cells] * 1e-4 / np.pi)
        centre = self.body.centre
        squared = (
            (centre**2).sum(1)[:, None] + (centre[cells] ** 2).sum(1) - 2 * centre @ centre[cells].T
        )
        gap = (np.sqrt(np.maximum(squared, 0)) - radius).min(1)
        near = np.clip(1 - np.maximum(gap, 0) / NEAR, 0, 1)
        near[cells] = 1
        return np.asarray(near, np.float32)


def unexplained_by_all(
    places: Sequence[Place], candidates: Sequence[Candidate]
) -> tuple[Place, ...]:
    """Return the places that are in no candidate's picture."""
    shown = {each.n for candidate in candidates for each in candidate.explains}
    return tuple(place for place in places if place.n not in shown)
