"""The articles: what they are made of, what is wrong in broken ones, what they may say."""

from pathlib import Path

import pytest
import yaml

from atlas import figure_learn
from atlas.catalogue import Catalogue, load_catalogue
from atlas.learn import (
    FIGURES,
    MODES,
    VERDICTS,
    Answer,
    Article,
    Library,
    check_learn,
    load_library,
    uses_of_sources,
)
from atlas.search import search_index
from atlas.text import load_text
from tests.forbidden import FORBIDDEN, forbidden_in
from tests.readability import HIGHEST_GRADE, grade, sentences, too_long, without

ROOT = Path(__file__).resolve().parent.parent
TEXT = ROOT / "data" / "text" / "en.learn.yaml"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def shelf() -> Library:
    return load_library()


def article_of(shelf: Library, name: str) -> Article:
    return shelf.articles[name]


ARTICLES = tuple(load_library().articles)


# ---- the project's own articles


def test_the_articles_have_no_problems(catalogue: Catalogue) -> None:
    assert [str(each) for each in check_learn(catalogue)] == []


def test_every_article_the_issue_asks_for_is_there(shelf: Library) -> None:
    assert [each.id for each in shelf.listed] == [
        "long_pain", "trigger_points", "reading_pictures", "other_treatments", "dry_needling",
    ]  # fmt: skip
    assert "about" in shelf.articles


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("mode", MODES)
def test_both_registers_say_something_in_every_section(
    shelf: Library, name: str, mode: str
) -> None:
    article = article_of(shelf, name)
    empty = [section.id for section in article.sections if not section.shown(mode)]
    assert not empty


@pytest.mark.parametrize("name", ARTICLES)
def test_plain_words_can_be_read_at_eleven(shelf: Library, catalogue: Catalogue, name: str) -> None:
    article = article_of(shelf, name)
    names = [
        word
        for muscle in catalogue.muscles.values()
        for word in (muscle.name, *muscle.also_known_as)
    ]
    said = without("\n".join([article.summary["patient"], article.plain("patient")]), names)
    assert len(said.split()) > 100
    assert grade(said) <= HIGHEST_GRADE
    assert too_long(said) == []


def test_the_words_of_the_pages_are_short(shelf: Library) -> None:
    text = load_text()
    mine = [text[key] for key in text if key.split(".")[0] in ("learn", "evidence", "about")]
    plain = [term.patient for term in shelf.glossary.values()]
    assert too_long("\n".join(mine + plain)) == []
    assert grade("\n".join(mine)) <= HIGHEST_GRADE
    assert grade("\n".join(plain)) <= HIGHEST_GRADE


def test_the_measure_of_reading_age_can_fail() -> None:
    hard = (
        "Pathophysiological considerations necessitate multidisciplinary collaboration "
        "notwithstanding methodological heterogeneity in contemporary investigations."
    )
    assert grade(hard) > HIGHEST_GRADE
    assert sentences("One. Two here.\nThree") == ["One.", "Two here.", "Three"]


# ---- what may not be said

ANSWERED = {"A metaphor. No human study shows a reset.", "No test in people shows a reset."}


def spoken(shelf: Library) -> list[str]:
    """Everything that a reader sees, without the claims that are answered."""
    text = load_text()
    said = [text[key] for key in text if key.split(".")[0] in ("learn", "evidence", "about")]
    said += [word for term in shelf.glossary.values() for word in (term.patient, term.practitioner)]
    for article in shelf.articles.values():
        said += [article.title, *article.summary.values()]
        said += [section.title for section in article.sections]
        said += [line for mode in MODES for line in article.plain(mode).splitlines()]
    return said


def test_no_forbidden_phrase(shelf: Library) -> None:
    assert list(forbidden_in(spoken(shelf), ANSWERED)) == []


@pytest.mark.parametrize("said", ["It is safe.", "This will fix it", "a reset", "We diagnose"])
def test_the_forbidden_phrases_are_found(said: str) -> None:
    assert FORBIDDEN.search(said)


def test_claims_that_break_the_rules_are_only_quoted_to_be_answered(shelf: Library) -> None:
    verdicts = {}
    for article in shelf.articles.values():
        for section in article.sections:
            for block in section.blocks:
                if isinstance(block, Answer):
                    verdicts[block.claim] = block.verdict
                    assert block.blocks, block.claim
    assert verdicts["It resets the nervous system"] == "no"
    assert verdicts["You recover faster"] == "unknown"


# ---- the figures are those of the sources


def test_the_numbers_are_those_that_were_read(shelf: Library) -> None:
    assert figure_learn.KAPPAS[0][1:] == (0.452, (0.364, 0.540))
    assert [each.full for each in figure_learn.HARMS] == [19, 37, 0]
    assert round(figure_learn.HEEL[0]) == -14
    assert (figure_learn.THERAPIST_BLIND, figure_learn.TRIALS) == (0, 27)
    needling = article_of(shelf, "dry_needling")
    plain, clinical = needling.plain("patient"), needling.plain("practitioner")
    for number in ("19 of 100", "37 of 100", "fewer than 1 in 1,000", "14 mm", "Of 27 tests"):
        assert number in plain
    for number in ("19.2%", "36.7%", "7.55%", "14.4 mm", "-1.53", "-0.51", "1 in 1,024"):
        assert number in clinical
    assert "not a pneumothorax rate" in clinical
    assert "0.45" in article_of(shelf, "trigger_points").plain("practitioner")


def test_the_mandatory_words_are_there(shelf: Library) -> None:
    needling = article_of(shelf, "dry_needling")
    for mode in MODES:
        said = needling.plain(mode)
        assert "any time in the next few days" in said
        assert "emergency" in said
    for mode in MODES:
        said = article_of(shelf, "trigger_points").plain(mode)
        assert "should be expected" in said
    assert "No clinician has reviewed this yet" in article_of(shelf, "about").plain("patient")


def test_privacy_takes_five_sentences(shelf: Library) -> None:
    about = article_of(shelf, "about")
    said = [one.text for section, one in about.prose("patient") if section.id == "privacy"]
    assert len(sentences("\n".join(said))) == 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_plot_is_made_in_both_themes(theme: str) -> None:
    text = load_text()

    class Words(dict[str, str]):
        def __init__(self, name: str) -> None:
            super().__init__(
                (key.rsplit(".", 1)[1], text[key])
                for key in text
                if key.startswith(f"learn.figure.{name}.")
            )

    for name in ("agreement", "neck_trials", "heel_trial", "blinding"):
        figure = getattr(figure_learn, name)(theme, Words(name))
        assert figure.data and figure.layout.height
    for array in (*figure_learn.MOOD, *figure_learn.BENEFITS, *figure_learn.HARMS):
        figure = figure_learn.icon_array(array, theme)
        assert sum(len(trace.x) for trace in figure.data) == 100


def test_every_figure_has_its_words() -> None:
    text = load_text()
    for name in FIGURES:
        assert any(key.startswith(f"learn.figure.{name}.") for key in text), name
    for verdict in VERDICTS:
        assert f"learn.verdict.{verdict}" in text


def test_the_text_file_is_texts_only() -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        return [value]

    loaded = yaml.load(TEXT.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert all(isinstance(leaf, str) and leaf.strip() for leaf in leaves(loaded))


# ---- claims, there and back


def test_every_source_knows_its_claims(shelf: Library, catalogue: Catalogue) -> None:
    uses = uses_of_sources(catalogue, shelf)
    claims = shelf.claims()
    assert len(claims) > 90
    for claim in claims:
        assert claim.sources
        for source in claim.sources:
            assert claim in uses[source].claims
    assert "trapezius" in uses["mintken_2025"].muscles
    assert uses["finucane_2020"].red_flags


# ---- broken articles

HEAD = """---
id: test
title: A test
order: 1
topics: [one]
summary: {patient: Words., practitioner: Words.}
---
"""


def folder(tmp_path: Path, body: str, head: str = HEAD) -> Path:
    (tmp_path / "learn").mkdir()
    (tmp_path / "learn" / "test.md").write_text(head + body, encoding="utf-8")
    (tmp_path / "glossary.yaml").write_text(
        "terms:\n  - {id: knot, name: knot, patient: A spot., practitioner: A spot.}\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("Words [@no_such_source].\n", 8, "is not in data/references.yaml"),
        ("Words [@rathbone_2018].\n", 8, "did you mean 'rathbone_2017'"),
        ("\nA [[word]].\n", 9, "is not in data/glossary.yaml"),
        ("## No id\n", 8, "has no id"),
        ("::: patient\nWords\n", 8, "is not closed"),
        ("::: nobody\nWords\n:::\n", 8, "is not a block"),
        ('::: claim maybe "x"\nWords\n:::\n', 8, "is not a verdict"),
        ("{{figure nothing}}\n", 8, "is not a figure"),
        ("[there](learn:nowhere)\n", 8, "is no learn here"),
        ("[there](muscle:nowhere)\n", 8, "is no muscle here"),
        ("[there](http://example.org)\n", 8, "is no link"),
        ("[there](learn:test#nowhere)\n", 8, "is no section of test"),
        ("| a | b |\n|---|---|\n| c |\n", 8, "rows are not of one length"),
        ("## One {#a}\n\n## Two {#a}\n", 10, "is written twice"),
    ],
)
def test_what_is_wrong_names_file_and_line(
    tmp_path: Path, catalogue: Catalogue, body: str, line: int, said: str
) -> None:
    problems = check_learn(catalogue, folder(tmp_path, body))
    assert any(each.line == line and said in str(each) for each in problems), [*map(str, problems)]


@pytest.mark.parametrize(
    "head",
    ["", "---\nid: test\n", "---\nid: [\n---\n", "---\n- a\n---\n", "---\nid: test\n---\n",
     HEAD.replace("order: 1", "order: x"), HEAD.replace("id: test", "id: Te st"),
     HEAD.replace("topics:", "topic:"), HEAD.replace("practitioner", "doctor")],
)  # fmt: skip
def test_broken_front_matter_is_reported_and_the_article_left_out(
    tmp_path: Path, head: str
) -> None:
    shelf = load_library(folder(tmp_path, "Words\n", head))
    assert shelf.problems and not shelf.articles


def test_missing_files_are_reported(tmp_path: Path) -> None:
    shelf = load_library(tmp_path)
    assert not shelf.articles
    assert any("glossary.yaml" in str(each) for each in shelf.problems)


def test_a_whole_article_is_read(tmp_path: Path) -> None:
    body = """Both read this [@a; @b], with a [[knot|lump]].

## Part {#part}
::: patient
- **one** [@a]
- two
  goes on
:::
::: practitioner
::: care "Take care"
1. first
:::
:::
"""
    article = load_library(folder(tmp_path, body)).articles["test"]
    assert article.plain("patient").splitlines() == [
        "Both read this, with a lump.", "one", "two goes on",
    ]  # fmt: skip
    assert article.sources() == ("a", "b")
    assert "first" in article.plain("practitioner")
    assert "first" not in article.plain("patient")


# ---- search


@pytest.mark.parametrize(
    ("words", "kind", "wanted"),
    [
        ("dry needling", "article", "dry_needling"),
        ("infraspinatus", "muscle", "infraspinatus"),
        ("infraspinatis", "muscle", "infraspinatus"),
        ("twitch", "term", "twitch"),
        ("tennis elbow", "area", "elbow_lateral"),
        ("bruise", "section", "dry_needling#harms"),
        ("pneumothorax", "term", "pneumothorax"),
        ("foam roller", "article", "other_treatments"),
    ],
)
def test_one_box_finds_everything(
    shelf: Library, catalogue: Catalogue, words: str, kind: str, wanted: str
) -> None:
    hits = search_index(shelf, catalogue).find(words)
    assert (kind, wanted) in [(hit.kind, hit.id) for hit in hits[:5]], hits


@pytest.mark.parametrize("words", ["", " ", "x", "qqqqzzzz", "%%%"])
def test_nothing_is_found_for_nothing(shelf: Library, catalogue: Catalogue, words: str) -> None:
    assert search_index(shelf, catalogue).find(words) == ()
