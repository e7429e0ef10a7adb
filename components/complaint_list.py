"""Complaints that are not pain: after their questions, the muscles that list them."""

from html import escape

import streamlit as st

from atlas.complaints import answer_complaints
from components import session
from components.session import Atlas, Visit

MOST = 8


def complaint_list(atlas: Atlas, now: Visit) -> None:
    """Draw the muscles whose entries name what was typed; nothing while the gate is closed."""
    if not now.complaints or now.chosen or not session.gate(atlas, now):
        return
    text = atlas.text
    areas = [place.area for place in now.areas(atlas)]
    answers = answer_complaints(atlas.catalogue, now.complaints, areas, atlas.finder.vocabulary)
    listed = {each.muscle.id: each for answer in answers for each in answer.muscles}
    if not listed:
        return
    with st.container(key="complaints", gap="small"):
        st.html(
            f'<h3 class="tp-h3">{escape(text["find.lists"])}</h3>'
            f'<p class="tp-muted">{escape(text["find.lists_note"])}</p>'
        )
        for muscle, each in list(listed.items())[:MOST]:
            name = atlas.catalogue.muscles[muscle]
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(
                    f'<p class="tp-read"><b>{escape(name.plain_name)}</b> '
                    f"<em>{escape(name.name)}</em><br>{escape(getattr(each.claim, now.mode))}</p>",
                    width="stretch",
                )
                st.button(
                    text["muscles.open"],
                    key=f"complaint:{muscle}",
                    help=text("muscles.open_one", name=name.name),
                    on_click=_open,
                    args=(atlas, now, muscle),
                )


def _open(atlas: Atlas, now: Visit, muscle: str) -> None:
    session.choose(atlas, now, muscle)
    st.rerun(["drawing", "card"])
