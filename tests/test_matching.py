import dataclasses
import random
from types import MappingProxyType

import pytest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.drawing import PainDrawing
from atlas.matching import PatternIndex, unexplained_by_all
from atlas.model import Reported

CATALOGUE = load_catalogue()
BUILT = Built()
BODY = BUILT.map
INDEX = PatternIndex(CATALOGUE, BUILT)


def places(*where):
    drawing = PainDrawing()
    for area, side in where:
        drawing = drawing.mark(BODY.cells_of(area, side))
    return drawing.places(BODY)


def test_nothing_marked_nothing_listed():
    assert INDEX.rank(()) == ()


def test_front_of_the_right_shoulder_lists_infraspinatus_on_the_right():
    found = INDEX.rank(places(("shoulder_anterior", "right")))
    first = [(c.muscle, c.side) for c in found[:8]]
    assert ("infraspinatus", "right") in first
    infraspinatus = next(c for c in found if (c.muscle, c.side) == ("infraspinatus", "right"))
    assert infraspinatus.main == (1,)
    assert all(c.side == "right" for c in found)


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_point_s_own_main_zone_finds_it(side):
    missed = []
    for point in CATALOGUE.points:
        field = BUILT.fields[point, side].essential
        drawing = PainDrawing().mark([int(c) for c in (field > 0.6).nonzero()[0]])
        found = INDEX.rank(drawing.places(BODY))
        entry = CATALOGUE.points[point]
        names = [(c.muscle, c.part or c.muscle) for c in found[:5] if c.side == side]
        if (entry.muscle.id, entry.part.id) not in names:
            missed.append(point)
    assert len(missed) <= 0.1 * len(CATALOGUE.points), missed


def test_main_zone_goes_before_sometimes():
    across = {area for area, side in zip(BODY.area, BODY.side, strict=True) if side == "middle"}
    for area in sorted({*BODY.area} - across):  # those are two places, and tested by area
        found = INDEX.rank(places((area, "right")))
        kinds = [c.explains[0].kind for c in found]
        assert kinds == sorted(kinds), area


def test_order_of_marks_changes_nothing():
    where = [("shoulder_anterior", "right"), ("elbow_lateral", "right"), ("heel_posterior", "left")]
    where = [w for w in where if BODY.cells_of(*w)]
    expected = [(c.muscle, c.part, c.side, c.score) for c in INDEX.rank(places(*where))]
    for seed in range(5):
        random.Random(seed).shuffle(where)
        got = [(c.muscle, c.part, c.side, c.score) for c in INDEX.rank(places(*where))]
        assert got == expected


def test_strength_and_character_change_nothing():
    drawing = PainDrawing().mark(BODY.cells_of("shoulder_anterior", "right"))
    said = drawing.say("shoulder_anterior", "right", strength=9, character="burning")
    assert INDEX.rank(drawing.places(BODY)) == INDEX.rank(said.places(BODY))


def test_left_is_the_mirror_of_right():
    right = INDEX.rank(places(("elbow_lateral", "right")))
    left = INDEX.rank(places(("elbow_lateral", "left")))
    assert [(c.muscle, c.part, c.explains) for c in right] == [
        (c.muscle, c.part, c.explains) for c in left
    ]


def test_every_place_is_either_explained_or_named():
    drawn = places(("shoulder_anterior", "right"), ("elbow_lateral", "left"), ("navel", "middle"))
    for candidate in INDEX.rank(drawn):
        shown = {e.n for e in candidate.explains}
        assert shown | set(candidate.unexplained) == {p.n for p in drawn}
        assert not shown & set(candidate.unexplained)
        assert 0 < candidate.score <= 1
    rest = unexplained_by_all(drawn, INDEX.rank(drawn))
    assert all(p.n in {d.n for d in drawn} for p in rest)


def test_of_two_that_are_equal_the_one_reported_more_often_goes_first():
    """The scalenes share one pattern: without a report they stand by name."""
    where = places(("scapula_medial", "right"), ("thumb_dorsal", "right"))

    def order(index):
        found = [
            c for c in index.rank(where) if c.muscle in ("scalenus_anterior", "scalenus_medius")
        ]
        assert found[0].score == found[1].score
        return [c.muscle for c in found]

    medius = CATALOGUE.muscles["scalenus_medius"]
    report = Reported(share=0.5, text="Found in half of them.", sources=["bron_2011"])
    often = medius.model_copy(update={"reported": (report,)})
    reported = dataclasses.replace(
        CATALOGUE, muscles=MappingProxyType({**CATALOGUE.muscles, "scalenus_medius": often})
    )
    assert order(INDEX) == ["scalenus_anterior", "scalenus_medius"]
    assert order(PatternIndex(reported, BUILT)) == ["scalenus_medius", "scalenus_anterior"]
