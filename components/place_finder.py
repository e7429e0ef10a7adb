"""The twin of a click on the body: any place by name, for one side."""

import streamlit as st

from components import session
from components.session import Atlas, Visit

KEY = "find"


def place_finder(atlas: Atlas, now: Visit) -> None:
    """A list of all places that can be searched; choosing one marks it."""
    text = atlas.text
    names = place_names(atlas, now.mode)

    def mark_place() -> None:
        found = st.session_state[KEY]
        st.session_state[KEY] = None
        if found is not None:
            now.drawing = now.drawing.mark(session.cells_of(atlas, *found))
            st.rerun(["drawing", "card"])

    st.selectbox(
        text["find.label"],
        list(names),
        index=None,
        format_func=lambda place: names.get(place, ""),
        key=KEY,
        on_change=mark_place,
        placeholder=text["find.placeholder"],
        help=text["find.help"],
    )


@st.cache_data(show_spinner=False, hash_funcs={Atlas: lambda atlas: atlas.boot})
def place_names(atlas: Atlas, mode: str) -> dict[tuple[str, str], str]:
    """(area, side) to what it is called, by name."""
    body, text = atlas.built.map, atlas.text
    there = sorted(set(zip(body.area, body.side, strict=True)))
    out = {}
    for area, side in there:
        entry = atlas.catalogue.areas.get(area)
        name = area if entry is None else entry.clinical if mode == "practitioner" else entry.name
        also = f" ({', '.join(entry.synonyms[:2])})" if entry and entry.synonyms else ""
        out[area, side] = (name if side == "middle" else f"{name}, {text[f'side.{side}']}") + also
    return dict(sorted(out.items(), key=lambda item: item[1]))
