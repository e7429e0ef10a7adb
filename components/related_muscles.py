"""The muscles that belong to the chosen one: a small graph of buttons to step along."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from atlas.related import ROLES, Link, links_of
from components.muscle_finder import capital, open_and_show
from components.session import Atlas, Visit


def related_muscles(atlas: Atlas, now: Visit) -> None:
    """Draw who stands before, after and beside the chosen muscle."""
    if now.chosen is None:
        return
    text = atlas.text
    links = links_of(atlas.catalogue, now.chosen.muscle)
    by_role = {role: [link for link in links if link.role == role] for role in ROLES}
    with st.container(key="related"):
        st.html(f'<h3 class="tp-h3">{escape(text["muscles.related.title"])}</h3>')
        if not links:
            st.html(f'<p class="tp-muted">{escape(text["muscles.related.none"])}</p>')
            return
        st.html(f'<p class="tp-muted">{escape(text["muscles.related.note"])}</p>')
        before, after = by_role["key"], by_role["satellite"]
        if before or after:
            _flow(atlas, now, before, after)
        for role in ("synergist", "antagonist"):
            if by_role[role]:
                _beside(atlas, now, role, by_role[role])


def _flow(atlas: Atlas, now: Visit, before: list[Link], after: list[Link]) -> None:
    """What can keep this muscle going, the muscle, and what often hurts along with it."""
    shape = [5] * bool(before) + [4] + [5] * bool(after)
    columns = iter(st.columns(shape, gap="medium", vertical_alignment="center"))
    if before:
        with next(columns):
            _stack(atlas, now, "key", before)
    with next(columns):
        name = atlas.catalogue.muscles[now.chosen.muscle].name
        arrows = '<span class="tp-arrow tp-arrow-in" aria-hidden="true">→</span>' * bool(before)
        arrows += '<span class="tp-arrow tp-arrow-out" aria-hidden="true">→</span>' * bool(after)
        st.html(
            f'<p class="tp-self">{arrows}{escape(name)}'
            f"<small>{escape(atlas.text['muscles.related.self'])}</small></p>"
        )
    if after:
        with next(columns):
            _stack(atlas, now, "satellite", after)


def _stack(atlas: Atlas, now: Visit, role: str, links: Iterable[Link]) -> None:
    with st.container(key=f"related_{role}"):
        _said(atlas, role)
        for link in links:
            _step(atlas, now, link, "stretch")


def _beside(atlas: Atlas, now: Visit, role: str, links: Iterable[Link]) -> None:
    with st.container(key=f"related_{role}"):
        _said(atlas, role)
        with st.container(horizontal=True, gap="small"):
            for link in links:
                _step(atlas, now, link, "content")


def _said(atlas: Atlas, role: str) -> None:
    st.html(f'<p class="tp-role">{escape(atlas.text[f"muscles.related.{role}"])}</p>')


def _step(atlas: Atlas, now: Visit, link: Link, width: str) -> None:
    muscle = atlas.catalogue.muscles[link.muscle]
    patient = now.mode == "patient"
    label = f"{capital(muscle.plain_name)} *{muscle.name}*" if patient else muscle.name
    st.button(
        f"{label} ({atlas.text['muscles.related.both']})" if link.both_ways else label,
        key=f"related:{link.role}:{link.muscle}",
        help=" ".join(link.notes) if link.notes and not patient else None,
        on_click=open_and_show,
        args=(atlas, now, link.muscle),
        width=width,
    )
