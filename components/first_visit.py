"""The first visit after a start, when it goes to another page than the first.

Streamlit takes our folder ``pages/`` for an app of its older kind until ``app.py`` has run once,
and runs the page alone: no menu, no style. Then we say that it is not, and the browser asks again.
The only file that touches this private switch.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

RELOAD = "<script>window.location.reload();</script>"


def only_through_app() -> None:
    """End a page that runs without ``app.py``, and load it anew."""
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.html(RELOAD, unsafe_allow_javascript=True)
        st.stop()
