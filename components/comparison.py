"""Before and after: two drawings over each other, what went, what came, how large, how strong."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from atlas.comparing import Comparison, PlaceChange, compare
from atlas.comparing_figure import Plate, plates
from atlas.handout_figure import sides_of
from atlas.session_file import Finding, SessionState
from components import session
from components.body_map import theme
from components.consult_state import name_of_pin, where
from components.keeping import read_file, state_of
from components.session import Atlas, Visit
from components.session_files import uploaded

WHEN = ("before", "after")
SHOWN = {"both": ("before", "after"), "before": ("before",), "after": ("after",)}
SHOW, BAD = "compare_show", "compare_bad"
MIDDLE = "·"


def comparison(atlas: Atlas, now: Visit) -> None:
    """Both sides to fill, and what differs."""
    text = atlas.text
    st.html(f'<h2 class="tp-h3">{escape(text["compare.title"])}</h2>')
    st.html(f'<p class="tp-muted">{escape(text["compare.lead"])}</p>')
    for column, when in zip(st.columns(2, gap="medium"), WHEN, strict=True):
        with column, st.container(key=f"compare_{when}", border=True):
            _side(atlas, now, when)
    before, after = now.compared.before, now.compared.after
    if before is None or after is None:
        st.html(f'<p class="tp-hint">{escape(text["compare.waiting"])}</p>')
        return
    found = compare(before.drawing, after.drawing, atlas.built.map)
    left, right = st.columns([700, 612], gap="medium")
    with left, st.container(key="compare_figure"):
        _figure(atlas, now, before, after)
    with right, st.container(key="compare_words"):
        st.html(_sum(atlas, found))
        if found.places:
            st.html(_table(atlas, found))
        _findings(atlas, now, before, after)
        st.html(f'<p class="tp-muted">{escape(text["compare.note"])}</p>')


def _side(atlas: Atlas, now: Visit, when: str) -> None:
    text, there = atlas.text, getattr(now.compared, when)
    sign = f'<i class="cmp-sign cmp-{when}"></i>'
    if there is not None:
        day = there.saved or text["compare.no_day"]
        said = text("compare.of_day", day=day)
        if when in now.compared.from_now:
            said = text["compare.of_now"]
        title = f"{sign}<b>{escape(text[f'compare.{when}'])}</b> {MIDDLE} {escape(said)}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="cmp-title">{title}</p>', width="stretch")
            st.button(
                text["compare.clear"], key=f"compare_clear_{when}", type="tertiary",
                on_click=_set, args=(now, when, None),
            )  # fmt: skip
        return
    st.html(f'<p class="cmp-title">{sign}<b>{escape(text[f"compare.{when}"])}</b></p>')
    data = uploaded(when, text[f"compare.{when}_file"])
    if data is not None:
        opened = read_file(atlas, data)
        st.session_state[f"{BAD}:{when}"] = opened.message
        if opened.state is not None:
            _set(now, when, opened.state)
        st.rerun()
    if message := st.session_state.pop(f"{BAD}:{when}", ""):
        st.error(message)
    if now.drawing:
        st.button(
            text["compare.take_now"], key=f"compare_now_{when}", on_click=_set,
            args=(now, when, state_of(now), True),
        )  # fmt: skip


def _set(now: Visit, when: str, state: SessionState | None, is_now: bool = False) -> None:
    setattr(now.compared, when, state)
    now.compared.from_now = now.compared.from_now - {when} | ({when} if is_now else set())


# ---- the drawings


def _figure(atlas: Atlas, now: Visit, before: SessionState, after: SessionState) -> None:
    text = atlas.text
    show = st.segmented_control(
        text["compare.show"],
        list(SHOWN),
        format_func=lambda one: text["compare.show_both" if one == "both" else f"compare.{one}"],
        default="both",
        required=True,
        key=SHOW,
        label_visibility="collapsed",
    )
    drawn = plates(
        atlas.built, before.drawing.cells, after.drawing.cells, SHOWN.get(show or "", WHEN)
    )
    if not drawn:
        st.html(f'<p class="tp-hint">{escape(text["compare.no_marks"])}</p>')
        return
    st.html('<div class="cmp-plates">' + "".join(_plate(atlas, now, p) for p in drawn) + "</div>")
    legend = "".join(
        f'<span><i class="cmp-sign cmp-{when}"></i>{escape(text[f"compare.{when}"])}</span>'
        for when in WHEN
    )
    st.html(f'<p class="cmp-legend">{legend}</p>')


def _plate(atlas: Atlas, now: Visit, plate: Plate) -> str:
    text = atlas.text
    left, top, wide, tall = plate.place
    first, title, last = sides_of(plate.view, text, now.mode)
    files = atlas.built.manifest["views"][plate.view]
    ratio = (plate.box[1] - plate.box[0]) / (plate.box[3] - plate.box[2])
    alt = escape(text("compare.alt", view=" ".join(filter(None, (first, title, last)))), quote=True)
    return (
        f'<figure style="--ratio:{ratio:.4f}"><figcaption><span>{escape(first)}</span>'
        f"<b>{escape(title)}</b><span>{escape(last)}</span></figcaption>"
        f'<div class="cmp-plate"><div><img alt="" src="app/static/{files[theme()]}" '
        f'style="left:{left:.3f}%;top:{top:.3f}%;width:{wide:.3f}%;height:{tall:.3f}%"></div>'
        f'<img class="cmp-over" alt="{alt}" src="{plate.over}"></div></figure>'
    )


# ---- in words and numbers


def _sum(atlas: Atlas, found: Comparison) -> str:
    text = atlas.text
    lines = [
        text("compare.extent", before=_cm2(found.before_cm2), after=_cm2(found.after_cm2))
    ]  # fmt: skip
    if found.is_same:
        lines.append(text["compare.same"] if found.places else text["compare.no_marks"])
    if found.went:
        lines.append(text("compare.went", n=_cm2(found.went_cm2)))
    if found.came:
        lines.append(text("compare.came", n=_cm2(found.came_cm2)))
    first, last = found.strongest
    if first is not None or last is not None:
        said = text(
            "compare.strongest", before=_score(atlas, first), after=_score(atlas, last)
        )  # fmt: skip
        lines.append(said)
    return "".join(f'<p class="cmp-sum">{escape(line)}</p>' for line in lines)


def _cm2(size: float) -> str:
    return f"{size:.0f}"


def _score(atlas: Atlas, score: int | None) -> str:
    text = atlas.text
    return text["compare.not_said"] if score is None else text("places.strength.of", n=score)


def _table(atlas: Atlas, found: Comparison) -> str:
    text = atlas.text
    heads = ["compare.place", "compare.before", "compare.after", "compare.change"]
    head = "".join(f'<th scope="col">{escape(text[key])}</th>' for key in heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(_place(atlas, one))}</th>'
        f"<td>{_cell(atlas, one.before_cm2, one.before_strength)}</td>"
        f"<td>{_cell(atlas, one.after_cm2, one.after_strength)}</td>"
        f"<td>{escape(text[f'compare.{_change(one)}'])}</td></tr>"
        for one in found.places
    )
    return (
        f'<table class="cmp-table"><caption>{escape(text["compare.places"])}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(atlas: Atlas, cm2: float, strength: int | None) -> str:
    if not cm2:
        return "–"
    score = f" · {escape(_score(atlas, strength))}" if strength is not None else ""
    return f"{_cm2(cm2)} cm²{score}"


def _change(one: PlaceChange) -> str:
    if one.went:
        return "gone"
    if one.came:
        return "new"
    if abs(one.after_cm2 - one.before_cm2) < 0.5:
        return "stayed"
    return "smaller" if one.after_cm2 < one.before_cm2 else "larger"


def _place(atlas: Atlas, one: PlaceChange) -> str:
    name = session.name_of(atlas, one.area)
    if one.side == "middle":
        return name
    return atlas.text("place.named", side=atlas.text[f"side.{one.side}"], area=name)


def _findings(atlas: Atlas, now: Visit, before: SessionState, after: SessionState) -> None:
    """Pain on pressing, point by point; names wait for the questions."""
    text = atlas.text
    rows = list(_scores(before, after))
    if not rows:
        return
    if not session.gate(atlas, now):
        st.html(f'<p class="tp-hint">{escape(text["compare.findings_wait"])}</p>')
        return
    heads = ["card.points", "compare.before", "compare.after"]
    head = "".join(f'<th scope="col">{escape(text[key])}</th>' for key in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name_of_pin(atlas.catalogue, where(one)))}'
        f"{_of_side(atlas, one.side)}</th><td>{escape(_score(atlas, first))}</td>"
        f"<td>{escape(_score(atlas, last))}</td></tr>"
        for one, first, last in rows
    )
    st.html(
        f'<table class="cmp-table"><caption>{escape(text["compare.findings"])}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _of_side(atlas: Atlas, side: str) -> str:
    return "" if side == "middle" else f" · {escape(atlas.text[f'side.{side}'])}"


def _scores(
    before: SessionState, after: SessionState
) -> Iterator[tuple[Finding, int | None, int | None]]:
    first = {where(one): one for one in before.findings}
    last = {where(one): one for one in after.findings}
    for at in dict.fromkeys([*first, *last]):
        then, now = first.get(at), last.get(at)
        scores = then.pain if then else None, now.pain if now else None
        if scores != (None, None):
            yield (now or then), *scores  # type: ignore[misc]
