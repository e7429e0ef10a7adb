"""The cases that the ranking is judged by: sourced, kept apart, and told of honestly."""

import json
from pathlib import Path

import pytest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.evaluation import evaluate_file
from atlas.match_command import Matcher
from atlas.paths import ROOT

CASES = Path(__file__).parent / "data" / "cases"
LINEAGES = ("reference", "published", "patients")
CATALOGUE = load_catalogue()
MATCHER = Matcher(CATALOGUE, Built())


def rows(lineage):
    text = (CASES / f"{lineage}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("lineage", LINEAGES)
def test_every_case_says_where_it_comes_from(lineage):
    cases = rows(lineage)
    assert len({case["id"] for case in cases}) == len(cases)
    for case in cases:
        assert case["lineage"] == lineage
        assert case["text"] and case["muscles"]
        assert case.get("side") in (None, "left", "right")
        source = CATALOGUE.references[case["source"]]
        assert source.checked_note, source.id
        if lineage != "reference":
            assert source.checked in ("full", "abstract"), source.id


def test_no_source_stands_in_two_lineages():
    sources = [{case["source"] for case in rows(lineage)} for lineage in LINEAGES]
    assert not sources[0] & sources[1]
    assert not sources[0] & sources[2]
    assert not sources[1] & sources[2]


@pytest.mark.parametrize("lineage", LINEAGES)
def test_all_cases_are_read_and_the_report_counts_them(lineage):
    report = evaluate_file(CASES / f"{lineage}.jsonl", MATCHER)
    assert not report.broken
    assert len(report.outcomes) == len(rows(lineage))
    said = (ROOT / "docs" / "how-good-is-it.md").read_text("utf-8")
    assert f"{len(report.outcomes)} cases, " in said


def test_the_reference_finds_itself():
    report = evaluate_file(CASES / "reference.jsonl", MATCHER)
    figures = report.figures(report.counted)
    assert figures["hit@5"] >= 0.90
    assert figures["hit@10"] >= 0.98, [o.id for o in report.counted if not o.best or o.best > 10]
