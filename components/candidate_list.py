"""The right column's first half: the marked places, when to get help first, and the muscles."""

import streamlit as st

from components import session
from components.body_map import LOADER, common, layer
from components.session import Atlas, Visit

_story = st.components.v2.component(
    "atlas_story", html='<div class="tp-story"></div>', js=LOADER, isolate_styles=False
)


def candidate_list(atlas: Atlas, now: Visit) -> None:
    """Mount the story; what is clicked in it goes through the map's queue."""
    is_open = session.gate(atlas, now)
    rows = session.ranking(atlas, now)[: session.MOST_ROWS] if is_open else ()
    data = common(atlas, now) | {
        "places": [[place.n, place.area, place.side] for place in now.places(atlas)],
        "flags": [atlas.flag_number[flag.id] for flag in session.signs(atlas, now)],
        "rows": [
            [row.muscle, row.part, row.side, list(row.main), list(row.sometimes)] for row in rows
        ],
        "waiting": not is_open,
        "chosen": layer(atlas, now.chosen) if is_open else None,
        "hatch": session.outside_picture(atlas, now) if is_open else [],
    }
    _story(key="story", data=data)
