"""Save and compare without a browser: what opens, what is refused, two drawings over each other."""

import json
import random
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.comparing_figure import plates
from atlas.drawing import PainDrawing
from atlas.handout_content import Content
from atlas.handout_html import pieces
from atlas.links import to_fragment
from atlas.session_file import (
    Answer,
    Exercise,
    Finding,
    Pinned,
    SelfTested,
    SessionState,
    Settings,
    save,
)
from atlas.text import load_text
from components import keeping, session
from components.handout_form import hand_out
from components.session import Chosen, Visit, load_atlas
from tests.apptest_events import run_through_app

APP = str(Path(__file__).resolve().parent.parent / "app.py")
TEXT, CATALOGUE, BODY = load_text(), load_catalogue(), Built().map
SET = "cells-1"
HOSTILE = "<script>alert(1)</script> **bold** [a](http://b) $x$ :red[x]"
BEFORE = (
    PainDrawing()
    .mark(BODY.cells_of("shoulder_anterior", "right"))
    .mark(BODY.cells_of("low_back", "left")[:2])
    .say("shoulder_anterior", "right", strength=7, character="ache")
)
AFTER = PainDrawing().mark(BODY.cells_of("shoulder_anterior", "right")[:3])
FINDING = Finding(muscle="infraspinatus", point="infraspinatus.1", pain=6, tender=True)
STATE = SessionState(
    drawing=BEFORE,
    looking_at=Pinned(muscle="teres_minor", side="left"),
    chosen=(Pinned(muscle="infraspinatus", point="infraspinatus.1"),),
    findings=(FINDING,),
    answers=tuple(Answer(flag=flag, answer="no") for flag in CATALOGUE.red_flags),
    self_tests=(SelfTested(muscle="infraspinatus", side="right", answer="yes"),),
    exercises=(Exercise(what="Wall slides", dose="3 times 10"),),
    notes=HOSTILE,
    notes_for_patient=f"Walk each day. {HOSTILE}",
    settings=Settings(mode="practitioner", view="head", paper="Letter", layers=("muscle",)),
    saved=keeping.today(),
)


def file_of(state: SessionState) -> bytes:
    return save(state, BODY, SET).encode()


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


@pytest.fixture
def at() -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    at.switch_page("pages/session.py")
    at.run()
    assert not at.exception
    return at


def upload(at: AppTest, which: str, data: bytes) -> AppTest:
    found = next(e for e in at.file_uploader if e.key.startswith(f"session_upload:{which}:"))
    found.set_value(("before.json", data, "application/json")).run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    found = [each.proto.body for each in at.get("html")]
    found += [e.value for kind in (at.warning, at.error, at.success) for e in kind]
    return "\n".join(found)


def now_of(at: AppTest) -> Visit:
    return at.session_state["visit"]


# ---- saving and opening


def test_everything_comes_back(at: AppTest) -> None:
    now = now_of(upload(at, "open", file_of(STATE)))
    assert keeping.state_of(now) == STATE
    assert (now.chosen, now.stage) == (Chosen("teres_minor", "left"), "head")
    assert now.consult.paper == "Letter"
    assert not at.error


def test_opening_can_be_taken_back(at: AppTest) -> None:
    now_of(at).drawing = AFTER
    now = now_of(upload(at, "open", file_of(STATE)))
    assert now.past[-1] == AFTER


def test_answers_of_another_day_are_asked_again(at: AppTest) -> None:
    now = now_of(upload(at, "open", file_of(replace(STATE, saved="2020-01-01"))))
    assert not now.answers and not session.gate(load_atlas(), now)
    assert now.drawing == BEFORE and now.consult.pinned == STATE.chosen
    assert [e.value for e in at.warning] == [TEXT["session.ask_again"]]


def test_what_is_typed_for_one_patient_is_gone_with_the_next(at: AppTest) -> None:
    now_of(at).sheet.typed["name"] = "Zoë"
    assert not now_of(upload(at, "open", file_of(STATE))).sheet.typed


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "damaged"),
        (b"\xff\xd8\xff\xe0 a picture", "damaged"),
        (file_of(STATE)[:-40], "damaged"),
        (b'{"type": "FeatureCollection", "features": []}', "foreign"),
        (b" " * 1_000_001, "too_large"),
        (file_of(STATE).replace(b'"version": 3', b'"version": 99'), "newer"),
        (file_of(STATE).replace(b'"pain": 6', b'"pain": 66'), "wrong"),
        (file_of(STATE).replace(b'"Letter"', b'"<b>A0</b>"'), "wrong"),
    ],
)
@pytest.mark.parametrize("which", ["open", "before"])
def test_a_bad_file_gets_a_message_and_changes_nothing(
    at: AppTest, which: str, data: bytes, key: str
) -> None:
    upload(at, "open", file_of(STATE))
    before = keeping.state_of(now_of(at))
    upload(at, which, data)
    assert len(at.error) == 1
    start = TEXT[f"session.bad.{key}"].split("{")[0]
    assert at.error[0].value.startswith(start)
    assert "<" not in at.error[0].value
    assert keeping.state_of(now_of(at)) == before
    assert now_of(at).compared.before is None
    at.run()
    assert not at.error


def test_every_problem_has_its_words() -> None:
    for key in ("too_large", "damaged", "foreign", "newer", "wrong"):
        assert f"session.bad.{key}" in TEXT
    for key in ("muscle", "point", "view", "mode", "side", "key", "too_long", "marks", "cell_set"):
        assert f"link.{key}" in TEXT


def test_unknown_ids_are_left_out_and_said(at: AppTest) -> None:
    raw = json.loads(file_of(STATE))
    raw["chosen"].append({"muscle": "gone_muscle"})
    now = now_of(upload(at, "open", json.dumps(raw).encode()))
    assert now.consult.pinned == STATE.chosen
    assert any("gone_muscle" in e.value for e in at.warning)


def test_older_files_open(at: AppTest) -> None:
    raw = json.loads(file_of(STATE))
    for key in ("looking_at", "self_tests", "exercises"):
        del raw[key]
    now = now_of(upload(at, "open", json.dumps(raw | {"version": 2}).encode()))
    assert now.consult.findings == (FINDING,) and now.chosen is None


def test_the_table_waits_for_the_questions(at: AppTest) -> None:
    def table() -> Any:
        return next(e for e in at.get("download_button") if e.key == "session_csv")

    upload(at, "open", file_of(replace(STATE, answers=())))
    assert table().disabled
    upload(at, "open", file_of(STATE))
    assert not table().disabled


def test_no_page_takes_a_file_for_markup(at: AppTest) -> None:
    note = HOSTILE + "\n" + "x" * 2000
    state = replace(
        STATE,
        notes=note,
        notes_for_patient=note,
        exercises=tuple(Exercise(what=HOSTILE, dose=HOSTILE) for _ in range(40)),
        findings=(FINDING.model_copy(update={"note": note}),),
        chosen=tuple(Pinned(muscle=muscle) for muscle in list(CATALOGUE.muscles)[:40])
        + STATE.chosen * 3,
        settings=Settings(mode="practitioner", view="head", layers=("nothing", "muscle")),
    )
    upload(at, "open", file_of(state))
    now_of(at).sheet.ticked = now_of(at).sheet.ticked - {"figure"}
    for page in ("consult", "handout", "explore", "muscles", "learn", "session"):
        at.switch_page(f"pages/{page}.py").run()
        assert not at.exception, page
        shown = "".join(e.proto.body for e in at.get("html"))
        assert HOSTILE[:30] not in shown, page
        assert not [e for e in (*at.markdown, *at.caption) if HOSTILE[:30] in e.value], page
    assert len(now_of(at).consult.pinned) == 30


# ---- before and after


def compared(at: AppTest, before: SessionState, after: SessionState) -> AppTest:
    upload(at, "before", file_of(before))
    return upload(at, "after", file_of(after))


def test_two_drawings_over_each_other(at: AppTest) -> None:
    now_of(at).answers.update(dict.fromkeys(CATALOGUE.red_flags, "no"))
    later = FINDING.model_copy(update={"pain": 2})
    compared(at, STATE, replace(STATE, drawing=AFTER, findings=(later,)))
    shown = words(at)
    assert shown.count('class="cmp-over"') == len(plates(Built(), BEFORE.cells, AFTER.cells))
    cm2 = [sum(float(BODY.cm2[c]) for c in d.cells) for d in (BEFORE, AFTER)]
    assert TEXT("compare.extent", before=f"{cm2[0]:.0f}", after=f"{cm2[1]:.0f}") in shown
    assert TEXT["compare.smaller"] in shown and TEXT["compare.gone"] in shown
    assert "6/10" in shown and "2/10" in shown and "7/10" in shown
    assert CATALOGUE.muscles["infraspinatus"].name in shown
    assert now_of(at).drawing == PainDrawing()  # they are only looked at


def test_points_are_named_only_when_their_questions_are_answered(at: AppTest) -> None:
    compared(at, STATE, replace(STATE, drawing=AFTER))
    assert CATALOGUE.muscles["infraspinatus"].name not in words(at)
    assert TEXT["compare.findings_wait"] in words(at)


def test_the_marks_of_now_are_one_side(at: AppTest) -> None:
    now_of(at).drawing = AFTER
    at.run()
    at.button(key="compare_now_after").click().run()
    upload(at, "before", file_of(STATE))
    assert now_of(at).compared.after.drawing == AFTER
    assert TEXT["compare.of_now"] in words(at)
    at.button(key="compare_clear_after").click().run()
    assert now_of(at).compared.after is None and not at.exception


def test_nothing_is_marked_in_either(at: AppTest) -> None:
    compared(at, SessionState(), SessionState())
    assert TEXT["compare.no_marks"] in words(at)


def test_before_and_after_differ_in_more_than_colour() -> None:
    def drawn(*show: Any) -> str:
        over = plates(Built(), BEFORE.cells, AFTER.cells, show)[0].over
        return b64decode(over.partition(",")[2]).decode()

    assert "stroke-dasharray" in drawn("before") and 'url(#before)"' in drawn("before")
    assert "stroke-dasharray" not in drawn("after") and 'url(#after)"' in drawn("after")
    both = drawn("before", "after")
    assert both.index("url(#after)") < both.index("url(#before)")


# ---- a thousand broken files and links, through the page's own functions


def mutated(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(out))
        match rng.randrange(7):
            case 0:
                out[at] = rng.randrange(256)
            case 1:
                del out[at : at + rng.randint(1, 30)]
            case 2:
                out[at:at] = out[: rng.randint(1, 50)]
            case 3:
                start = data.find(b'": ', at) + 3
                swap = rng.choice(
                    (b"null", b"[]", b'"<img src=x>"', b"-1", b"true", b"1e99", b"{}")
                )
                out[start : start + rng.randint(1, 8)] = swap
            case 4:
                out[at:at] = rng.choice((b'"', b"}", b"\\u0000", b"\xff", b"<script>", b","))
            case _:  # other letters where words stand
                at = data.find(rng.choice((b"Walk", b"Wall", b"slides", b"bold")))
                out[at : at + 2] = rng.choice((b"<b>", b"*x*", b"$$", "\u202e".encode(), b"&lt;"))
    return bytes(out)


def plain(message: str) -> bool:
    """Whether nothing in a message would be read as markup."""
    return not set(message) & set("<>*[]`$") and len(message) < 400


def test_a_thousand_broken_files_and_links() -> None:
    atlas, rng, good = load_atlas(), random.Random(7), file_of(STATE)
    refused, taken = 0, list[Visit]()
    for _ in range(500):
        now = Visit()
        assert keeping.open_file(atlas, now, good).state == STATE
        kept = keeping.state_of(now)
        opened = keeping.open_file(atlas, now, mutated(good, rng))
        assert plain(opened.message), opened.message
        if opened.state is None:
            refused += 1
            assert opened.message and keeping.state_of(now) == kept
        else:
            taken.append(now)
            assert keeping.save_file(atlas, now)  # what was taken can be saved again
            session.screening(atlas, now)
    assert refused > 100 and len(taken) > 40
    for now in taken[::8]:
        now.sheet.ticked = now.sheet.ticked - {"figure"}
        content = Content(hand_out(atlas, now), atlas.catalogue, atlas.built, TEXT)
        shown = "".join(pieces(content))
        assert not [bad for bad in ("<script", "<img", "<b>b") if bad in shown]
    fragment = to_fragment(BEFORE, BODY, SET).encode()
    query = b"muscle=infraspinatus&point=infraspinatus.1&side=left&view=head&mode=practitioner"
    for _ in range(500):
        now = Visit(drawing=AFTER)
        session.read_marks(atlas, now, mutated(fragment, rng).decode("utf-8", "replace"))
        assert now.drawing == AFTER or not now.messages
        broken = mutated(query, rng).decode("utf-8", "replace")
        pairs = (each.partition("=") for each in broken.split("&"))
        session.read_address(atlas, now, {key: value for key, _, value in pairs})
        assert all(plain(said) for said in now.messages), now.messages
        session.screening(atlas, now)


@pytest.mark.parametrize(
    "value", [None, 7, [], {}, "", "x" * 100_000, "marks=", "#marks=cells-9.rAA"]
)
def test_rubbish_instead_of_a_fragment(value: Any) -> None:
    now = Visit(drawing=AFTER)
    session.read_marks(load_atlas(), now, value)
    assert now.drawing == AFTER
