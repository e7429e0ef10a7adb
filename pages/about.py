"""About: what the atlas is and is not, who checked it, versions, coverage, privacy, licences."""

import streamlit as st

from components import session
from components.article import ArticleView, library, style
from components.coverage import figures
from components.links import follow_links
from components.page import foot, loaded

atlas = loaded()
now = session.visit()
shelf = library()
style()

follow_links(atlas, now, "about")
if "about" in shelf.articles:
    view = ArticleView(atlas, shelf, shelf.articles["about"], now.mode, figures(atlas, shelf))
    side, main = st.columns([250, 1040], gap="large")
    with side, st.container(key="learn_side"):
        st.html(view.contents())
    with main, st.container(key="learn_main"):
        view.draw()
foot(atlas)
