"""Links from anywhere into Learn and Evidence; they keep what the tab has marked.

And words of the glossary in any text, explained on hover and on focus.
"""

import re
from html import escape

import streamlit as st

from atlas.learn import Library
from atlas.text import Text
from components.article import term

TARGETS = {
    "evidence": ("pages/evidence.py", {}),
    "needling": ("pages/learn.py", {"article": "dry_needling"}),
    "signs": ("pages/learn.py", {"article": "long_pain", "at": "see_somebody"}),
    "picture": ("pages/learn.py", {"article": "reading_pictures"}),
    "trigger_points": ("pages/learn.py", {"article": "trigger_points"}),
}
NOT_MARKED = frozenset(("active", "clinical_grade", "experimental", "tradition", "review", "trial"))
"""Terms whose words also have an everyday meaning: explained in articles only."""


def learn_link(text: Text, target: str, **more: str) -> None:
    """A link to the article, or the sources, that belong to what stands here."""
    page, query = TARGETS[target]
    st.page_link(page, label=text[f"learn.to.{target}"], query_params={**query, **more})


def card_links(text: Text, muscle: str) -> None:
    """The links that end a muscle's card: its evidence, needling, warning signs."""
    with st.container(horizontal=True, key="card_learn"):
        learn_link(text, "evidence", muscle=muscle)
        learn_link(text, "needling")
        learn_link(text, "signs")


def explained(words: str, shelf: Library, mode: str, every: bool = False) -> str:
    """The words as HTML, escaped; each term of the glossary is explained where it first stands.

    `every` takes also the terms that have an everyday meaning: for labels such as grades.
    """
    names = {
        name.casefold(): one
        for one in shelf.glossary.values()
        if every or one.id not in NOT_MARKED
        for name in (*one.also, one.name)
    }
    if not names:
        return escape(words)
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
    out, last, seen = [], 0, set()
    for found in pattern.finditer(words):
        one = names[found[0].casefold()]
        if one.id in seen:
            continue
        seen.add(one.id)
        out += [escape(words[last : found.start()]), term(found[0], one.says(mode), one.id)]
        last = found.end()
    return "".join([*out, escape(words[last:])])
