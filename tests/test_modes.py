"""One switch for the words, on every page; plain words never show how to needle."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from atlas.catalogue import load_catalogue
from atlas.learn import load_library
from atlas.session_file import Pinned
from atlas.text import load_text
from tests.apptest_events import data_of, run_through_app

APP = str(Path(__file__).resolve().parent.parent / "app.py")
TEXT, CATALOGUE = load_text(), load_catalogue()
PAGES = ("explore", "muscles", "consult", "handout", "session", "learn", "evidence", "about")
MUSCLES = ("infraspinatus", "trapezius", "piriformis", "gastrocnemius", "masseter")
CLINICAL = {
    TEXT[key] for key in TEXT
    if key.startswith(("clinical.", "muscles.column.needling", "consult.layer.danger"))
}  # fmt: skip


@cache
def technique() -> dict[str, str]:
    """What is written on needling and palpation, and where it stands."""
    found: dict[str, str] = {}
    for muscle in CATALOGUE.muscles.values():
        found[muscle.needling.text] = muscle.id
        found[muscle.palpation.text] = muscle.id
    return {words: muscle for words, muscle in found.items() if len(words) > 20}


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


def page(name: str, **query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    if name != "explore":
        at.switch_page(f"pages/{name}.py")
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def opened(name: str, **query: str) -> AppTest:
    """A page whose questions are answered and, where it can, a muscle pinned."""
    at = page(name, **query)
    now = at.session_state["visit"]
    now.answers.update(dict.fromkeys(CATALOGUE.red_flags, "no"))
    if "muscle" in query:
        now.consult.pin([Pinned(muscle=query["muscle"])])
    at.run()
    assert not at.exception
    return at


def everything(at: AppTest) -> str:
    found = [e.proto.body for e in at.get("html") if "<style" not in e.proto.body]
    found += [e.proto.json for e in at.get("bidi_component")]
    for kind in (at.markdown, at.caption, at.warning, at.error, at.success):
        found += [e.value for e in kind]
    for labelled in (at.button, at.button_group, at.text_input, at.text_area, at.selectbox):
        for e in labelled:
            found += [e.label or "", *map(str, getattr(e, "options", ()))]
    found += [e.value.to_csv() for e in at.dataframe]
    return "\n".join(found).replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


def assert_no_technique(at: AppTest) -> None:
    shown = everything(at)
    assert not [muscle for words, muscle in technique().items() if words in shown]
    labels = "\n".join(
        e.proto.body for e in at.get("html") if "<style" not in e.proto.body
    ).splitlines()  # fmt: skip
    assert not [w for w in CLINICAL for line in labels if f">{w}<" in line]


@pytest.mark.parametrize("name", PAGES)
def test_plain_words_never_show_how_to_needle(name: str) -> None:
    for muscle in MUSCLES if name in ("explore", "muscles", "consult", "handout") else MUSCLES[:1]:
        at = opened(name, muscle=muscle, mode="patient")
        assert at.session_state["visit"].mode == "patient"
        assert_no_technique(at)


@pytest.mark.parametrize("article", [*load_library().articles])
def test_plain_articles_never_show_how_to_needle(article: str) -> None:
    assert_no_technique(opened("learn", article=article, mode="patient"))


def test_lists_in_plain_words_show_no_needling() -> None:
    for show in ("list", "plates", "coverage"):
        assert_no_technique(opened("muscles", show=show))


@pytest.mark.parametrize("name", ["explore", "muscles", "consult"])
def test_clinical_words_do_show_it(name: str) -> None:
    """The walk above can fail."""
    at = opened(name, muscle="infraspinatus", mode="practitioner")
    with pytest.raises(AssertionError):
        assert_no_technique(at)
    muscle, shown = CATALOGUE.muscles["infraspinatus"], everything(at)
    wanted = [muscle.origin, muscle.insertion, muscle.nerve, *muscle.roots]
    wanted += [muscle.palpation.text, muscle.needling.text, *muscle.needling.structures]
    assert not [words for words in wanted if words not in shown]
    assert 'class="tp-grade"' in shown


def test_a_message_ends_with_the_page_it_was_for() -> None:
    at = page("explore", muscle="nothing")
    assert at.warning
    at.run()
    assert at.warning
    at.switch_page("pages/session.py").run()
    assert not at.warning and not at.exception


# ---- the switch


def switch(at: AppTest) -> Any:
    return next(each for each in at.button_group if each.key == "mode")


@pytest.mark.parametrize("name", [each for each in PAGES if each != "consult"])
def test_every_page_has_it_and_keeps_it_in_the_address(name: str) -> None:
    at = page(name, mode="practitioner")
    assert at.session_state["visit"].mode == "practitioner"
    assert switch(at).value == "practitioner"
    assert at.query_params.get("mode") in ("practitioner", ["practitioner"])
    switch(at).set_value("patient").run()
    assert not at.exception
    assert at.session_state["visit"].mode == "patient" and "mode" not in at.query_params
    switch(at).set_value("practitioner").run()
    assert at.session_state["visit"].mode == "practitioner"
    assert at.query_params.get("mode") in ("practitioner", ["practitioner"])


def test_it_is_kept_from_page_to_page() -> None:
    at = page("explore", mode="practitioner")
    for name in PAGES[1:]:
        at.switch_page(f"pages/{name}.py").run()
        assert not at.exception
        assert at.session_state["visit"].mode == "practitioner", name


def test_whose_sides_are_named() -> None:
    assert data_of(page("explore"), "map")["mode"] == "patient"
    assert data_of(page("explore", mode="practitioner"), "map")["mode"] == "practitioner"
    for mode in ("patient", "practitioner"):
        at = opened("explore", muscle="infraspinatus", mode=mode)
        assert TEXT[f"card.side.{mode}.right"] in everything(at)


def test_unknown_words_give_a_message_and_plain_ones() -> None:
    for name in ("explore", "muscles", "handout", "session"):
        at = page(name, mode="<b>admin</b>")
        assert at.session_state["visit"].mode == "patient"
        assert [each.value for each in at.warning if "admin" in each.value], name
        assert not [each for each in at.warning if "<b>" in each.value]
