"""A consult as plain text, to be pasted into a patient's record."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from atlas.built import BodyMap
from atlas.catalogue import Catalogue
from atlas.reasons import place_name
from atlas.session_file import Finding, Pinned, SessionState
from atlas.text import Text

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TICKS = ("taut_band", "tender", "recognised_pain", "referred", "limited_range")
DENIED = ("recognised_pain",)
"""Ticks of which a "no" is worth a word; the others say nothing where they are not ticked."""


def letter_of(n: int) -> str:
    """Return the letter of the pin with number `n`, counted from 0: A to Z, then A2."""
    again, at = divmod(n, len(LETTERS))
    return LETTERS[at] + (str(again + 1) if again else "")


def pin_name(catalogue: Catalogue, one: Pinned, text: Text) -> str:
    """Return what is pinned in the practitioner's words: muscle or part, point, side."""
    muscle = catalogue.muscles.get(one.muscle)
    part = catalogue.parts.get(one.part) if one.part else None
    name = part.part.name if part else muscle.name if muscle else one.muscle
    point = catalogue.points.get(one.point) if one.point else None
    if point is not None:
        name = f"{name}, {point.point.name}"
    return place_name(name, one.side, text)


def finding_words(finding: Finding, text: Text) -> str:
    """Return what was found at one pin, in one line; empty where nothing was recorded."""
    said = []
    for tick in TICKS:
        value = getattr(finding, tick)
        if value:
            said.append(text[f"note.{tick}"])
        elif value is False and tick in DENIED:
            said.append(text[f"note.not_{tick}"])
    if finding.pain is not None:
        said.append(text("note.pain", n=finding.pain))
    return ", ".join(said)


def clinic_note(
    state: SessionState,
    catalogue: Catalogue,
    body: BodyMap,
    text: Text,
    *,
    screened: bool = False,
    date: datetime.date | None = None,
) -> str:
    """Return the clinic note: what was marked, asked, found and written.

    Parameters
    ----------
    state : SessionState
        The consult. `chosen` are the pins, in their order.
    catalogue : Catalogue
    body : BodyMap
        The cells that are marked.
    text : Text
        Keys under ``note``.
    screened : bool
        The practitioner has said "screened by me".
    date : datetime.date or None
        Written in the first line where it is given.

    Returns
    -------
    str
        Lines of plain text; what was typed stands in it as it was typed.
    """
    title = text["note.title"]
    blocks = [
        [f"{title}, {date.isoformat()}" if date else title],
        list(_drawing(state, catalogue, body, text)),
        list(_screening(state, catalogue, text, screened)),
        list(_findings(state, catalogue, text)),
        list(_typed(text["note.notes"], state.notes)),
        list(_typed(text["note.notes_for_patient"], state.notes_for_patient)),
        [text["note.limits"]],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _drawing(state: SessionState, catalogue: Catalogue, body: BodyMap, text: Text) -> Iterator[str]:
    places = state.drawing.places(body)
    if not places:
        return
    yield text["note.drawing"]
    for place in places:
        words = [place_name(catalogue.name_of_place(place.area, True), place.side, text)]
        if place.said.strength is not None:
            words.append(text("note.pain", n=place.said.strength))
        if place.said.character:
            words.append(text[f"character.{place.said.character}"].lower())
        yield f"{place.n}. {', '.join(words)}"


def _screening(
    state: SessionState, catalogue: Catalogue, text: Text, screened: bool
) -> Iterator[str]:
    if not screened and not state.answers:
        return
    yield text["note.screening"]
    if screened:
        yield text["note.screened"]
    if state.answers:
        positive = [one for one in state.answers if one.answer != "no"]
        count = len(state.answers) - len(positive)
        if count:
            yield text("note.answered_no", n=count)
        for one in positive:
            flag = catalogue.red_flags.get(one.flag)
            if flag is not None:
                answer = text[f"ask.answer.{one.answer}"]
                seen = f" ({text['note.seen']})" if one.seen else ""
                yield f"{flag.question} {answer}{seen}"


def _findings(state: SessionState, catalogue: Catalogue, text: Text) -> Iterator[str]:
    found = {_where(one): one for one in state.findings}
    pins = (*state.chosen, *(at for at in found if at not in state.chosen))
    if not pins:
        return
    yield text["note.findings"]
    for n, pin in enumerate(pins):
        finding = found.get(pin)
        words = finding_words(finding, text) if finding else ""
        name = pin_name(catalogue, pin, text)
        yield f"{letter_of(n)}. {name}: {words or text['note.nothing']}"
        if finding and finding.note.strip():
            yield f"   {finding.note.strip()}"


def _typed(title: str, words: str) -> Iterator[str]:
    if words.strip():
        yield title
        yield words.strip()


def _where(one: Pinned) -> Pinned:
    return Pinned(muscle=one.muscle, part=one.part, point=one.point, side=one.side)
