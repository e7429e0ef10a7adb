"""The figures of the articles: a plot, what it shows in words, and the same as a table."""

from collections.abc import Callable, Iterable, Mapping
from html import escape

import streamlit as st

from atlas import figure_learn as figures
from atlas.figure_learn import Array
from atlas.text import Text
from components.body_map import theme
from components.session import Atlas

CONFIG = {"displayModeBar": False, "staticPlot": True, "responsive": True}


def plots(atlas: Atlas) -> Mapping[str, Callable[[], None]]:
    """Name -> what draws it."""
    text = atlas.text
    return {
        "mood": lambda: arrays(text, "mood", figures.MOOD),
        "benefits": lambda: arrays(text, "benefits", figures.BENEFITS),
        "harms": lambda: arrays(text, "harms", figures.HARMS),
        "agreement": lambda: dots(text, "agreement", figures.agreement, agreement_rows(text)),
        "neck_trials": lambda: dots(text, "neck_trials", figures.neck_trials, neck_rows(text)),
        "heel_trial": lambda: dots(text, "heel_trial", figures.heel_trial, heel_rows(text)),
        "blinding": lambda: dots(text, "blinding", figures.blinding, blinding_rows(text)),
    }


def words_of(text: Text, name: str) -> dict[str, str]:
    """The strings ``learn.figure.<name>.…`` by their last word."""
    start = f"learn.figure.{name}."
    return {key.removeprefix(start): text[key] for key in text if key.startswith(start)}


def arrays(text: Text, name: str, shown: Iterable[Array]) -> None:
    """Icon arrays of 100 side by side, each with its words."""
    words = words_of(text, name)
    with st.container(key=f"fig_{name}"):
        st.html(_title(words))
        with st.container(horizontal=True, key=f"arrays_{name}"):
            for array in shown:
                with st.container(key=f"array_{name}_{array.id}", width=figures.ARRAY + 10):
                    said = words[array.id]
                    st.html(f'<p class="ln-array-title">{escape(words[f"{array.id}_title"])}</p>')
                    st.plotly_chart(
                        figures.icon_array(array, theme()),
                        key=f"plot_{name}_{array.id}",
                        config=CONFIG,
                        theme=None,
                        width=figures.ARRAY,
                        alt=said,
                    )
                    st.html(f'<p class="ln-array-text">{escape(said)}</p>')
        st.html(_foot(text, words, ()))


def dots(
    text: Text,
    name: str,
    make: Callable[..., object],
    rows: Iterable[tuple[str, str]],
) -> None:
    """A plot of few rows, with the numbers as a table below it."""
    words = words_of(text, name)
    with st.container(key=f"fig_{name}"):
        st.html(_title(words))
        st.plotly_chart(
            make(theme(), words),
            key=f"plot_{name}",
            config=CONFIG,
            theme=None,
            alt=words["note"],
        )
        st.html(_foot(text, words, rows))


def _title(words: Mapping[str, str]) -> str:
    return f'<p class="ln-fig-title">{escape(words["title"])}</p>'


def _foot(text: Text, words: Mapping[str, str], rows: Iterable[tuple[str, str]]) -> str:
    note = f'<p class="ln-fig-note">{escape(words["note"])}</p>'
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in rows
    )
    if not body:
        return note
    summary = escape(text["learn.as_table"])
    return f"{note}<details><summary>{summary}</summary><table>{body}</table></details>"


def _number(value: float, places: int = 2) -> str:
    return f"{value:.{places}f}".replace("-", "−")


def agreement_rows(text: Text) -> list[tuple[str, str]]:
    """Name and kappa."""
    words = words_of(text, "agreement")
    return [(words[name], _between(value, ends)) for name, value, ends in figures.KAPPAS]


def neck_rows(text: Text) -> list[tuple[str, str]]:
    """Name and points."""
    words = words_of(text, "neck_trials")
    rows = [(words[name], _between(value, ends)) for name, value, ends in figures.NECK]
    return [*rows, (words["other"], words["no_difference"])]


def heel_rows(text: Text) -> list[tuple[str, str]]:
    """Name and millimetres."""
    return [(words_of(text, "heel_trial")["gain"], _between(*figures.HEEL, 1))]


def blinding_rows(text: Text) -> list[tuple[str, str]]:
    """Name and count of trials."""
    words, of = words_of(text, "blinding"), figures.TRIALS
    return [
        (words["unclear"], f"{figures.UNCLEAR} / {of}"),
        (words["therapist"], f"{figures.THERAPIST_BLIND} / {of}"),
    ]


def _between(value: float, ends: tuple[float, float] | None, places: int = 2) -> str:
    said = _number(value, places)
    if ends is None:
        return said
    return f"{said} ({_number(ends[0], places)} … {_number(ends[1], places)})"
