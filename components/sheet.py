"""The page to take home as it will look, for the screen and for the browser's printer."""

import streamlit as st

from atlas.handout_content import Content
from atlas.handout_html import pieces
from components.handout_form import hand_out
from components.page import STYLE
from components.session import Atlas, Visit

SHEET = STYLE.with_name("sheet.css")
PRINT = '<script data-n="{n}">setTimeout(() => window.print(), 200);</script>'


def sheet(atlas: Atlas, now: Visit) -> None:
    """Draw it, each piece by itself: what has not changed is not sent again."""
    content = Content(hand_out(atlas, now), atlas.catalogue, atlas.built, atlas.text)
    st.html(SHEET)
    with st.container(key="sheet"):
        for piece in pieces(content, now.sheet.pictures):
            st.html(piece)


def print_button(atlas: Atlas, now: Visit) -> None:
    """Open the browser's own dialog: only the page to take home is printed."""
    if st.button(atlas.text["print.print"], key="handout_print", icon=":material/print:"):
        now.sheet.printed += 1
        st.html(PRINT.format(n=now.sheet.printed), unsafe_allow_javascript=True)
