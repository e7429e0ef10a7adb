"""The trigger point explorer: page config, navigation, nothing else."""

import streamlit as st

from atlas.text import load_text
from components.page import configure, head

text = load_text()
configure(text["app.title"])
page = st.navigation(
    [
        st.Page("pages/explore.py", title=text["app.menu.explore"], default=True),
        st.Page("pages/muscles.py", title=text["app.menu.muscles"], url_path="muscles"),
        st.Page("pages/consult.py", title=text["consult.menu"], url_path="consult"),
        st.Page("pages/handout.py", title=text["print.menu"], url_path="handout"),
        st.Page("pages/session.py", title=text["session.menu"], url_path="session"),
        st.Page("pages/learn.py", title=text["learn.menu"], url_path="learn"),
        st.Page("pages/evidence.py", title=text["evidence.menu"], url_path="evidence"),
        st.Page("pages/about.py", title=text["about.menu"], url_path="about"),
    ],
    position="top",
)
head(page.url_path)
page.run()
