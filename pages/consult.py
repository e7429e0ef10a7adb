"""Consult: a stage to present from, with the patient beside the screen."""

import streamlit as st

from components import session
from components.body_map import received
from components.candidate_list import questions_only
from components.consult_bar import bar
from components.consult_findings import tools
from components.consult_rail import layers, rail
from components.consult_stage import carry_out, enter, stage, style, write_address
from components.page import foot, loaded

atlas = loaded()
now = session.visit()
session.read_address(atlas, now, st.query_params.to_dict())
style()
for message in now.messages:
    st.warning(message)


def on_event() -> None:
    session.apply(atlas, now, received(), lambda one: carry_out(atlas, now, one))


@st.fragment(key="drawing")
def drawing() -> None:
    enter(now)
    write_address(now)
    is_open = session.gate(atlas, now)
    bar(atlas, now)
    with st.container(horizontal=True, key="consult_body", gap="small"):
        with st.container(key="consult_main"):
            with st.container(key="consult_questions"):
                if not is_open:
                    questions_only(atlas, now)
            with st.container(key="consult_map"):
                stage(atlas, now, on_event)
            if is_open:
                layers(atlas, now)
        with st.container(key="consult_rail"):
            if is_open:
                rail(atlas, now)
            tools(atlas, now)


drawing()
foot(atlas)
