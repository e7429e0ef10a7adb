"""What goes on the page to take home: ticks, points, notes, exercises, names; and the downloads."""

from collections.abc import Callable
from html import escape

import streamlit as st

from atlas.emergency import load_emergency_numbers
from atlas.handout import (
    SECTIONS,
    ChosenPoint,
    Exercise,
    HandOut,
    SelfTest,
    figure_png,
    render,
)
from atlas.session_file import Pinned
from components.consult_state import name_of_pin
from components.session import Atlas, Visit
from components.sheet_state import MOST_EXERCISES, TYPED

PAPERS = ("A4", "Letter")
LONGEST_NOTE, LONGEST_LINE = 20_000, 200
KEY = "handout:"


def pins(now: Visit) -> tuple[Pinned, ...]:
    """What is pinned, or else what is chosen."""
    if now.consult.pinned:
        return now.consult.pinned
    one = now.chosen
    if one is None:
        return ()
    return (Pinned(muscle=one.muscle, part=one.part, point=one.point, side=one.side),)


def hand_out(atlas: Atlas, now: Visit) -> HandOut:
    """The page as it is ticked and typed now."""
    sheet = now.sheet
    points = [one for one in pins(now) if one not in sheet.left_off]
    return HandOut(
        points=tuple(ChosenPoint(p.muscle, p.part, p.point, p.side) for p in points),
        include=sheet.ticked,
        drawing=now.drawing,
        marks=tuple(now.inner),
        asked=tuple(now.complaint_flags),
        answers=dict(now.answers),
        notes=now.consult.notes_for_patient,
        exercises=tuple(Exercise(what, dose) for what, dose in sheet.exercises),
        tests=tuple(
            SelfTest(muscle, side, answer, part)  # type: ignore[arg-type]
            for (muscle, part, side), answer in now.tests.items()
        ),
        date=sheet.date,
        country=sheet.country,
        paper=now.consult.paper,  # type: ignore[arg-type]
        **{name: sheet.typed.get(name, "") for name in TYPED},
    )


def handout_form(atlas: Atlas, now: Visit) -> None:
    """Everything that can be ticked and typed."""
    text = atlas.text
    _points(atlas, now)
    _ticks(atlas, now)
    _field(
        "notes",
        now.consult.notes_for_patient,
        lambda words: setattr(now.consult, "notes_for_patient", words),
        lambda key, change: st.text_area(
            text["print.notes" if now.mode == "practitioner" else "print.notes_own"],
            key=key,
            max_chars=LONGEST_NOTE,
            height=110,
            on_change=change,
            placeholder=text["print.notes_hint"],
        ),
    )
    _exercises(atlas, now)
    with st.container(key="handout_names", gap="small"):
        st.html(f'<p class="tp-muted">{escape(text["print.not_stored"])}</p>')
        columns = st.columns(2)
        for k, name in enumerate(TYPED):
            with columns[k % 2]:
                _line(name, text[f"print.{name}"], now.sheet.typed, name)
    _paper(atlas, now)


def _field(
    name: str,
    value: object,
    keep: Callable[[object], None],
    draw: Callable[[str, Callable[[], None]], object],
) -> None:
    """A widget whose value is the tab's state: it shows it, and what is entered goes there."""
    key = f"{KEY}{name}"
    st.session_state[key] = value
    draw(key, lambda: keep(st.session_state[key]))


def _line(name: str, label: str, kept: dict[str, str], at: str) -> None:
    _field(
        name,
        kept.get(at, ""),
        lambda words: kept.__setitem__(at, str(words)),
        lambda key, change: st.text_input(
            label, key=key, max_chars=LONGEST_LINE, on_change=change, autocomplete="off"
        ),
    )


def _points(atlas: Atlas, now: Visit) -> None:
    text, there = atlas.text, pins(now)
    names = {one: _named(atlas, one) for one in there}

    def keep(chosen: object) -> None:
        now.sheet.left_off = frozenset(one for one in there if one not in (chosen or ()))

    _field(
        "points",
        [one for one in there if one not in now.sheet.left_off],
        keep,
        lambda key, change: st.pills(
            text["print.points"],
            there,
            selection_mode="multi",
            format_func=lambda one: names[one],
            key=key,
            on_change=change,
        ),
    )


def _named(atlas: Atlas, one: Pinned) -> str:
    name = name_of_pin(atlas.catalogue, one)
    return name if one.side == "middle" else f"{name} · {atlas.text[f'side.{one.side}']}"


def _ticks(atlas: Atlas, now: Visit) -> None:
    text = atlas.text
    offered = [one for one in SECTIONS if one != "needling" or now.mode == "practitioner"]
    hidden = now.sheet.ticked - set(offered)

    def keep(chosen: object) -> None:
        now.sheet.ticked = frozenset(chosen or ()) | hidden

    _field(
        "sections",
        [one for one in offered if one in now.sheet.ticked],
        keep,
        lambda key, change: st.pills(
            text["print.sections"],
            offered,
            selection_mode="multi",
            format_func=lambda one: text[f"print.section.{one}"],
            key=key,
            on_change=change,
        ),
    )
    if "helps" in now.sheet.ticked and "help" not in now.sheet.ticked:
        st.html(f'<p class="tp-muted">{escape(text["print.help_stays"])}</p>')


def _exercises(atlas: Atlas, now: Visit) -> None:
    """A row for each exercise, and an empty one to write the next."""
    text, rows = atlas.text, now.sheet.exercises
    shown = [*rows, ("", "")][:MOST_EXERCISES]

    def keep(row: int, column: int) -> Callable[[object], None]:
        def change(words: object) -> None:
            table = [list(each) for each in shown]
            table[row][column] = str(words)
            now.sheet.exercises = tuple((a, b) for a, b in table if a.strip() or b.strip())

        return change

    st.html(f'<p class="tp-label">{escape(text["print.exercises"])}</p>')
    for row, (what, dose) in enumerate(shown):
        left, right = st.columns([3, 2], gap="small")
        for column, (place, value, words) in enumerate(
            ((left, what, "what"), (right, dose, "dose"))
        ):
            with place:
                _field(
                    f"exercise_{words}_{row}",
                    value,
                    keep(row, column),
                    lambda key, change, words=words, row=row: st.text_input(
                        text(f"print.exercise_{words}", n=row + 1),
                        key=key,
                        max_chars=LONGEST_LINE,
                        on_change=change,
                        placeholder=text[f"print.exercise_{words}_hint"],
                        label_visibility="collapsed",
                        autocomplete="off",
                    ),
                )


def _paper(atlas: Atlas, now: Visit) -> None:
    text, sheet = atlas.text, now.sheet
    numbers = load_emergency_numbers()
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    with left:
        _field(
            "date",
            sheet.date,
            lambda day: setattr(sheet, "date", day),
            lambda key, change: st.date_input(
                text["print.date"], value=None, key=key, format="YYYY-MM-DD", on_change=change
            ),
        )
    with right:
        _field(
            "paper",
            now.consult.paper,
            lambda paper: setattr(now.consult, "paper", paper or now.consult.paper),
            lambda key, change: st.segmented_control(
                text["print.paper"], PAPERS, key=key, on_change=change, required=True
            ),
        )
    _field(
        "country",
        sheet.country,
        lambda country: setattr(sheet, "country", country),
        lambda key, change: st.selectbox(
            text["print.country"],
            list(numbers),
            index=None,
            format_func=lambda country: numbers[country].name,
            key=key,
            on_change=change,
            placeholder=text["ask.country.none"],
        ),
    )


def downloads(atlas: Atlas, now: Visit) -> None:
    """The page as PDF and its figure as PNG, made in memory when they are asked for."""
    text, out = atlas.text, hand_out(atlas, now)
    st.download_button(
        text["print.pdf"],
        lambda: render(out, atlas.catalogue, atlas.built, text),
        file_name="hand-out.pdf",
        mime="application/pdf",
        key="handout_pdf",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        text["print.png"],
        lambda: figure_png(out, atlas.catalogue, atlas.built, text),
        file_name="figure.png",
        mime="image/png",
        key="handout_png",
        icon=":material/image:",
        on_click="ignore",
    )
