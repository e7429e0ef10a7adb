"""The self-test, the reasons' words and what practitioners see beside, through the page."""

import pytest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.model import LookAlikeZone
from atlas.text import load_text
from tests.apptest_events import data_of, run_through_app
from tests.test_gate import Visitor, open_page

TEXT = load_text()
CATALOGUE = load_catalogue()
BODY = Built().map


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


def buttons(visitor: Visitor) -> list[str]:
    return [each.key for each in visitor.at.button if (each.key or "").startswith("test:")]


def chosen(area: str, muscle: str, **query: str) -> Visitor:
    visitor = Visitor(open_page(**query)).mark(area)
    visitor.send(op="choose", muscle=muscle, side="right")
    return visitor.answer("no", *visitor.asked())


def test_a_self_test_labels_its_row_and_changes_no_order() -> None:
    visitor = chosen("thigh_anterior_lower", "vastus_lateralis")
    if not buttons(visitor):
        pytest.skip("its points may not be pressed")
    before = [row[:5] for row in visitor.story["rows"]]
    visitor.at.button(key="test:yes").click().run()
    rows = visitor.story["rows"]
    assert [row[:5] for row in rows] == before
    assert [row[0] for row in rows if row[5:] == ["y"]] in ([], ["vastus_lateralis"])
    visitor.at.button(key="test:yes").click().run()
    assert not [row for row in visitor.story["rows"] if row[5:]]


@pytest.mark.parametrize("muscle", list(CATALOGUE.muscles))
def test_no_self_test_where_pressing_is_never_allowed(muscle: str) -> None:
    points = CATALOGUE.muscles[muscle].trigger_points
    if any(point.self_press != "never" for point in points):
        pytest.skip("may be pressed somewhere")
    assert not buttons(chosen("knee_anterior", muscle))


@pytest.mark.parametrize("area", ["shoulder_anterior", "elbow_lateral"])
def test_no_self_test_where_a_heart_question_applies(area: str) -> None:
    visitor = chosen(area, "supinator")
    assert CATALOGUE.muscles["supinator"].name in "".join(
        each.proto.body for each in visitor.at.get("html")
    )
    assert not buttons(visitor)


def test_a_calf_is_not_pressed_before_the_clot_question() -> None:
    visitor = Visitor(open_page()).mark("calf_medial")
    visitor.send(op="choose", muscle="soleus", side="right")
    clot = [f for f in visitor.asked() if CATALOGUE.red_flags[f].clot_question]
    assert clot
    visitor.answer("no", *(f for f in visitor.asked() if f not in clot))
    visitor.answer("no", *(f for f in visitor.emergencies()))
    if any(CATALOGUE.red_flags[f].urgency != "emergency" for f in clot):
        assert visitor.story["gate"] == "open" and not buttons(visitor)


def test_what_is_in_no_picture_is_named_and_hatched() -> None:
    visitor = Visitor(open_page())
    for area in sorted(set(BODY.area)):
        cells = [k for k in BODY.cells_of(area) if BODY.side[k] != "left"][:1]
        visitor.send(op="clear").send(op="mark", cells=cells)
        visitor.answer("no", *visitor.asked())
        if not visitor.story["rows"]:
            assert visitor.story["hatch"] == [1] == data_of(visitor.at, "map")["hatch"]
            return


def test_only_practitioners_see_the_smallest_set() -> None:
    for mode in ("patient", "practitioner"):
        visitor = Visitor(open_page(mode=mode)).mark("elbow_lateral").mark("knee_anterior")
        visitor.mark("abdomen_lower")
        visitor.answer("no", *visitor.asked())
        assert bool(visitor.story["cover"]) == (mode == "practitioner")


def test_the_roots_of_a_look_alike_are_a_layer_behind_the_gate() -> None:
    visitor = Visitor(open_page(muscle="infraspinatus", side="left"))
    assert not [b for b in visitor.at.button if (b.key or "").startswith("roots:")]
    visitor.answer("no", *visitor.asked())
    key = next(b.key for b in visitor.at.button if (b.key or "").startswith("roots:"))
    visitor.at.button(key=key).click().run()
    roots = data_of(visitor.at, "map")["roots"]
    assert {root[0] for root in roots} == {"C5", "C6"} and {root[2] for root in roots} == {"left"}
    visitor.mark("calf_medial")
    assert "roots" not in data_of(visitor.at, "map")
    visitor.answer("no", *visitor.asked())
    visitor.at.button(key=key).click().run()
    assert "roots" not in data_of(visitor.at, "map")


def test_where_a_joint_or_an_organ_is_felt_is_a_layer_too() -> None:
    visitor = Visitor(open_page(muscle="gluteus_maximus", side="left"))
    assert not [b for b in visitor.at.button if (b.key or "").startswith("roots:")]
    visitor.answer("no", *visitor.asked())
    alike = CATALOGUE.muscles["gluteus_maximus"].look_alikes
    number = next(n for n, one in enumerate(alike) if one.zone == "hip_joint")
    visitor.at.button(key=f"roots:{number}").click().run()
    shown = data_of(visitor.at, "map")
    assert shown["felt_name"] == CATALOGUE.zones["hip_joint"].name
    areas = set(CATALOGUE.areas_in(CATALOGUE.zones["hip_joint"].areas))
    assert {BODY.area[cell] for cell in shown["felt"]} == areas
    assert {BODY.side[cell] for cell in shown["felt"]} <= {"left", "middle"}
    visitor.at.button(key=f"roots:{number}").click().run()
    assert "felt" not in data_of(visitor.at, "map")


@pytest.mark.parametrize("zone", CATALOGUE.zones.values(), ids=lambda zone: zone.id)
def test_every_zone_of_a_look_alike_is_on_the_skin_and_used(zone: LookAlikeZone) -> None:
    assert set(CATALOGUE.areas_in(zone.areas)) <= set(BODY.area)
    assert [
        muscle.id
        for muscle in CATALOGUE.muscles.values()
        for one in muscle.look_alikes
        if one.zone == zone.id and one.kind in (zone.kind, "other")
    ]
