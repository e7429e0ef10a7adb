"""Links: what is looked at in the query, marks in the fragment, and rubbish refused."""

import base64
import random
import zlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.drawing import PainDrawing
from atlas.links import BadLink, ViewState, from_fragment, from_query, to_fragment, to_query

CATALOGUE, BODY = load_catalogue(), Built().map
VIEWS, SET = ("body", "sides", "head"), "cells-1"
STATE = ViewState("infraspinatus", "infraspinatus.1", "left", "sides", "practitioner")
DRAWING = PainDrawing().mark(BODY.cells_of("elbow_lateral", "right")).mark([3, 1, 2])
QUERY, FRAGMENT = to_query(STATE), to_fragment(DRAWING, BODY, SET)


def test_what_is_looked_at_comes_back() -> None:
    assert from_query(QUERY, CATALOGUE, VIEWS) == STATE
    assert from_query("?" + QUERY, CATALOGUE, VIEWS) == STATE
    assert to_query(ViewState()) == "" and from_query("", CATALOGUE, VIEWS) == ViewState()


def test_marks_come_back_in_their_order() -> None:
    assert from_fragment(FRAGMENT, BODY, SET).cells == DRAWING.cells
    assert from_fragment("#" + FRAGMENT, BODY, SET).cells == DRAWING.cells
    assert to_fragment(PainDrawing(), BODY, SET) == ""
    assert from_fragment("", BODY, SET) == PainDrawing()
    assert quote(FRAGMENT, safe="=") == FRAGMENT


def test_all_cells_fit_in_a_link() -> None:
    every = PainDrawing().mark(range(len(BODY)))
    fragment = to_fragment(every, BODY, SET)
    assert len(fragment) < 6000
    assert from_fragment(fragment, BODY, SET).cells == every.cells


def test_what_was_said_does_not_travel() -> None:
    said = DRAWING.say("elbow_lateral", "right", strength=9, character="numb")
    assert to_fragment(said, BODY, SET) == FRAGMENT


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("muscle=nothing", "muscle"),
        ("muscle=infraspinatus&muscle=teres_minor", "key"),
        ("point=infraspinatus.99", "point"),
        ("muscle=teres_minor&point=infraspinatus.1", "point"),
        ("view=%3Cscript%3E", "view"),
        ("side=up", "side"),
        ("mode=admin", "mode"),
        ("marks=c0001", "key"),
        ("a=1&" * 100, "too_long"),
        ("x" * 3000, "too_long"),
    ],
)
def test_a_bad_query(query: str, key: str) -> None:
    with pytest.raises(BadLink) as caught:
        from_query(query, CATALOGUE, VIEWS)
    assert caught.value.key == key


def bomb() -> str:
    return base64.urlsafe_b64encode(zlib.compress(bytes(10_000_000))).decode().rstrip("=")


@pytest.mark.parametrize(
    ("fragment", "key"),
    [
        ("marks", "marks"),
        ("other=1", "marks"),
        ("marks=cells-1", "marks"),
        ("marks=cells-2.rAAE", "cell_set"),
        ("marks=cells-1.xAAE", "marks"),
        ("marks=cells-1.rA", "marks"),
        ("marks=cells-1.rAAEC", "marks"),
        ("marks=cells-1.zAAEC", "marks"),
        ("marks=cells-1.r<script>", "marks"),
        ("marks=cells-1.z" + bomb(), "marks"),
        ("marks=../x.rAAE", "marks"),
        ("x" * 40_000, "too_long"),
    ],
)
def test_a_bad_fragment(fragment: str, key: str) -> None:
    with pytest.raises(BadLink) as caught:
        from_fragment(fragment, BODY, SET)
    assert caught.value.key == key


def test_cells_that_are_not_there_are_left_out() -> None:
    assert from_fragment("marks=cells-1.r__8AAQ", BODY, SET).cells == (BODY.index["c0001"],)


LETTERS = "abcdefghij0123456789=&%.#<>\"'/\\\x00é\ud800-_?+ "


def mutated(link: str, seed: int) -> str:
    rng, letters = random.Random(seed), list(link)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(letters) + 1)
        match rng.randrange(3):
            case 0:
                letters[at:at] = rng.choice(LETTERS)
            case 1:
                del letters[at : at + rng.randint(1, 9)]
            case _:
                letters[at : at + 1] = rng.choice(LETTERS)
    return "".join(letters)


def survives(query: str, fragment: str) -> None:
    try:
        to_query(from_query(query, CATALOGUE, VIEWS))
    except BadLink as error:
        assert len(error.value) <= 40
    try:
        to_fragment(from_fragment(fragment, BODY, SET), BODY, SET)
    except BadLink as error:
        assert len(error.value) <= 40


def test_mutated_links() -> None:
    for seed in range(300):
        survives(mutated(QUERY, seed), mutated(FRAGMENT, seed))


@pytest.mark.fuzz
def test_a_thousand_mutated_links() -> None:
    for seed in range(1000, 2000):
        survives(mutated(QUERY, seed), mutated(FRAGMENT, seed))


@pytest.mark.fuzz
@given(st.text(max_size=80), st.binary(max_size=40))
def test_any_words(words: str, data: bytes) -> None:
    packed = base64.urlsafe_b64encode(data).decode().rstrip("=")
    survives(words, words)
    survives(words, f"marks=cells-1.r{packed}")
    survives(words, f"marks=cells-1.z{packed}")
