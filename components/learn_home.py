"""The first page of Learn: one search box, the articles, the words."""

from html import escape

import streamlit as st

from atlas.learn import Article, Library
from atlas.search import Hit, SearchIndex, search_index
from components import session
from components.article import glossary_list
from components.links import link
from components.session import Atlas, Visit

WORDS_A_MINUTE = 180
KEY = "learn:search"


def learn_home(atlas: Atlas, now: Visit, shelf: Library) -> None:
    """Draw it; typed words take the place of the articles."""
    text = atlas.text
    with st.container(horizontal=True, key="learn_bar", vertical_alignment="center"):
        st.html(f'<h1 class="ln-h1">{escape(text["learn.title"])}</h1>', width="stretch")
    st.html(
        f'<p class="ln-lead">{escape(text["learn.lead"])}</p>'
        f'<p class="ln-lead-more">{escape(text["learn.lead_more"])}</p>'
    )
    with st.container(key="learn_home"):
        words = st.text_input(
            text["learn.search"], key=KEY, placeholder=text["learn.search_hint"], max_chars=80
        )
    if words.strip():
        hits = index(atlas, shelf, now.mode).find(words)
        if not session.gate(atlas, now):
            hits = tuple(hit for hit in hits if hit.kind != "muscle")
            waiting = link("explore", text["learn.muscles_wait"])
            st.html(f'<p class="ln-text">{waiting}</p>')
        _results(atlas, hits)
        return
    cards = "".join(_card(atlas, article, now.mode) for article in shelf.listed)
    st.html(
        f'<h2 class="ln-h2">{escape(text["learn.articles"])}</h2>'
        f'<div class="ln-cards">{cards}</div>'
        f'<h2 class="ln-h2" id="glossary">{escape(text["learn.glossary"])}</h2>'
        f"{glossary_list(shelf, now.mode)}"
    )


@st.cache_resource(
    show_spinner=False,
    max_entries=4,
    hash_funcs={Atlas: lambda atlas: atlas.boot, Library: lambda _: 0},
)
def index(atlas: Atlas, shelf: Library, mode: str) -> SearchIndex:
    """The index of a register, made once."""
    return search_index(
        shelf, atlas.catalogue, "practitioner" if mode == "practitioner" else "patient"
    )


def _card(atlas: Atlas, article: Article, mode: str) -> str:
    words = len(article.plain("practitioner" if mode == "practitioner" else "patient").split())
    minutes = atlas.text("learn.minutes", n=max(1, round(words / WORDS_A_MINUTE)))
    inner = (
        f'<i class="ln-emblem ln-e-{article.id}" aria-hidden="true"></i>'
        f"<b>{escape(article.title)}</b><span>{escape(article.summary[mode])}</span>"
        f"<small>{escape(minutes)}</small>"
    )
    return link("learn", inner, "ln-card", markup=True, article=article.id)


def _results(atlas: Atlas, hits: tuple[Hit, ...]) -> None:
    text = atlas.text
    if not hits:
        st.html(f'<p class="ln-none" role="status">{escape(text["learn.nothing"])}</p>')
        return
    count = text["learn.found_one"] if len(hits) == 1 else text("learn.found_many", n=len(hits))
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault("article" if hit.kind == "section" else hit.kind, []).append(hit)
    lists = []
    for kind, found in groups.items():
        rows = "".join(f"<li>{_row(atlas, hit)}</li>" for hit in found)
        title = escape(text[f"learn.kinds.{kind}"])
        lists.append(f'<h2 class="ln-results-title">{title}</h2><ul class="ln-results">{rows}</ul>')
    st.html(f'<p class="ln-count" role="status">{escape(count)}</p>{"".join(lists)}')


def _row(atlas: Atlas, hit: Hit) -> str:
    more = f"<small>{escape(hit.text)}</small>"
    match hit.kind:
        case "article":
            return link("learn", hit.title, article=hit.id) + more
        case "section":
            article, _, section = hit.id.partition("#")
            return link("learn", hit.title, article=article, at=section) + more
        case "muscle":
            return link("muscles", hit.title, muscle=hit.id) + more
        case "area":
            return f"<b>{escape(hit.title)}</b>{more}{_marks(atlas, hit.id)}"
    return f"<b>{escape(hit.title)}</b>{more}"


def _marks(atlas: Atlas, area: str) -> str:
    """Links that mark a place on the map; none for a place that has no skin."""
    text, body = atlas.text, atlas.built.map
    sides = {at for name, at in zip(body.area, body.side, strict=True) if name == area}
    if sides == {"middle"}:
        marks = link("explore", text["learn.mark"], area=area, side="middle")
    else:
        marks = " ".join(
            link("explore", text[f"learn.mark_{side}"], area=area, side=side)
            for side in ("right", "left")
            if side in sides
        )
    return f'<span class="ln-marks">{marks}</span>'
