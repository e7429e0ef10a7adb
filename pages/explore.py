"""Explore: mark where it hurts, see the muscles textbooks link with it, read one card."""

import streamlit as st

from components import session
from components.body_map import body_map, received
from components.candidate_list import candidate_list
from components.complaint_list import complaint_list
from components.copy_link import copy_link
from components.muscle_card import muscle_card
from components.muscle_page import to_muscle_page
from components.page import foot, loaded
from components.place_finder import place_finder

atlas = loaded()
now = session.visit()
session.read_address(atlas, now, st.query_params.to_dict())
for message in now.messages:
    st.warning(message)


def on_event() -> None:
    before, said = session.shown_card(atlas, now), len(now.messages)
    session.apply(atlas, now, received())
    if len(now.messages) != said:
        st.rerun()
    if session.shown_card(atlas, now) != before:
        st.rerun(["drawing", "card"])


@st.fragment(key="find")
def finding() -> None:
    place_finder(atlas, now)


@st.fragment(key="drawing")
def drawing() -> None:
    session.write_address(now)
    with left:
        body_map(atlas, now, on_event)
    with right:
        candidate_list(atlas, now)


@st.fragment(key="card")
def card() -> None:
    muscle_card(atlas, now)
    complaint_list(atlas, now)
    to_muscle_page(atlas, now)


left_column, right_column = st.columns([770, 542], gap="medium")
with left_column:
    left = st.container(key="map_side")
    copy_link(atlas)
with right_column, st.container(key="story_side"):
    finding()
    right = st.container(key="story_body")
drawing()
with right_column, st.container(key="card_side"):
    card()
foot(atlas)
