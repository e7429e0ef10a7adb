"""Pictures of the body in the articles: a spot to press, a picture to read, a map of danger.

They take the build's geometry: what stands on the map stands here. Lengths are 0.1 mm, y up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from atlas.text import Text
from components.body_map import theme
from components.plots import words_of
from components.session import Atlas

MUSCLE = "infraspinatus"
POINT = "infraspinatus.1"
STATIC = "app/static/"
CROP = {"front": (-4700, 900, 6900, 15900), "back": (-900, 4700, 6900, 15900)}
WHOLE = (-4876, 4876, -100, 17391)
DANGERS = ("specialist", "high", "care")

SCRIPT = """
export default ({ parentElement, data }) => {
  const host = parentElement.querySelector(".ln-body");
  if (host.dataset.of !== data.key) {
    host.dataset.of = data.key;
    host.innerHTML = data.html;
    host.querySelectorAll("image").forEach((each) => {
      const path = each.dataset.path;
      each.setAttribute("href", new URL(path, document.baseURI).href);
    });
    const buttons = [...host.querySelectorAll("[data-press]")];
    const said = host.querySelector(".ln-said");
    const press = () => {
      const on = host.classList.toggle("ln-pressed");
      buttons.forEach((each) => {
        each.setAttribute("aria-pressed", String(on));
        if (each.dataset.off) each.textContent = on ? each.dataset.on : each.dataset.off;
      });
      said.textContent = on ? data.after : data.before;
    };
    buttons.forEach((each) => each.addEventListener("click", press));
  }
};
"""

_body = st.components.v2.component(
    "atlas_learn_body", html='<div class="ln-body"></div>', js=SCRIPT, isolate_styles=False
)


@dataclass(frozen=True)
class Drawn:
    """What is drawn of one muscle in one view."""

    pictures: tuple[tuple[str, tuple[int, int, int, int]], ...]
    outlines: tuple[list[int], ...]
    essential: tuple[list[int], ...]
    spillover: tuple[list[int], ...]
    dots: tuple[int, ...]
    crosses: tuple[tuple[int, int], ...]


def figures(atlas: Atlas, mode: str) -> Mapping[str, Any]:
    """Name -> what draws it."""
    return {
        "spread": lambda: spread(atlas, mode),
        "reading": lambda: reading(atlas, mode),
        "danger": lambda: danger(atlas, mode),
    }


def spread(atlas: Atlas, mode: str) -> None:
    """A spot that can be pressed; the pain appears where textbooks show it."""
    words = words_of(atlas.text, "spread")
    drawn = {view: drawn_of(atlas, MUSCLE, view, POINT) for view in ("front", "back")}
    if not any(each.crosses for each in drawn.values()):
        st.html(f'<p class="ln-fig-note">{escape(words["missing"])}</p>')
        return
    plates = "".join(_plate(atlas, view, drawn[view], mode, True) for view in drawn)
    button = (
        f'<button type="button" class="ln-press" data-press aria-pressed="false" '
        f'data-off="{escape(words["press"], quote=True)}" '
        f'data-on="{escape(words["release"], quote=True)}">{escape(words["press"])}</button>'
    )
    html = (
        f'<figure class="ln-figure"><p class="ln-fig-note">{escape(words["lead"])}</p>'
        f'<div class="ln-plates">{plates}</div>{button}'
        f'<p class="ln-said" aria-live="polite">{escape(words["before"])}</p>'
        f'<figcaption class="ln-fig-note">{escape(words["study"])}</figcaption></figure>'
    )
    _show(atlas.text, "spread", html, before=words["before"], after=words["after"])


def reading(atlas: Atlas, mode: str) -> None:
    """A picture with all its signs, and what each means."""
    words = words_of(atlas.text, "reading")
    plates = "".join(
        _plate(atlas, view, drawn_of(atlas, MUSCLE, view), mode, False)
        for view in ("front", "back")
    )
    keys = "".join(
        f'<li><i class="ln-key-{name}" aria-hidden="true"></i>{escape(words[name])}</li>'
        for name in ("main", "sometimes", "point", "muscle")
    )
    html = (
        f'<figure class="ln-figure ln-pressed"><p class="ln-fig-title">{escape(words["title"])}</p>'
        f'<div class="ln-plates">{plates}</div><ul class="ln-keys">{keys}</ul>'
        f'<figcaption class="ln-fig-note">{escape(words["note"])}</figcaption></figure>'
    )
    _show(atlas.text, "reading", html)


def danger(atlas: Atlas, mode: str) -> None:
    """The needling dangers of the catalogue on the body, and by region in words."""
    words = words_of(atlas.text, "danger")
    plates = []
    for view in ("front", "back"):
        shapes = danger_shapes(atlas, view)
        plates.append(_svg(atlas, view, WHOLE, shapes, words["title"], mode, ""))
    keys = "".join(
        f'<li><i class="ln-key-{level}" aria-hidden="true"></i>{escape(words[level])}</li>'
        for level in DANGERS
    )
    html = (
        f'<figure class="ln-figure ln-danger"><p class="ln-fig-title">{escape(words["title"])}</p>'
        f'<div class="ln-plates">{"".join(plates)}</div><ul class="ln-keys">{keys}</ul>'
        f'<figcaption class="ln-fig-note">{escape(words["note"])}</figcaption></figure>'
    )
    _show(atlas.text, "danger", html)
    st.html(f'<div class="ln-text">{danger_list(atlas, words)}</div>')


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs={Atlas: lambda atlas: atlas.boot})
def danger_shapes(atlas: Atlas, view: str) -> str:
    """The outlines of all muscles by their danger, the worst on top; drawn once a process."""
    shapes = []
    for level in reversed(DANGERS):
        for muscle in atlas.catalogue.muscles.values():
            if muscle.needling.danger == level:
                rings = drawn_of(atlas, muscle.id, view).outlines
                shapes.append(f'<path class="ln-d-{level}" d="{_path(rings)}"/>')
    return "".join(shapes)


def danger_list(atlas: Atlas, words: Mapping[str, str]) -> str:
    """By region: each muscle, how dangerous, and what lies there."""
    out = []
    for region, name in atlas.catalogue.regions.items():
        items = []
        for muscle in atlas.catalogue.muscles_of(region):
            needling = muscle.needling
            if needling.danger not in DANGERS:
                continue
            risk = words["at_risk"].replace("{structures}", ", ".join(needling.structures))
            items.append(
                f"<li><b>{escape(muscle.name)}</b> "
                f'<span class="ln-chip ln-chip-{needling.danger}">{escape(words[needling.danger])}'
                f"</span> {escape(risk if needling.structures else '')} "
                f"{escape(needling.text)}</li>"
            )
        if items:
            out.append(
                f"<details><summary>{escape(name)} ({len(items)})</summary>"
                f"<ul>{''.join(items)}</ul></details>"
            )
    return "".join(out)


# ---- drawing


def drawn_of(atlas: Atlas, muscle: str, view: str, only: str | None = None) -> Drawn:
    """What the build drew of a right muscle, or one of its points; nothing where it is not seen."""
    files = atlas.built.manifest["muscles"].get(muscle, {})
    if "geometry" not in files:
        return Drawn((), (), (), (), (), ())
    seen = atlas.built.read(files["geometry"])["right"].get(view, {})
    parts = seen.get("parts", {}).values()
    points = [point for name, point in seen.get("points", {}).items() if only in (None, name)]

    def rings(key: str) -> tuple[list[int], ...]:
        found = (ring for point in points for ring in point.get(key, ()))
        return tuple(list(ring) for ring in dict.fromkeys(map(tuple, found)))

    dots = dict.fromkeys(tuple(point.get("dots", ())) for point in points)
    return Drawn(
        tuple((part["picture"], tuple(part["box"])) for part in parts if "picture" in part),
        tuple(ring for part in parts for ring in part.get("outline", ())),
        rings("essential"),
        rings("spillover"),
        tuple(each for pattern in dots for each in pattern),
        tuple(tuple(point["x"]) for point in points if "x" in point),
    )


def _path(rings: Iterable[list[int]]) -> str:
    out = []
    for ring in rings:
        points = [f"{x} {-y}" for x, y in zip(ring[0::2], ring[1::2], strict=True)]
        out.append("M" + "L".join(points) + "Z")
    return "".join(out)


def _plate(atlas: Atlas, view: str, drawn: Drawn, mode: str, can_press: bool) -> str:
    """One view: muscle, zones and crosses; the first cross is a button where it can be pressed."""
    body = "".join(_image(path, box, "ln-muscle") for path, box in drawn.pictures)
    body += f'<path class="ln-spill" d="{_path(drawn.spillover)}"/>'
    dots = zip(drawn.dots[0::2], drawn.dots[1::2], strict=True)
    body += '<g class="ln-dots">' + "".join(f'<circle cx="{x}" cy="{-y}" r="34"/>' for x, y in dots)
    body += f'</g><path class="ln-main" d="{_path(drawn.essential)}"/>'
    for x, y in drawn.crosses[:1] if can_press else drawn.crosses:
        body += f'<path class="ln-x-under" d="{_cross(x, y)}"/>'
        body += f'<path class="ln-x" d="{_cross(x, y)}"/>'
    over = ""
    if can_press and drawn.crosses:
        x, y = drawn.crosses[0]
        body += f'<circle class="ln-ring" cx="{x}" cy="{-y}" r="260"/>'
        x0, x1, y0, y1 = CROP[view]
        left, top = 100 * (x - x0) / (x1 - x0), 100 * (y1 - y) / (y1 - y0)
        label = escape(atlas.text["learn.figure.spread.press"], quote=True)
        over = (
            f'<button type="button" class="ln-hot" data-press aria-pressed="false" '
            f'aria-label="{label}" style="left:{left:.2f}%;top:{top:.2f}%"></button>'
        )
    name = atlas.text[f"learn.figure.{'spread' if can_press else 'reading'}.title"]
    return _svg(atlas, view, CROP[view], body, name, mode, over)


def _cross(x: int, y: int, arm: int = 120) -> str:
    return f"M{x - arm} {-y - arm}L{x + arm} {-y + arm}M{x - arm} {-y + arm}L{x + arm} {-y - arm}"


def _svg(
    atlas: Atlas,
    view: str,
    crop: tuple[int, int, int, int],
    body: str,
    name: str,
    mode: str,
    over: str,
) -> str:
    x0, x1, y0, y1 = crop
    files = atlas.built.manifest["views"][view]
    picture = _image(files[theme()], tuple(files["box"]), "ln-skin")
    text = atlas.text
    sides = [text[f"map.{mode}.right"], text[f"map.{mode}.left"]]
    first, last = sides if view == "front" else reversed(sides)
    title = f"<span>{escape(first)}</span><b>{escape(text[f'view.{view}'])}</b>"
    title += f"<span>{escape(last)}</span>"
    name = f"{name}: {text[f'view.{view}']}"
    return (
        f'<div class="ln-plate"><p class="ln-side">{title}</p><div class="ln-frame">'
        f'<svg viewBox="{x0} {-y1} {x1 - x0} {y1 - y0}" role="img" '
        f'aria-label="{escape(name, quote=True)}">{picture}{body}</svg>{over}</div></div>'
    )


def _image(path: str, box: tuple[int, ...], kind: str) -> str:
    x0, x1, y0, y1 = box
    return (
        f'<image class="{kind}" data-path="{STATIC}{path}" x="{x0}" y="{-y1}" '
        f'width="{x1 - x0}" height="{y1 - y0}" preserveAspectRatio="none"/>'
    )


def _show(text: Text, name: str, html: str, **data: str) -> None:
    with st.container(key=f"fig_{name}"):
        key = f"{name}:{theme()}:{hash(html)}"
        _body(key=f"body_{name}", data={"key": key, "html": html, **data})
