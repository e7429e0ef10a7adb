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


def test_a_group_is_one_place_and_outlives_plain_data():
    both = (*ELBOW, *BODY.cells_of("forearm_radial_upper", "right"))
    drawing = PainDrawing().mark_group("arm", "right", both).say("arm", "right", strength=4)
    (place,) = drawing.places(BODY)
    assert (place.area, place.cells, place.said) == ("arm", both, Said(4))
    again = PainDrawing.from_plain(drawing.to_plain(BODY, "cells-1"), BODY, "cells-1")
    assert again == drawing
    assert {p.area for p in drawing.by_area(BODY).places(BODY)} == {
        "elbow_lateral", "forearm_radial_upper",
    }  # fmt: skip
    assert {p.said for p in drawing.by_area(BODY).places(BODY)} == {Said(4)}
    apart = drawing.erase(ELBOW[:1], BODY)
    assert not apart.groups and len(apart.places(BODY)) == 2
    assert {p.said for p in apart.places(BODY)} == {Said(4)}


def test_of_two_groups_a_cell_belongs_to_the_smaller():
    arm = (*ELBOW, *BODY.cells_of("forearm_radial_upper", "right"))
    drawing = PainDrawing().mark_group("arm", "right", arm).mark_group("elbow", "right", ELBOW)
    assert {p.area: len(p.cells) for p in drawing.places(BODY)} == {
        "elbow": len(ELBOW), "arm": len(arm) - len(ELBOW),
    }  # fmt: skip
    assert drawing.erase_place("elbow", "right", BODY).places(BODY)[0].area != "elbow"


@pytest.mark.parametrize(
    "groups", [None, 7, [7], [{}], [{"group": "arm", "side": "right", "cells": ["c9999"]}],
               [{"group": 5, "side": "right", "cells": []}], [{"group": "arm", "cells": [1]}],
               [{"group": "a" * 500, "side": "right", "cells": []}]]
)  # fmt: skip
def test_groups_that_make_no_sense_are_passed_over(groups):
    plain = PainDrawing().mark(ELBOW).to_plain(BODY, "cells-1") | {"groups": groups}
    assert PainDrawing.from_plain(plain, BODY, "cells-1") == PainDrawing().mark(ELBOW)
