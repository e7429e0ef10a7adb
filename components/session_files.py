"""Save the session on the reader's own machine, and open one. The server keeps nothing of it."""

from html import escape

import streamlit as st

from atlas.session_file import to_csv
from components import session
from components.body_map import theme
from components.keeping import Opened, open_file, save_file, state_of, today
from components.page import STYLE
from components.session import Atlas, Visit

SHEET = STYLE.with_name("session.css")

UPLOAD, COUNT, SAID = "session_upload", "session_uploads", "session_said"
MOST_MB = 1


def style() -> None:
    """The page's own sheet, and which theme it is for."""
    st.html(SHEET)
    if theme() == "dark":
        st.html('<div class="tp-dark" hidden></div>')


def saving(atlas: Atlas, now: Visit) -> None:
    """What the file holds now, and the file and the table to take away."""
    text, body = atlas.text, atlas.built.map
    st.html(f'<h2 class="tp-h3">{escape(text["session.save_title"])}</h2>')
    st.html(f'<p class="tp-muted">{escape(text("session.holds", what=_holds(atlas, now)))}</p>')
    with st.container(horizontal=True, key="session_save"):
        st.download_button(
            text["session.save"],
            lambda: save_file(atlas, now),
            file_name=f"session-{today()}.json",
            mime="application/json",
            key="session_file",
            type="primary",
            icon=":material/save:",
            on_click="ignore",
        )
        is_open = session.gate(atlas, now)
        st.download_button(
            text["session.csv"],
            lambda: "\ufeff" + to_csv(state_of(now), atlas.catalogue, body),
            file_name=f"session-{today()}.csv",
            mime="text/csv",
            key="session_csv",
            icon=":material/table:",
            on_click="ignore",
            disabled=not is_open,
        )
    if not is_open:
        st.html(f'<p class="tp-muted">{escape(text["session.csv_waits"])}</p>')
    st.html(f'<p class="tp-muted">{escape(text["session.private"])}</p>')


def _holds(atlas: Atlas, now: Visit) -> str:
    text = atlas.text
    counts = {
        "places": len(now.places(atlas)),
        "pins": len(now.consult.pinned),
        "findings": len(now.consult.findings),
        "answers": len(now.answers),
    }
    said = [text(f"session.holds_{key}", n=n) for key, n in counts.items() if n]
    if now.consult.notes or now.consult.notes_for_patient:
        said.append(text["session.holds_notes"])
    return ", ".join(said) or text["session.holds_nothing"]


def uploaded(name: str, label: str, hint: str = "") -> bytes | None:
    """The bytes of a file that has just been chosen, once; the widget is empty again after it."""
    count = st.session_state.setdefault(f"{COUNT}:{name}", 0)
    file = st.file_uploader(
        label, type=["json"], key=f"{UPLOAD}:{name}:{count}", help=hint or None,
        max_upload_size=MOST_MB,
    )  # fmt: skip
    if file is None:
        return None
    st.session_state[f"{COUNT}:{name}"] = count + 1
    return file.getvalue()


def opening(atlas: Atlas, now: Visit) -> None:
    """Open a file in place of what is here; what came of it is said until the next one."""
    text = atlas.text
    st.html(f'<h2 class="tp-h3">{escape(text["session.open_title"])}</h2>')
    st.html(f'<p class="tp-muted">{escape(text["session.open_hint"])}</p>')
    data = uploaded("open", text["session.open"])
    if data is not None:
        st.session_state[SAID] = open_file(atlas, now, data)
        st.rerun()
    said: Opened | None = st.session_state.pop(SAID, None)
    if said is None:
        return
    if said.state is None:
        st.error(said.message)
    else:
        st.success(text("session.opened_as", what=_holds(atlas, now)))
        if said.message:
            st.warning(said.message)
