"""Text with a button that copies it to the browser's clipboard."""

from collections.abc import Mapping

import streamlit as st

SCRIPT = """
export default ({ data, parentElement }) => {
  const area = parentElement.querySelector("textarea");
  const button = parentElement.querySelector("button");
  const live = parentElement.querySelector("span");
  area.value = data.said;
  area.rows = Math.min(16, data.said.split("\\n").length + 1);
  area.setAttribute("aria-label", data.label);
  button.textContent = data.words.copy;
  live.textContent = "";
  button.onclick = async () => {
    let copied = true;
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      area.select();
      copied = document.execCommand("copy");
    }
    live.textContent = copied ? data.words.copied : data.words.not_copied;
  };
};
"""

HTML = """<div class="tp-copy"><div><button type="button"></button>
<span role="status" aria-live="polite"></span></div><textarea readonly></textarea></div>"""

_copy = st.components.v2.component("atlas_copy", html=HTML, js=SCRIPT, isolate_styles=False)


def copy_text(said: str, words: Mapping[str, str], key: str = "copy_text", label: str = "") -> None:
    """Show text that can be read, selected and copied; `words` has copy, copied and not_copied."""
    _copy(key=key, data={"said": said, "words": dict(words), "label": label or words["copy"]})
