"""Copy a link to what is looked at; with the marks only when asked for, in the ``#fragment``.

The browser makes it: the address is its own, and the marks are in the tab's memory. So nothing is
sent for it when somebody marks, and no server sees the link.
"""

import streamlit as st

from atlas.links import MARKS
from components.session import Atlas

HTML = """<div class="tp-copy-link"><button type="button" class="tp-soft"></button>
<p></p><button type="button" class="tp-soft"></button><p></p>
<input readonly hidden><span role="status" aria-live="polite"></span></div>"""

# The fragment is that of atlas/links.py, not packed: two bytes a cell, in the order of the marks.
SCRIPT = """
const marksOf = (name) => {
  let kept = {};
  try { kept = JSON.parse(sessionStorage["atlas.drawing"] ?? "{}"); } catch { /* none */ }
  if (!kept.cells?.length) return "";
  const numbers = kept.cells.map((id) => Number(id.slice(1)));
  const bytes = numbers.flatMap((number) => [number >> 8, number & 255]);
  const packed = btoa(String.fromCharCode(...bytes));
  const data = packed.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `#${name}=${kept.set}.r${data}`;
};
export default ({ data, parentElement }) => {
  const [plain, marked] = parentElement.querySelectorAll("button");
  const [what, marks] = parentElement.querySelectorAll("p");
  const field = parentElement.querySelector("input");
  const live = parentElement.querySelector("span");
  const words = Object.fromEntries(data.words);
  [plain.textContent, marked.textContent] = [words.copy_view, words.copy_marks];
  [what.textContent, marks.textContent] = [words.what, words.marks_what];
  field.setAttribute("aria-label", words.copy_view);
  marked.hidden = marks.hidden = !marksOf(data.name);
  live.textContent = "";
  field.hidden = true;
  const copy = async (fragment) => {
    field.value = location.origin + location.pathname + location.search + fragment;
    field.hidden = false;
    let copied = true;
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      copied = document.execCommand("copy");
    }
    live.textContent = copied ? words.copied : words.not_copied;
  };
  plain.onclick = () => copy("");
  marked.onclick = () => copy(marksOf(data.name));
};
"""
WORDS = ("copy_view", "copy_marks", "what", "marks_what", "copied", "not_copied")

_copy = st.components.v2.component("atlas_copy_link", html=HTML, js=SCRIPT, isolate_styles=False)


def copy_link(atlas: Atlas) -> None:
    """A button that opens the two ways to copy."""
    text = atlas.text
    with st.popover(text["link.copy"], key="copy_link", icon=":material/link:"):
        words = tuple((key, text[f"link.{key}"]) for key in WORDS)
        _copy(key="copy_link_ways", data={"name": MARKS, "words": words})
