import pytest

from atlas.built import Built
from atlas.drawing import MOST_CELLS, PainDrawing, Said

BODY = Built().map
ELBOW = BODY.cells_of("elbow_lateral", "right")
HAND = BODY.cells_of("elbow_lateral", "left")


def test_places_count_in_the_order_of_their_first_marks():
    drawing = PainDrawing().mark(HAND[:1]).mark(ELBOW[:2]).mark(HAND[1:2])
    places = drawing.places(BODY)
    assert [(p.n, p.area, p.side) for p in places] == [
        (1, "elbow_lateral", "left"),
        (2, "elbow_lateral", "right"),
    ]
    assert places[0].cells == HAND[:2]


def test_a_cell_is_marked_once():
    assert PainDrawing().mark(ELBOW).mark(ELBOW).cells == ELBOW


def test_a_place_lives_while_one_of_its_cells_does():
    drawing = PainDrawing().mark(ELBOW[:2]).say("elbow_lateral", "right", strength=6)
    one_left = drawing.erase(ELBOW[:1], BODY)
    assert one_left.places(BODY)[0].said == Said(6)
    none_left = one_left.erase(ELBOW[1:], BODY)
    assert not none_left
    assert none_left.said == {}


def test_erasing_a_place_leaves_the_other_side():
    drawing = PainDrawing().mark(ELBOW).mark(HAND).erase_place("elbow_lateral", "right", BODY)
    assert drawing.cells == HAND


def test_what_is_said_is_checked():
    with pytest.raises(ValueError, match="11"):
        PainDrawing().say("elbow_lateral", "right", strength=11)
    with pytest.raises(ValueError, match="wooden"):
        PainDrawing().say("elbow_lateral", "right", character="wooden")


def test_there_is_a_most():
    assert len(PainDrawing().mark(range(10_000)).cells) == MOST_CELLS


def test_a_drawing_survives_being_plain():
    drawing = (
        PainDrawing().mark(ELBOW).say("elbow_lateral", "right", strength=3, character="burning")
    )
    plain = drawing.to_plain(BODY, "cells-1")
    assert PainDrawing.from_plain(plain, BODY, "cells-1") == drawing


@pytest.mark.parametrize(
    "plain",
    [None, [], "x", {}, {"cells": 3}, {"cells": [], "set": "cells-0"}],
)
def test_what_is_no_drawing_is_refused(plain):
    with pytest.raises(ValueError, match="drawing"):
        PainDrawing.from_plain(plain, BODY, "cells-1")


def test_what_is_not_understood_is_left_out():
    plain = {
        "set": "cells-1",
        "cells": [BODY.ids[ELBOW[0]], "c99999", 7, None],
        "said": [
            3,
            {"area": "elbow_lateral", "side": "right", "strength": True, "character": "x"},
            {"area": "nowhere", "side": "right", "strength": 3},
        ],
    }
    drawing = PainDrawing.from_plain(plain, BODY, "cells-1")
    assert drawing.cells == ELBOW[:1]
    assert set(drawing.said) == {("elbow_lateral", "right")}
    assert drawing.said["elbow_lateral", "right"] == Said()
