"""What every page shares: the head, the style sheet, and quiet lines at the end."""

from pathlib import Path

import streamlit as st

from atlas.paths import ROOT
from atlas.safety import warnings_missing
from atlas.text import load_text
from components import session
from components.first_visit import only_through_app
from components.mode_switch import mode_switch
from components.session import Atlas, NotReady

PAGE = "page"
STYLE = Path(__file__).resolve().parent / "atlas.css"
TERMS = STYLE.with_name("terms.css")
MARKS = ROOT / "static" / "marks"


def configure(title: str) -> None:
    st.set_page_config(
        page_title=title,
        page_icon=str(MARKS / "icon.png"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )


def head(page: str) -> None:
    """The wordmark, our style, and the switch of words; messages end with the page they are on."""
    if st.session_state.get(PAGE, page) != page:
        session.visit().messages.clear()
    st.session_state[PAGE] = page
    dark = st.context.theme.type == "dark"
    st.logo(str(MARKS / ("wordmark-dark.svg" if dark else "wordmark.svg")), size="large")
    st.html(STYLE)
    st.html(TERMS)
    mode_switch(load_text())


def loaded() -> Atlas:
    """The atlas, or a page that says what to do and ends there."""
    only_through_app()
    try:
        return session.load_atlas()
    except NotReady as error:
        st.error(str(error))
        st.stop()


def foot(atlas: Atlas) -> None:
    """What this is not, and what is wrong with the data."""
    text = atlas.text
    with st.container(key="foot"):
        st.caption(f"{text['empty.not_a_diagnosis']} {text['empty.places_vary']}")
        for line in session.quiet_lines(atlas):
            st.caption(line)
        if warnings_missing(atlas.catalogue):
            st.warning(text["app.flags_left_out"])
