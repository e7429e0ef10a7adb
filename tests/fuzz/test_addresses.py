"""Any address, and anything that claims to come from the map: a message at most, never an error."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.match_command import Matcher, as_line
from components import session
from components.session import MODES, PARAMETERS, SIDES, Atlas, Visit
from tests.apptest_events import run_through_app

pytestmark = pytest.mark.fuzz

APP = str(Path(__file__).resolve().parent.parent.parent / "app.py")
PAGES = (
    "explore", "muscles", "consult", "handout", "session", "learn", "evidence", "about",
)  # fmt: skip
OTHER_KEYS = ("show", "region", "article", "words", "at", "claim", "source")
CATALOGUE = load_catalogue()
MOST = settings().max_examples

some_are_slow = settings(
    max_examples=max(6, MOST // 20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@cache
def atlas() -> Atlas:
    return session.load_atlas()


# ---- what may stand in an address

known = st.sampled_from(
    sorted(
        {
            *CATALOGUE.muscles, *CATALOGUE.parts, *CATALOGUE.points, *CATALOGUE.regions,
            *CATALOGUE.references, *CATALOGUE.areas, *MODES, *SIDES, "body", "head", "hands",
            "list", "plate", "table",
        }
    )
)  # fmt: skip
strange = st.sampled_from(
    [
        "", " ", "None", "null", "-1", "0", "../../etc", "<script>alert(1)</script>", "%00", "\x00",
        "[a](http://b)", "**x**", "$x$", ":red[x]", "`x`", "a" * 5000, "\u202eabc", "🦴" * 50, "\n",
        "infraspinatus.", ".1", "infraspinatus.1.1", "INFRASPINATUS", "infraspinatus ",
    ]
)  # fmt: skip


@st.composite
def almost(draw: st.DrawFn) -> str:
    """A known id with a slip in it."""
    word = draw(known)
    where = draw(st.integers(0, len(word)))
    return word[:where] + draw(st.text(max_size=2)) + word[where + draw(st.integers(0, 2)) :]


values = st.one_of(known, known, almost(), strange, st.text(max_size=60))
keys = st.one_of(st.sampled_from(PARAMETERS), st.sampled_from(OTHER_KEYS), st.text(max_size=12))
addresses = st.dictionaries(st.one_of(st.sampled_from(PARAMETERS), keys), values, max_size=7)


def looked_at(now: Visit) -> tuple[object, ...]:
    return now.chosen, now.stage, now.mode


@given(addresses)
@example({"muscle": "infraspinatus", "point": "trapezius.1"})
@example(dict.fromkeys(PARAMETERS, ""))
def test_any_address_is_read(asked: dict[str, str]) -> None:
    now = Visit()
    session.read_address(atlas(), now, asked)
    assert all(0 < len(said) < 200 and "http://" not in said for said in now.messages)
    if set(asked) - set(PARAMETERS):
        assert now.messages
    if not now.messages:  # what it understood, it writes so that it understands it again
        written = session.address(now)
        assert set(written) <= {*asked, "muscle"}  # a point names its muscle
        again = Visit()
        session.read_address(atlas(), again, written)
        assert looked_at(again) == looked_at(now) and not again.messages
    draw_all(now)


@given(st.sampled_from(PAGES), addresses)
@some_are_slow
@example("muscles", {"show": "\x00", "region": "**x**"})
@example("learn", {"article": "[a](http://b)", "at": "a" * 5000, "words": "x"})
def test_any_address_gives_a_page(
    monkeypatch: pytest.MonkeyPatch, page: str, asked: dict[str, str]
) -> None:
    with monkeypatch.context() as patch:
        run_through_app(patch)
        at = AppTest.from_file(APP, default_timeout=120)
        if page != "explore":
            at.switch_page(f"pages/{page}.py")
        for key, value in asked.items():
            at.query_params[key] = value
        at.run()
    assert not at.exception
    assert all("http://" not in each.value for each in at.warning)


# ---- what may come from the map

cells = st.one_of(
    st.lists(st.integers(0, len(Built().map) - 1), max_size=40),
    st.lists(st.one_of(st.integers(-5, 10**6), st.text(max_size=5), st.none(), st.booleans())),
    st.none(),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | known,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
operations = st.fixed_dictionaries(
    {
        "op": st.sampled_from(
            ["mark", "mark", "mark", "mark", "erase", "remove", "clear", "restore", "view", "pick"]
            + ["choose", "choose", "answer", "say", "say", "side", "side", "undo", "undo", "redo"]
            + ["seen", "screened", "country", "link", "x"]
        ),
        "seq": st.one_of(st.integers(1, 40), anything),
    },
    optional={
        "cells": cells,
        "fragment": st.one_of(st.text(max_size=30).map("marks=cells-1.r".__add__), anything),
        "area": st.one_of(known, anything),
        "side": st.one_of(st.sampled_from(SIDES), anything),
        "muscle": st.one_of(st.sampled_from(sorted(CATALOGUE.muscles)), anything),
        "part": st.one_of(known, anything),
        "stage": st.one_of(st.sampled_from(["body", "head", "feet"]), anything),
        "id": st.one_of(known, anything),
        "flags": st.one_of(st.lists(st.integers(-2, 200), max_size=9), anything),
        "strength": st.one_of(st.integers(-1, 11), anything),
        "character": st.one_of(st.sampled_from(["ache", "burning", "sharp", "x"]), anything),
        "to": st.one_of(st.sampled_from(["right", "left", "both"]), anything),
        "answers": st.one_of(
            st.dictionaries(st.sampled_from(sorted(CATALOGUE.red_flags)), anything), anything
        ),
        "seen": anything,
        "value": st.one_of(st.sampled_from(["yes", "no", "not_sure"]), anything),
        "drawing": st.one_of(
            st.fixed_dictionaries({"set": st.just("cells-1"), "cells": st.lists(st.text())}),
            anything,
        ),
    },
)


def draw_all(now: Visit) -> None:
    """What a page does with the state of a tab."""
    for read in (session.ranking, session.screening, session.offers):
        read(atlas(), now)
    session.outside_picture(atlas(), now)
    session.shown_card(atlas(), now)
    json.dumps(session.address(now))


@given(st.one_of(st.lists(operations, max_size=12), anything))
@example([{"seq": 1, "op": "choose", "muscle": "infraspinatus", "side": [], "part": []}])
def test_anything_may_come_from_the_map(sent: Any) -> None:
    now = Visit()
    now.drawing = now.drawing.mark([5, 6, 300])
    session.apply(atlas(), now, sent)
    draw_all(now)
    before = now.drawing, now.chosen, now.ack
    session.apply(atlas(), now, sent)  # what comes twice counts once
    assert (now.drawing, now.chosen, now.ack) == before


# ---- what may be asked on the command line

lines = st.one_of(
    st.text(max_size=300),
    st.binary(max_size=300),
    anything.map(lambda value: json.dumps(value, default=str)),
    st.fixed_dictionaries(
        {"text": st.one_of(st.text(), anything)}, optional={"id": anything, "side": anything}
    ).map(json.dumps),
)


@cache
def matcher() -> Matcher:
    return Matcher(CATALOGUE, Built())


@given(lines)
@settings(max_examples=max(20, MOST // 2), deadline=None)
def test_any_line_has_an_answer(line: str | bytes) -> None:
    answer = matcher().answer_line(line)
    said = as_line(answer)
    assert "\n" not in said
    said.encode()
    assert "error" in answer or {"areas", "unrecognised", "candidates"} <= set(answer)
