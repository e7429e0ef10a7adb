"""What the Muscles page has round its parts: the bar, the tools over the map, the closed gate."""

from collections.abc import Callable
from html import escape

import streamlit as st

from components import muscle_finder as finder
from components import session
from components.body_map import body_map, theme
from components.candidate_list import questions_only
from components.copy_link import copy_link
from components.session import Atlas, Visit

SIDES = ("right", "left")
SIDE = "muscles_side"


def bar(atlas: Atlas, now: Visit) -> str:
    """The page's first lines: its name or the way back, the search, the filters; what is asked."""
    text = atlas.text
    if theme() == "dark":
        st.html('<div class="tp-dark" hidden></div>')
    if now.chosen is None:
        with st.container(horizontal=True, vertical_alignment="center", key="muscles_head"):
            st.html(f'<h1 class="tp-page-title">{escape(text["muscles.title"])}</h1>')
            st.session_state.setdefault(finder.SHOW, "list")
            st.segmented_control(
                text["muscles.show.label"],
                finder.SHOWS,
                format_func=lambda show: text[f"muscles.show.{show}"],
                key=finder.SHOW,
                required=True,
                label_visibility="collapsed",
                persist_state="session",
            )
    show = st.session_state.get(finder.SHOW)
    with st.container(horizontal=True, vertical_alignment="bottom", key="muscles_bar"):
        if now.chosen is not None:
            st.button(
                text["muscles.back"],
                key="muscles_back",
                icon=":material/arrow_back:",
                on_click=finder.close_muscle,
                args=(now,),
            )
        query = finder.search_box(atlas, labelled=now.chosen is None)
        if now.chosen is None and show != "coverage":
            finder.filters(atlas, depth=show != "plates")
    return query


def tools(atlas: Atlas, now: Visit) -> None:
    """Over the map: the side that is looked at, and the way to the marked places."""
    text = atlas.text
    with st.container(horizontal=True, vertical_alignment="center", key="muscles_tools"):
        st.session_state[SIDE] = now.chosen.side if now.chosen.side in SIDES else "right"
        st.segmented_control(
            text["muscles.side"],
            SIDES,
            format_func=lambda side: text[f"muscles.sides.{side}"],
            key=SIDE,
            label_visibility="collapsed",
            on_change=_change_side,
            args=(now,),
        )
        st.page_link(
            "pages/explore.py", label=text["muscles.to_explore"], query_params=session.address(now)
        )
        copy_link(atlas)


def _change_side(now: Visit) -> None:
    now.chosen = now.chosen._replace(side=st.session_state[SIDE] or now.chosen.side)
    st.rerun(finder.FRAGMENTS)


def hidden_until_answered(atlas: Atlas, now: Visit, on_event: Callable[[], None]) -> bool:
    """Where emergency questions come first, ask them here and show no muscle."""
    if session.gate(atlas, now):
        return False
    st.html(f'<p class="tp-hint">{escape(atlas.text["muscles.waiting"])}</p>')
    with st.container(key="muscles_questions"):
        questions_only(atlas, now)
    with st.container(key="unseen_map"):
        body_map(atlas, now, on_event, look=True)
    st.page_link("pages/explore.py", label=atlas.text["muscles.to_questions"])
    return True


def to_muscle_page(atlas: Atlas, now: Visit) -> None:
    """From another page's card to the muscle's own page, and to the page to take home."""
    if now.chosen is None or not session.gate(atlas, now):
        return
    with st.container(horizontal=True, key="card_ways"):
        for page, key in (("muscles", "muscles.from_explore"), ("handout", "print.from_explore")):
            st.page_link(
                f"pages/{page}.py", label=atlas.text[key], query_params=session.address(now)
            )
