"""Muscles: find any muscle or trigger point, read its card, step to what belongs to it."""

import streamlit as st

from components import muscle_finder as finder
from components import session
from components.body_map import body_map, received
from components.coverage_statement import coverage_statement
from components.links import follow_links
from components.muscle_card import card_signs, muscle_card
from components.muscle_page import bar, hidden_until_answered, tools
from components.page import foot, loaded
from components.region_plates import region_plates
from components.related_muscles import related_muscles

atlas = loaded()
now = session.visit()
finder.read_address(atlas, now)
for message in now.messages:
    st.warning(message)


def on_event() -> None:
    said = len(now.messages)
    session.apply(atlas, now, received())
    st.rerun(finder.FRAGMENTS if len(now.messages) == said else "app")


@st.fragment(key="drawing")
def drawing() -> None:
    finder.write_address(now)
    finder.scroll_to_top()
    if hidden_until_answered(atlas, now, on_event):
        return
    query = bar(atlas, now)
    if query.strip():
        finder.hits(atlas, now, query)
    elif now.chosen:
        one_muscle()
    else:
        with st.container(key="muscles_body"):
            match st.session_state.get(finder.SHOW):
                case "plates":
                    region_plates(atlas, now)
                case "coverage":
                    coverage_statement(atlas)
                case _:
                    finder.table(atlas, now)


def one_muscle() -> None:
    card_signs(atlas, now)
    left, right = st.columns([700, 612], gap="medium")
    with left:
        tools(atlas, now)
        with st.container(key="muscles_map"):
            body_map(atlas, now, on_event, look=True)
        related_muscles(atlas, now)
    with right:
        muscle_card(atlas, now, signs=False)


@st.fragment(key="card")
def card() -> None:
    """Nothing: the card stands in the other fragment; its buttons ask for both by name."""


drawing()
card()
foot(atlas)
follow_links(atlas, now, "muscles")
