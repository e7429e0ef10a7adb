"""What the process has loaded and what one browser tab has marked and chosen.

The only place where pages and components meet the library's loading, ranking and safety.
"""

import gc
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import streamlit as st

from atlas.built import Built, NotBuilt
from atlas.catalogue import Catalogue, load_catalogue
from atlas.drawing import PainDrawing, Place
from atlas.matching import Candidate, PatternIndex
from atlas.model import Muscle, RedFlag
from atlas.offers import better_stage, stages_of
from atlas.safety import Screening, questions
from atlas.text import Text, load_text
from components.assets import provide_app, provide_boot

SIDES = ("right", "left", "middle")
MODES = ("patient", "practitioner")
PARAMETERS = ("muscle", "point", "side", "view", "mode")
MOST_ROWS = 15
STATE = "visit"
ASK_EMERGENCIES_FIRST = False
"""Whether the muscles wait behind the emergency questions (see `gate`)."""


class NotReady(RuntimeError):
    """The app cannot show its map; the message is for the reader."""


@dataclass(frozen=True)
class Atlas:
    """What a process loads once."""

    catalogue: Catalogue
    built: Built
    patterns: PatternIndex
    text: Text
    app: str
    boot: str

    @cached_property
    def stages(self) -> tuple[str, ...]:
        return tuple(stage.id for stage in stages_of(self.built))

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
    messages: list[str] = field(default_factory=list)
    read_address: bool = False

    ranked: tuple[PainDrawing, tuple[Candidate, ...]] | None = None

    def places(self, atlas: Atlas) -> tuple[Place, ...]:
        return self.drawing.places(atlas.built.map)


@st.cache_resource(show_spinner=False)
def load_atlas() -> Atlas:
    """Load everything, once a process."""
    text = load_text()
    catalogue = load_catalogue()
    try:
        built = Built()
        built.map, built.map.index, built.visible  # noqa: B018 - read now, not on a click
    except NotBuilt as error:
        raise NotReady(text["app.no_body"]) from error
    try:
        app, boot = provide_app(), provide_boot(catalogue, built, text)
    except OSError as error:
        raise NotReady(text["app.no_static"]) from error
    atlas = Atlas(catalogue, built, PatternIndex(catalogue, built), text, app, boot)
    # Streamlit collects after every run; what never dies need not be looked at each time.
    gc.collect()
    gc.freeze()
    return atlas


def visit() -> Visit:
    """The state of this tab."""
    if STATE not in st.session_state:
        st.session_state[STATE] = Visit()
    return st.session_state[STATE]


# ---- what the map sends


def apply(atlas: Atlas, now: Visit, operations: Any) -> None:
    """Carry out the operations that are new, in their order. What makes no sense is passed over."""
    if not isinstance(operations, list):
        return
    known = [one for one in operations if isinstance(one, dict) and isinstance(one.get("seq"), int)]
    for one in sorted(known, key=lambda one: one["seq"]):
        if one["seq"] > now.ack:
            now.ack = one["seq"]
            _carry_out(atlas, now, one)


def _carry_out(atlas: Atlas, now: Visit, one: Mapping[str, Any]) -> None:
    body = atlas.built.map
    match one.get("op"):
        case "mark":
            now.drawing = now.drawing.mark(_numbers(atlas, one.get("cells")))
        case "erase":
            now.drawing = now.drawing.erase(_numbers(atlas, one.get("cells")), body)
        case "remove":
            now.drawing = now.drawing.erase_place(one.get("area"), one.get("side"), body)
        case "clear":
            now.drawing = PainDrawing()
        case "restore":
            with suppress(ValueError):
                kept = PainDrawing.from_plain(one.get("drawing"), body, cell_set(atlas))
                now.drawing = now.drawing or kept
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
            flag, value = one.get("id"), one.get("value")
            if isinstance(flag, str) and flag in atlas.catalogue.red_flags:
                if value in ("yes", "no", "not_sure"):
                    now.answers[flag] = value
                elif value is None:
                    now.answers.pop(flag, None)
        case _:
            pass


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


def choose(atlas: Atlas, now: Visit, muscle: Any, side: Any = None, part: Any = None) -> None:
    """Choose a muscle, or leave it when it is chosen already."""
    if muscle is None:
        now.chosen = None
    elif isinstance(muscle, str) and muscle in atlas.catalogue.muscles:
        known = {each.id for each in atlas.catalogue.muscles[muscle].parts} - {muscle}
        wanted = Chosen(muscle, side if side in SIDES else "right", part if part in known else None)
        same = now.chosen is not None and now.chosen._replace(point=None) == wanted
        now.chosen = None if same else wanted


def cell_set(atlas: Atlas) -> str:
    return str(atlas.built.manifest["cell_set"])


# ---- what follows from it


def screening(atlas: Atlas, now: Visit) -> Screening:
    """What to ask first for all that is marked and chosen."""
    marks = [(place.area, place.side) for place in now.places(atlas)]
    chosen = now.chosen
    return questions(
        atlas.catalogue, marks, now.answers, muscle=chosen.muscle if chosen else None,
        side=chosen.side if chosen else None, seen=now.seen,
    )  # fmt: skip


def gate(atlas: Atlas, now: Visit) -> bool:
    """Whether muscle names, pictures and cards may be shown. Every way to one goes through here."""
    return not ASK_EMERGENCIES_FIRST or screening(atlas, now).muscles_may_show


def shown_card(atlas: Atlas, now: Visit) -> tuple[Any, ...]:
    """What the card depends on: while this stays, a click on the map need not send it again."""
    return now.chosen, now.mode, gate(atlas, now)


def signs(atlas: Atlas, now: Visit) -> tuple[RedFlag, ...]:
    """The warning signs of all that is marked and chosen, most urgent first."""
    return tuple(question.flag for question in screening(atlas, now).questions)


def ranking(atlas: Atlas, now: Visit) -> tuple[Candidate, ...]:
    """Every candidate for the drawing, best first; made once for a drawing."""
    if now.ranked is None or now.ranked[0] is not now.drawing:
        now.ranked = now.drawing, atlas.patterns.rank(now.places(atlas))
    return now.ranked[1]


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
    """Numbers of the places that are in no part of the chosen picture."""
    chosen = now.chosen
    if chosen is None:
        return []
    inside = {
        each.n
        for row in ranking(atlas, now)
        if (row.muscle, row.side) == (chosen.muscle, chosen.side)
        and chosen.part in (None, row.part)
        for each in row.explains
    }
    return [place.n for place in now.places(atlas) if place.n not in inside]


def offers(atlas: Atlas, now: Visit) -> list[list[Any]]:
    """Views that show a place, or the chosen pattern, better than the present one."""
    found: dict[str, int] = {}
    for place in now.places(atlas)[-1:]:
        stage = better_stage(atlas.built, place.cells, now.stage)
        if stage:
            found[stage] = place.n
    if now.chosen:
        stage = better_stage(atlas.built, pattern_cells(atlas, now.chosen), now.stage)
        if stage:
            found.setdefault(stage, 0)
    return [[stage, number] for stage, number in found.items()]


# ---- the address


def read_address(atlas: Atlas, now: Visit, asked: Mapping[str, str]) -> None:
    """Take what is looked at from the address, once a tab; unknown values give a message."""
    if now.read_address:
        return
    now.read_address = True
    text, say = atlas.text, now.messages.append
    for key in asked:
        if key not in PARAMETERS:
            say(text("app.unknown.key", value=shown(key)))
    if (view := asked.get("view")) is not None:
        if view in atlas.stages:
            now.stage = view
        else:
            say(text("app.unknown.view", value=shown(view)))
    if (mode := asked.get("mode")) is not None:
        if mode in MODES:
            now.mode = mode
        else:
            say(text("app.unknown.mode", value=shown(mode)))
    side = asked.get("side", "right")
    if side not in SIDES:
        say(text("app.unknown.side", value=shown(side)))
        side = "right"
    point, muscle = asked.get("point"), asked.get("muscle")
    known = atlas.catalogue.points.get(point) if point is not None else None
    if point is not None and (known is None or muscle not in (None, *_names(known))):
        say(text("app.unknown.point", value=shown(point)))
        known = None
    if known is not None:
        part = known.part.id if known.muscle.has_parts else None
        now.chosen = Chosen(known.muscle.id, side, part, known.point.id)
    elif muscle is not None:
        if muscle in atlas.catalogue.muscles:
            now.chosen = Chosen(muscle, side)
        elif muscle in atlas.catalogue.parts:
            owner = atlas.catalogue.parts[muscle]
            now.chosen = Chosen(owner.muscle.id, side, owner.part.id)
        else:
            say(text("app.unknown.muscle", value=shown(muscle)))


def _names(entry: Any) -> tuple[str, str]:
    return entry.muscle.id, entry.part.id


def address(now: Visit) -> dict[str, str]:
    """What is looked at, for the address. Nothing that was marked."""
    out: dict[str, str] = {}
    if now.chosen:
        out["muscle"] = now.chosen.part or now.chosen.muscle
        if now.chosen.point:
            out["point"] = now.chosen.point
        if now.chosen.side != "right":
            out["side"] = now.chosen.side
    if now.stage != "body":
        out["view"] = now.stage
    if now.mode != "patient":
        out["mode"] = now.mode
    return out


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
