"""A consult as one file on the user's own machine: saved, opened, and as a table (CSV).

The format is described in ``docs/session-file.md`` and ``data/schema/session.json``. What is read
is checked twice: its shape here, its ids against the catalogue and the cells by :func:`load`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError

from atlas.built import BodyMap
from atlas.catalogue import Catalogue
from atlas.drawing import MOST_CELLS, MOST_GROUPS, PainDrawing
from atlas.model import ID_PATTERN, POINT_ID_PATTERN

FORMAT = "trigger-point-explorer session"
VERSION = 3
MOST_BYTES = 1_000_000
MOST_DEPTH = 12
MOST_NOTE = 20_000

Id: TypeAlias = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]
PointId: TypeAlias = Annotated[str, StringConstraints(pattern=POINT_ID_PATTERN, max_length=90)]
CellId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^c[0-9]{4,6}$")]
Side: TypeAlias = Literal["right", "left", "middle"]
Score: TypeAlias = Annotated[int, Strict(), Field(ge=0, le=10)]
Line: TypeAlias = Annotated[str, StringConstraints(max_length=300)]
Note: TypeAlias = Annotated[str, StringConstraints(max_length=MOST_NOTE)]
Tick: TypeAlias = Annotated[bool, Strict()]
Day: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
]


class BadSession(ValueError):
    """A file that cannot be opened.

    Attributes
    ----------
    key : {"too_large", "damaged", "foreign", "newer", "wrong"}
        What is wrong, a key under ``session.bad`` for the interface.
    at : str
        Where in the file, such as ``findings.3.pain``; escape it before it is shown.
    """

    def __init__(self, key: str, at: str = "") -> None:
        super().__init__(f"{key}{f' at {at}' if at else ''}")
        self.key, self.at = key, at[:80]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SaidOfPlace(_Entry):
    """What was said of an area on a side."""

    area: Id
    side: Side
    strength: Score | None = None
    character: Literal["ache", "burning", "sharp", "tingling", "numb"] | None = None


class GroupOfCells(_Entry):
    """A group of areas that was named as a whole, with its cells."""

    group: Id
    side: Side
    cells: Annotated[tuple[CellId, ...], Field(max_length=MOST_CELLS)]


class Drawing(_Entry):
    """The marks: ids of cells of a set, in the order they were made."""

    set: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    cells: Annotated[tuple[CellId, ...], Field(max_length=MOST_CELLS)] = ()
    said: Annotated[tuple[SaidOfPlace, ...], Field(max_length=500)] = ()
    groups: Annotated[tuple[GroupOfCells, ...], Field(max_length=MOST_GROUPS)] = ()


class Pinned(_Entry):
    """A muscle, a part of it, or a point, on one side."""

    muscle: Id
    part: Id | None = None
    point: PointId | None = None
    side: Side = "right"


class Finding(Pinned):
    """What a practitioner found on a point. A tick that is null was not looked at."""

    taut_band: Tick | None = None
    tender: Tick | None = None
    recognised_pain: Tick | None = None
    referred: Tick | None = None
    limited_range: Tick | None = None
    pain: Score | None = None
    note: Note = ""


class Answer(_Entry):
    """An answer to a warning sign's question."""

    flag: Id
    answer: Literal["yes", "no", "not_sure"]
    seen: Tick = False


class SelfTested(_Entry):
    """Whether pressing a muscle's point brought on the reader's own pain."""

    muscle: Id
    part: Id | None = None
    side: Side = "right"
    answer: Literal["yes", "no", "not_sure"]


class Exercise(_Entry):
    """Something to do, and how much of it."""

    what: Line
    dose: Line = ""


class Settings(_Entry):
    """How it was looked at."""

    mode: Literal["patient", "practitioner"] = "patient"
    view: Id | None = None
    paper: Literal["A4", "Letter"] = "A4"
    layers: Annotated[tuple[Id, ...], Field(max_length=20)] = ()


class SessionFile(_Entry):
    """The whole file."""

    format: Literal["trigger-point-explorer session"]
    version: Literal[3]
    saved: Day | None = None
    drawing: Drawing
    looking_at: Pinned | None = None
    chosen: Annotated[tuple[Pinned, ...], Field(max_length=200)] = ()
    findings: Annotated[tuple[Finding, ...], Field(max_length=500)] = ()
    answers: Annotated[tuple[Answer, ...], Field(max_length=300)] = ()
    self_tests: Annotated[tuple[SelfTested, ...], Field(max_length=500)] = ()
    exercises: Annotated[tuple[Exercise, ...], Field(max_length=40)] = ()
    notes: Note = ""
    notes_for_patient: Note = ""
    settings: Settings = Settings()


@dataclass(frozen=True)
class SessionState:
    """What a session file holds.

    Attributes
    ----------
    drawing : PainDrawing
    looking_at : Pinned or None
        What the card shows.
    chosen : tuple of Pinned
        What is pinned.
    findings : tuple of Finding
    answers : tuple of Answer
    self_tests : tuple of SelfTested
    exercises : tuple of Exercise
    notes, notes_for_patient : str
    settings : Settings
    saved : str or None
        ISO date.
    left_out : tuple of str
        Ids in an opened file that this version does not know: they were passed over. Not saved.
    """

    drawing: PainDrawing = field(default_factory=PainDrawing)
    looking_at: Pinned | None = None
    chosen: tuple[Pinned, ...] = ()
    findings: tuple[Finding, ...] = ()
    answers: tuple[Answer, ...] = ()
    self_tests: tuple[SelfTested, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    notes: str = ""
    notes_for_patient: str = ""
    settings: Settings = Settings()
    saved: str | None = None
    left_out: tuple[str, ...] = ()


def save(state: SessionState, body: BodyMap, cell_set: str) -> str:
    """Return a session as the text of a file.

    Raises
    ------
    pydantic.ValidationError
        Where the state holds what the format does not allow, such as too long a note.
    """
    file = SessionFile.model_validate(
        {
            "format": FORMAT,
            "version": VERSION,
            "saved": state.saved,
            "drawing": state.drawing.to_plain(body, cell_set),
            "looking_at": state.looking_at.model_dump() if state.looking_at else None,
            "chosen": [one.model_dump() for one in state.chosen],
            "findings": [one.model_dump() for one in state.findings],
            "answers": [one.model_dump() for one in state.answers],
            "self_tests": [one.model_dump() for one in state.self_tests],
            "exercises": [one.model_dump() for one in state.exercises],
            "notes": state.notes,
            "notes_for_patient": state.notes_for_patient,
            "settings": state.settings.model_dump(),
        }
    )
    return json.dumps(file.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def load(text: str | bytes, catalogue: Catalogue, body: BodyMap, cell_set: str) -> SessionState:
    """Return the session of a file; nothing else changes, so a bad file costs nothing.

    Parameters
    ----------
    text : str or bytes
        The file, of this version or an older one.
    catalogue : Catalogue
    body : BodyMap
    cell_set : str
        Name of the set of cells.

    Raises
    ------
    BadSession
        Where it is too large, damaged, of another program, of a newer version, or says something
        that the format does not allow. The message holds nothing that the file says.
    """
    raw = _tree(text)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise BadSession("foreign")
    version = raw.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise BadSession("wrong", "version")
    if version > VERSION:
        raise BadSession("newer")
    while version < VERSION:
        raw = OLDER[version](raw)
        version += 1
    try:
        file = SessionFile.model_validate(raw)
    except ValidationError as error:
        at = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"])
        raise BadSession("wrong", at) from None
    except RecursionError:
        raise BadSession("damaged") from None
    if file.drawing.set != cell_set:
        raise BadSession("wrong", "drawing.set")
    return _state(file, catalogue, body, cell_set)


def _tree(text: str | bytes) -> Any:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise BadSession("too_large")
    try:
        words = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        words.encode("utf-8")  # no halves of letters
        raw = json.loads(words, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise BadSession("damaged") from None
    _check(raw, 0)
    return raw


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _check(value: Any, depth: int) -> None:
    """Refuse what is nested too deep, and text with halves of letters or control characters."""
    if depth > MOST_DEPTH:
        raise BadSession("damaged")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check(key, depth + 1)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
    elif isinstance(value, str) and any(
        (ord(letter) < 32 and letter not in "\n\r\t") or 0xD800 <= ord(letter) < 0xE000
        for letter in value
    ):
        raise BadSession("damaged")


def _from_1(raw: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had no notes for the patient, and `screened` instead of answers."""
    kept = {key: value for key, value in raw.items() if key != "screened"}
    return {"notes_for_patient": "", "answers": [], **kept, "version": 2}


def _from_2(raw: dict[str, Any]) -> dict[str, Any]:
    """Version 2 had no self-tests, no exercises, and not what was looked at."""
    return {"looking_at": None, "self_tests": [], "exercises": [], **raw, "version": 3}


OLDER: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1, 2: _from_2}
"""Version -> what makes the next one of it."""


def _state(file: SessionFile, catalogue: Catalogue, body: BodyMap, cell_set: str) -> SessionState:
    left_out: dict[str, None] = {}

    def known(one: Pinned | SelfTested) -> bool:
        muscle = catalogue.muscles.get(one.muscle)
        if muscle is None:
            left_out[one.muscle] = None
            return False
        parts = {part.id for part in muscle.parts}
        points = {point.id for point in muscle.trigger_points}
        point = one.point if isinstance(one, Pinned) else None
        for each, among in ((one.part, parts), (point, points)):
            if each is not None and each not in among:
                left_out[each] = None
                return False
        return True

    answers = []
    for answer in file.answers:
        if answer.flag in catalogue.red_flags:
            answers.append(answer)
        else:
            left_out[answer.flag] = None
    left_out |= dict.fromkeys(cell for cell in file.drawing.cells if cell not in body.index)
    drawing = PainDrawing.from_plain(file.drawing.model_dump(mode="json"), body, cell_set)
    return SessionState(
        drawing=drawing,
        looking_at=file.looking_at if file.looking_at and known(file.looking_at) else None,
        chosen=tuple(one for one in file.chosen if known(one)),
        findings=tuple(one for one in file.findings if known(one)),
        answers=tuple(answers),
        self_tests=tuple(one for one in file.self_tests if known(one)),
        exercises=file.exercises,
        notes=file.notes,
        notes_for_patient=file.notes_for_patient,
        settings=file.settings,
        saved=file.saved,
        left_out=tuple(left_out),
    )


COLUMNS = (
    "kind", "number", "area_or_point", "name", "side", "cm2", "strength", "character", "taut_band",
    "tender", "recognised_pain", "referred", "limited_range", "pain", "note",
)  # fmt: skip


def to_csv(state: SessionState, catalogue: Catalogue, body: BodyMap) -> str:
    """Return places and findings as a table with a header (RFC 4180, UTF-8).

    A place has its skin in cm^2 and its strength from 0 to 10; a finding has its ticks as yes, no
    or nothing, and its pain from 0 to 10. Text that a spreadsheet would run as a formula gets an
    apostrophe in front.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for place in state.drawing.places(body):
        cm2 = f"{sum(float(body.cm2[cell]) for cell in place.cells):.1f}"
        table.writerow(
            map(_cell, ("place", place.n, place.area, catalogue.name_of_place(place.area),
                        place.side, cm2, place.said.strength, place.said.character,
                        *[None] * 7))
        )  # fmt: skip
    for n, one in enumerate(state.findings, 1):
        point = catalogue.points.get(one.point) if one.point else None
        muscle = catalogue.muscles.get(one.muscle)
        name = muscle.name if muscle else one.muscle
        table.writerow(
            map(_cell, ("finding", n, one.point or one.part or one.muscle,
                        f"{name}, {point.point.name}" if point else name, one.side, None, None,
                        None, one.taut_band, one.tender, one.recognised_pain, one.referred,
                        one.limited_range, one.pain, one.note))
        )  # fmt: skip
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = str(value)
    return f"'{words}" if words.lstrip()[:1] in ("=", "+", "-", "@") else words
