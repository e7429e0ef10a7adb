"""Copy a link to what is looked at; with the marks only when asked for, in the ``#fragment``."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from atlas.links import to_fragment
from components import session
from components.session import Atlas, Visit

HTML = """<div class="tp-copy-link"><button type="button" class="tp-soft"></button>
<p></p><button type="button" class="tp-soft"></button><p></p>
<input readonly hidden><span role="status" aria-live="polite"></span></div>"""

# The address is the browser's own: the server may stand behind another name.
SCRIPT = """
export default ({ data, parentElement }) => {
  const [plain, marked] = parentElement.querySelectorAll("button");
  const [what, marks] = parentElement.querySelectorAll("p");
  const field = parentElement.querySelector("input");
  const live = parentElement.querySelector("span");
  const { words } = data;
  [plain.textContent, marked.textContent] = [words.copy_view, words.copy_marks];
  [what.textContent, marks.textContent] = [words.what, words.marks_what];
  field.setAttribute("aria-label", words.copy_view);
  marked.hidden = marks.hidden = !data.fragment;
  live.textContent = "";
  field.hidden = true;
  const copy = async (fragment) => {
    const here = location.origin + location.pathname;
    const link = here + (data.query && "?" + data.query) + (fragment && "#" + fragment);
    field.value = link;
    field.hidden = false;
    let copied = true;
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      field.select();
      copied = document.execCommand("copy");
    }
    live.textContent = copied ? words.copied : words.not_copied;
  };
  plain.onclick = () => copy("");
  marked.onclick = () => copy(data.fragment);
};
"""
WORDS = ("copy_view", "copy_marks", "what", "marks_what", "copied", "not_copied")

_copy = st.components.v2.component("atlas_copy_link", html=HTML, js=SCRIPT, isolate_styles=False)


def copy_link(atlas: Atlas, now: Visit, query: Mapping[str, str] | None = None) -> None:
    """A button that opens the two ways to copy; `query` where a page has an address of its own."""
    text = atlas.text
    with st.popover(text["link.copy"], key="copy_link", icon=":material/link:"):
        fragment = to_fragment(now.drawing, atlas.built.map, session.cell_set(atlas))
        data = {
            "query": urlencode(session.address(now) if query is None else query),
            "fragment": fragment,
            "words": {key: text[f"link.{key}"] for key in WORDS},
        }
        _copy(key="copy_link_ways", data=data)
