"""Plots for the articles, made with Plotly: few marks, large words, signs that don't need colour.

Every function returns a figure for one theme. What a plot says also stands in words beside it: the
numbers here are the numbers there (see ``data/text/en.learn.yaml`` and the articles).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import plotly.graph_objects as go

Theme: TypeAlias = Literal["light", "dark"]

ARRAY = 182
"""Width and height of an icon array in pixels."""

FONT = "'Atkinson Hyperlegible Next', 'Segoe UI', sans-serif"
COLOURS: dict[str, dict[str, str]] = {
    "light": {
        "text": "#2A2522",
        "muted": "#665D56",
        "edge": "#8C8077",
        "hair": "#DCD3C9",
        "good": "#1B5E66",
        "harm": "#9A4E38",
        "card": "#FFFFFF",
    },
    "dark": {
        "text": "#EFE9E2",
        "muted": "#B3A89E",
        "edge": "#8C8077",
        "hair": "#3D3733",
        "good": "#7CC4C8",
        "harm": "#E0A08A",
        "card": "#211D1B",
    },
}


@dataclass(frozen=True)
class Array:
    """An icon array of 100: so many filled, so many half filled, the rest empty.

    Attributes
    ----------
    id : str
        Key of its words.
    full, half : int
        Filled marks, and marks that only one of two counts would fill.
    what : str
        ``good``, ``harm`` or ``unknown`` (all marks are question marks).
    """

    id: str
    full: int = 0
    half: int = 0
    what: Literal["good", "harm", "unknown"] = "good"


MOOD = (
    Array("low", 39, what="harm"),
    Array("worry", 40, what="harm"),
    Array("sleep", 45, what="harm"),
)
"""Aaron 2025: 39.3 and 40.2 of 100; Jank 2017: 45.5 of 100."""

BENEFITS = (
    Array("relief", 25),
    Array("movement", what="unknown"),
    Array("recovery", what="unknown"),
    Array("drug_free", 19, 18, "harm"),
)
"""Cotchett 2014: number needed to treat 4 (2 to 12); Brady 2014: 19; Boyce 2020: 37 of 100."""

HARMS = (Array("irish", 19, what="harm"), Array("american", 37, what="harm"), Array("major"))
"""Brady 2014 and Boyce 2020; major events in fewer than 1 of 1,000."""

KAPPAS = (("pooled", 0.452, (0.364, 0.540)), ("tender", 0.676, None), ("recognised", 0.575, None))
"""Rathbone 2017."""

NECK = (
    ("at_once", -1.53, (-2.29, -0.76)),
    ("short_term", -2.31, (-3.64, -0.99)),
    ("manual", -0.51, (-0.95, -0.06)),
)
"""Navarro-Santana 2020: points of 10, against sham or nothing twice, and against manual therapy."""

HEEL = (-14.4, (-23.5, -5.2))
"""Cotchett 2014: millimetres of 100."""

TRIALS, UNCLEAR, THERAPIST_BLIND = 27, 22, 0
"""Braithwaite 2019."""


def _layout(theme: Theme, height: int, **more: Any) -> dict[str, Any]:
    colour = COLOURS[theme]
    return {
        "height": height,
        "margin": {"l": 4, "r": 8, "t": 4, "b": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 15, "color": colour["text"]},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        **more,
    }


def _axis(theme: Theme, **more: Any) -> dict[str, Any]:
    colour = COLOURS[theme]
    return {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 14, "color": colour["muted"]},
        "linecolor": colour["edge"],
        **more,
    }


def icon_array(array: Array, theme: Theme) -> go.Figure:
    """Draw ten rows of ten: squares are filled, diamonds half, rings empty."""
    colour = COLOURS[theme]
    fill = colour["good" if array.what == "good" else "harm"]
    place = [(k % 10, -(k // 10)) for k in range(100)]
    groups = (
        (place[: array.full], "square", fill, fill),
        (place[array.full : array.full + array.half], "diamond-open", fill, fill),
        (place[array.full + array.half :], "circle-open", colour["edge"], colour["edge"]),
    )
    figure = go.Figure(
        layout=_layout(
            theme,
            ARRAY,
            width=ARRAY,
            xaxis={"visible": False, "range": [-0.6, 9.6], "fixedrange": True},
            yaxis={"visible": False, "range": [-9.6, 0.6], "fixedrange": True},
        )
    )
    if array.what == "unknown":
        figure.add_scatter(
            x=[x for x, _ in place],
            y=[y for _, y in place],
            mode="text",
            text=["?"] * 100,
            textfont={"size": 13, "color": colour["muted"]},
        )
        return figure
    for points, symbol, line, body in groups:
        if points:
            figure.add_scatter(
                x=[x for x, _ in points],
                y=[y for _, y in points],
                mode="markers",
                marker={
                    "symbol": symbol,
                    "size": 10.5,
                    "color": body,
                    "line": {"width": 1.6, "color": line},
                },
            )
    return figure


def _dots(
    theme: Theme,
    rows: Sequence[tuple[str, float, tuple[float, float] | None]],
    ticks: dict[float, str],
    ends: tuple[float, float],
) -> go.Figure:
    """Draw one dot a row, with its interval, and its name above it."""
    colour = COLOURS[theme]
    height = 60 + 62 * len(rows)
    figure = go.Figure(
        layout=_layout(
            theme,
            height,
            xaxis=_axis(
                theme,
                range=[ends[0], ends[1]],
                tickvals=list(ticks),
                ticktext=list(ticks.values()),
                showline=True,
                ticks="outside",
                tickcolor=colour["edge"],
            ),
            yaxis={
                "visible": False,
                "range": [-len(rows) + 0.35, 0.75],
                "fixedrange": True,
            },
            margin={"l": 26, "r": 40, "t": 4, "b": 30},
        )
    )
    for k, (name, value, interval) in enumerate(rows):
        figure.add_shape(
            type="line", x0=ends[0], x1=ends[1], y0=-k, y1=-k, line={"color": colour["hair"]}
        )
        if interval:
            figure.add_scatter(
                x=list(interval),
                y=[-k, -k],
                mode="lines+markers",
                line={"color": colour["good"], "width": 4},
                marker={"symbol": "line-ns-open", "size": 13, "color": colour["good"]},
            )
        figure.add_scatter(
            x=[value],
            y=[-k],
            mode="markers",
            marker={"symbol": "diamond", "size": 15, "color": colour["good"]},
        )
        figure.add_annotation(
            x=ends[0],
            y=-k + 0.42,
            text=name,
            showarrow=False,
            xanchor="left",
            bgcolor=colour["card"],
        )
    return figure


def agreement(theme: Theme, words: dict[str, str]) -> go.Figure:
    """Draw how well examiners agree, from chance (0) to perfect (1)."""
    rows = [(words[name], value, interval) for name, value, interval in KAPPAS]
    return _dots(theme, rows, {0.0: words["chance"], 0.5: "0.5", 1.0: words["perfect"]}, (0, 1))


def neck_trials(theme: Theme, words: dict[str, str]) -> go.Figure:
    """Draw the gain in neck pain, in points of 10, to the left of no difference."""
    rows = [(words[name], value, interval) for name, value, interval in NECK]
    ticks = {-4.0: words["less"], -2.0: words["half"], 0.0: words["none"]}
    return _with_line(_dots(theme, rows, ticks, (-4, 0.6)), theme, 0)


def heel_trial(theme: Theme, words: dict[str, str]) -> go.Figure:
    """Draw the gain in heel pain on the line of 100 mm on which people marked it."""
    ticks = {-100.0: words["all"], -50.0: words["half"], 0.0: words["none"]}
    rows = [(words["gain"], HEEL[0], HEEL[1])]
    return _with_line(_dots(theme, rows, ticks, (-100, 6)), theme, 0)


def _with_line(figure: go.Figure, theme: Theme, x: float) -> go.Figure:
    figure.add_vline(x=x, line={"color": COLOURS[theme]["text"], "width": 1.6, "dash": "dot"})
    return figure


def blinding(theme: Theme, words: dict[str, str]) -> go.Figure:
    """Draw 27 trials in two rows: poor blinding, and a therapist who was blind."""
    colour = COLOURS[theme]
    figure = go.Figure(
        layout=_layout(
            theme,
            196,
            xaxis={"visible": False, "range": [-0.7, 26.7], "fixedrange": True},
            yaxis={"visible": False, "range": [-2.0, 1.0], "fixedrange": True},
        )
    )
    for row, (name, count) in enumerate((("unclear", UNCLEAR), ("therapist", THERAPIST_BLIND))):
        y = -1.55 * row
        for first, last, symbol, shade in (
            (0, count, "square", colour["harm"]),
            (count, TRIALS, "circle-open", colour["edge"]),
        ):
            if last > first:
                figure.add_scatter(
                    x=list(range(first, last)),
                    y=[y] * (last - first),
                    mode="markers",
                    marker={"symbol": symbol, "size": 10, "color": shade, "line": {"width": 1.6}},
                )
        figure.add_annotation(x=-0.5, y=y + 0.55, text=words[name], showarrow=False, xanchor="left")
    return figure
