"""The muscles that belong to the chosen one, as a small graph of buttons to step along."""

from html import escape

import streamlit as st

from atlas.related import Link, links_of
from components.muscle_finder import capital, open_and_show
from components.session import Atlas, Visit


def related_muscles(atlas: Atlas, now: Visit) -> None:
    """Draw who is before, after and beside the chosen muscle; nothing where nobody is named."""
    if now.chosen is None:
        return
    text = atlas.text
    links = links_of(atlas.catalogue, now.chosen.muscle)
    with st.container(key="related"):
        st.html(f'<h3 class="tp-h3">{escape(text["muscles.related.title"])}</h3>')
        if not links:
            st.html(f'<p class="tp-muted">{escape(text["muscles.related.none"])}</p>')
            return
        st.html(f'<p class="tp-muted">{escape(text["muscles.related.note"])}</p>')
        groups = {role: [link for link in links if link.role == role] for role in _ORDER}
        for role in _ORDER:
            if groups[role]:
                _row(atlas, now, role, groups[role])


_ORDER = ("key", "satellite", "synergist", "antagonist")


def _row(atlas: Atlas, now: Visit, role: str, links: list[Link]) -> None:
    text = atlas.text
    with st.container(key=f"related_{role}", horizontal=True, vertical_alignment="center"):
        sign = text[f"muscles.related.sign.{role}"]
        said = text[f"muscles.related.{role}"]
        st.html(
            f'<p class="tp-role"><b aria-hidden="true">{escape(sign)}</b> {escape(said)}</p>',
            width="content",
        )
        for link in links:
            muscle = atlas.catalogue.muscles[link.muscle]
            name = muscle.plain_name if now.mode == "patient" else muscle.name
            second = muscle.name if now.mode == "patient" else None
            label = capital(name) if second is None else f"{capital(name)} *{second}*"
            notes = " ".join(link.notes) if now.mode == "practitioner" else None
            st.button(
                f"{label}{' ⇄' if link.both_ways else ''}",
                key=f"related:{role}:{link.muscle}",
                help=notes or None,
                on_click=open_and_show,
                args=(atlas, now, link.muscle),
            )
