"""What the catalogue says of each muscle: readable, and nothing that may not be said."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from atlas.catalogue import load_catalogue
from atlas.model import Claim, Muscle
from tests.forbidden import forbidden_in
from tests.readability import HIGHEST_GRADE, grade, too_long, without

CATALOGUE = load_catalogue()
MUSCLES = tuple(CATALOGUE.muscles.values())
each_muscle = pytest.mark.parametrize("muscle", MUSCLES, ids=lambda muscle: muscle.id)

NAMES = [
    name
    for muscle in MUSCLES
    for named in (muscle, *muscle.parts)
    for name in (named.name, named.latin or "", *named.also_known_as)
    if name
]


def claims_of(value: Any) -> Iterator[Claim]:
    """Every claim of an entry, however deep."""
    if isinstance(value, Claim):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from claims_of(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from claims_of(each)


def patient_text(muscle: Muscle) -> list[str]:
    """What a patient reads of a muscle, a paragraph each."""
    return [muscle.plain, *(claim.patient for claim in claims_of(muscle))]


def all_text(value: Any) -> Iterator[str]:
    """Every string of an entry."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in {"sources", "anatomy_sources", "id", "red_flags"}:
                yield from all_text(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from all_text(each)


@each_muscle
def test_a_patient_of_eleven_can_read_it(muscle: Muscle) -> None:
    said = without("\n".join(patient_text(muscle)), NAMES)
    assert len(said.split()) >= 100
    assert grade(said) <= HIGHEST_GRADE


@each_muscle
def test_sentences_for_patients_are_short(muscle: Muscle) -> None:
    assert too_long("\n".join(patient_text(muscle))) == []


@each_muscle
def test_nothing_forbidden_is_said(muscle: Muscle) -> None:
    assert list(forbidden_in(all_text(muscle))) == []


@each_muscle
def test_the_plain_name_says_that_it_is_a_muscle(muscle: Muscle) -> None:
    for named in (muscle, *muscle.parts):
        if named.plain_name:
            assert "muscle" in named.plain_name.lower(), named.id


@each_muscle
def test_advice_to_press_stands_only_where_some_point_may_be_pressed(muscle: Muscle) -> None:
    """Where a heart question applies it is not shown either: `atlas.safety` sees to that."""
    points = [entry.point for entry in CATALOGUE.points.values() if entry.muscle is muscle]
    assert points
    if any(each.kind == "press" for each in muscle.self_care):
        assert {each.self_press for each in points} & {"yes", "gentle"}
