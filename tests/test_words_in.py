"""Words, strength, character and sides through the page: what the server makes of them."""

import pytest
from streamlit.testing.v1 import AppTest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.text import load_text
from tests.apptest_events import answer_all, data_of, run_through_app
from tests.test_gate import Visitor, open_page

TEXT = load_text()
CATALOGUE = load_catalogue()
BODY = Built().map


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


def typed(words: str, at: AppTest | None = None) -> AppTest:
    at = at or open_page()
    at.text_input(key="words_in").input(words).run()
    assert not at.exception
    return at


def places(at: AppTest) -> list[list]:
    return data_of(at, "story")["places"]


def said(at: AppTest) -> str:
    return "\n".join(each.proto.body for each in at.get("html"))


def test_several_places_with_side_and_character() -> None:
    at = typed("sharp pain under my shoulder blade and a numb little finger on the right")
    assert {place[2] for place in places(at)} == {"right"}
    kinds = {place[1]: place[4] for place in places(at) if len(place) > 4}
    assert kinds["scapula_tip"] == "sharp" and kinds["finger5"] == "numb"
    assert len(places(at)) <= 3
    assert data_of(at, "story")["gate"] == "ask"


def test_without_a_side_it_is_asked_and_nothing_is_guessed() -> None:
    at = typed("outer elbow")
    assert places(at) == []
    at.button(key="side:left").click().run()
    assert [place[1:3] for place in places(at)] == [["elbow_lateral", "left"]]
    at = typed("outer elbow")
    at.button(key="side:both").click().run()
    assert sorted(place[2] for place in places(at)) == ["left", "right"]


def test_a_correction_and_what_is_not_understood_are_said() -> None:
    at = typed("right sholder and blorp")
    assert "sholder" in said(at) and "blorp" in said(at)
    assert places(at)
    assert TEXT["find.nothing"] in said(typed("qwertz"))


def test_near_matches_are_buttons() -> None:
    at = typed("sciatica")
    near = [each for each in at.button if (each.key or "").startswith("near:")]
    assert near
    near[0].click().run()
    assert not at.exception
    assert places(at) or [b for b in at.button if (b.key or "").startswith("side:")]


def test_a_complaint_asks_first_and_then_names_muscles() -> None:
    at = typed("dizzy")
    story = data_of(at, "story")
    assert story["flags"] and story["gate"] == "ask"
    assert not [b for b in at.button if (b.key or "").startswith("complaint:")]
    answer_all(at)
    assert data_of(at, "story")["gate"] == "open"
    assert [b for b in at.button if (b.key or "").startswith("complaint:")]


def test_what_lies_inside_brings_its_own_questions() -> None:
    inner = [a for a in CATALOGUE.areas.values() if a.inner and a.shown_in]
    assert inner
    at = typed("right upper back teeth ache")
    flags = [list(CATALOGUE.red_flags)[n] for n in data_of(at, "story")["flags"]]
    assert "tooth_pain" in flags


@pytest.mark.parametrize("words", ["", "   ", "🦴" * 300, "<b>x</b>", "a" * 5000, "\x00", "[x](y)"])
def test_any_words_do(words: str) -> None:
    at = typed(words)
    assert "<b>x" not in said(at)


def test_strength_and_character_change_no_order() -> None:
    visitor = Visitor(open_page()).mark("elbow_lateral")
    visitor.answer("no", *visitor.emergencies())
    before = visitor.story["rows"]
    visitor.send(op="say", area="elbow_lateral", side="right", strength=7, character="burning")
    assert visitor.story["places"] == [[1, "elbow_lateral", "right", 7, "burning"]]
    assert visitor.story["rows"] == before
    visitor.send(op="say", area="elbow_lateral", side="right", strength=3)
    assert visitor.story["places"][0][3:] == [3, "burning"]
    for rubbish in (11, -1, "5", True, 2.5, 2.0, []):
        visitor.send(op="say", area="elbow_lateral", side="right", strength=rubbish)
        assert visitor.story["places"][0][3:] == [3, "burning"]
    visitor.send(op="say", area="elbow_lateral", side="right", character="purple")
    assert visitor.story["places"][0][3:] == [3, "burning"]


def test_a_place_is_copied_and_moved_to_the_other_side() -> None:
    visitor = Visitor(open_page()).mark("elbow_lateral")
    visitor.send(op="say", area="elbow_lateral", side="right", strength=7)
    visitor.send(op="side", area="elbow_lateral", side="right", to="both")
    assert [p[2:4] for p in visitor.story["places"]] == [["right", 7], ["left", 7]]
    visitor.send(op="undo").send(op="side", area="elbow_lateral", side="right", to="left")
    assert [p[2:4] for p in visitor.story["places"]] == [["left", 7]]
    visitor.send(op="side", area="elbow_lateral", side="left", to="up")
    assert [p[2:4] for p in visitor.story["places"]] == [["left", 7]]


def test_undo_redo_and_nothing_hurts() -> None:
    visitor = Visitor(open_page()).mark("elbow_lateral").mark("shoulder_anterior")
    visitor.send(op="undo")
    assert len(visitor.story["places"]) == 1 and visitor.story["steps"] == [True, True]
    visitor.send(op="redo")
    assert len(visitor.story["places"]) == 2 and visitor.story["steps"] == [True, False]
    visitor.send(op="clear")
    assert visitor.story["places"] == []
    visitor.send(op="undo")
    assert len(visitor.story["places"]) == 2 and visitor.story["gate"] == "ask"
    for _ in range(5):
        visitor.send(op="undo")
    visitor.send(op="redo")
    assert len(visitor.story["places"]) == 1


def test_a_group_is_one_place_until_a_part_of_it_is_taken_out() -> None:
    visitor = Visitor(open_page())
    visitor.at.text_input(key="words_in").input("my right arm aches").run()
    assert [place[1:3] for place in places(visitor.at)] == [["arm", "right"]]
    assert places(visitor.at)[0][4] == "ache"
    visitor.send(op="say", area="arm", side="right", strength=7)
    visitor.send(op="side", area="arm", side="right", to="both")
    assert [place[1:4] for place in places(visitor.at)] == [["arm", "right", 7], ["arm", "left", 7]]
    visitor.send(op="remove", area="arm", side="left")
    cells = data_of(visitor.at, "map")["places"][0][3]
    visitor.answer("no", *visitor.emergencies())
    assert visitor.story["rows"] and visitor.story["rows"][0][3] == [1]
    visitor.send(op="erase", cells=cells[:1])
    apart = places(visitor.at)
    assert len(apart) > 10 and all(place[3] == 7 for place in apart)
    visitor.send(op="undo")
    assert [place[1:3] for place in places(visitor.at)] == [["arm", "right"]]


def test_a_group_is_asked_about_by_its_areas_whatever_it_is_called() -> None:
    """A file or a link may call the chest a foot: its cells are asked about as the chest."""
    chest = [BODY.ids[cell] for cell in BODY.cells_of("breastbone")]
    drawing = {
        "set": "cells-1",
        "cells": chest,
        "groups": [{"group": "foot", "side": "right", "cells": chest}],
    }
    visitor = Visitor(open_page()).send(op="restore", drawing=drawing, answers={}, seen=[])
    assert "heart" in visitor.emergencies()
    assert visitor.story["gate"] == "ask"
