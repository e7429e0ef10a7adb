"""Before and after: what went, what came, in cm2, by place."""

import pytest

from atlas.built import Built
from atlas.comparing import compare
from atlas.drawing import PainDrawing

BODY = Built().map
SHOULDER = BODY.cells_of("shoulder_anterior", "right")
ELBOW = BODY.cells_of("elbow_lateral", "right")
BEFORE = PainDrawing().mark(SHOULDER).say("shoulder_anterior", "right", strength=7)
AFTER = (
    PainDrawing()
    .mark((*ELBOW, SHOULDER[0]))
    .say("shoulder_anterior", "right", strength=3)
    .say("elbow_lateral", "right", strength=2)
)


def cm2(cells: tuple[int, ...]) -> float:
    return float(sum(BODY.cm2[list(cells)]))


def test_what_went_and_what_came() -> None:
    found = compare(BEFORE, AFTER, BODY)
    assert set(found.went) == set(SHOULDER[1:])
    assert set(found.came) == set(ELBOW)
    assert found.stayed == (SHOULDER[0],)
    assert found.went_cm2 == pytest.approx(cm2(SHOULDER[1:]))
    assert found.before_cm2 == pytest.approx(found.went_cm2 + found.stayed_cm2)
    assert found.after_cm2 == pytest.approx(found.came_cm2 + found.stayed_cm2)
    assert not found.is_same


def test_places_and_scores() -> None:
    shoulder, elbow = compare(BEFORE, AFTER, BODY).places
    assert (shoulder.area, shoulder.side) == ("shoulder_anterior", "right")
    assert shoulder.before_cm2 == pytest.approx(cm2(SHOULDER))
    assert shoulder.after_cm2 == pytest.approx(cm2(SHOULDER[:1]))
    assert shoulder.strength_change == -4
    assert not shoulder.came and not shoulder.went
    assert elbow.came and elbow.strength_change is None and elbow.after_strength == 2
    assert compare(BEFORE, AFTER, BODY).strongest == (7, 3)


def test_turned_round() -> None:
    one, other = compare(BEFORE, AFTER, BODY), compare(AFTER, BEFORE, BODY)
    assert (one.went, one.came, one.stayed) == (other.came, other.went, other.stayed)


def test_the_order_of_marks_changes_nothing_but_the_order_of_places() -> None:
    turned = PainDrawing(tuple(reversed(AFTER.cells)), AFTER.said)
    one, other = compare(BEFORE, AFTER, BODY), compare(BEFORE, turned, BODY)
    assert one == other


def test_nothing_and_the_same() -> None:
    empty = compare(PainDrawing(), PainDrawing(), BODY)
    assert empty.is_same and empty.places == () and empty.strongest == (None, None)
    assert compare(BEFORE, BEFORE, BODY).is_same
    assert compare(BEFORE, PainDrawing(), BODY).places[0].went
