"""Emergency numbers: read as written, sourced, and shown only for a chosen country."""

import re

import pytest
import yaml

from atlas.catalogue import load_catalogue
from atlas.emergency import emergency_number, load_emergency_numbers, with_number
from atlas.paths import DATA

NUMBERS = load_emergency_numbers()


def test_every_row_is_read():
    raw = yaml.load((DATA / "emergency_numbers.yaml").read_text("utf-8"), yaml.CBaseLoader)
    assert len(NUMBERS) == len(raw["emergency_numbers"])
    assert [each.name for each in NUMBERS.values()] == sorted(e.name for e in NUMBERS.values())


def test_every_source_is_listed_and_was_seen():
    catalogue = load_catalogue()
    for each in NUMBERS.values():
        cited = catalogue.cited(each.sources)
        assert len(cited) == len(each.sources), each.id
        assert all(source.checked != "no" for source in cited), each.id


@pytest.mark.parametrize(
    ("country", "number"),
    [("GB", "999"), ("US", "911"), ("AU", "000"), ("NZ", "111"), ("NO", "112"), ("JP", "119")],
)
def test_the_number_to_call_first(country, number):
    assert NUMBERS[country].numbers[0] == number


@pytest.mark.parametrize("country", [None, "", "XX", "gb", "Atlantis"])
def test_no_country_is_guessed(country):
    assert emergency_number(country) is None
    words = "Call the emergency number now."
    assert with_number(words, emergency_number(country)) == words


def test_the_number_stands_behind_the_words():
    assert with_number("Call the emergency number now.", NUMBERS["GB"]) == (
        "Call the emergency number (999 or 112) now."
    )
    assert with_number("See a doctor today.", NUMBERS["GB"]) == "See a doctor today."


def test_every_emergency_text_has_a_place_for_the_number():
    for flag in load_catalogue().red_flags.values():
        said = with_number(flag.act, NUMBERS["AU"])
        if "emergency number" in flag.act.casefold():
            assert "(000)" in said
        assert not re.search(r"\b(999|911|112)\b", flag.act), "country-neutral"


@pytest.mark.parametrize(
    "text",
    ["", "[", "emergency_numbers: 3", "emergency_numbers:\n  - {id: GB}\n", "- a", "\x00", "a: b"],
)
def test_a_broken_file_leaves_neutral_words(tmp_path, text):
    (tmp_path / "emergency_numbers.yaml").write_text(text, encoding="utf-8")
    assert load_emergency_numbers(tmp_path) == {}
    assert emergency_number("GB", tmp_path) is None
    assert load_emergency_numbers(tmp_path / "nowhere") == {}
