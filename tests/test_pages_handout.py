"""The page to take home without a browser: the gate, what is ticked, what is typed, what prints."""

from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.emergency import load_emergency_numbers
from atlas.handout import figure_png, render
from atlas.handout_content import Content
from atlas.handout_html import pieces
from atlas.safety import warning_signs
from atlas.session_file import Pinned
from atlas.text import load_text
from components import session
from components.handout_form import hand_out
from components.keeping import save_file
from components.session import load_atlas
from components.sheet_state import MOST_EXERCISES
from tests.apptest_events import answer_all, data_of, run_through_app

APP = str(Path(__file__).resolve().parent.parent / "app.py")
TEXT, CATALOGUE, BODY = load_text(), load_catalogue(), Built().map
NAMES = {name for m in CATALOGUE.muscles.values() for name in (m.name, m.plain_name)}
HOSTILE = '<script>alert(1)</script><img src=x onerror="x()"> **bold** $x$ </p>'
CHOSEN = {"muscle": "infraspinatus", "point": "infraspinatus.1"}


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


def start(**query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    at.switch_page("pages/handout.py")
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def opened(**query: str) -> AppTest:
    at = start(**(query or CHOSEN))
    return answer_all(at)


def denied(at: AppTest) -> AppTest:
    """Every question answered with no, those of what was pinned meanwhile too."""
    at.session_state["visit"].answers.update(dict.fromkeys(CATALOGUE.red_flags, "no"))
    return again(at)


def again(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    return "\n".join(each.proto.body for each in at.get("html"))


def group(at: AppTest, key: str) -> Any:
    return next(each for each in at.button_group if each.key == f"handout:{key}")


def tick(at: AppTest, *sections: str, on: bool = True) -> AppTest:
    value = set(group(at, "sections").value)
    value = value | set(sections) if on else value - set(sections)
    group(at, "sections").set_value(sorted(value))
    return again(at)


def typed(at: AppTest, kind: str, key: str, value: str) -> AppTest:
    next(e for e in getattr(at, kind) if e.key == f"handout:{key}").set_value(value)
    return again(at)


def said(at: AppTest) -> str:
    """The text of the PDF that the page would make, without its spaces."""
    atlas, now = load_atlas(), at.session_state["visit"]
    pdf = PdfReader(BytesIO(render(hand_out(atlas, now), CATALOGUE, atlas.built, TEXT)))
    return squeezed("".join(page.extract_text() for page in pdf.pages))


def squeezed(text: str) -> str:
    return "".join(text.split())


# ---- the gate


def test_no_muscle_before_the_answers() -> None:
    at = start(**CHOSEN)
    assert not any(name in words(at) for name in NAMES)
    assert not at.get("download_button")
    assert not [each for each in at.button_group if each.key.startswith("handout:")]
    answer_all(at)
    assert len(at.get("download_button")) == 2
    assert CATALOGUE.muscles["infraspinatus"].plain in words(at)


def test_every_pinned_muscle_brings_its_questions() -> None:
    at = opened()
    now = at.session_state["visit"]
    now.consult.pin([Pinned(muscle="soleus", side="left")])
    again(at)
    assert not at.get("download_button")
    asked = {list(CATALOGUE.red_flags)[n] for n in data_of(at, "story")["flags"]}
    assert {f.id for f in warning_signs(CATALOGUE, (), "soleus", "left")} <= asked


def test_without_a_muscle_it_says_what_to_do() -> None:
    at = start()
    assert TEXT["print.nothing"] in words(at)
    assert not at.get("download_button")


# ---- what goes on it


def test_every_warning_sign_is_on_the_sheet() -> None:
    at = opened()
    pins = [Pinned(muscle="soleus", side="left"), Pinned(muscle="temporalis", side="right")]
    at.session_state["visit"].consult.pin(pins)
    denied(at)
    shown, printed = squeezed(words(at)), said(at)
    for pin in pins:
        for flag in warning_signs(CATALOGUE, (), pin.muscle, pin.side):
            sign = squeezed(flag.sign)
            assert sign in printed, flag.id
            assert sign in shown.replace("&#x27;", "'").replace("&quot;", '"'), flag.id


def test_what_is_ticked_is_on_it_and_what_is_not_is_not() -> None:
    at = opened()
    assert TEXT["handout.needling"] not in words(at)
    keys = {"helps": "handout.helps", "sources": "handout.sources", "notes": "handout.notes"}
    for section, key in keys.items():
        assert TEXT[key] in words(at)
        tick(at, section, on=False)
        assert TEXT[key] not in words(at), section
        assert squeezed(TEXT[key]) not in said(at)
    tick(at, "figure", on=False)
    assert "data:image/webp" not in words(at)


def test_warning_signs_stay_as_long_as_there_is_something_to_try() -> None:
    at = tick(opened(), "help", on=False)
    assert TEXT["handout.help"] in words(at) and TEXT["print.help_stays"] in words(at)
    tick(at, "helps", on=False)
    assert TEXT["handout.help"] not in words(at)


def test_needling_advice_is_for_practitioners_to_tick() -> None:
    at = opened()
    assert not [o for o in group(at, "sections").options if "eedling" in o]
    at = tick(opened(**CHOSEN, mode="practitioner"), "needling")
    assert TEXT["handout.needling_sore"] in words(at)
    assert squeezed(TEXT["handout.needling_sore"]) in said(at)
    muscle = CATALOGUE.muscles["infraspinatus"]
    assert muscle.needling.text not in words(at)


def test_pins_are_on_it_and_can_be_left_off() -> None:
    at = opened()
    pins = [Pinned(muscle="infraspinatus", point="infraspinatus.1"), Pinned(muscle="teres_minor")]
    at.session_state["visit"].consult.pin(pins)
    denied(at)
    assert CATALOGUE.muscles["teres_minor"].plain in words(at)
    group(at, "points").set_value([pins[0]])
    again(at)
    assert CATALOGUE.muscles["teres_minor"].plain not in words(at)
    assert CATALOGUE.muscles["infraspinatus"].plain in words(at)


def test_exercises_with_their_dose() -> None:
    at = typed(opened(), "text_input", "exercise_what_0", "Wall slides")
    typed(at, "text_input", "exercise_dose_0", "3 times 10")
    assert TEXT("handout.exercise", what="Wall slides", dose="3 times 10") in words(at)
    assert squeezed("Wall slides: 3 times 10") in said(at)
    for row in range(1, MOST_EXERCISES):
        typed(at, "text_input", f"exercise_what_{row}", f"Number {row}")
    rows = [e for e in at.text_input if (e.key or "").startswith("handout:exercise_what")]
    assert len(rows) == MOST_EXERCISES
    typed(at, "text_input", "exercise_what_0", "")
    typed(at, "text_input", "exercise_dose_0", "")
    assert "Wall slides" not in words(at) and "Number 7" in words(at)


def test_a_self_test_that_was_answered() -> None:
    atlas, at = load_atlas(), opened(muscle="tibialis_anterior")
    now = at.session_state["visit"]
    now.tests["tibialis_anterior", None, "right"] = "yes"
    again(at)
    content = Content(hand_out(atlas, now), CATALOGUE, atlas.built, TEXT)
    printed = any(content.presses(group) for group in content.groups)
    assert (TEXT["handout.tests"] in words(at)) is printed
    assert (squeezed(TEXT["handout.tests"]) in said(at)) is printed


def test_names_are_printed_and_in_no_file() -> None:
    at, typings = opened(), {"name": "Zoë Łukasiewicz", "clinic": "Praxis am Fluß",
                             "contact": "+43 1 2345", "next_visit": "3 December"}  # fmt: skip
    for key, value in typings.items():
        typed(at, "text_input", key, value)
    for value in typings.values():
        assert value in words(at) and squeezed(value) in said(at)
    saved = save_file(load_atlas(), at.session_state["visit"]).decode()
    assert not [value for value in typings.values() if value in saved]


def test_paper_date_and_country() -> None:
    at = opened()
    group(at, "paper").set_value("Letter")
    next(e for e in at.date_input if e.key == "handout:date").set_value(None)
    next(e for e in at.selectbox if e.key == "handout:country").set_value("AT")
    again(at)
    out = hand_out(load_atlas(), at.session_state["visit"])
    assert (out.paper, out.date, out.country) == ("Letter", None, "AT")
    assert load_emergency_numbers()["AT"].numbers[0] in words(at)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag} | {name for name, _ in attrs if name.startswith("on")}


def test_nothing_that_is_typed_is_markup() -> None:
    at = typed(opened(), "text_area", "notes", HOSTILE)
    for key in ("name", "clinic", "contact", "next_visit", "exercise_what_0"):
        typed(at, "text_input", key, HOSTILE)
    content = Content(
        hand_out(load_atlas(), at.session_state["visit"]), CATALOGUE, load_atlas().built, TEXT
    )
    tags = Tags()
    for piece in pieces(content):
        tags.feed(piece)
    assert tags.found <= {
        "p", "b", "span", "h1", "h2", "h3", "em", "div", "img", "ul", "li", "i", "section", "br",
    }  # fmt: skip
    assert words(at).count("&lt;script&gt;") == 6
    assert squeezed(HOSTILE) in said(at)


def test_thirty_points_and_a_long_note_are_shown_in_full() -> None:
    at = opened()
    now = at.session_state["visit"]
    points = list(CATALOGUE.points)[::5][:30]
    now.consult.pin(Pinned(muscle=CATALOGUE.points[p].muscle.id, point=p) for p in points)
    now.consult.notes_for_patient = " ".join(f"wörd{k:04d}" for k in range(560))[:5000]
    now.sheet.ticked = now.sheet.ticked - {"figure"}
    denied(at)
    shown = words(at).replace("&#x27;", "'")
    assert [p for p in points if CATALOGUE.points[p].point.where.patient[:40] not in shown] == []
    assert all(f"wörd{k:04d}" in shown for k in range(555))


def test_the_picture_shows_the_marks_when_they_are_ticked() -> None:
    at, atlas = opened(), load_atlas()
    now = at.session_state["visit"]
    now.drawing = now.drawing.mark(BODY.cells_of("shoulder_anterior", "right"))
    pictures = []
    for ticked in (now.sheet.ticked, now.sheet.ticked - {"marks"}):
        now.sheet.ticked = ticked
        pictures.append(figure_png(hand_out(atlas, now), CATALOGUE, atlas.built, TEXT, 200))
    assert pictures[0] != pictures[1]


def test_two_tabs_print_their_own() -> None:
    first, second = opened(), opened()
    typed(first, "text_area", "notes", "only in the first")
    again(second)
    assert "only in the first" in words(first)
    assert "only in the first" not in words(second)


def test_clear_forgets_what_was_typed() -> None:
    at = typed(opened(), "text_input", "name", "Zoë")
    session.forget(at.session_state["visit"])
    answer_all(again(at), first=2900)
    assert "Zoë" not in words(at)
