"""A self-test for the chosen muscle, only where its points may be pressed: it changes no order."""

from html import escape

import streamlit as st

from atlas.model import Muscle, TriggerPoint
from components import session
from components.session import Atlas, Visit

ANSWERS = ("yes", "no", "not_sure")


def testable(atlas: Atlas, now: Visit, muscle: Muscle) -> list[TriggerPoint]:
    """The points that this reader may press, of what is chosen."""
    chosen = now.chosen
    if chosen is None or not session.gate(atlas, now) or muscle.felt in ("internal", "not_by_hand"):
        return []
    points = [atlas.catalogue.points[one].point for one in session.point_ids(atlas, chosen)]
    return [p for p in points if session.may_press(atlas, now, p, chosen.side) != "never"]


def self_test(atlas: Atlas, now: Visit, muscle: Muscle) -> None:
    """How to find a point, and whether pressing it brings on the reader's own pain."""
    points, text, chosen = testable(atlas, now, muscle), atlas.text, now.chosen
    if not points or chosen is None or not now.drawing:
        return
    found = "".join(
        f"<li><b>{escape(p.name[:1].upper() + p.name[1:])}.</b> {escape(p.where.patient)} "
        f"<i>{escape(text[f'card.self_press.{session.may_press(atlas, now, p, chosen.side)}'])}</i>"
        f"</li>"
        for p in points
    )
    key = (chosen.muscle, chosen.part, chosen.side)
    with st.container(key="self_test", gap="small"):
        st.html(
            f'<section class="tp-self-test"><h4>{escape(text["test.title"])}</h4><ul>{found}</ul>'
            f"<p>{escape(text['test.question'])}</p></section>"
        )
        with st.container(horizontal=True, key="self_test_answers"):
            for answer in ANSWERS:
                st.button(
                    text[f"test.{answer}"],
                    key=f"test:{answer}",
                    type="primary" if now.tests.get(key) == answer else "secondary",
                    on_click=_answer,
                    args=(now, key, answer),
                )
        st.html(f'<p class="tp-muted">{escape(text["test.note"])}</p>')


def _answer(now: Visit, key: tuple[str, str | None, str], answer: str) -> None:
    if now.tests.get(key) == answer:
        del now.tests[key]
    else:
        now.tests[key] = answer
    st.rerun(["drawing", "card"])
