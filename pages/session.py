"""Save and compare: the session as a file of one's own, and two of them over each other."""

from html import escape

import streamlit as st

from components import session
from components.body_map import body_map, received
from components.comparison import comparison
from components.links import follow_links
from components.page import foot, loaded
from components.session_files import opening, saving, style

atlas = loaded()
now = session.visit()
text = atlas.text
session.read_address(atlas, now, st.query_params.to_dict())
for message in now.messages:
    st.warning(message)
session.write_address(now)
style()


def on_event() -> None:
    session.apply(atlas, now, received())


st.html(
    f'<h1 class="tp-page-title">{escape(text["session.title"])}</h1>'
    f'<p class="tp-muted">{escape(text["session.lead"])}</p>'
)
left, right = st.columns(2, gap="large")
with right, st.container(key="session_open"):
    opening(atlas, now)
with left, st.container(key="session_keep"):
    saving(atlas, now)
with st.container(key="session_compare"):
    comparison(atlas, now)
with st.container(key="unseen_map"):
    body_map(atlas, now, on_event, look=True)
foot(atlas)
follow_links(atlas, now, "session")
