"""The card of the chosen muscle: warning signs first, then what it is and what to gently try."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from atlas.emergency import emergency_number, with_number
from atlas.model import Claim, Muscle, Part, RedFlag, TriggerPoint
from atlas.safety import heart_question_applies, warning_signs
from atlas.text import Text
from components import look_alikes, session
from components.article import library
from components.assets import cite
from components.learn_links import card_links, explained
from components.self_test import self_test
from components.session import Atlas, Chosen, Visit

URGENCIES = ("emergency", "today", "soon")


def card_signs(atlas: Atlas, now: Visit) -> None:
    """The chosen muscle's warning signs, for a page where they stand above more than the card."""
    if now.chosen is not None and session.gate(atlas, now):
        st.html(_signs(atlas, now))


def muscle_card(atlas: Atlas, now: Visit, signs: bool = True) -> None:
    """Draw the card of what is chosen; nothing where nothing is, or where questions come first.

    `signs` is false where `card_signs` has been drawn above it.
    """
    if now.chosen is None:
        return
    if not session.gate(atlas, now):
        st.html(f'<p class="tp-hint">{escape(atlas.text["card.waiting"])}</p>')
        return
    muscle = atlas.catalogue.muscles[now.chosen.muscle]
    with st.container(border=True, key="card"):
        _head(atlas, now, muscle)
        if signs:
            st.html(_signs(atlas, now))
        for line in _lines_of_doubt(atlas, muscle):
            st.html(f'<p class="tp-doubt">{escape(line)}</p>')
        if now.chosen.point:
            _point(atlas, now, now.chosen.point)
        self_test(atlas, now, muscle)
        if now.mode == "practitioner":
            st.html(_clinical(atlas.text, muscle))
        st.html(_sections(atlas, now, muscle))
        _look_alikes(atlas, now, muscle)
        _points(atlas, now, muscle)
        _sources(atlas, muscle, now.mode)
        card_links(atlas.text, muscle.id)


def _head(atlas: Atlas, now: Visit, muscle: Muscle) -> None:
    chosen, text = now.chosen, atlas.text
    part = _part(muscle, chosen)
    plain = (part.plain_name if part else None) or muscle.plain_name
    latin = part.name if part else muscle.name
    first, second = (plain, latin) if now.mode == "patient" else (latin, plain)
    side = "" if chosen.side == "middle" else text[f"card.side.{now.mode}.{chosen.side}"]
    st.html(f'<h2 class="tp-title">{escape(_capital(first))} <em>{escape(second)}</em></h2>')
    with st.container(horizontal=True, vertical_alignment="center", key="card_head"):
        st.html(f'<p class="tp-muted">{escape(side)}</p>', width="stretch")
        st.button(
            text["card.close"],
            key="card_close",
            type="tertiary",
            on_click=_close,
            args=(now,),
        )


def _close(now: Visit) -> None:
    now.chosen = None
    st.rerun(["drawing", "card"])


def _part(muscle: Muscle, chosen: Chosen) -> Part | None:
    return next((part for part in muscle.parts if part.id == chosen.part), None)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _signs(atlas: Atlas, now: Visit) -> str:
    """The muscle's own warning signs; those for every place stand above the list."""
    chosen = now.chosen
    return signs_box(
        atlas, now, warning_signs(atlas.catalogue, (), chosen.muscle, chosen.side)
    )  # fmt: skip


def signs_box(atlas: Atlas, now: Visit, signs: Iterable[RedFlag]) -> str:
    """A box of warning signs by urgency: titles, and folded under them what to look for and do."""
    text, signs = atlas.text, tuple(signs)
    number = emergency_number(now.sheet.country)
    rows = []
    for urgency in URGENCIES:
        own = [flag for flag in signs if flag.urgency == urgency]
        if not own:
            continue
        lines = "".join(
            f"<li>{escape(flag.sign)} <span>{escape(with_number(flag.act, number))}</span></li>"
            for flag in own
        )
        titles = escape(", ".join(dict.fromkeys(flag.title for flag in own)))
        rows.append(
            f"<details><summary><b>{escape(text[f'card.urgency.{urgency}'])}</b> {titles}</summary>"
            f"<ul>{lines}</ul></details>"
        )
    sources = _list_of(atlas, (source for flag in signs for source in flag.sources))
    if sources:
        rows.append(
            f"<details><summary>{escape(text['care.sources'])}</summary>{sources}</details>"
        )
    title = escape(text["card.signs"])
    return f'<section class="tp-care tp-signs"><h4>{title}</h4>{"".join(rows)}</section>'


def _lines_of_doubt(atlas: Atlas, muscle: Muscle) -> Iterable[str]:
    text = atlas.text
    if muscle.depth == "internal" or muscle.felt == "internal":
        yield text["card.internal"]
    elif muscle.felt == "not_by_hand":
        yield text["card.not_by_hand"]
    elif muscle.depth == "deep":
        yield text["card.deep"]
    if muscle.confidence != "high":
        yield text[f"card.confidence.{muscle.confidence}"]
    if muscle.id not in atlas.built.manifest["muscles"]:
        yield text["app.no_picture"]
    elif not atlas.built.is_current(atlas.catalogue, muscle):
        yield text["app.stale"]


def _sections(atlas: Atlas, now: Visit, muscle: Muscle) -> str:
    text, mode = atlas.text, now.mode

    def said(claims: Iterable[Claim]) -> str:
        each = [escape(getattr(claim, mode)) for claim in claims]
        return (
            each[0] if len(each) == 1 else "<ul>" + "".join(f"<li>{t}</li>" for t in each) + "</ul>"
        )

    point = atlas.catalogue.points[now.chosen.point].point if now.chosen.point else None
    feels = point.feels_like if point and point.feels_like else muscle.feels_like
    blocks = [
        ("card.is", escape(muscle.plain) + " " + escape(getattr(muscle.action, mode))),
        ("card.feels", said([feels])),
    ]
    if muscle.keeps_it_going:
        blocks.append(("card.keeps", said(muscle.keeps_it_going)))
    care = [
        one for one in muscle.self_care if one.kind != "press" or _may_press(atlas, now, muscle)
    ]
    blocks.append(("card.try", said(care) if care else escape(text["card.try_none"])))
    if muscle.non_pain:
        blocks.append(("card.non_pain", said(muscle.non_pain)))
    if muscle.look_alikes:
        alike = "".join(
            f"<li><b>{escape(one.name)}</b> {escape(getattr(one, mode))}</li>"
            for one in muscle.look_alikes
        )
        blocks.append(("card.alike", f"<ul>{alike}</ul>"))
    return '<div class="tp-sections">' + "".join(
        f'<section><h4>{escape(text[key])}</h4><div>{body}</div></section>' for key, body in blocks
    ) + "</div>"  # fmt: skip


def _may_press(atlas: Atlas, now: Visit, muscle: Muscle) -> bool:
    """Whether a text on pressing may be shown: a point allows it, no heart question applies."""
    if heart_question_applies(atlas.catalogue, (), muscle.id, now.chosen.side):
        return False
    return any(
        session.may_press(atlas, now, point, now.chosen.side) != "never"
        for point in muscle.trigger_points
    )


def _point(atlas: Atlas, now: Visit, point_id: str) -> None:
    _, _, point = atlas.catalogue.points[point_id]
    text, mode, side = atlas.text, now.mode, now.chosen.side
    press = session.may_press(atlas, now, point, side)
    lines = [
        (text["card.where"], getattr(point.where, mode)),
        (text["card.pattern"], getattr(point.pattern, mode)),
        (text["card.press"], text[f"card.self_press.{_why(atlas, now, point, press)}"]),
    ]
    if not point.has_spot:
        lines.insert(1, ("", text["card.anywhere"]))
    if point.pattern_of:
        like = atlas.catalogue.points[point.pattern_of]
        named = f"{(like.part.name or like.muscle.name)}: {like.point.name}"
        lines.append(("", text("card.pattern_of", name=named)))
    grade = point.evidence.grade
    body = "".join(
        f"<p><b>{escape(head)}</b> {said}</p>" if head else f"<p>{said}</p>"
        for head, said in ((head, explained(words, library(), mode)) for head, words in lines)
    )
    note = f" {escape(point.evidence.note)}" if point.evidence.note and mode != "patient" else ""
    st.html(
        f'<section class="tp-point" id="point"><h4>{escape(text("card.point", name=point.name))}'
        f'</h4>{body}<p class="tp-muted"><span class="tp-grade">'
        f"{escape(text[f'card.grade.{grade}'])}</span> {escape(text[f'card.grade_note.{grade}'])}"
        f"{note}</p></section>"
    )


def _why(atlas: Atlas, now: Visit, point: TriggerPoint, press: str) -> str:
    """The key of the sentence on pressing: the rule, or the reason why not."""
    if press == "never" and point.self_press != "never":
        asked = session.screening(atlas, now).questions
        if any(question.flag.heart_question for question in asked):
            return "heart"
        return "clot" if any(q.flag.clot_question for q in asked) else "no_press_area"
    return press


def _clinical(text: Text, muscle: Muscle) -> str:
    rows = [
        ("origin", muscle.origin),
        ("insertion", muscle.insertion),
        ("nerve", ", ".join([muscle.nerve, *muscle.roots])),
        ("palpation", muscle.palpation.text),
        ("movement", muscle.tests.movement.text if muscle.tests.movement else ""),
        ("strength", muscle.tests.strength.text if muscle.tests.strength else ""),
        ("reported", " ".join(each.text for each in muscle.reported)),
    ]
    needling = muscle.needling
    risk = text("clinical.structures", structures=", ".join(needling.structures))
    danger = text[f"clinical.danger.{needling.danger}"]
    said = f"{danger}. {risk if needling.structures else ''} {needling.text}"
    rows.append(("needling", said))
    return '<dl class="tp-clinical">' + "".join(
        f"<dt>{escape(text[f'clinical.{key}'])}</dt><dd>{escape(words)}</dd>"
        for key, words in rows
        if words
    ) + "</dl>"  # fmt: skip


def _look_alikes(atlas: Atlas, now: Visit, muscle: Muscle) -> None:
    """Switches for what else can feel like this muscle, drawn beside its pattern."""
    numbers, text = look_alikes.drawable(atlas, muscle), atlas.text
    if not numbers:
        return
    with st.container(horizontal=True, key="card_roots"):
        for number in numbers:
            one = muscle.look_alikes[number]
            shown = now.alike == (muscle.id, number)
            zone = atlas.catalogue.zones.get(one.zone or "")
            deed = "hide" if shown else "show"
            label = (
                text(f"card.felt_{deed}", what=zone.name)
                if zone
                else text(f"card.roots_{deed}", roots=", ".join(one.roots))
            )
            st.button(
                label,
                key=f"roots:{number}",
                help=one.name,
                type="primary" if shown else "secondary",
                on_click=_switch_look_alike,
                args=(now, muscle.id, number),
            )
    one = look_alikes.switched_on(atlas, now)
    if one is None:
        return
    zone = atlas.catalogue.zones.get(one.zone or "")
    if zone is None:
        said = escape(text["card.roots_note"])
    else:
        where = getattr(zone.where, now.mode)
        said = f"{escape(where)} {escape(text['card.felt_note'])}"
        said += f"<details><summary>{escape(text['card.sources'])}</summary>"
        said += f"{_list_of(atlas, zone.where.sources)}</details>"
    st.html(f'<div class="tp-muted">{said}</div>')


def _switch_look_alike(now: Visit, muscle: str, number: int) -> None:
    look_alikes.switch(now, muscle, number)
    st.rerun(["drawing", "card"])


def _points(atlas: Atlas, now: Visit, muscle: Muscle) -> None:
    """Every trigger point as a button: the twin of a click on its X."""
    text, part = atlas.text, _part(muscle, now.chosen)
    points = part.trigger_points if part else muscle.trigger_points
    st.html(f'<h4 class="tp-h4">{escape(text["card.points"])}</h4>')
    with st.container(horizontal=True, key="card_points"):
        for point in points:
            name = point.name
            if not part and muscle.has_parts:
                name = f"{atlas.catalogue.points[point.id].part.name}: {name}"
            st.button(
                _capital(name),
                key=f"point:{point.id}",
                type="primary" if point.id == now.chosen.point else "secondary",
                on_click=_pick,
                args=(now, point.id),
            )


def _pick(now: Visit, point_id: str) -> None:
    same = now.chosen.point == point_id
    now.chosen = now.chosen._replace(point=None if same else point_id)
    st.rerun(["drawing", "card"])


def _sources(atlas: Atlas, muscle: Muscle, mode: str) -> None:
    text = atlas.text
    grades = dict.fromkeys(point.evidence.grade for point in muscle.trigger_points)
    said = {grade: text[f"card.grade.{grade}"] for grade in grades}
    badges = "".join(
        f'<span class="tp-grade">{explained(label, library(), mode, every=True)}</span> '
        for label in said.values()
    )
    listed = _list_of(atlas, _sources_of(muscle))
    st.html(
        f'<div class="tp-sources-line">{badges}<details><summary>{escape(text["card.sources"])}'
        f"</summary><p>{escape(text['card.source_note'])}</p>{listed}</details></div>"
    )


def _sources_of(muscle: Muscle) -> Iterable[str]:
    yield from muscle.anatomy_sources
    claims: list[Claim] = [muscle.action, muscle.feels_like]
    for claim in (*claims, *muscle.keeps_it_going, *muscle.self_care, *muscle.non_pain):
        yield from claim.sources
    for alike in muscle.look_alikes:
        yield from alike.sources
    for point in muscle.trigger_points:
        yield from (*point.where.sources, *point.pattern.sources, *point.evidence.sources)


def _list_of(atlas: Atlas, ids: Iterable[str]) -> str:
    cited = atlas.catalogue.cited(dict.fromkeys(ids))
    if not cited:
        return ""
    items = "".join(f"<li>{escape(cite(source, atlas.text))}</li>" for source in cited)
    return f'<ul class="tp-sources">{items}</ul>'
