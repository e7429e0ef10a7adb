"""Learn, Evidence and About as Streamlit runs them, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from atlas.learn import load_library
from atlas.text import load_text
from components import session
from components.learn_links import TARGETS, explained
from tests.apptest_events import run_through_app

ROOT = Path(__file__).resolve().parent.parent
TEXT = load_text()


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


def page(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page(f"pages/{name}.py")
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def html(app: AppTest) -> str:
    return " ".join(str(each.proto.body) for each in app.get("html"))


def test_learn_lists_all_articles_and_words() -> None:
    app = page("learn")
    assert not app.exception
    said = html(app)
    shelf = load_library()
    for article in shelf.listed:
        assert article.title in said
    for term in shelf.glossary.values():
        assert f"term:{term.id}" in said


@pytest.mark.parametrize("name", [*load_library().articles])
@pytest.mark.parametrize("mode", ["patient", "practitioner"])
def test_every_article_is_drawn_in_both_registers(name: str, mode: str) -> None:
    app = page("learn", article=name, mode=mode)
    assert not app.exception
    said = html(app)
    article = load_library().articles[name]
    for section in article.shown(mode):  # type: ignore[arg-type]
        if section.id:
            assert f'id="{section.id}"' in said
    for source in article.sources(mode):  # type: ignore[arg-type]
        assert f'href="#s-{source}"' in said
        assert f'id="s-{source}"' in said


def test_an_unknown_article_or_source_gives_a_message() -> None:
    app = page("learn", article="<b>no</b>")
    assert not app.exception
    assert app.warning and "<b>" not in app.warning[0].value
    app = page("evidence", source="nobody_1999")
    assert not app.exception
    assert "nobody_1999" in app.warning[0].value


def test_search_finds_articles_muscles_and_places() -> None:
    app = page("learn")
    app.text_input[0].set_value("infraspinatus").run()
    assert not app.exception
    assert 'data-page="muscles"' in html(app)
    app.text_input[0].set_value("outer elbow").run()
    assert "elbow_lateral" in html(app)
    app.text_input[0].set_value("<script>alert(1)</script>").run()
    assert not app.exception
    assert "<script>" not in html(app)
    app.text_input[0].set_value("qqqzzz").run()
    assert TEXT["learn.nothing"] in html(app)


def test_evidence_shows_filters_and_one_source() -> None:
    app = page("evidence")
    assert not app.exception
    everything = html(app)
    assert everything.count('class="ln-source"') == 25
    app.text_input[0].set_value("rathbone").run()
    assert "source:rathbone_2017" in html(app)
    assert html(app).count('class="ln-source"') < 5
    app.text_input[0].set_value("").run()
    checked = next(each for each in app.selectbox if each.label == TEXT["evidence.checked"])
    checked.set_value("no").run()
    assert not app.exception
    assert "ln-badge ln-checked-abstract" not in html(app)
    assert "ln-badge ln-checked-no" in html(app)

    app = page("evidence", source="mintken_2025")
    said = html(app)
    assert said.count('class="ln-source"') == 1
    assert 'data-page="learn"' in said and "dry_needling" in said


def test_evidence_shows_more_when_asked() -> None:
    app = page("evidence")
    before = html(app).count('class="ln-source"')
    app.button(key="evidence_more").click().run()
    assert html(app).count('class="ln-source"') > before


def test_about_says_that_nobody_has_reviewed_it() -> None:
    app = page("about")
    assert not app.exception
    said = html(app)
    assert "No clinician has reviewed this yet" in said
    assert TEXT["learn.figure.versions.none"] in said


def test_words_of_the_glossary_are_explained_in_any_text() -> None:
    shelf = load_library()
    said = explained("A <taut band> and a taut band, then a twitch.", shelf, "patient")
    assert said.count('role="tooltip"') == 2
    assert "&lt;" in said and "<taut" not in said
    assert shelf.glossary["twitch"].patient in said
    assert explained("Nothing here.", shelf, "patient") == "Nothing here."


def test_links_into_learn_lead_somewhere() -> None:
    shelf = load_library()
    for target, (file, query) in TARGETS.items():
        assert (ROOT / file).is_file()
        assert f"learn.to.{target}" in TEXT
        if "article" in query:
            sections = [section.id for section in shelf.articles[query["article"]].sections]
            assert query.get("at", sections[-1]) in sections


def test_evidence_of_one_muscle() -> None:
    app = page("evidence", muscle="infraspinatus")
    assert not app.exception
    said = html(app)
    assert "leffler_2000" in said
    assert TEXT("evidence.of_muscle", muscle="Infraspinatus") in said
    assert not page("evidence", muscle="nobody").exception


def test_no_muscle_is_found_before_the_emergency_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "gate", lambda *_: False)
    app = page("learn")
    app.text_input[0].set_value("infraspinatus").run()
    assert not app.exception
    assert 'data-page="muscles"' not in html(app)
    assert TEXT["learn.muscles_wait"] in html(app)
