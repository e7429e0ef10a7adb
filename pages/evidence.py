"""Evidence: every source of the catalogue and the articles, and how much of it was read."""

from html import escape

import streamlit as st

from components import session
from components.article import library, style
from components.links import follow_links
from components.page import foot, loaded
from components.source_list import source_list

atlas = loaded()
now = session.visit()
text = atlas.text
style()

asked = st.query_params.get("source")
known = asked if asked in atlas.catalogue.references else None
of = st.query_params.get("muscle")
of = of if of in atlas.catalogue.muscles else None
follow_links(atlas, now, "evidence", place=f"{asked}:{of}")
if asked and known is None:
    st.warning(text("evidence.unknown", value=session.shown(asked)))
st.html(
    f'<h1 class="ln-h1">{escape(text["evidence.title"])}</h1>'
    f'<p class="ln-lead">{escape(text["evidence.lead"])}</p>'
)
source_list(atlas, library(), known, of)
foot(atlas)
