"""What is pinned and what was found there; notes, the clinic note, and the next patient."""

import datetime
from html import escape

import streamlit as st

from atlas.clinic_note import clinic_note, finding_words, letter_of
from atlas.drawing import PainDrawing
from atlas.session_file import MOST_NOTE, Pinned
from components import session
from components.consult_stage import chosen_of, look, overview
from components.consult_state import name_of_pin
from components.copy_link import copy_link
from components.copy_text import copy_text
from components.keeping import state_of
from components.session import Atlas, Visit

NEXT = "consult_next"
TICKS = ("taut_band", "tender", "referred", "limited_range")
SCORES = tuple(range(11))
KNOWN = {"yes": True, "no": False}


def pins(atlas: Atlas, now: Visit) -> None:
    """The pins as cards that open on what was found there."""
    text, consult = atlas.text, now.consult
    with st.container(key="consult_pins", gap="small"):
        st.html(f'<h3 class="cs-h3">{escape(text["consult.pinned"])}</h3>')
        if not consult.pinned:
            st.html(f'<p class="tp-muted cs-small">{escape(text["consult.pinned_none"])}</p>')
        elif len(consult.pinned) > 1:
            with st.container(horizontal=True, key="consult_overview"):
                for beside, name in ((False, "overview"), (True, "beside")):
                    on = now.chosen is None and consult.beside is beside
                    st.button(
                        text[f"consult.{name}"],
                        key=f"consult_show_{name}",
                        type="primary" if on else "secondary",
                        on_click=overview,
                        args=(now, beside),
                    )
        for n, pin in enumerate(consult.pinned):
            _card(atlas, now, n, pin)


def _card(atlas: Atlas, now: Visit, n: int, pin: Pinned) -> None:
    text, finding = atlas.text, now.consult.finding(pin)
    key = f"{pin.muscle}:{pin.part}:{pin.point}:{pin.side}"
    name = name_of_pin(atlas.catalogue, pin)
    head = text("consult.pinned_card", letter=letter_of(n), name=name)
    pain = f" **{finding.pain}/10**" if finding.pain is not None else ""
    words = finding_words(finding.model_copy(update={"pain": None}), text)
    side = "" if pin.side == "middle" else text[f"side.{pin.side}"]
    below = " · ".join(each for each in (side, words) if each)
    with st.popover(f"**{head}**{pain}  \n{below}", key=f"pin:{key}", width="stretch"):
        _finding(atlas, now, pin, key)


def _finding(atlas: Atlas, now: Visit, pin: Pinned, key: str) -> None:
    """The form of one pin: what is on it is kept as it is entered."""
    text, finding = atlas.text, now.consult.finding(pin)
    keys = {name: f"found:{name}:{key}" for name in ("ticks", "known", "pain", "note")}
    args = (now, pin, keys)
    state = st.session_state
    state[keys["ticks"]] = [tick for tick in TICKS if getattr(finding, tick)]
    state[keys["known"]] = next((k for k, v in KNOWN.items() if v is finding.recognised_pain), None)
    state[keys["pain"]] = finding.pain
    state[keys["note"]] = finding.note
    st.pills(
        text["consult.found.label"],
        TICKS,
        selection_mode="multi",
        format_func=lambda tick: text[f"consult.found.{tick}"],
        key=keys["ticks"],
        on_change=_keep,
        args=args,
    )
    practitioner = now.mode == "practitioner"
    st.segmented_control(
        text[
            "consult.found.recognised_practitioner" if practitioner else "consult.found.recognised"
        ],
        tuple(KNOWN),
        format_func=lambda one: text[f"consult.found.{one}"],
        key=keys["known"],
        on_change=_keep,
        args=args,
    )
    st.pills(
        text["consult.found.pain"],
        SCORES,
        format_func=str,
        key=keys["pain"],
        on_change=_keep,
        args=args,
    )
    st.text_input(
        text["consult.found.note"],
        key=keys["note"],
        max_chars=MOST_NOTE,
        autocomplete="off",
        on_change=_keep,
        args=args,
    )
    with st.container(horizontal=True, key=f"found_foot_{key}".replace(":", "_").replace(".", "_")):
        st.button(
            text["consult.look"],
            key=f"look:{key}",
            on_click=look,
            args=(session.load_atlas(), now, chosen_of(pin)),
        )
        st.button(
            text["consult.unpin"], key=f"unpin:{key}", on_click=now.consult.unpin, args=(pin,)
        )


def _keep(now: Visit, pin: Pinned, keys: dict[str, str]) -> None:
    state, old = st.session_state, now.consult.finding(pin)
    ticks = state[keys["ticks"]] or ()
    found = {tick: True if tick in ticks else None for tick in TICKS}
    now.consult.note(
        old.model_copy(
            update=found
            | {
                "recognised_pain": KNOWN.get(state[keys["known"]]),
                "pain": state[keys["pain"]],
                "note": state[keys["note"]],
            }
        )
    )


# ---- the foot of the rail


def tools(atlas: Atlas, now: Visit) -> None:
    """Notes, the clinic note and the way to the next patient."""
    text = atlas.text
    with st.container(horizontal=True, key="consult_tools"):
        if session.gate(atlas, now):
            with st.popover(
                text["consult.notes.open"], key="consult_notes", icon=":material/edit_note:"
            ):
                for name, label in (("notes", "mine"), ("notes_for_patient", "patient")):
                    key = f"consult_text_{name}"
                    st.session_state[key] = getattr(now.consult, name)
                    st.text_area(
                        text[f"consult.notes.{label}"],
                        key=key,
                        max_chars=MOST_NOTE,
                        height=110,
                        on_change=_keep_note,
                        args=(now, name),
                    )
            with st.popover(
                text["consult.note"], key="consult_note", icon=":material/content_copy:"
            ):
                said = note_of(atlas, now)
                copy_text(
                    said, {key: text[f"consult.{key}"] for key in ("copy", "copied", "not_copied")}
                )
        copy_link(atlas)
        with st.popover(
            text["consult.clear"], key=NEXT, icon=":material/person_add:", on_change="rerun"
        ):
            st.html(f"<p>{escape(text['consult.clear_sure'])}</p>")
            st.button(
                text["consult.clear_yes"],
                key="consult_clear",
                type="primary",
                on_click=_clear,
                args=(now,),
            )


def _keep_note(now: Visit, name: str) -> None:
    setattr(now.consult, name, st.session_state[f"consult_text_{name}"] or "")


def note_of(atlas: Atlas, now: Visit) -> str:
    """The clinic note of this consult."""
    today = datetime.datetime.now().date()
    return clinic_note(
        state_of(now),
        atlas.catalogue,
        atlas.built.map,
        atlas.text,
        screened=now.screened,
        date=today,
    )


def _clear(now: Visit) -> None:
    """Nothing of this patient stays: not here, and not in the tab's own memory."""
    session.draw(now, PainDrawing())
    now.past.clear()
    now.future.clear()
    now.chosen = None
    session.forget(now)
    st.session_state[NEXT] = False  # it closes
