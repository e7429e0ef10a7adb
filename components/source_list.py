"""The sources: found by words and filters, each with what was checked and where it is used."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from atlas.catalogue import plain_letters
from atlas.learn import ArticleClaim, Library, Uses, uses_of_sources
from atlas.model import CHECKED, GRADES, Muscle, Reference
from atlas.text import Text
from components.links import link
from components.session import Atlas

KINDS = ("article", "guideline", "book", "web", "own")
USED = ("article", "muscle", "flag")
STEP = 25
STATE = "evidence:"


def source_list(
    atlas: Atlas, shelf: Library, only: str | None = None, muscle: str | None = None
) -> None:
    """Draw the filters and what fits them; or one source only, or those of one muscle."""
    text = atlas.text
    uses = uses_of(atlas, shelf)
    if muscle is not None:
        known = atlas.catalogue.muscles[muscle]
        title = text("evidence.of_muscle", muscle=known.name)
        found = [
            each for each in atlas.catalogue.references.values() if muscle in uses[each.id].muscles
        ]
        found.sort(key=lambda source: (CHECKED.index(source.checked), plain_letters(source.title)))
        st.html(
            f'<h2 class="ln-h2">{escape(title)}</h2>{_grades(text, known)}'
            f'<p class="ln-text">{link("evidence", text["evidence.clear"])}</p>'
        )
        st.html("".join(_entry(atlas, shelf, each, uses[each.id]) for each in found))
        return
    if only is not None:
        source = atlas.catalogue.references[only]
        st.html(f'<p class="ln-text">{link("evidence", text["evidence.clear"])}</p>')
        st.html(_entry(atlas, shelf, source, uses[only], is_open=True))
        return
    found = _filtered(atlas, uses)
    count = text["evidence.shown_one"]
    if len(found) != 1:
        count = text("evidence.shown_many", n=len(found)) if found else text["evidence.none"]
    st.html(f'<p class="ln-count" role="status">{escape(count)}</p>')
    most = st.session_state.setdefault(f"{STATE}most", STEP)
    st.html("".join(_entry(atlas, shelf, each, uses[each.id]) for each in found[:most]))
    if len(found) > most:
        st.button(text["evidence.more"], key="evidence_more", on_click=_more)


def _grades(text: Text, muscle: Muscle) -> str:
    """What the muscle's trigger points rest on, and what each grade means."""
    items = "".join(
        f"<li><b>{escape(point.name)}</b>: {escape(text[f'card.grade.{point.evidence.grade}'])}. "
        f"{escape(text[f'card.grade_note.{point.evidence.grade}'])} "
        f"{escape(point.evidence.note or '')}</li>"
        for point in muscle.trigger_points
    )
    return f'<div class="ln-text"><ul>{items}</ul></div>'


def _more() -> None:
    st.session_state[f"{STATE}most"] += 2 * STEP


@st.cache_resource(
    show_spinner=False,
    max_entries=2,
    hash_funcs={Atlas: lambda atlas: atlas.boot, Library: lambda _: 0},
)
def uses_of(atlas: Atlas, shelf: Library) -> Mapping[str, Uses]:
    """Where each source is used, worked out once."""
    return uses_of_sources(atlas.catalogue, shelf)


# ---- filters


def _filtered(atlas: Atlas, uses: Mapping[str, Uses]) -> list[Reference]:
    text = atlas.text
    sources = atlas.catalogue.references.values()
    with st.container(key="evidence_filters"):
        words = st.text_input(
            text["evidence.search"],
            key=f"{STATE}words",
            placeholder=text["evidence.search_hint"],
            max_chars=80,
        )
        with st.container(horizontal=True, key="evidence_selects"):
            kind = _select(
                text, "kind", KINDS, {each: text[f"evidence.kinds.{each}"] for each in KINDS}
            )
            checked = _select(
                text, "checked", CHECKED, {each: text[f"card.checked.{each}"] for each in CHECKED}
            )
            topics = sorted({topic for source in sources for topic in source.topics})
            topic = _select(text, "topic", topics, {})
            grade = _select(
                text, "grade", GRADES, {each: text[f"card.grade.{each}"] for each in GRADES}
            )
            used = _select(
                text, "used", USED, {each: text[f"evidence.uses.{each}"] for each in USED}
            )
    wanted = plain_letters(words).split()
    found = []
    for source in sources:
        use = uses[source.id]
        fits = (
            kind in (None, source.kind)
            and checked in (None, source.checked)
            and (topic is None or topic in source.topics)
            and (grade is None or grade in use.grades)
            and (used is None or _is_used(use, used))
        )
        if fits and all(each in _haystack(source) for each in wanted):
            found.append(source)
    return sorted(found, key=lambda source: _place(source, uses[source.id]))


def _place(source: Reference, use: Uses) -> tuple[bool, int, str]:
    """What the articles rest on first, what is our own last."""
    return source.kind == "own", -len(use.claims), plain_letters(source.title)


def _select(
    text: Text, name: str, options: tuple[str, ...] | list[str], labels: Mapping[str, str]
) -> str | None:
    return st.selectbox(
        text[f"evidence.{name}"],
        options,
        index=None,
        key=f"{STATE}{name}",
        placeholder=text["evidence.any"],
        format_func=lambda each: labels.get(each, each),
        width=210,
    )


def _is_used(use: Uses, where: str) -> bool:
    return bool({"article": use.claims, "muscle": use.muscles, "flag": use.red_flags}[where])


def _haystack(source: Reference) -> str:
    parts = (source.id, source.authors, str(source.year or ""), source.title, source.where or "")
    return plain_letters(" ".join((*parts, *source.topics)))


# ---- one source


def _entry(
    atlas: Atlas, shelf: Library, source: Reference, use: Uses, is_open: bool = False
) -> str:
    text = atlas.text
    year = f" ({source.year})" if source.year else ""
    where = f" {source.where}." if source.where else ""
    number = f" ISBN {source.isbn}" if source.isbn else ""
    checked = text[f"card.checked.{source.checked}"]
    badges = [
        f'<span class="ln-badge ln-checked-{source.checked}">{escape(checked)}</span>',
        f'<span class="ln-badge">{escape(text[f"evidence.kinds.{source.kind}"])}</span>',
        *(
            f'<span class="ln-badge">{escape(text[f"card.grade.{each}"])}</span>'
            for each in use.grades
        ),
        *(f'<span class="ln-badge">{escape(each)}</span>' for each in source.topics),
    ]
    note = ""
    if source.checked_note:
        note = (
            f"<p><b>{escape(text['evidence.what_checked'])}</b> {escape(source.checked_note)}</p>"
        )
    meta = escape(f"{source.authors}{year}.{where}{number}") + _address(source)
    return (
        f'<article class="ln-source" id="source:{source.id}"><h3>{escape(source.title)}</h3>'
        f'<p class="ln-meta">{meta}</p>{note}{_used_in(atlas, shelf, use, is_open)}'
        f'<div class="ln-badges">{"".join(badges)}</div></article>'
    )


def _address(source: Reference) -> str:
    """A link to the source itself; nothing is asked of that host before it is clicked."""
    if source.doi:
        address, shown = f"https://doi.org/{source.doi}", f"doi:{source.doi}"
    elif source.url:
        address = shown = source.url
    else:
        return ""
    return (
        f' <a href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">'
        f"{escape(shown)}</a>"
    )


def _used_in(atlas: Atlas, shelf: Library, use: Uses, is_open: bool) -> str:
    text = atlas.text
    if not (use.claims or use.muscles or use.red_flags):
        return f"<p>{escape(text['evidence.nowhere'])}</p>"
    out = []
    if use.claims:
        claims = "".join(f"<li>{_claim(shelf, claim)}</li>" for claim in use.claims)
        title = f"{text['evidence.cited_in']} {len(use.claims)}"
        out.append(
            f"<details{' open' if is_open else ''}><summary>{escape(title)}</summary>"
            f"<ul>{claims}</ul></details>"
        )
    if use.muscles:
        muscles = ", ".join(
            link("muscles", atlas.catalogue.muscles[each].name, muscle=each) for each in use.muscles
        )
        out.append(f"<p>{escape(text['evidence.muscles'])} {muscles}</p>")
    if use.red_flags:
        titles = dict.fromkeys(atlas.catalogue.red_flags[each].title for each in use.red_flags)
        out.append(f"<p>{escape(text['evidence.flags'])} {escape(', '.join(titles))}</p>")
    return "".join(out)


def _claim(shelf: Library, claim: ArticleClaim) -> str:
    title = shelf.articles[claim.article].title
    mode = {} if "patient" in claim.modes else {"mode": "practitioner"}
    words = claim.text if len(claim.text) < 190 else claim.text[:186].rsplit(" ", 1)[0] + " …"
    return (
        link("learn", title, article=claim.article, claim=claim.id, **mode) + f": {escape(words)}"
    )
