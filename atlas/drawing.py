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

MOST_GROUPS = 60
MOST_ID = 80

PlaceKey = tuple[str, Side]
"""Area or group id, and side."""


@dataclass(frozen=True)
class Said:
    """What was said of a place: strength 0 to 10 and character, each None where nothing was."""

    strength: int | None = None
    character: Character | None = None


@dataclass(frozen=True)
class Place:
    """All marked cells of one area on one side, or of a group that was named as a whole.

    Attributes
    ----------
    n : int
        Its number: places count from 1 in the order of their first marks.
    area : str
        Id of an area, or of a group.
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
    groups : mapping of (group id, side) to tuple of int
        Groups that were named as a whole ("my right arm"), with their cells. A group is one place
        as long as all of it is marked; then its areas are.
    """

    cells: tuple[int, ...] = ()
    said: Mapping[PlaceKey, Said] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[PlaceKey, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        """Return whether anything is marked."""
        return bool(self.cells)

    def mark(self, cells: Iterable[int]) -> PainDrawing:
        """Return the drawing with more cells, each once, at most `MOST_CELLS`."""
        together = tuple(dict.fromkeys((*self.cells, *cells)))
        return replace(self, cells=together[:MOST_CELLS])

    def mark_group(self, group: str, side: Side, cells: Iterable[int]) -> PainDrawing:
        """Return the drawing with all cells of a group, as one place."""
        cells = tuple(cells)
        drawing = self.mark(cells)
        if not cells or len(self.groups) >= MOST_GROUPS or not {*cells} <= {*drawing.cells}:
            return drawing
        return replace(drawing, groups=MappingProxyType({**self.groups, (group, side): cells}))

    def erase(self, cells: Iterable[int], body: BodyMap) -> PainDrawing:
        """Return the drawing without some cells; what was said of a place ends with it.

        What was said of a group that is no longer whole goes to what is left of its areas.
        """
        gone = set(cells)
        kept = tuple(cell for cell in self.cells if cell not in gone)
        groups = {key: whole for key, whole in self.groups.items() if gone.isdisjoint(whole)}
        said = dict(self.said)
        for key in self.groups.keys() - groups.keys():
            if (of_group := said.pop(key, None)) is not None:
                for cell in self.groups[key]:
                    said.setdefault((body.area[cell], body.side[cell]), of_group)
        alive = {(body.area[cell], body.side[cell]) for cell in kept} | groups.keys()
        said = {key: value for key, value in said.items() if key in alive}
        return PainDrawing(kept, MappingProxyType(said), MappingProxyType(groups))

    def erase_place(self, area: str, side: Side, body: BodyMap) -> PainDrawing:
        """Return the drawing without one place."""
        place = next((p for p in self.places(body) if (p.area, p.side) == (area, side)), None)
        return self.erase(place.cells, body) if place is not None else self

    def by_area(self, body: BodyMap) -> PainDrawing:
        """Return the drawing with the areas of its groups as places of their own."""
        if not self.groups:
            return self
        said = {key: value for key, value in self.said.items() if key not in self.groups}
        for key, cells in self.groups.items():
            if key in self.said:
                for cell in cells:
                    said.setdefault((body.area[cell], body.side[cell]), self.said[key])
        return PainDrawing(self.cells, MappingProxyType(said))

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
        """Return the places, numbered by their first marks.

        A cell of two groups belongs to the smaller one.
        """
        within: dict[int, PlaceKey] = {}
        for key, cells in sorted(self.groups.items(), key=lambda item: len(item[1])):
            for cell in cells:
                within.setdefault(cell, key)
        found: dict[PlaceKey, list[int]] = {}
        for cell in self.cells:
            key = within.get(cell) or (body.area[cell], body.side[cell])
            found.setdefault(key, []).append(cell)
        return tuple(
            Place(n, area, side, tuple(cells), self.said.get((area, side), Said()))
            for n, ((area, side), cells) in enumerate(found.items(), 1)
        )

    def to_plain(self, body: BodyMap, cell_set: str) -> dict[str, Any]:
        """Return the drawing as plain data: ids of cells, areas and groups."""
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
            "groups": [
                {"group": group, "side": side, "cells": [body.ids[cell] for cell in cells]}
                for (group, side), cells in self.groups.items()
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
        marked, groups = set(drawing.cells), plain.get("groups")
        for item in groups if isinstance(groups, list) else []:
            whole = item.get("cells") if isinstance(item, dict) else None
            if not isinstance(whole, list) or not all(isinstance(c, str) for c in whole):
                continue
            group, side, inside = item.get("group"), item.get("side"), [index.get(c) for c in whole]
            if (
                isinstance(group, str) and len(group) <= MOST_ID
                and side in ("right", "left", "middle") and marked.issuperset(inside)
            ):  # fmt: skip
                drawing = drawing.mark_group(group, side, (c for c in inside if c is not None))
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
