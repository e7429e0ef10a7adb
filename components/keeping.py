"""A tab's state as a session file, and a file as a tab's state. Nothing is written to disk here."""

import datetime
from dataclasses import dataclass

from atlas.session_file import (
    MOST_BYTES,
    Answer,
    BadSession,
    Exercise,
    Pinned,
    SelfTested,
    SessionState,
    Settings,
    load,
    save,
)
from components import session
from components.consult_state import ALL_LAYERS
from components.session import Atlas, Chosen, Visit
from components.sheet_state import MOST_EXERCISES

__all__ = ["Opened", "open_file", "read_file", "save_file", "state_of", "take"]
NAMED_IN_MESSAGE = 5


@dataclass(frozen=True)
class Opened:
    """What came of opening a file: its state, or a message; the message is for the reader."""

    state: SessionState | None
    message: str = ""


def today() -> str:
    return datetime.datetime.now().date().isoformat()


def state_of(now: Visit) -> SessionState:
    """Everything that this tab holds, but what is typed for the hand-out's head."""
    chosen = now.chosen
    return SessionState(
        drawing=now.drawing,
        looking_at=Pinned(
            muscle=chosen.muscle, part=chosen.part, point=chosen.point, side=chosen.side
        ) if chosen else None,
        chosen=now.consult.pinned,
        findings=now.consult.findings,
        answers=tuple(
            Answer(flag=flag, answer=answer, seen=flag in now.seen)
            for flag, answer in now.answers.items()
        ),
        self_tests=tuple(
            SelfTested(muscle=muscle, part=part, side=side, answer=answer)
            for (muscle, part, side), answer in now.tests.items()
        ),
        exercises=tuple(Exercise(what=what, dose=dose) for what, dose in now.sheet.exercises),
        notes=now.consult.notes,
        notes_for_patient=now.consult.notes_for_patient,
        settings=Settings(
            mode=now.mode, view=now.stage, paper=now.consult.paper, layers=now.consult.layers
        ),
        saved=today(),
    )  # fmt: skip


def save_file(atlas: Atlas, now: Visit) -> bytes:
    """The tab's state as the bytes of a file."""
    return save(state_of(now), atlas.built.map, session.cell_set(atlas)).encode()


def read_file(atlas: Atlas, data: bytes) -> Opened:
    """A file's state, or what is wrong with it; this tab stays as it is."""
    text = atlas.text
    try:
        state = load(data, atlas.catalogue, atlas.built.map, session.cell_set(atlas))
    except BadSession as error:
        at = session.shown(error.at, 60)
        limit = f"{MOST_BYTES / 1e6:.0f}"
        return Opened(None, text(f"session.bad.{error.key}", at=at, most=limit))
    if not state.left_out:
        return Opened(state)
    names = ", ".join(session.shown(one) for one in state.left_out[:NAMED_IN_MESSAGE])
    key = "session.left_out" if len(state.left_out) <= NAMED_IN_MESSAGE else "session.left_out_more"
    return Opened(state, text(key, names=names, n=len(state.left_out) - NAMED_IN_MESSAGE))


def open_file(atlas: Atlas, now: Visit, data: bytes) -> Opened:
    """Take a file's state in place of this tab's; a file that is refused changes nothing."""
    opened = read_file(atlas, data)
    if opened.state is None:
        return opened
    message = " ".join(filter(None, (opened.message, take(atlas, now, opened.state))))
    return Opened(opened.state, message)


def take(atlas: Atlas, now: Visit, state: SessionState) -> str:
    """Put a file's state in place of this tab's. The drawing before can be brought back.

    Answers about warning signs count on the day they were given: older ones are asked again, and
    that is what is returned.
    """
    session.draw(now, state.drawing)
    session.forget(now)
    now.messages.clear()
    is_fresh = state.saved == today()
    if is_fresh:
        now.answers.update({one.flag: one.answer for one in state.answers})
        now.seen.update(o.flag for o in state.answers if o.seen and o.answer != "no")
    at = state.looking_at
    now.chosen = Chosen(at.muscle, at.side, at.part, at.point) if at else None
    now.consult.pin(state.chosen)
    for finding in state.findings:
        now.consult.note(finding)
    now.consult.notes = state.notes
    now.consult.notes_for_patient = state.notes_for_patient
    now.consult.paper = state.settings.paper
    if state.settings.layers:
        now.consult.layers = tuple(one for one in ALL_LAYERS if one in state.settings.layers)
    now.tests.update({(o.muscle, o.part, o.side): o.answer for o in state.self_tests})
    now.sheet.exercises = tuple((o.what, o.dose) for o in state.exercises[:MOST_EXERCISES])
    now.mode = state.settings.mode
    if state.settings.view in atlas.stages:
        now.stage = state.settings.view
    return "" if is_fresh or not state.answers else atlas.text["session.ask_again"]
