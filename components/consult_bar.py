"""The row over the stage: the command box, the words, the hand-out, and the way out."""

from html import escape

import streamlit as st

from components import session
from components.consult_stage import command
from components.session import Atlas, Visit

MODE = "consult_mode"


def bar(atlas: Atlas, now: Visit) -> None:
    """Draw the row."""
    text = atlas.text
    with st.container(horizontal=True, vertical_alignment="center", key="consult_bar"):
        with st.container(key="consult_command", width="stretch"):
            st.html(f'<h1 class="cs-title">{escape(text["consult.title"])}</h1>')
            command(atlas, now)
        with st.container(horizontal=True, key="consult_way", width="content"):
            st.session_state[MODE] = now.mode
            st.segmented_control(
                text["mode.label"],
                session.MODES,
                format_func=lambda mode: text[f"mode.{mode}"],
                key=MODE,
                label_visibility="collapsed",
                on_change=_change_mode,
                args=(now,),
                required=True,
            )
            if st.button(
                text["consult.handout"],
                key="consult_handout",
                type="primary",
                icon=":material/description:",
            ):
                now.consult.against = None
                st.switch_page("pages/handout.py", query_params=session.address(now))
            if st.button(
                text["consult.leave"], key="consult_leave", type="tertiary", icon=":material/close:"
            ):
                now.consult.against = None
                st.switch_page("pages/explore.py", query_params=session.address(now))


def _change_mode(now: Visit) -> None:
    now.mode = st.session_state[MODE] or now.mode
