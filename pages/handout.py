"""Hand-out: the page that a patient takes home, as PDF, as a picture, or from the printer."""

from html import escape

import streamlit as st

from components import session
from components.body_map import received, theme
from components.handout_form import downloads, handout_form, pins
from components.links import follow_links
from components.muscle_page import hidden_until_answered
from components.page import foot, loaded
from components.sheet import print_button, sheet

atlas = loaded()
now = session.visit()
text = atlas.text
session.read_address(atlas, now, st.query_params.to_dict())
for message in now.messages:
    st.warning(message)
session.write_address(now)


def on_event() -> None:
    session.apply(atlas, now, received())


with st.container(key="handout_head"):
    if theme() == "dark":
        st.html('<div class="tp-dark" hidden></div>')
    st.html(
        f'<h1 class="tp-page-title">{escape(text["print.title"])}</h1>'
        f'<p class="tp-muted">{escape(text["print.lead"])}</p>'
    )
if not hidden_until_answered(atlas, now, on_event):
    if pins(now):
        left, right = st.columns([500, 812], gap="medium")
        with left, st.container(key="handout_form"):
            handout_form(atlas, now)
        with right, st.container(key="handout_side"):
            with st.container(horizontal=True, key="handout_files"):
                downloads(atlas, now)
                print_button(atlas, now)
            sheet(atlas, now)
    else:
        st.html(f'<p class="tp-hint">{escape(text["print.nothing"])}</p>')
        st.page_link("pages/explore.py", label=text["app.menu.explore"])
        st.page_link("pages/muscles.py", label=text["app.menu.muscles"])
foot(atlas)
follow_links(atlas, now, "handout")
