"""The twin of a click on the body: where it hurts in words, or from the list of all places."""

from html import escape

import streamlit as st

from atlas.areas import Found
from atlas.drawing import PainDrawing
from components import session
from components.session import Atlas, Visit

KEY, WORDS = "find", "words_in"
LONGEST = 400
FRAGMENTS = ["find", "drawing", "card"]
SIDES = ("right", "left", "both")
MOST_MATCHES = 6


def place_finder(atlas: Atlas, now: Visit) -> None:
    """A box for free words and a list of all places; what was not understood is said."""
    text = atlas.text
    names = place_names(atlas, now.mode)

    def read() -> None:
        read_words(atlas, now, st.session_state[WORDS] or "")
        st.rerun(FRAGMENTS)

    def mark_place() -> None:
        found = st.session_state[KEY]
        st.session_state[KEY] = None
        if found is not None:
            session.draw(now, now.drawing.mark(session.cells_of(atlas, *found)))
            st.rerun(FRAGMENTS)

    with st.container(key="find_bar", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            text["find.label"],
            key=WORDS,
            on_change=read,
            max_chars=LONGEST,
            placeholder=text["find.placeholder"],
        )
        st.selectbox(
            text["find.list"],
            list(names),
            index=None,
            format_func=lambda place: names.get(place, ""),
            key=KEY,
            on_change=mark_place,
            placeholder=text["find.list_placeholder"],
        )
    _understood(atlas, now)


def read_words(atlas: Atlas, now: Visit, words: str, side: str | None = None) -> None:
    """Mark what the words name. Where they say no side, the side is asked for first."""
    words = words.strip()[:LONGEST]
    now.words, now.found = words, None
    if not words:
        return
    found = atlas.finder.find(words, side)
    now.found = found
    now.complaints = tuple(dict.fromkeys((*now.complaints, *found.complaints)))
    flags = atlas.finder.vocabulary.flags_of(found.complaints)
    now.complaint_flags = tuple(dict.fromkeys((*now.complaint_flags, *flags)))
    if not asks_side(found):
        mark_found(atlas, now, found)


def asks_side(found: Found) -> bool:
    """Whether something was named that has a side, and the side was not said."""
    return any(side is None for _, side in found.areas)


def mark_found(atlas: Atlas, now: Visit, found: Found) -> None:
    """Mark what was found, with its character where the words say one."""
    catalogue, drawing = atlas.catalogue, now.drawing
    cells = [
        cell
        for area, side in found.areas
        if side is not None
        for cell in session.cells_of(atlas, session.on_skin(catalogue, area), side)
    ]
    drawing = _groups(atlas, found, drawing).mark(cells)
    inside = [each for each in found.areas if session.on_skin(catalogue, each[0]) != each[0]]
    now.inner = tuple(dict.fromkeys((*now.inner, *inside)))  # their questions are asked as well
    places = drawing.places(atlas.built.map)
    there = {(place.area, place.side): place.said for place in places}
    within = {
        (atlas.built.map.area[cell], atlas.built.map.side[cell]): (place.area, place.side)
        for place in places
        for cell in place.cells
    }
    for area, side, character in found.characters:
        key = within.get((session.on_skin(catalogue, area), side))
        if key is not None:
            drawing = drawing.say(*key, strength=there[key].strength, character=character)
    session.draw(now, drawing)


def _groups(atlas: Atlas, found: Found, drawing: PainDrawing) -> PainDrawing:
    """Mark what the words name as a whole: "my right arm" is one place, not sixty."""
    named = set(found.areas)
    for phrase in found.phrases:
        if len(phrase.ids) != 1 or phrase.ids[0] not in atlas.catalogue.groups:
            continue
        for side in ("right", "left") if phrase.side == "both" else (phrase.side,):
            parts = [
                (area, at)
                for area in atlas.catalogue.areas_in(phrase.ids)
                for at in (side, "middle")
                if (area, at) in named
            ]
            skin = [(session.on_skin(atlas.catalogue, area), at) for area, at in parts]
            cells = dict.fromkeys(c for each in skin for c in session.cells_of(atlas, *each))
            if len({area for area, _ in skin}) > 1:
                across = all(at == "middle" for _, at in parts)
                drawing = drawing.mark_group(
                    phrase.ids[0], "middle" if across else side or "right", cells
                )
    return drawing


def _understood(atlas: Atlas, now: Visit) -> None:
    """What was read: the side to choose, corrections, and what was not understood."""
    found, text = now.found, atlas.text
    if found is None:
        return

    def again(words: str, side: str | None) -> None:
        read_words(atlas, now, words, side)
        st.rerun(FRAGMENTS)

    with st.container(key="understood", gap="small"):
        if asks_side(found):
            with st.container(horizontal=True, vertical_alignment="center"):
                named = ", ".join(dict.fromkeys(each.text for each in found.phrases))
                st.html(f'<p class="tp-read">{escape(text("find.which_side", places=named))}</p>')
                for side in SIDES:
                    st.button(
                        text[f"side.{side}"].capitalize(),
                        key=f"side:{side}",
                        on_click=again,
                        args=(now.words, side),
                    )
        lines = [text("find.read_as", said=c.text, read=c.read_as) for c in found.corrections]
        if not found.areas and not found.complaints:
            lines.append(text["find.nothing"])
        if found.complaints and not session.gate(atlas, now):
            lines.append(text["find.complaint"])
        if lines:
            st.html(f'<p class="tp-read" role="status">{escape(" ".join(lines))}</p>')
        for number, word in enumerate(found.unrecognised):
            with st.container(horizontal=True, vertical_alignment="center"):
                key = "find.not_understood_near" if word.near_matches else "find.not_understood"
                st.html(f'<p class="tp-read">{escape(text(key, said=word.text))}</p>')
                for near in word.near_matches[:MOST_MATCHES]:
                    name = session.name_of(atlas, near)
                    st.button(name, key=f"near:{number}:{near}", on_click=again, args=(name, None))


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
