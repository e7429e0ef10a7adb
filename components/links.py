"""Links inside our own HTML that keep the session, and the jump to a place on the page.

A link is an ordinary ``<a class="tp-go" href="…" data-page="…">``: opened in a new tab, or without
our script, it is an address. Clicked, it changes the page without losing the tab's state.
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from components import session
from components.assets import FONTS
from components.session import Atlas, Visit

PAGES = ("explore", "muscles", "consult", "handout", "learn", "evidence", "about")
FILES = {name: f"pages/{name}.py" for name in PAGES}
ADDRESS = {"explore": "./"}
MOST_QUERY = 6

SCRIPT = """
let last = null;
const font = async ({ family, path, style }) => {
  const url = new URL("app/static/" + path, document.baseURI).href;
  const answer = await fetch(url, { cache: "force-cache" });
  const face = new FontFace(family, await answer.arrayBuffer(), { weight: "200 800", style });
  document.fonts.add(await face.load());
};
const fonts = (list) => (window.__atlasFonts ??= Promise.all(list.map(font)).catch(() => {}));

const jump = (id, tries) => {
  const found = id ? document.getElementById(id) : document.querySelector(".stMain");
  if (!found) return void (tries && setTimeout(jump, 120, id, tries - 1));
  if (!id) return found.scrollTo({ top: 0 });
  document.querySelectorAll(".tp-found").forEach((each) => each.classList.remove("tp-found"));
  found.classList.add("tp-found");
  found.scrollIntoView({ block: "center" });
  found.setAttribute("tabindex", "-1");
  found.focus({ preventScroll: true });
};

export default ({ data, setTriggerValue }) => {
  fonts(data.fonts);
  const clicked = (event) => {
    const link = event.target.closest?.("a.tp-go");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
    if (event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { page, query } = link.dataset;
    setTriggerValue("go", { page, query: JSON.parse(query || "{}") });
  };
  const escaped = (event) => {
    if (event.key === "Escape") document.activeElement?.closest?.(".ln-term")?.blur();
  };
  document.addEventListener("click", clicked, true);
  document.addEventListener("keydown", escaped);
  if (data.place !== last) {
    if (last !== null || data.jump) setTimeout(jump, 60, data.jump, 12);
    last = data.place;
  }
  return () => {
    document.removeEventListener("click", clicked, true);
    document.removeEventListener("keydown", escaped);
  };
};
"""

_links = st.components.v2.component(
    "atlas_links", html="<span></span>", js=SCRIPT, isolate_styles=False
)


def link(page: str, words: str, /, kind: str = "", markup: bool = False, **query: str) -> str:
    """An ``<a>`` to one of our pages; `words` are escaped unless they are our own markup."""
    address = ADDRESS.get(page, page) + (f"?{urlencode(query)}" if query else "")
    asked = escape(json.dumps(query, sort_keys=True), quote=True)
    classes = f"tp-go {kind}".strip()
    shown = words if markup else escape(words)
    return (
        f'<a class="{classes}" href="{escape(address, quote=True)}" data-page="{page}" '
        f"data-query='{asked}'>{shown}</a>"
    )


def follow_links(atlas: Atlas, now: Visit, page: str, place: str = "", jump: str = "") -> None:
    """Put the listener on a page, and go where the last click leads.

    `place` names what is shown: when it changes, the page begins at its top, or at `jump`.
    """
    sent = _links(
        key=f"links:{page}",
        data={"place": place, "jump": jump, "fonts": tuple(FONTS)},
        on_go_change=lambda: None,
    )
    go = sent.get("go") if isinstance(sent, Mapping) else getattr(sent, "go", None)
    if go:
        _go(atlas, now, page, go)


def _go(atlas: Atlas, now: Visit, page: str, go: Any) -> None:
    target = go.get("page")
    asked = go.get("query")
    if target not in FILES or not isinstance(asked, Mapping) or len(asked) > MOST_QUERY:
        return
    query = {str(key): str(value) for key, value in asked.items()}
    if target == "explore" or (target == "muscles" and "muscle" in query):
        _choose(atlas, now, query)
        st.switch_page(FILES[target], query_params=session.address(now))
    if target == page:
        st.query_params.from_dict(query)
        st.rerun()
    st.switch_page(FILES[target], query_params=query)


def _choose(atlas: Atlas, now: Visit, query: Mapping[str, str]) -> None:
    """What the map shows when it opens: a muscle, or a marked place."""
    wanted = query.get("muscle")
    if wanted in atlas.catalogue.parts:
        muscle, part = atlas.catalogue.parts[wanted]
        chosen = now.chosen
        if chosen is None or (chosen.muscle, chosen.part) != (muscle.id, None):
            session.choose(atlas, now, muscle.id, query.get("side"), part.id)
    elif wanted in atlas.catalogue.muscles and (now.chosen is None or now.chosen.muscle != wanted):
        session.choose(atlas, now, wanted, query.get("side"))
    if query.get("area") in atlas.catalogue.areas:
        cells = session.cells_of(atlas, query["area"], query.get("side", "right"))
        now.drawing = now.drawing.mark(cells)
