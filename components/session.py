"""What the process has loaded and what one browser tab has marked and chosen.

The only place where pages and components meet the library's loading, ranking and safety.
"""

import gc
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Thread
from typing import Any, NamedTuple

import streamlit as st

from atlas import links
from atlas.areas import AreaFinder, Found
from atlas.built import Built, NotBuilt
from atlas.catalogue import Catalogue, load_catalogue
from atlas.covering import smallest_cover
from atlas.drawing import PainDrawing, Place, Said
from atlas.emergency import load_emergency_numbers
from atlas.matching import Candidate, PatternIndex, unexplained_by_all
from atlas.model import Muscle, SelfPress, TriggerPoint
from atlas.offers import better_stage, inset_stage, stages_of
from atlas.safety import Question, Screening, pressing_offered, questions, warning_signs
from atlas.text import Text, load_text
from atlas.widespread import is_widespread
from components.assets import provide_app, provide_boot
from components.compared import Compared
from components.consult_state import Consult
from components.sheet_state import Sheet

SIDES = ("right", "left", "middle")
MODES = ("patient", "practitioner")
PARAMETERS = links.KEYS
MOST_ROWS = 15
STATE = "visit"
URGENCY = {"emergency": 0, "today": 1, "soon": 2}
ANSWER_LETTERS = {"yes": "y", "no": "n", "not_sure": "u"}
MOST_STEPS = 60
"""Steps that can be undone."""
PREPARE_AFTER = 3.0
"""Seconds after loading."""


class NotReady(RuntimeError):
    """The app cannot show its map; the message is for the reader."""


@dataclass(frozen=True)
class Atlas:
    """What a process loads once."""

    catalogue: Catalogue
    built: Built
    text: Text
    app: str
    boot: str

    @cached_property
    def patterns(self) -> PatternIndex:
        return PatternIndex(self.catalogue, self.built)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        return tuple(stage.id for stage in stages_of(self.built))

    @cached_property
    def finder(self) -> AreaFinder:
        return AreaFinder(self.catalogue)

    @cached_property
    def flag_number(self) -> Mapping[str, int]:
        return {flag: number for number, flag in enumerate(self.catalogue.red_flags)}


class Chosen(NamedTuple):
    """The muscle that is looked at."""

    muscle: str
    side: str = "right"
    part: str | None = None
    point: str | None = None


@dataclass
class Visit:
    """The state of one tab. Nothing of it leaves the process's memory."""

    token: str = field(default_factory=lambda: secrets.token_hex(4))
    ack: int = 0
    drawing: PainDrawing = field(default_factory=PainDrawing)
    stage: str = "body"
    mode: str = "patient"
    chosen: Chosen | None = None
    answers: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    screened: bool = False
    complaint_flags: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    inner: tuple[tuple[str, Any], ...] = ()
    alike: tuple[str, int] | None = None
    tests: dict[tuple[str, str | None, str], str] = field(default_factory=dict)
    consult: Consult = field(default_factory=Consult)
    sheet: Sheet = field(default_factory=Sheet)
    compared: Compared = field(default_factory=Compared)
    words: str = ""
    found: Found | None = None
    past: list[PainDrawing] = field(default_factory=list)
    future: list[PainDrawing] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    read_address: bool = False

    ranked: tuple[PainDrawing, tuple[Candidate, ...]] | None = None

    def places(self, atlas: Atlas) -> tuple[Place, ...]:
        return self.drawing.places(atlas.built.map)

    def areas(self, atlas: Atlas) -> tuple[Place, ...]:
        """Every marked area, those of a group that was named as a whole too."""
        return self.drawing.by_area(atlas.built.map).places(atlas.built.map)


@st.cache_resource(show_spinner=False)
def load_atlas() -> Atlas:
    """Load everything, once a process."""
    text = load_text()
    catalogue = load_catalogue()
    try:
        built = Built()
        built.map, built.map.index  # noqa: B018 - read now, not on a click
    except NotBuilt as error:
        raise NotReady(text["app.no_body"]) from error
    try:
        app, boot = provide_app(), provide_boot(catalogue, built, text)
    except OSError as error:
        raise NotReady(text["app.no_static"]) from error
    atlas = Atlas(catalogue, built, text, app, boot)
    Thread(target=_prepare, args=(atlas,), daemon=True).start()
    return atlas


def _prepare(atlas: Atlas) -> None:
    """Make what the first click needs, once the first page is on its way."""
    time.sleep(PREPARE_AFTER)
    atlas.patterns, atlas.finder, atlas.built.visible  # noqa: B018 - kept from now on
    # Streamlit collects after every run; what never dies need not be looked at each time.
    gc.collect()
    gc.freeze()


def visit() -> Visit:
    """The state of this tab."""
    if STATE not in st.session_state:
        st.session_state[STATE] = Visit()
    return st.session_state[STATE]


# ---- what the map sends


def apply(
    atlas: Atlas,
    now: Visit,
    operations: Any,
    more: Callable[[Mapping[str, Any]], None] | None = None,
) -> None:
    """Carry out the operations that are new, in their order. What makes no sense is passed over.

    `more` is given each of them after that, for what only one page knows.
    """
    if not isinstance(operations, list):
        return
    known = [one for one in operations if isinstance(one, dict) and isinstance(one.get("seq"), int)]
    for one in sorted(known, key=lambda one: one["seq"]):
        if one["seq"] > now.ack:
            now.ack = one["seq"]
            _carry_out(atlas, now, one)
            if more is not None:
                more(one)


def _carry_out(atlas: Atlas, now: Visit, one: Mapping[str, Any]) -> None:
    body = atlas.built.map
    match one.get("op"):
        case "mark":
            draw(now, now.drawing.mark(_numbers(atlas, one.get("cells"))))
        case "erase":
            draw(now, now.drawing.erase(_numbers(atlas, one.get("cells")), body))
        case "remove":
            draw(now, now.drawing.erase_place(one.get("area"), one.get("side"), body))
        case "say":
            _say(atlas, now, one)
        case "side":
            _change_side(atlas, now, one)
        case "undo" if now.past:
            now.future.append(now.drawing)
            now.drawing = now.past.pop()
        case "redo" if now.future:
            now.past.append(now.drawing)
            now.drawing = now.future.pop()
        case "clear":
            draw(now, PainDrawing())
            now.chosen = None
            forget(now)
        case "restore":
            with suppress(ValueError):
                kept = PainDrawing.from_plain(one.get("drawing"), body, cell_set(atlas))
                now.drawing = now.drawing or kept
            _restore_answers(atlas, now, one)
        case "view":
            if one.get("stage") in atlas.stages:
                now.stage = one["stage"]
        case "pick":
            point = one.get("id")
            if isinstance(point, str) and point in atlas.catalogue.points:
                muscle, part, _ = atlas.catalogue.points[point]
                side = now.chosen.side if now.chosen else "right"
                kept = now.chosen.part if now.chosen else None
                now.chosen = Chosen(muscle.id, side, kept and part.id, point)
        case "choose":
            choose(atlas, now, one.get("muscle"), one.get("side"), one.get("part"))
        case "answer":
            for flag in _flags(atlas, one.get("flags")):
                _answer(now, flag, one.get("value"))
        case "seen":
            flags = _flags(atlas, one.get("flags"))
            now.seen.update(f for f in flags if now.answers.get(f) in ("yes", "not_sure"))
        case "country":
            wanted = one.get("id")
            known = isinstance(wanted, str) and wanted in load_emergency_numbers()
            now.sheet.country = wanted if known else None
        case "restore_consult":
            now.consult.restore(one.get("said"), atlas.catalogue, body, cell_set(atlas))
        case "link":
            read_marks(atlas, now, one.get("fragment"))
        case "screened":
            now.screened = now.mode == "practitioner"
        case _:
            pass


def draw(now: Visit, drawing: PainDrawing) -> None:
    """Take a new drawing; the one before can be brought back."""
    if drawing == now.drawing:
        return
    now.past = [*now.past, now.drawing][-MOST_STEPS:]
    now.future.clear()
    now.drawing = drawing


def _place(atlas: Atlas, now: Visit, one: Mapping[str, Any]) -> Place | None:
    wanted = one.get("area"), one.get("side")
    return next((p for p in now.places(atlas) if (p.area, p.side) == wanted), None)


def _say(atlas: Atlas, now: Visit, one: Mapping[str, Any]) -> None:
    """Strength and character of a place, each as sent or as it was."""
    place = _place(atlas, now, one)
    if place is None:
        return
    said = {key: one.get(key, getattr(place.said, key)) for key in ("strength", "character")}
    if not isinstance(said["strength"], int | None) or isinstance(said["strength"], bool):
        return
    with suppress(ValueError, TypeError):
        draw(now, now.drawing.say(place.area, place.side, **said))


def _change_side(atlas: Atlas, now: Visit, one: Mapping[str, Any]) -> None:
    """Move a place to the other side, or copy it there, with what was said of it."""
    place, to, body = _place(atlas, now, one), one.get("to"), atlas.built.map
    if place is None or place.side == "middle" or to not in ("right", "left", "both"):
        return
    other = "left" if place.side == "right" else "right"
    if to == place.side:
        return
    mirrored = [int(body.mirror[cell]) for cell in place.cells]
    drawing = now.drawing
    if to != "both":
        drawing = drawing.erase(place.cells, body)
    if (place.area, place.side) in now.drawing.groups:
        drawing = drawing.mark_group(place.area, other, mirrored)
    else:
        drawing = drawing.mark(mirrored)
    said = place.said
    if said != Said():
        drawing = drawing.say(
            place.area, other, strength=said.strength, character=said.character
        )  # fmt: skip
    draw(now, drawing)


def _flags(atlas: Atlas, numbers: Any) -> list[str]:
    """Ids of warning signs by their numbers."""
    ids = list(atlas.catalogue.red_flags)
    numbers = numbers if isinstance(numbers, list) else []
    whole = (n for n in numbers if isinstance(n, int) and not isinstance(n, bool))
    return [ids[n] for n in whole if 0 <= n < len(ids)]


def _answer(now: Visit, flag: str, value: Any) -> None:
    """Keep an answer; one that is new ends "I have been seen for this"."""
    if value in ("yes", "no", "not_sure"):
        if now.answers.get(flag) != value:
            now.seen.discard(flag)
        now.answers[flag] = value
    elif value is None:
        now.answers.pop(flag, None)
        now.seen.discard(flag)


def _restore_answers(atlas: Atlas, now: Visit, one: Mapping[str, Any]) -> None:
    """Take back what a tab has kept; by id, because numbers change with the data."""
    answers, seen = one.get("answers"), one.get("seen")
    for flag, value in (answers if isinstance(answers, dict) else {}).items():
        if flag in atlas.catalogue.red_flags and flag not in now.answers:
            _answer(now, flag, value)
    for flag in seen if isinstance(seen, list) else []:
        if isinstance(flag, str) and now.answers.get(flag) in ("yes", "not_sure"):
            now.seen.add(flag)


def forget(now: Visit) -> None:
    """Clear is for the next person as well: nothing that was answered stays."""
    now.answers.clear()
    now.seen.clear()
    now.screened = False
    now.complaint_flags = now.complaints = ()
    now.words, now.found, now.inner = "", None, ()
    now.tests.clear()
    now.consult.clear()
    now.sheet = Sheet()
    now.compared = Compared()


def _numbers(atlas: Atlas, cells: Any) -> list[int]:
    last = len(atlas.built.map)
    cells = cells if isinstance(cells, list) else []
    return [c for c in cells if isinstance(c, int) and not isinstance(c, bool) and 0 <= c < last]


def cells_of(atlas: Atlas, area: str, side: str) -> list[int]:
    """Numbers of the cells of one place."""
    body = atlas.built.map
    return [
        number
        for number, (name, at) in enumerate(zip(body.area, body.side, strict=True))
        if (name, at) == (area, side)
    ]


def on_skin(catalogue: Catalogue, area: str) -> str:
    """The area that stands for one inside the body on the figure; others for themselves."""
    entry = catalogue.areas.get(area)
    return entry.shown_in if entry is not None and entry.inner and entry.shown_in else area


def name_of(atlas: Atlas, place: str) -> str:
    """What an area or a group is called."""
    return atlas.catalogue.name_of_place(place)


def choose(atlas: Atlas, now: Visit, muscle: Any, side: Any = None, part: Any = None) -> None:
    """Choose a muscle, or leave it when it is chosen already."""
    if muscle is None:
        now.chosen = None
    elif isinstance(muscle, str) and muscle in atlas.catalogue.muscles:
        known = {each.id for each in atlas.catalogue.muscles[muscle].parts} - {muscle}
        own_part = part if isinstance(part, str) and part in known else None
        wanted = Chosen(muscle, side if side in SIDES else "right", own_part)
        same = now.chosen is not None and now.chosen._replace(point=None) == wanted
        now.chosen = None if same else wanted


def cell_set(atlas: Atlas) -> str:
    return str(atlas.built.manifest["cell_set"])


# ---- what follows from it


def screening(atlas: Atlas, now: Visit) -> Screening:
    """What to ask first for all that is marked, said in words and chosen."""
    chosen = now.chosen
    found = questions(
        atlas.catalogue, marks_of(atlas, now), now.answers,
        muscle=chosen.muscle if chosen else None,
        side=chosen.side if chosen else None, seen=now.seen,
        screened=now.screened and (now.mode == "practitioner" or now.consult.under_way),
    )  # fmt: skip
    known = {question.flag.id for question in found.questions}
    wanted = dict.fromkeys((*_flags_of_pins(atlas, now), *now.complaint_flags))
    more = tuple(
        Question(flag, now.answers.get(flag.id), flag.id in now.seen)
        for each in wanted
        if each not in known and (flag := atlas.catalogue.red_flags.get(each))
    )
    together = sorted((*found.questions, *more), key=lambda q: URGENCY[q.flag.urgency])
    return replace(found, questions=tuple(together)) if more else found


def _flags_of_pins(atlas: Atlas, now: Visit) -> Iterable[str]:
    """Warning signs of all that is pinned, and of what an opened file names."""
    against = (now.consult.against,) if now.consult.against else ()
    shown = [(one.muscle, one.side) for one in (*now.consult.pinned, *against)]
    for muscle, side in dict.fromkeys([*shown, *now.compared.muscles]):
        yield from (flag.id for flag in warning_signs(atlas.catalogue, (), muscle, side))


def gate(atlas: Atlas, now: Visit) -> bool:
    """Whether muscle names, pictures and cards may be shown. Every way to one goes through here."""
    return screening(atlas, now).muscles_may_show


def shown_card(atlas: Atlas, now: Visit) -> tuple[Any, ...]:
    """What the card depends on: while this stays, a click on the map need not send it again."""
    if now.chosen is None and not now.complaints:
        return ()
    return now.chosen, now.mode, gate(atlas, now), now.complaints, now.sheet.country


def asked(atlas: Atlas, now: Visit) -> dict[str, Any]:
    """The questions for the browser: numbers of signs, a letter for each answer, and the gate.

    A letter is y, n or u, in capitals where the reader has been seen for it; - for none.
    """
    found = screening(atlas, now)
    letters = (
        letter.upper() if question.seen else letter
        for question in found.questions
        for letter in (ANSWER_LETTERS.get(question.answer or "", "-"),)
    )
    return {
        "flags": [atlas.flag_number[question.flag.id] for question in found.questions],
        "said": "".join(letters),
        "gate": found.gate,
        "country": now.sheet.country or "",
    }


def kept_answers(atlas: Atlas, now: Visit) -> str:
    """Every answer for the tab's own memory: a letter for each warning sign, as in `asked`."""
    letters = ["-"] * len(atlas.flag_number)
    for flag, value in now.answers.items():
        letter = ANSWER_LETTERS[value]
        letters[atlas.flag_number[flag]] = letter.upper() if flag in now.seen else letter
    return "".join(letters).rstrip("-")


def plain_place(place: Place, cells: bool = False) -> list[Any]:
    """A place for the browser: number, area, side, cells where wanted, and what was said of it."""
    out: list[Any] = [place.n, place.area, place.side]
    if cells:
        out.append(list(place.cells))
    if place.said != Said():
        out += [place.said.strength, place.said.character]
    return out


def is_widespread_now(atlas: Atlas, now: Visit) -> bool:
    """Whether the marked pain is in so many regions that no list is made."""
    return is_widespread(atlas.catalogue, [(p.area, p.side) for p in now.areas(atlas)])


def ranking(atlas: Atlas, now: Visit) -> tuple[Candidate, ...]:
    """Every candidate for the drawing, best first; made once for a drawing."""
    if not now.drawing:
        return ()
    if now.ranked is None or now.ranked[0] is not now.drawing:
        now.ranked = now.drawing, atlas.patterns.rank(now.places(atlas))
    return now.ranked[1]


def in_no_picture(atlas: Atlas, now: Visit) -> list[int]:
    """Numbers of the places that no muscle's picture includes."""
    return [p.n for p in unexplained_by_all(now.places(atlas), ranking(atlas, now))]


def cover(atlas: Atlas, now: Visit) -> list[list[Any]]:
    """For practitioners: the fewest muscles whose pictures include the drawing."""
    if now.mode != "practitioner" or len(now.drawing.cells) < 2:
        return []
    found = smallest_cover(ranking(atlas, now))
    return [[each.muscle, each.part, each.side] for each in found] if len(found) > 1 else []


def may_press(atlas: Atlas, now: Visit, point: TriggerPoint, side: str) -> SelfPress:
    """Whether this reader may be told to press on a point."""
    return pressing_offered(
        atlas.catalogue, point, side, marks_of(atlas, now), answers=now.answers,
        asked=now.complaint_flags,
    )  # fmt: skip


def marks_of(atlas: Atlas, now: Visit) -> list[tuple[str, Any]]:
    """Areas and sides of all that is marked, on the skin and inside the body."""
    return [*((place.area, place.side) for place in now.areas(atlas)), *now.inner]


def point_ids(atlas: Atlas, chosen: Chosen) -> list[str]:
    """The trigger points whose pattern is drawn."""
    if chosen.point:
        return [chosen.point]
    muscle: Muscle = atlas.catalogue.muscles[chosen.muscle]
    return [
        point.id
        for part in muscle.parts
        if chosen.part in (None, part.id)
        for point in part.trigger_points
    ]


def pattern_cells(atlas: Atlas, chosen: Chosen) -> set[int]:
    """The cells that lie at least half in the drawn pattern."""
    found: set[int] = set()
    for point in point_ids(atlas, chosen):
        drawn = atlas.built.fields.get((point, chosen.side))
        if drawn is not None:
            found.update(
                ((drawn.essential >= 0.5) | (drawn.spillover >= 0.5)).nonzero()[0].tolist()
            )
    return found


def outside_picture(atlas: Atlas, now: Visit) -> list[int]:
    """Numbers of the places that are in no part of the chosen picture; of none without one."""
    chosen = now.chosen
    if chosen is None:
        return in_no_picture(atlas, now)
    inside = {
        each.n
        for row in ranking(atlas, now)
        if (row.muscle, row.side) == (chosen.muscle, chosen.side)
        and chosen.part in (None, row.part)
        for each in row.explains
    }
    return [place.n for place in now.places(atlas) if place.n not in inside]


def offers(atlas: Atlas, now: Visit) -> list[list[Any]]:
    """Views that show a place, or the pattern that is drawn, better than the present one."""
    chosen = now.chosen if gate(atlas, now) else None
    found: dict[str, int] = {}
    for place in now.places(atlas)[-1:]:
        stage = better_stage(atlas.built, place.cells, now.stage)
        if stage:
            found[stage] = place.n
    if chosen:
        stage = better_stage(atlas.built, pattern_cells(atlas, chosen), now.stage)
        if stage:
            found.setdefault(stage, 0)
        inside = any(atlas.catalogue.points[p].point.internal for p in point_ids(atlas, chosen))
        inset = inset_stage(atlas.built, chosen.muscle) if inside else None
        if inset and inset != now.stage:
            found.setdefault(inset, 0)
    return [[stage, number] for stage, number in found.items()]


# ---- the address


def read_address(atlas: Atlas, now: Visit, asked: Mapping[str, str]) -> None:
    """Take what is looked at from the address, once a tab; unknown values give a message."""
    if now.read_address:
        return
    now.read_address = True
    state, bad = links.read_view(asked, atlas.catalogue, atlas.stages)
    now.messages += [atlas.text(f"link.{each.key}", value=shown(each.value)) for each in bad]
    now.stage = state.view or now.stage
    if asked.get("mode") == state.mode:
        now.mode = state.mode
    if state.muscle is None:
        return
    entry = atlas.catalogue.parts.get(state.muscle)
    point = atlas.catalogue.points.get(state.point or "")
    muscle = point.muscle if point else entry.muscle if entry else None
    part = (point or entry).part.id if point or entry else None
    if muscle is None:  # a muscle of several parts
        now.chosen = Chosen(state.muscle, state.side)
    else:
        now.chosen = Chosen(
            muscle.id, state.side, part if muscle.has_parts else None, state.point
        )  # fmt: skip


def read_marks(atlas: Atlas, now: Visit, fragment: Any) -> None:
    """Take the marks of a link; they can be taken back. A damaged one gives a message."""
    try:
        drawing = links.from_fragment(fragment, atlas.built.map, cell_set(atlas))
    except links.BadLink as error:
        now.messages.append(atlas.text(f"link.{error.key}", value=shown(error.value)))
        return
    if drawing:
        draw(now, drawing)


def looked_at(now: Visit) -> links.ViewState:
    """What is looked at. Nothing that was marked."""
    chosen = now.chosen
    return links.ViewState(
        muscle=(chosen.part or chosen.muscle) if chosen else None,
        point=chosen.point if chosen else None,
        side=chosen.side if chosen else "right",
        view=now.stage if now.stage != "body" else None,
        mode=now.mode,
    )


def address(now: Visit) -> dict[str, str]:
    """The same, for the address."""
    return links.to_pairs(looked_at(now))


def write_address(now: Visit) -> None:
    wanted = address(now)
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def shown(value: str, most: int = 40) -> str:
    """A value from outside, short and without anything that Markdown would act on."""
    plain = "".join(c if c.isalnum() or c in " _-." else " " for c in value)
    return plain[:most] + ("…" if len(plain) > most else "")


def quiet_lines(atlas: Atlas) -> Iterable[str]:
    """What is wrong with the data, for a quiet line at the end of the page."""
    count = len(atlas.catalogue.left_out) or (1 if atlas.catalogue.problems else 0)
    if count:
        yield atlas.text("app.problems_one" if count == 1 else "app.problems_many", n=count)
