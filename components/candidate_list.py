"""The right column's first half: the marked places, when to get help first, and the muscles."""

import streamlit as st

from atlas.matching import Candidate
from components import session
from components.body_map import LOADER, common, layer
from components.sending import sendable
from components.session import Atlas, Visit

_story = st.components.v2.component(
    "atlas_story", html='<div class="tp-story"></div>', js=LOADER, isolate_styles=False
)


def candidate_list(atlas: Atlas, now: Visit) -> None:
    """Mount the story; what is clicked in it goes through the map's queue."""
    is_open, widespread = session.gate(atlas, now), session.is_widespread_now(atlas, now)
    rows = session.ranking(atlas, now)[: session.MOST_ROWS] if is_open and not widespread else ()
    data = common(atlas, now) | session.asked(atlas, now) | {
        "mode": now.mode,
        "places": [session.plain_place(place) for place in now.places(atlas)],
        "steps": [bool(now.past), bool(now.future)],
        "rows": [
            [row.muscle, row.part, row.side, list(row.main), list(row.sometimes), *_test(now, row)]
            for row in rows
        ],
        "widespread": widespread,
        "chosen": layer(atlas, now.chosen) if is_open else None,
        "held": now.chosen is not None and not is_open,
        "hatch": session.outside_picture(atlas, now) if is_open and not widespread else [],
        "cover": session.cover(atlas, now) if rows else [],
    }  # fmt: skip
    _story(key="story", data=sendable(data))


def _test(now: Visit, row: Candidate) -> list[str]:
    """What the self-test said of a row: a letter, or nothing."""
    said = now.tests.get((row.muscle, row.part, row.side))
    return [session.ANSWER_LETTERS[said]] if said else []


def questions_only(atlas: Atlas, now: Visit) -> None:
    """Mount the questions by themselves, for a page without marks."""
    data = common(atlas, now) | session.asked(atlas, now)
    data |= {"only": True, "mode": now.mode, "places": [], "rows": []}
    _story(key="story", data=sendable(data))
