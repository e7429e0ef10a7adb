"""Find a muscle or a trigger point: by any name, by region and depth, or in a table of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from atlas.model import Muscle
from atlas.muscle_search import Hit, MuscleSearch, fits, load_groups
from atlas.offers import better_stage
from atlas.safety import pressing_allowed
from components import session
from components.session import Atlas, Chosen, Visit

if TYPE_CHECKING:
    import pandas as pd

QUERY, REGION, DEPTH, SHOW, TABLE = (
    "muscles_query", "muscles_region", "muscles_depth", "muscles_show", "muscles_table",
)  # fmt: skip
TO_TOP, STEPS, CLEARED = "muscles_to_top", "muscles_steps", "muscles_cleared"
SHOWS = ("list", "plates", "coverage")
DEPTHS = ("superficial", "intermediate", "deep", "internal")
PARAMETERS = {"show": SHOWS}
MOST_HITS = 12
LONGEST = 80
FRAGMENTS = ["drawing", "card"]

_by_content = {Atlas: lambda atlas: atlas.boot}


@st.cache_resource(show_spinner=False, hash_funcs=_by_content)
def search_of(atlas: Atlas) -> MuscleSearch:
    """The search in this catalogue; without group names where their file cannot be read."""
    try:
        groups = load_groups()
    except ValueError:
        groups = ()
    return MuscleSearch(atlas.catalogue, groups)


# ---- opening one


def open_muscle(
    atlas: Atlas, now: Visit, muscle: str, part: str | None = None, point: str | None = None
) -> None:
    """Choose a muscle for its page, in the view that shows its picture best."""
    side = now.chosen.side if now.chosen else "right"
    if part is None and point is not None:
        entry = atlas.catalogue.points[point]
        part = entry.part.id if entry.muscle.has_parts else None
    now.chosen = Chosen(muscle, side, part if part != muscle else None, point)
    now.stage = (
        better_stage(atlas.built, session.pattern_cells(atlas, now.chosen), "body") or "body"
    )
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1
    st.session_state[TO_TOP] = True


def open_and_show(atlas: Atlas, now: Visit, muscle: str, *rest: str | None) -> None:
    """The same, for a button."""
    open_muscle(atlas, now, muscle, *rest)
    st.rerun(FRAGMENTS)


def close_muscle(now: Visit) -> None:
    """Back to the list."""
    now.chosen = None
    st.session_state[TO_TOP] = True
    st.rerun(FRAGMENTS)


def scroll_to_top() -> None:
    """After a step to another muscle, once."""
    if st.session_state.pop(TO_TOP, False):
        number = st.session_state[STEPS] = st.session_state.get(STEPS, 0) + 1
        st.html(
            f'<script data-n="{number}">document.querySelector(\'[data-testid="stMain"]\')'
            "?.scrollTo({top: 0});</script>",
            unsafe_allow_javascript=True,
        )


# ---- the address


def read_address(atlas: Atlas, now: Visit) -> None:
    """Take what the address asks for, on arrival and whenever it is another than we wrote."""
    asked = st.query_params.to_dict()
    if asked == full_address(now):
        return
    own = {key: asked.pop(key) for key in ("show", "region") if key in asked}
    if asked or own or not now.read_address:
        now.messages.clear()
    if asked != session.address(now):
        now.read_address = False
        session.read_address(atlas, now, asked)
    if (show := own.get("show")) in SHOWS:
        st.session_state[SHOW] = show
    elif show is not None:
        now.messages.append(atlas.text("muscles.unknown.show", value=session.shown(show)))
    if (region := own.get("region")) in atlas.catalogue.regions:
        st.session_state[REGION] = region
    elif region is not None:
        now.messages.append(atlas.text("muscles.unknown.region", value=session.shown(region)))
    wanted = asked.get("muscle")
    if wanted and now.chosen is None and search_of(atlas).find(wanted[:LONGEST], most=1):
        st.session_state[query_key()] = session.shown(wanted)


def full_address(now: Visit) -> dict[str, str]:
    """What is looked at on this page: a muscle, or a list, a plate or the statement."""
    out = session.address(now)
    if now.chosen is None:
        out.pop("view", None)
        if (show := st.session_state.get(SHOW) or "list") != "list":
            out["show"] = show
        if region := st.session_state.get(REGION):
            out["region"] = region
    return out


def write_address(now: Visit) -> None:
    wanted = full_address(now)
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


# ---- the bar


def query_key() -> str:
    """The search box's key: another after each step, or the browser would send the old words."""
    return f"{QUERY}_{st.session_state.get(CLEARED, 0)}"


def search_box(atlas: Atlas, labelled: bool = True) -> str:
    text = atlas.text
    asked = (
        st.text_input(
            text["muscles.search.label"],
            label_visibility="visible" if labelled else "collapsed",
            key=query_key(),
            type="search",
            live="200ms",
            placeholder=text["muscles.search.placeholder"],
            persist_state="session",
        )
        or ""
    )
    return asked[:LONGEST]


def filters(atlas: Atlas, *, depth: bool = True) -> None:
    """Region and depth."""
    text, regions = atlas.text, atlas.catalogue.regions
    st.selectbox(
        text["muscles.region"],
        ["", *regions],
        format_func=lambda region: regions.get(region, text["muscles.region_all"]),
        key=REGION,
        persist_state="session",
    )
    if depth:
        st.selectbox(
            text["muscles.depth"],
            ["", *DEPTHS],
            format_func=lambda name: text[f"muscles.depths.{name or 'all'}"],
            key=DEPTH,
            persist_state="session",
        )


def narrowed() -> dict[str, tuple[str, ...]]:
    """What the filters ask for, in the search's words."""
    region, depth = st.session_state.get(REGION), st.session_state.get(DEPTH)
    return {"regions": (region,) if region else (), "depths": (depth,) if depth else ()}


# ---- what was found


def hits(atlas: Atlas, now: Visit, query: str) -> None:
    """What is called so, as buttons; and what a group lacks as yet."""
    text, search = atlas.text, search_of(atlas)
    found = search.find(query, **narrowed(), most=MOST_HITS)
    everywhere = found or search.find(query, most=MOST_HITS)
    with st.container(key="muscle_hits", gap="small"):
        if not found:
            key = "muscles.found.only_elsewhere" if everywhere else "muscles.found.none"
            st.html(f'<p class="tp-muted" role="status">{escape(text[key])}</p>')
        else:
            key = "muscles.found.one" if len(found) == 1 else "muscles.found.many"
            said = escape(text(key, n=len(found)))
            st.html(f'<p class="tp-muted" role="status">{said}</p>')
        for hit in everywhere:
            st.button(
                _hit_words(atlas, now, hit),
                key=f"hit:{hit.muscle}:{hit.part}:{hit.point}",
                on_click=open_and_show,
                args=(atlas, now, hit.muscle, hit.part, hit.point),
                width="stretch",
            )
        if missing := search.missing(query):
            names = ", ".join(one.replace("_", " ").capitalize() for one in missing)
            st.html(f'<p class="tp-muted">{escape(text("muscles.found.missing", names=names))}</p>')


def _hit_words(atlas: Atlas, now: Visit, hit: Hit) -> str:
    """A row's words in Markdown: what it is called, by which name it was found, and where it is."""
    muscle = atlas.catalogue.muscles[hit.muscle]
    entry = atlas.catalogue.parts.get(hit.part or "")
    plain = entry.part.plain_name if entry and entry.part.plain_name else muscle.plain_name
    name = entry.part.name if entry else muscle.name
    if hit.point:
        point = atlas.catalogue.points[hit.point].point
        name = f"{name}: {point.name}"
    first, second = (plain, name) if now.mode == "patient" else (name, plain)
    known = {plain.casefold(), name.casefold(), muscle.name.casefold(), (hit.part or "").casefold()}
    by = hit.by.replace("_", " ")
    also = "" if not by or hit.point or by.casefold() in known else f" · “{_bare(by)}”"
    region = atlas.catalogue.regions[muscle.region]
    return f"**{_bare(capital(first))}** *{_bare(second)}*{also} · {_bare(region)}"


def _bare(words: str) -> str:
    return "".join(f"\\{c}" if c in r"\`*_[]<>:$#~|" else c for c in words)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# ---- all of them


@st.cache_data(show_spinner=False, hash_funcs=_by_content)
def overview(atlas: Atlas, mode: str) -> pd.DataFrame:
    """A row for each muscle, by id: what it is called, where it is, what is known of it."""
    import pandas as pd  # takes longer than the rest of a first page's imports together

    text, catalogue = atlas.text, atlas.catalogue
    rows: dict[str, dict[str, Any]] = {}
    for muscle in catalogue.muscles.values():
        names = {"plain": capital(muscle.plain_name), "name": muscle.name}
        row = names if mode == "patient" else {key: names[key] for key in ("name", "plain")}
        row |= {
            "region": catalogue.regions[muscle.region],
            "depth": text[f"muscles.depths.{muscle.depth}"],
            "points": len(muscle.trigger_points),
            "evidence": evidence_words(atlas, muscle),
        }
        if mode == "patient":
            row["press"] = text[f"muscles.press.{pressing(atlas, muscle)}"]
        else:
            row["roots"] = ", ".join(muscle.roots)
            row["needling"] = text[f"clinical.danger.{muscle.needling.danger}"]
        rows[muscle.id] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def evidence_words(atlas: Atlas, muscle: Muscle) -> str:
    """The grades of a muscle's points in short words, strongest first."""
    text = atlas.text
    grades = [point.evidence.grade for point in muscle.trigger_points]
    there = [grade for grade in ("experimental", "clinical", "tradition") if grade in grades]
    if len(there) == 1:
        return text[f"muscles.grade.{there[0]}"]
    return ", ".join(f"{text[f'muscles.grade.{g}']} ({grades.count(g)})" for g in there)


def pressing(atlas: Atlas, muscle: Muscle) -> str:
    """Whether its points may be pressed at home: never, asked, some, gentle or all.

    The stricter side holds; `asked` is never until a question about clots is answered.
    """
    catalogue = atlas.catalogue
    rules = [pressing_allowed(catalogue, point, None) for point in muscle.trigger_points]
    allowed = [rule for rule in rules if rule != "never"]
    if not allowed:
        no_clot = {flag.id: "no" for flag in catalogue.red_flags.values() if flag.clot_question}
        then = (
            pressing_allowed(catalogue, p, None, answers=no_clot) for p in muscle.trigger_points
        )
        return "asked" if any(rule != "never" for rule in then) else "never"
    if len(allowed) < len(rules):
        return "some"
    return "gentle" if "gentle" in allowed else "all"


def table(atlas: Atlas, now: Visit) -> None:
    """The overview; a click on a row opens the muscle."""
    text = atlas.text
    frame = overview(atlas, now.mode)
    kept = [m.id for m in atlas.catalogue.muscles.values() if fits(m, **narrowed())]
    frame = frame.loc[[muscle for muscle in kept if muscle in frame.index]]
    if frame.empty:
        st.html(f'<p class="tp-hint">{escape(text["muscles.table.none"])}</p>')
        return
    st.html(f'<p class="tp-muted">{escape(text("muscles.table.note", n=len(frame)))}</p>')
    st.dataframe(
        frame,
        key=TABLE,
        hide_index=True,
        height=min(36 * (len(frame) + 1) + 3, 648),
        row_height=36,
        column_config=_columns(text, list(frame.columns)),
        on_select=_on_row(atlas, now, list(frame.index)),
        selection_mode=["single-row", "single-cell"],
        alt=text["muscles.table.alt"],
    )


def _columns(text: Mapping[str, str], names: list[str]) -> dict[str, Any]:
    width = {"plain": 330, "name": 195, "region": 178, "depth": 110, "points": 62, "evidence": 235}
    if names[0] == "name":
        width["plain"] = 240
    return {
        name: st.column_config.Column(
            text[f"muscles.column.{name}"], width=width.get(name), pinned=name == names[0] and None
        )
        for name in names
    }


def _on_row(atlas: Atlas, now: Visit, ids: list[str]) -> Callable[[], None]:
    def opened() -> None:
        chosen = st.session_state[TABLE].get("selection", {})
        rows = [*chosen.get("rows", []), *(cell[0] for cell in chosen.get("cells", []))]
        if rows and 0 <= rows[0] < len(ids):
            open_and_show(atlas, now, ids[rows[0]])

    return opened
