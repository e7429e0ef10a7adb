"""What to ask first, through the pages: no muscle before the emergency questions are answered."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.safety import warning_signs
from atlas.text import load_text
from tests.apptest_events import component, data_of, fire, run_through_app

APP = str(Path(__file__).resolve().parent.parent / "app.py")
TEXT = load_text()
CATALOGUE = load_catalogue()
FLAGS = list(CATALOGUE.red_flags.values())
BODY = Built().map
GROUPS = (
    "chest", "arm", "shoulder", "jaw", "temple", "calf", "upper_abdomen", "neck_front", "throat",
    "upper_back",
)  # fmt: skip
NAMES = {muscle.name for muscle in CATALOGUE.muscles.values()}
NAMES |= {part.name for muscle in CATALOGUE.muscles.values() for part in muscle.parts if part.name}
NAMES |= {muscle.plain_name for muscle in CATALOGUE.muscles.values()}


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


def open_page(page: str = "pages/explore.py", **query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    if page != "pages/explore.py":
        at.switch_page(page)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


class Visitor:
    """Sends what the browser would, with its numbers."""

    def __init__(self, at: AppTest) -> None:
        self.at, self.seq = at, 0

    def send(self, **operation: Any) -> "Visitor":
        self.seq += 1
        fire(self.at, "map", {"ops": [{"seq": self.seq, **operation}]})
        assert not self.at.exception
        return self

    @property
    def story(self) -> dict[str, Any]:
        return data_of(self.at, "story")

    def mark(self, area: str, side: str = "right") -> "Visitor":
        return self.send(op="mark", cells=list(BODY.cells_of(area, side))[:1])

    def answer(self, value: str, *ids: str) -> "Visitor":
        numbers = [n for n, flag in enumerate(FLAGS) if flag.id in ids]
        return self.send(op="answer", flags=numbers, value=value)

    def asked(self) -> list[str]:
        return [FLAGS[n].id for n in self.story["flags"]]

    def emergencies(self) -> list[str]:
        return [flag for flag in self.asked() if CATALOGUE.red_flags[flag].urgency == "emergency"]


def sent(at: AppTest) -> str:
    """Everything that the server has put on the page, components included."""
    found = [each.proto.body for each in at.get("html")]
    for kind in (at.warning, at.error, at.caption, at.markdown):
        found += [each.value for each in kind]
    found += [each.label for each in (*at.button, *at.text_input, *at.selectbox)]
    found += [each.proto.json for each in at.get("bidi_component")]
    return "\n".join(found)


def assert_no_muscle(at: AppTest, *but: str) -> None:
    story, shown = data_of(at, "story"), data_of(at, "map")
    assert not story.get("rows") and not story.get("chosen")
    assert shown["chosen"] is None and shown["open"] is False and not shown["hatch"]
    words = "\n".join(each.proto.body for each in at.get("html") if "<style" not in each.proto.body)
    assert not [name for name in NAMES - set(but) if name in words]
    raw = json.dumps([story, shown])
    assert not [muscle for muscle in CATALOGUE.muscles if f'"{muscle}"' in raw]
    assert not [path for path in ("muscles/", "thumbnails/") if path in raw]
    assert not [each for each in at.button if (each.key or "").startswith(("point:", "hit:"))]
    assert not len(at.dataframe)


def skin_areas() -> Iterator[str]:
    seen = set(BODY.area)
    for group in GROUPS:
        yield from [area for area in CATALOGUE.areas_in([group]) if area in seen][:2]


@pytest.mark.parametrize("area", list(dict.fromkeys(skin_areas())))
def test_no_muscle_before_the_answers(area: str) -> None:
    visitor = Visitor(open_page())
    visitor.mark(area)
    assert visitor.emergencies()
    assert_no_muscle(visitor.at)
    visitor.answer("no", *visitor.emergencies()[:-1])
    assert_no_muscle(visitor.at)
    visitor.answer("no", *visitor.emergencies())
    assert visitor.story["gate"] == "open"


@pytest.mark.parametrize("page", ["pages/explore.py", "pages/muscles.py"])
@pytest.mark.parametrize("muscle", ["infraspinatus", "pectoralis_major", "soleus", "temporalis"])
def test_a_link_waits_for_the_answers(page: str, muscle: str) -> None:
    visitor = Visitor(open_page(page, muscle=muscle))
    if not visitor.emergencies():
        pytest.fail(f"{muscle} asks nothing about emergencies")
    assert_no_muscle(visitor.at)
    visitor.answer("no", *visitor.emergencies())
    assert data_of(visitor.at, "map")["chosen"]["muscle"] == muscle
    assert CATALOGUE.muscles[muscle].name in sent(visitor.at)


@pytest.mark.parametrize("value", ["yes", "not_sure"])
def test_yes_and_not_sure_bring_the_card_that_says_to_act(value: str) -> None:
    visitor = Visitor(open_page()).mark("shoulder_anterior")
    visitor.answer("no", *visitor.emergencies()).answer(value, "heart")
    assert visitor.story["gate"] == "act_now"
    assert_no_muscle(visitor.at)
    visitor.send(op="seen", flags=[n for n, flag in enumerate(FLAGS) if flag.id == "heart"])
    assert visitor.story["gate"] == "open" and visitor.story["rows"]
    visitor.answer("not_sure" if value == "yes" else "yes", "heart")
    assert visitor.story["gate"] == "act_now"


def bring(visitor: Visitor, flag: Any) -> Visitor:
    """Mark a place that brings a warning sign's question, or choose a muscle whose card does."""
    visitor.send(op="clear")
    for area in CATALOGUE.areas_in(flag.areas):
        for side in ("right", "left", "middle"):
            cells = [k for k in BODY.cells_of(area) if BODY.side[k] == side][:1]
            if cells and flag in warning_signs(CATALOGUE, [(area, side)]):
                return visitor.send(op="mark", cells=cells)
    for muscle in (*flag.muscles, *CATALOGUE.muscles):
        for side in ("right", "left"):
            if flag in warning_signs(CATALOGUE, (), muscle, side):
                return visitor.send(op="choose", muscle=muscle, side=side)
    for area in CATALOGUE.areas.values():
        if area.inner and flag in warning_signs(CATALOGUE, [(area.id, "right")]):
            return visitor.mark(area.shown_in)
    return visitor.mark("knee_anterior")


@pytest.mark.parametrize(
    "title", dict.fromkeys(flag.title for flag in FLAGS if flag.urgency == "emergency")
)
def test_every_emergency_is_asked_on_the_page_and_acted_on(title: str) -> None:
    visitor = Visitor(open_page())
    for flag in FLAGS:
        if (flag.title, flag.urgency) == (title, "emergency"):
            bring(visitor, flag)
            assert flag.id in visitor.emergencies(), flag.id
            for value in ("yes", "not_sure"):
                visitor.answer(value, flag.id)
                assert visitor.story["gate"] == "act_now", flag.id
                assert_no_muscle(visitor.at)


def test_every_other_sign_is_asked_on_the_page_above_the_list() -> None:
    visitor = Visitor(open_page())
    for flag in FLAGS:
        if flag.urgency == "emergency":
            continue
        bring(visitor, flag)
        assert flag.id in visitor.asked(), flag.id
        visitor.answer("no", *visitor.emergencies()).answer("yes", flag.id)
        story = visitor.story
        assert story["gate"] == "open", flag.id
        number = FLAGS.index(flag)
        assert dict(zip(story["flags"], story["said"], strict=True))[number] == "y", flag.id


def test_a_new_mark_brings_only_its_own_questions() -> None:
    visitor = Visitor(open_page()).mark("shoulder_anterior")
    visitor.answer("no", *visitor.emergencies())
    before = set(visitor.emergencies())
    visitor.mark("calf_medial")
    story = visitor.story
    unanswered = {
        FLAGS[n].id
        for n, letter in zip(story["flags"], story["said"], strict=True)
        if letter == "-" and FLAGS[n].urgency == "emergency"
    }
    assert unanswered and not unanswered & before
    assert story["gate"] == "ask"


def test_no_answer_opens_by_itself_and_rubbish_is_no_answer() -> None:
    visitor = Visitor(open_page()).mark("shoulder_anterior")
    for rubbish in ({"flags": [10**9, -1, None, True], "value": "no"}, {"flags": "all"},
                    {"flags": [0], "value": "maybe"}, {"value": "no"}):  # fmt: skip
        visitor.send(op="answer", **rubbish)
    visitor.send(op="seen", flags=list(range(len(FLAGS))))
    visitor.send(op="screened")
    assert visitor.story["gate"] == "ask"
    assert_no_muscle(visitor.at)


def test_a_practitioner_says_screened_by_me_once() -> None:
    visitor = Visitor(open_page(mode="practitioner")).mark("shoulder_anterior")
    assert visitor.story["gate"] == "ask"
    assert visitor.send(op="screened").story["gate"] == "open"
    assert visitor.mark("knee_anterior").story["gate"] == "open"
    assert visitor.send(op="clear").mark("shoulder_anterior").story["gate"] == "ask"


def test_answers_come_back_after_a_restart_and_clear_ends_them() -> None:
    visitor = Visitor(open_page()).mark("shoulder_anterior")
    answers = dict.fromkeys(visitor.emergencies(), "no")
    cells = [BODY.ids[BODY.cells_of("shoulder_anterior", "right")[0]]]
    again = Visitor(open_page())
    again.send(op="restore", drawing={"set": "cells-1", "cells": cells}, answers=answers, seen=[])
    assert again.story["gate"] == "open"
    again.send(op="clear").mark("shoulder_anterior")
    assert again.story["gate"] == "ask"


def test_widespread_pain_ends_the_list() -> None:
    visitor = Visitor(open_page())
    for area, side in (
        ("shoulder_anterior", "right"), ("shoulder_anterior", "left"), ("knee_anterior", "right"),
        ("knee_anterior", "left"),
    ):  # fmt: skip
        visitor.mark(area, side)
    visitor.answer("no", *visitor.emergencies())
    assert visitor.story["widespread"] is True and visitor.story["rows"] == []


def test_the_messages_are_small() -> None:
    visitor = Visitor(open_page())
    for cell in range(0, len(BODY), 120):
        visitor.send(op="mark", cells=[cell])
    visitor.answer("no", *visitor.emergencies())
    assert sum(component(visitor.at, key).proto.ByteSize() for key in ("map", "story")) < 5200


def test_the_cards_own_signs_have_the_readers_number() -> None:
    visitor = Visitor(open_page(muscle="pectoralis_major"))
    visitor.answer("no", *visitor.asked())
    assert "the emergency number now" in sent(visitor.at)
    visitor.send(op="country", id="GB")
    assert data_of(visitor.at, "story")["country"] == "GB"
    card = next(each.proto.body for each in visitor.at.get("html") if "tp-signs" in each.proto.body)
    assert "the emergency number (999" in card.replace("Call the", "the")
    for nonsense in ("XX", None, 7, ["GB"], {"GB": 1}):
        visitor.send(op="country", id=nonsense)
        assert data_of(visitor.at, "story")["country"] == ""
