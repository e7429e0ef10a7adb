"""The pain drawing: marked cells, and what was said of each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from atlas.built import BodyMap, Side

Character = Literal["ache", "burning", "sharp", "tingling", "numb"]
CHARACTERS: tuple[Character, ...] = ("ache", "burning", "sharp", "tingling", "numb")
STRENGTHS = range(11)
MOST_CELLS = 4000

PlaceKey = tuple[str, Side]
"""Area id and side."""


@dataclass(frozen=True)
class Said:
    """What was said of a place: strength 0 to 10 and character, each None where nothing was."""

    strength: int | None = None
    character: Character | None = None


@dataclass(frozen=True)
class Place:
    """All marked cells of one area on one side.

    Attributes
    ----------
    n : int
        Its number: places count from 1 in the order of their first marks.
    area : str
    side : {"right", "left", "middle"}
    cells : tuple of int
        Numbers of its marked cells, in the order they were marked.
    said : Said
    """

    n: int
    area: str
    side: Side
    cells: tuple[int, ...]
    said: Said = field(default_factory=Said)


@dataclass(frozen=True)
class PainDrawing:
    """Marked cells in the order they were marked, and what was said of their places.

    Attributes
    ----------
    cells : tuple of int
        Numbers of cells in the body's map.
    said : mapping of (area id, side) to Said
        Strength and character never enter the ranking.
    """

    cells: tuple[int, ...] = ()
    said: Mapping[PlaceKey, Said] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        """Return whether anything is marked."""
        return bool(self.cells)

    def mark(self, cells: Iterable[int]) -> PainDrawing:
        """Return the drawing with more cells, each once, at most `MOST_CELLS`."""
        together = tuple(dict.fromkeys((*self.cells, *cells)))
        return replace(self, cells=together[:MOST_CELLS])

    def erase(self, cells: Iterable[int], body: BodyMap) -> PainDrawing:
        """Return the drawing without some cells; what was said of a place ends with it."""
        gone = set(cells)
        kept = tuple(cell for cell in self.cells if cell not in gone)
        alive = {(body.area[cell], body.side[cell]) for cell in kept}
        said = {key: value for key, value in self.said.items() if key in alive}
        return PainDrawing(kept, MappingProxyType(said))

    def erase_place(self, area: str, side: Side, body: BodyMap) -> PainDrawing:
        """Return the drawing without one place."""
        place = [c for c in self.cells if (body.area[c], body.side[c]) == (area, side)]
        return self.erase(place, body)

    def say(
        self, area: str, side: Side, *, strength: int | None = None,
        character: Character | None = None,
    ) -> PainDrawing:  # fmt: skip
        """Return the drawing with the strength and character of a place.

        Raises
        ------
        ValueError
            When the strength is not 0 to 10 or the character not one of `CHARACTERS`.
        """
        if strength is not None and strength not in STRENGTHS:
            raise ValueError(f"strength {strength!r} is not a whole number from 0 to 10")
        if character is not None and character not in CHARACTERS:
            raise ValueError(f"character {character!r} is not one of {', '.join(CHARACTERS)}")
        said = MappingProxyType({**self.said, (area, side): Said(strength, character)})
        return replace(self, said=said)

    def places(self, body: BodyMap) -> tuple[Place, ...]:
        """Return the places, numbered by their first marks."""
        found: dict[PlaceKey, list[int]] = {}
        for cell in self.cells:
            found.setdefault((body.area[cell], body.side[cell]), []).append(cell)
        return tuple(
            Place(n, area, side, tuple(cells), self.said.get((area, side), Said()))
            for n, ((area, side), cells) in enumerate(found.items(), 1)
        )

    def to_plain(self, body: BodyMap, cell_set: str) -> dict[str, Any]:
        """Return the drawing as plain data: cell ids, and the areas' ids beside what was said."""
        return {
            "set": cell_set,
            "cells": [body.ids[cell] for cell in self.cells],
            "said": [
                {
                    "area": area,
                    "side": side,
                    "strength": said.strength,
                    "character": said.character,
                }
                for (area, side), said in self.said.items()
            ],
        }

    @classmethod
    def from_plain(cls, plain: Any, body: BodyMap, cell_set: str) -> PainDrawing:
        """Return the drawing of plain data; what is not understood is left out.

        Raises
        ------
        ValueError
            When it is not a drawing, or one on another set of cells.
        """
        if not isinstance(plain, dict) or not isinstance(plain.get("cells"), list):
            raise ValueError("is not a pain drawing")
        if plain.get("set") != cell_set:
            raise ValueError(f"is a drawing on the cells {plain.get('set')!r}, not {cell_set!r}")
        index = body.index
        cells = [index[c] for c in plain["cells"] if isinstance(c, str) and c in index]
        drawing = cls().mark(cells)
        there = {(place.area, place.side) for place in drawing.places(body)}
        said = plain.get("said")
        for item in said if isinstance(said, list) else []:
            if not isinstance(item, dict) or (item.get("area"), item.get("side")) not in there:
                continue
            strength, character = item.get("strength"), item.get("character")
            plain_strength = isinstance(strength, int) and not isinstance(strength, bool)
            drawing = drawing.say(
                item["area"],
                item["side"],
                strength=strength if plain_strength and strength in STRENGTHS else None,
                character=character if character in CHARACTERS else None,
            )
        return drawing
