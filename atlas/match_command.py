"""What ``python -m atlas match`` answers: words in, a plain object out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from atlas.areas import AreaFinder, Found, FoundSide, Phrase
from atlas.built import SIDES, Built, Side
from atlas.catalogue import Catalogue
from atlas.complaints import answer_complaints
from atlas.drawing import Place
from atlas.matching import Candidate, Explains, PatternIndex
from atlas.model import RedFlag
from atlas.reasons import place_name, reason
from atlas.safety import warning_signs
from atlas.text import Text, load_text
from atlas.widespread import is_widespread

SCHEMA = 1
TOP = 20
_URGENCY = {"emergency": 0, "today": 1, "soon": 2}


@dataclass(frozen=True)
class _Named:
    """What a phrase names, as one place: its name, and its side as it was said."""

    place: Place
    name: str
    side: FoundSide


class Matcher:
    """Answers queries; holds what is the same for all of them.

    Parameters
    ----------
    catalogue : Catalogue
    built : Built
    text : Text, optional
        The words of the reasons.
    """

    def __init__(self, catalogue: Catalogue, built: Built, text: Text | None = None) -> None:
        self.catalogue = catalogue
        self.finder = AreaFinder(catalogue)
        self.index = PatternIndex(catalogue, built)
        self.body = built.map
        self.text = text or load_text()

    def match(
        self, text: str, side: str | None = None, top: int | None = TOP, query_id: object = None
    ) -> dict[str, Any]:
        """Return the answer to one query, ready for JSON.

        Parameters
        ----------
        text : str
        side : {"right", "left", "both"}, optional
            For what the text names without a side.
        top : int, optional
            Most candidates; None for all.
        query_id : optional
            Handed through.

        Returns
        -------
        dict
            Keys as printed; all are always there. Beside what was found and ranked:
            `near_matches`, `corrections`, `complaints`, `sides_tried`, `widespread`. Where no side
            was said the right side is drawn: the left is its mirror image, so that each row stands
            for both.
        """
        found = self.finder.find(text, side)
        no_side = all(at in (None, "middle") for _, at in found.areas)
        areas = self._places(found)
        widespread = is_widespread(self.catalogue, found.areas)
        named = self._named(found, areas)
        ranked = () if widespread else self.index.rank([each.place for each in named])
        if no_side:
            ranked = tuple(_one_a_part(ranked))
        drawn = [place for place in areas if place.cells]
        explains = {each: self.index.explain(each, drawn) for each in ranked}
        explained = {each.n for rows in explains.values() for each in rows}
        sides = {place.n: at for place, (_, at) in zip(areas, found.areas, strict=True)}
        return {
            "schema": SCHEMA,
            "id": query_id,
            "text": text,
            "areas": [
                {"id": area, "name": self.catalogue.areas[area].name, "side": at}
                for area, at in found.areas
            ],
            "unrecognised": [each.text for each in found.unrecognised],
            "near_matches": {
                each.text: list(each.near_matches)
                for each in found.unrecognised
                if each.near_matches
            },
            "corrections": [
                {"text": each.text, "read_as": each.read_as} for each in found.corrections
            ],
            "complaints": [
                {
                    "id": each.id,
                    "ask_first": [
                        {"id": flag.id, "urgency": flag.urgency, "title": flag.title}
                        for flag in each.ask_first
                    ],
                    "muscles": [
                        {
                            "muscle": listed.muscle.id,
                            "name": listed.muscle.name,
                            "says": listed.claim.patient,
                            "sources": list(listed.claim.sources),
                        }
                        for listed in each.muscles
                    ],
                }
                for each in answer_complaints(
                    self.catalogue,
                    found.complaints,
                    [area for area, _ in found.areas],
                    self.finder.vocabulary,
                )
            ],
            "ask_first": [
                {"id": flag.id, "urgency": flag.urgency, "title": flag.title}
                for flag in self.ask_first(found)
            ],
            "sides_tried": list(SIDES) if no_side else sorted({s for s in sides.values() if s}),
            "widespread": widespread,
            "candidates": [
                self._row(candidate, explains[candidate], areas, named, sides, no_side)
                for candidate in ranked[:top]
            ],
            "unexplained": [
                {"area": place.area, "side": sides[place.n]}
                for place in areas
                if place.n not in explained
            ],
        }

    def ask_first(self, found: Found) -> tuple[RedFlag, ...]:
        """Return the warning signs of what was found, complaints too, the most urgent first."""
        flags = list(warning_signs(self.catalogue, found.areas))
        for each in self.finder.vocabulary.flags_of(found.complaints):
            flag = self.catalogue.red_flags.get(each)
            if flag is not None and flag not in flags:
                flags.append(flag)
        return tuple(sorted(flags, key=lambda flag: _URGENCY[flag.urgency]))

    def _places(self, found: Found) -> tuple[Place, ...]:
        """Return each area as a place of all its cells; inner areas where they are shown."""
        places = []
        for n, (area, at) in enumerate(found.areas, 1):
            entry = self.catalogue.areas[area]
            on_skin = entry.shown_in if entry.inner and entry.shown_in else area
            side: Side = at or "right"
            cells = self.body.cells_of(on_skin, None if side == "middle" else side)
            places.append(Place(n, area, side, cells))
        return tuple(places)

    def _named(self, found: Found, areas: tuple[Place, ...]) -> tuple[_Named, ...]:
        """Return what the words name, a place each on each side: "arm" is one place, not sixty."""
        by_area = {
            (place.area, at): place for place, (_, at) in zip(areas, found.areas, strict=True)
        }
        named: dict[frozenset[int], _Named] = {}
        for phrase in found.phrases:
            whole = self.catalogue.areas_in(phrase.ids)
            for at in SIDES if phrase.side == "both" else (phrase.side,):
                parts = [by_area[key] for area in whole for key in ((area, at), (area, "middle"))
                         if key in by_area]  # fmt: skip
                cells = tuple(dict.fromkeys(cell for part in parts for cell in part.cells))
                key = frozenset(part.n for part in parts)
                if not cells or key in named:
                    continue
                across = all(part.side == "middle" for part in parts)
                side: Side = "middle" if across else at or "right"
                place = Place(len(named) + 1, parts[0].area, side, cells)
                named[key] = _Named(place, self._called(phrase), "middle" if across else at)
        return tuple(named.values())

    def _called(self, phrase: Phrase) -> str:
        if len(phrase.ids) > 1:
            return phrase.text
        (each,) = phrase.ids
        return self.catalogue.name_of_place(each)

    def _row(
        self,
        candidate: Candidate,
        explains: tuple[Explains, ...],
        areas: tuple[Place, ...],
        named: tuple[_Named, ...],
        sides: Mapping[int, FoundSide],
        no_side: bool,
    ) -> dict[str, Any]:
        muscle = self.catalogue.muscles[candidate.muscle]
        by_number = {place.n: place for place in areas}
        called = {each.place.n: each for each in named}
        name, known_as = muscle.name, list(muscle.also_known_as)
        if candidate.part is not None:
            part = self.catalogue.parts[candidate.part].part
            name = part.name if muscle.name.casefold() in part.name.casefold() else (
                f"{muscle.name}, {part.name[:1].lower()}{part.name[1:]}"
            )  # fmt: skip
            known_as = [*part.also_known_as, *known_as]
        return {
            "muscle": candidate.muscle,
            "part": candidate.part,
            "side": candidate.side,
            "sides": list(SIDES) if no_side else [candidate.side],
            "name": name,
            "also_known_as": list(dict.fromkeys(known_as)),
            "trigger_points": list(candidate.points),
            "reason": reason(
                candidate,
                [each.place for each in named],
                lambda place: place_name(called[place.n].name, called[place.n].side, self.text),
                self.text,
            ),
            "explains": [
                {
                    "area": by_number[each.n].area,
                    "side": sides[each.n],
                    "as": each.kind,
                    "point": each.point,
                }
                for each in explains
            ],
            "score": candidate.score,
        }

    def answer_line(self, line: bytes | str, top: int | None = TOP) -> dict[str, Any]:
        """Return the answer to a line: plain text, or ``{"id", "text", "side"}``.

        A line that cannot be read gives an object with an ``error``.
        """
        try:
            text, side, query_id = read_query(line)
        except ValueError as error:
            shown = line if isinstance(line, str) else line.decode("utf-8", "replace")
            return {"schema": SCHEMA, "id": None, "text": sendable(shown), "error": str(error)}
        return self.match(text, side, top, query_id)


def read_query(line: bytes | str) -> tuple[str, str | None, object]:
    """Return the text, side and id of a line of queries.

    Raises
    ------
    ValueError
        When it cannot be read, with what is wrong in words.
    """
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8: {error.reason} at byte {error.start}") from error
    text = text.strip()
    if not text:
        raise ValueError("is empty")
    if not text.startswith("{"):
        return sendable(text), None, None
    try:
        query = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON: {error}") from error
    asked, side, query_id = query.get("text"), query.get("side"), query.get("id")
    if not isinstance(asked, str):
        raise ValueError("has no text")
    if side not in (None, "", "left", "right", "both"):
        raise ValueError("side is not left, right or both")
    if not isinstance(query_id, str | int | None):
        raise ValueError("id is not text or a whole number")
    return (
        sendable(asked),
        side or None,
        sendable(query_id) if isinstance(query_id, str) else query_id,
    )


def sendable(text: str) -> str:
    """Return text without what cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def as_line(answer: Mapping[str, Any]) -> str:
    """Return an answer as one line of JSON."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _one_a_part(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Keep one row of a muscle's part where no side was said: the better, the right if equal."""
    best: dict[tuple[str, str | None], Candidate] = {}
    for each in candidates:
        key = (each.muscle, each.part)
        now = best.get(key)
        if now is None or each.side == "right" and each.score >= now.score:
            best[key] = each
    yield from sorted(best.values(), key=lambda c: (-c.score, c.muscle, c.part or ""))
