"""The one switch between plain and clinical words: in the head of every page, and in the URL."""

import streamlit as st

from atlas.text import Text
from components import session
from components.session import MODES, Visit

KEY, TAKEN = "mode", "mode:taken"


def mode_switch(text: Text) -> None:
    """Draw it. An address that names other words than the last one is followed."""
    now = session.visit()
    _read(now)
    st.session_state[KEY] = now.mode
    with st.container(key="mode_bar"):
        st.segmented_control(
            text["mode.label"],
            MODES,
            format_func=lambda mode: text[f"mode.{mode}"],
            key=KEY,
            label_visibility="collapsed",
            required=True,
            on_change=_change,
            args=(now,),
        )
    _write(now)


def _read(now: Visit) -> None:
    asked = st.query_params.get(KEY)
    if asked in MODES and asked != st.session_state.get(TAKEN):
        now.mode = asked


def _write(now: Visit) -> None:
    """Plain words are the usual ones: they are not written, and stay where a page writes them."""
    asked = st.query_params.get(KEY)
    if now.mode != MODES[0] and asked in (None, *MODES):
        st.query_params[KEY] = now.mode
    elif asked == MODES[1]:
        del st.query_params[KEY]
    st.session_state[TAKEN] = now.mode


def _change(now: Visit) -> None:
    now.mode = st.session_state[KEY] or now.mode
