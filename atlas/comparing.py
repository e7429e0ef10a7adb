"""Before and after: two pain drawings, what went and what came, how large and how strong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.built import BodyMap, Side
from atlas.drawing import PainDrawing, PlaceKey


@dataclass(frozen=True)
class PlaceChange:
    """One area on one side, before and after.

    Attributes
    ----------
    area, side : str
    before_cm2, after_cm2 : float
        Marked skin.
    before_strength, after_strength : int or None
        0 to 10; None where nothing was said.
    """

    area: str
    side: Side
    before_cm2: float
    after_cm2: float
    before_strength: int | None = None
    after_strength: int | None = None

    @property
    def came(self) -> bool:
        """Whether it was not marked before."""
        return self.before_cm2 == 0

    @property
    def went(self) -> bool:
        """Whether it is not marked any more."""
        return self.after_cm2 == 0

    @property
    def strength_change(self) -> int | None:
        """After less before; None where one of them was not said."""
        if self.before_strength is None or self.after_strength is None:
            return None
        return self.after_strength - self.before_strength


@dataclass(frozen=True)
class Comparison:
    """Two drawings compared.

    Attributes
    ----------
    went, came, stayed : tuple of int
        Numbers of cells, in the order of the body's map.
    before_cm2, after_cm2, went_cm2, came_cm2, stayed_cm2 : float
        Skin; the marks of both drawings lie on the same cells.
    places : tuple of PlaceChange
        Places of the first drawing in its order, then those that came.
    """

    went: tuple[int, ...]
    came: tuple[int, ...]
    stayed: tuple[int, ...]
    before_cm2: float
    after_cm2: float
    went_cm2: float
    came_cm2: float
    stayed_cm2: float
    places: tuple[PlaceChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether the same skin is marked."""
        return not self.went and not self.came

    @property
    def strongest(self) -> tuple[int | None, int | None]:
        """Highest strength before and after; None where none was said."""
        before = [p.before_strength for p in self.places if p.before_strength is not None]
        after = [p.after_strength for p in self.places if p.after_strength is not None]
        return max(before, default=None), max(after, default=None)


def compare(before: PainDrawing, after: PainDrawing, body: BodyMap) -> Comparison:
    """Return what changed between two drawings.

    Parameters
    ----------
    before, after : PainDrawing
        On the cells of `body`.
    body : BodyMap

    Returns
    -------
    Comparison
        It says what is marked, and nothing about why.
    """
    first, second = set(before.cells), set(after.cells)
    went, came, stayed = first - second, second - first, first & second
    then = {(p.area, p.side): p for p in before.by_area(body).places(body)}
    now = {(p.area, p.side): p for p in after.by_area(body).places(body)}

    def change(key: PlaceKey) -> PlaceChange:
        old, new = then.get(key), now.get(key)
        return PlaceChange(
            *key,
            _cm2(body, old.cells) if old else 0.0,
            _cm2(body, new.cells) if new else 0.0,
            old.said.strength if old else None,
            new.said.strength if new else None,
        )

    return Comparison(
        tuple(sorted(went)),
        tuple(sorted(came)),
        tuple(sorted(stayed)),
        _cm2(body, first),
        _cm2(body, second),
        _cm2(body, went),
        _cm2(body, came),
        _cm2(body, stayed),
        tuple(change(key) for key in dict.fromkeys([*then, *now])),
    )


def _cm2(body: BodyMap, cells: Iterable[int]) -> float:
    return float(sum(float(body.cm2[cell]) for cell in sorted(cells)))
