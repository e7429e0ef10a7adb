"""Beside the stage: the muscle that is looked at, how it fits the drawing, layers and pins."""

from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from atlas.clinic_note import letter_of
from atlas.drawing import Place
from atlas.matching import Candidate
from atlas.model import Muscle
from atlas.safety import self_care_allowed
from components import session
from components.consult_findings import pins
from components.consult_stage import (
    OTHER_SIDE,
    chosen_of,
    danger_lines,
    look,
    nerves,
    pin_of,
    ranked,
    step,
    step_at,
)
from components.consult_state import ALL_LAYERS
from components.muscle_card import card_signs, signs_box
from components.session import Atlas, Chosen, Visit

LAYERS = "consult_layers"
MOST_LISTED = 8
MOST_NAMED = 3
LONG = 100
"""Letters from which a fact is folded."""


def rail(atlas: Atlas, now: Visit) -> None:
    """Draw the rail; only while muscles may be shown."""
    _steps(atlas, now)
    if now.chosen is None:
        _start(atlas, now)
    else:
        _about(atlas, now, now.chosen)
    pins(atlas, now)


# ---- the differential


def _steps(atlas: Atlas, now: Visit) -> None:
    text, rows = atlas.text, ranked(atlas, now)
    if not now.drawing:
        return
    if not rows:
        widespread = session.is_widespread_now(atlas, now)
        key = "consult.steps.widespread" if widespread else "consult.steps.nothing"
        st.html(f'<p class="tp-hint">{escape(text[key])}</p>')
        return
    at = step_at(atlas, now)
    said = text["consult.steps.none"] if at is None else text["consult.steps.at"]
    said = said.replace("{n}", str((at or 0) + 1)).replace("{all}", str(len(rows)))
    with st.container(horizontal=True, vertical_alignment="center", key="consult_steps"):
        label = escape(text["consult.steps.label"])
        st.html(f'<p class="cs-step"><span>{label}</span> <b>{escape(said)}</b></p>')
        for key, by, icon, last in (
            ("before", -1, ":material/arrow_back:", 0),
            ("after", 1, ":material/arrow_forward:", len(rows) - 1),
        ):
            st.button(
                text[f"consult.steps.{key}"],
                key=f"consult_{key}",
                icon=icon,
                disabled=at == last,
                on_click=step,
                args=(atlas, now, by),
            )


def _start(atlas: Atlas, now: Visit) -> None:
    """Before anything is looked at: the drawing's muscles, or how to begin."""
    text, rows = atlas.text, ranked(atlas, now)
    if rows:
        asked = session.screening(atlas, now).questions
        st.html(signs_box(atlas, now, (question.flag for question in asked)))
        st.html(f'<p class="tp-muted cs-small">{escape(text["list.limits"])}</p>')
        with st.container(key="consult_rows", gap="small"):
            for row in rows[:MOST_LISTED]:
                st.button(
                    f"{_name(atlas, row.muscle, row.part)} · {text[f'side.{row.side}']}",
                    key=f"row:{row.muscle}:{row.part}:{row.side}",
                    on_click=look,
                    args=(atlas, now, Chosen(row.muscle, row.side, row.part)),
                    width="stretch",
                )
    elif not now.consult.pinned:
        st.html(
            f'<h2 class="cs-name">{escape(text["consult.start.title"])}</h2>'
            f"<p class='cs-p'>{escape(text['consult.start.type'])}</p>"
            f"<p class='cs-p'>{escape(text['consult.start.arrows'])}</p>"
        )
        if not now.drawing:
            st.page_link(
                "pages/explore.py",
                label=text["consult.start.draw"],
                query_params=session.address(now),
            )
    if now.consult.pinned:
        return
    if now.screened:
        said = text["consult.start.is_screened"]
        st.html(f'<p class="tp-muted cs-small">{escape(said)}</p>')
    elif now.mode == "practitioner":
        st.button(
            text["consult.start.screened"], key="consult_screened", on_click=_screened, args=(now,)
        )
        said = text["consult.start.screened_note"]
        st.html(f'<p class="tp-muted cs-small">{escape(said)}</p>')


def _screened(now: Visit) -> None:
    now.screened = True


def _name(atlas: Atlas, muscle_id: str, part: str | None) -> str:
    entry = atlas.catalogue.parts.get(part or "")
    return entry.part.name if entry and part else atlas.catalogue.muscles[muscle_id].name


# ---- the muscle that is looked at


def _about(atlas: Atlas, now: Visit, chosen: Chosen) -> None:
    text, muscle = atlas.text, atlas.catalogue.muscles[chosen.muscle]
    entry = atlas.catalogue.parts.get(chosen.part or "")
    plain = (entry.part.plain_name if entry else None) or muscle.plain_name
    plain = plain[:1].upper() + plain[1:]
    name = _name(atlas, chosen.muscle, chosen.part)
    first, second = (plain, name) if now.mode == "patient" else (name, plain)
    side = "" if chosen.side == "middle" else f" · {text[f'consult.name.{chosen.side}']}"
    st.html(
        f'<h2 class="cs-name">{escape(first)}</h2>'
        f'<p class="cs-plain">{escape(second)}{escape(side)}</p>'
        f'<p class="cs-grades">{_grades(atlas, muscle, chosen)}</p>'
    )
    _actions(atlas, now, chosen)
    if chosen.point:
        st.html(_point(atlas, now, chosen.point))
    card_signs(atlas, now)
    for line in _fit(atlas, now, chosen):
        st.html(line)
    facts = _clinical(atlas, muscle) if now.mode == "practitioner" else _plain(atlas, now, muscle)
    st.html(
        '<dl class="cs-facts">'
        + "".join(f"<dt>{escape(k)}</dt><dd>{_folded(v)}</dd>" for k, v in facts if v)
        + "</dl>"
    )


def _point(atlas: Atlas, now: Visit, point_id: str) -> str:
    point = atlas.catalogue.points[point_id].point
    name = point.name[:1].upper() + point.name[1:]
    where = escape(getattr(point.where, now.mode))
    return f'<p class="cs-point"><b>{escape(name)}.</b> {where}</p>'


def _folded(words: str) -> str:
    """Three lines of a long text; a click or Enter opens it."""
    said = escape(words)
    return said if len(words) < LONG else f"<details><summary>{said}</summary></details>"


def _grades(atlas: Atlas, muscle: Muscle, chosen: Chosen) -> str:
    shown = set(session.point_ids(atlas, chosen))
    grades = dict.fromkeys(p.evidence.grade for p in muscle.trigger_points if p.id in shown)
    return " ".join(
        f'<span class="tp-grade">{escape(atlas.text[f"card.grade.{grade}"])}</span>'
        for grade in grades
    )


def _clinical(atlas: Atlas, muscle: Muscle) -> Iterable[tuple[str, str]]:
    text, needling = atlas.text, muscle.needling
    yield text["clinical.nerve"], ", ".join([muscle.nerve, *muscle.roots])
    yield text["clinical.action"], muscle.action.practitioner
    yield text["clinical.palpation"], muscle.palpation.text
    level, *structures = danger_lines(atlas, muscle.id)
    risk = ", ".join(needling.structures) if structures else ""
    yield (
        text["clinical.needling"],
        f"{level} {risk}. {needling.text}" if risk else f"{level}. {needling.text}",
    )
    yield text["clinical.attachments"], f"{muscle.origin} {muscle.insertion}"


def _plain(atlas: Atlas, now: Visit, muscle: Muscle) -> Iterable[tuple[str, str]]:
    """What is said to a patient: nothing on needles, and pressing only where it is allowed."""
    text = atlas.text
    yield text["consult.plain.action"], f"{muscle.plain} {muscle.action.patient}"
    yield text["consult.plain.feels"], muscle.feels_like.patient
    side = now.chosen.side if now.chosen else "right"
    allowed = self_care_allowed(atlas.catalogue, muscle, side, answers=now.answers)  # type: ignore[arg-type]
    points = muscle.trigger_points
    press = any(session.may_press(atlas, now, point, side) != "never" for point in points)
    care = [one for one in allowed if press or one.kind != "press"]
    yield text["consult.plain.try"], " ".join(one.patient for one in care)


def _actions(atlas: Atlas, now: Visit, chosen: Chosen) -> None:
    """Pin it, compare it: the commands most used, for a finger."""
    text, consult = atlas.text, now.consult
    with st.container(horizontal=True, key="consult_actions"):
        pin = pin_of(chosen)
        if pin in consult.pinned:
            st.button(
                text["consult.unpin"], key="consult_unpin", on_click=consult.unpin, args=(pin,)
            )
        else:
            st.button(
                text("consult.pin", letter=letter_of(len(consult.pinned))),
                key="consult_pin",
                icon=":material/push_pin:",
                type="primary",
                on_click=consult.pin,
                args=([pin],),
            )
        if consult.against is not None:
            st.button(
                text["consult.compare_end"],
                key="consult_alone",
                on_click=_against,
                args=(now, False),
            )
        elif chosen.side in OTHER_SIDE:
            st.button(
                text["consult.compare_sides"],
                key="consult_sides",
                on_click=_against,
                args=(now, True),
            )


def _against(now: Visit, on: bool) -> None:
    """Compare the two sides, or end comparing."""
    now.consult.against = None
    if on and now.chosen is not None:
        pin = pin_of(now.chosen)
        now.consult.against = pin.model_copy(update={"side": OTHER_SIDE[pin.side]})


# ---- the patient's drawing on the pattern


def _fit(atlas: Atlas, now: Visit, chosen: Chosen) -> Iterable[str]:
    if not now.drawing or "drawing" not in now.consult.layers:
        return
    yield _fit_of(atlas, now, chosen, atlas.text["consult.fit.title"])
    if (against := now.consult.against) is not None:
        name = f"{_name(atlas, against.muscle, against.part)}, {atlas.text[f'side.{against.side}']}"
        yield _fit_of(atlas, now, chosen_of(against), atlas.text("consult.fit.against", name=name))


def _fit_of(atlas: Atlas, now: Visit, chosen: Chosen, title: str) -> str:
    """What of the drawing is in a picture and what is not, and what the picture has beside it."""
    text, places = atlas.text, {place.n: place for place in now.places(atlas)}
    rows = [
        row
        for row in session.ranking(atlas, now)
        if (row.muscle, row.side) == (chosen.muscle, chosen.side)
        and chosen.part in (None, row.part)
    ]
    main, sometimes = _inside(rows)
    lines = [
        (key, _named(atlas, [places[n] for n in sorted(numbers)]))
        for key, numbers in (
            ("main", main),
            ("sometimes", sometimes - main),
            ("outside", set(places) - main - sometimes),
        )
    ]
    lines.append(("extra", _unmarked(atlas, now, chosen)))
    said = "".join(
        f'<li class="cs-{key}">{escape(text(f"consult.fit.{key}", places=names))}</li>'
        for key, names in lines
        if names
    )
    return f'<section class="cs-fit"><h3>{escape(title)}</h3><ul>{said}</ul></section>'


def _inside(rows: Iterable[Candidate]) -> tuple[set[int], set[int]]:
    main: set[int] = set()
    sometimes: set[int] = set()
    for row in rows:
        main.update(row.main)
        sometimes.update(row.sometimes)
    return main, sometimes


def _named(atlas: Atlas, places: list[Place]) -> str:
    each = atlas.text["consult.fit.place"]
    names = [
        each.replace("{n}", str(p.n)).replace("{area}", session.name_of(atlas, p.area))
        for p in places
    ]
    return _some(atlas, names)


def _unmarked(atlas: Atlas, now: Visit, chosen: Chosen) -> str:
    """Areas that lie in the main part of the picture and hold no mark."""
    body = atlas.built.map
    marked = {(place.area, place.side) for place in now.areas(atlas)}
    shown: dict[tuple[str, str], float] = {}
    for point in session.point_ids(atlas, chosen):
        drawn = atlas.built.fields.get((point, chosen.side))
        for cell in () if drawn is None else (drawn.essential >= 0.5).nonzero()[0].tolist():
            key = body.area[cell], body.side[cell]
            shown[key] = shown.get(key, 0.0) + float(body.cm2[cell])
    left = sorted((key for key in shown if key not in marked), key=lambda key: -shown[key])
    return _some(atlas, [session.name_of(atlas, area) for area, _ in left])


def _some(atlas: Atlas, names: list[str]) -> str:
    said = ", ".join(dict.fromkeys(names[:MOST_NAMED]))
    if more := len(names) - MOST_NAMED if len(names) > MOST_NAMED else 0:
        return atlas.text("consult.fit.more", places=said, n=more)
    return said


# ---- layers


def layers(atlas: Atlas, now: Visit) -> None:
    """Switches for what is drawn, under the figure."""
    text, consult = atlas.text, now.consult
    offered = [one for one in ALL_LAYERS if _has(atlas, now)[one]]
    st.session_state[LAYERS] = [one for one in offered if one in consult.layers]
    st.pills(
        text["consult.layers"],
        offered,
        selection_mode="multi",
        format_func=lambda one: text[f"consult.layer.{one}"],
        key=LAYERS,
        label_visibility="collapsed",
        on_change=_switch,
        args=(now, offered),
    )


def _has(atlas: Atlas, now: Visit) -> Mapping[str, bool]:
    """Whether there is anything to draw on a layer."""
    chosen, practitioner = now.chosen, now.mode == "practitioner"
    has = dict.fromkeys(ALL_LAYERS, True)
    return has | {
        "drawing": bool(now.drawing),
        "nerves": chosen is not None and practitioner and bool(nerves(atlas, chosen)),
        "danger": chosen is not None and practitioner,
        "pinned": chosen is not None and bool(now.consult.pinned),
    }


def _switch(now: Visit, offered: list[str]) -> None:
    """Take what is on among what is offered; what is not offered stays as it was."""
    on = set(st.session_state[LAYERS] or ())
    kept = set(now.consult.layers) - set(offered)
    now.consult.layers = tuple(one for one in ALL_LAYERS if one in on | kept)
