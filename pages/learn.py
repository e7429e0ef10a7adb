"""Learn: the articles, the words, and one box that finds articles, muscles and places."""

import streamlit as st

from components import coverage, session
from components.article import ArticleView, library, style
from components.learn_home import learn_home
from components.links import follow_links, link
from components.page import foot, loaded
from components.plots import plots
from components.referral import figures

atlas = loaded()
now = session.visit()
shelf = library()
text = atlas.text
style()

asked = st.query_params.get("article")
article = shelf.articles.get(asked) if asked else None
jump = st.query_params.get("at", "") or st.query_params.get("claim", "")
follow_links(atlas, now, "learn", place=f"{asked}:{jump}", jump=jump)
if asked and article is None:
    st.warning(text("learn.unknown_article", value=session.shown(asked)))

if article is None:
    learn_home(atlas, now, shelf)
else:
    draws = {**plots(atlas), **figures(atlas, now.mode), **coverage.figures(atlas, shelf)}
    view = ArticleView(atlas, shelf, article, now.mode, draws)
    with st.container(horizontal=True, key="learn_bar", vertical_alignment="center"):
        st.html(link("learn", f"← {text['learn.back']}", "ln-back"), width="stretch")
    side, main = st.columns([250, 1040], gap="large")
    with side, st.container(key="learn_side"):
        st.html(view.contents())
    with main, st.container(key="learn_main"):
        view.draw()
        later = [each for each in shelf.listed if each.order > article.order]
        if later:
            title = text("learn.next", title=later[0].title)
            st.html(f'<p class="ln-text">{link("learn", title, article=later[0].id)}</p>')
        view.sources()
foot(atlas)
