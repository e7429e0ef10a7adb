"""The trigger point explorer: page config, navigation, nothing else."""

import streamlit as st

from atlas.text import load_text
from components.page import configure, head

text = load_text()
configure(text["app.title"])
head()
st.navigation(
    [st.Page("pages/explore.py", title=text["app.menu.explore"], default=True)], position="top"
).run()
