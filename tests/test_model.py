"""What one entry may say, and what it may not."""

import copy
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from atlas import model
from tests.generate import GOOD, tree_of

INFRASPINATUS = tree_of(GOOD / "trigger_points" / "shoulder_arm.yaml")["muscles"][0]
TWO_HEADS = tree_of(GOOD / "trigger_points" / "head_neck.yaml")["muscles"][0]
POINT = INFRASPINATUS["trigger_points"][0]
BOOK = {"id": "b", "kind": "book", "authors": "A", "title": "T", "checked": "no"}
FLAG = tree_of(GOOD / "red_flags.yaml")["red_flags"][0]
AREA = {"id": "a", "name": "a", "clinical": "a", "grows_from": ["acromion"]}


def made(kind: type[BaseModel], written: dict[str, Any], **changes: Any) -> Any:
    """An entry with some keys changed; None takes a key away."""
    changed = {**copy.deepcopy(written), **changes}
    return kind.model_validate({k: v for k, v in changed.items() if v is not None})


def place_of(written: Any) -> Any:
    return model.Mirror(mirror=written).mirror


def stroke(written: Any) -> Any:
    return TypeAdapter(model.Stroke).validate_python(written)


def refused(kind: Any, written: dict[str, Any], match: str, **changes: Any) -> None:
    with pytest.raises(ValidationError, match=match):
        made(kind, written, **changes)


# ---- places and strokes


def test_places() -> None:
    place = place_of({"between": ["acromion", {"mirror": {"between": ["a", "b"], "cm": 3}}]})
    assert place.fraction == 0.5
    assert list(model.landmarks_of(place)) == ["acromion", "a", "b"]
    inner = place.between[1].mirror
    assert (inner.fraction, inner.cm) == (None, 3)


@pytest.mark.parametrize(
    "written",
    [
        3,
        None,
        [],
        "Acromion",
        "the acromion",
        {},
        {"at": 0.5},
        {"between": ["a"]},
        {"between": ["a", "b", "c"]},
        {"between": ["a", "b"], "at": 1.5},
        {"between": ["a", "b"], "at": "half"},
        {"between": ["a", "b"], "at": 0.5, "cm": 3},
        {"between": ["a", "b"], "mirror": "a"},
        {"mirror": ["a"]},
    ],
)
def test_no_places(written: Any) -> None:
    with pytest.raises(ValidationError):
        place_of(written)


def test_strokes() -> None:
    disc = stroke({"disc": "acromion", "radius": 3})
    assert (disc.line, disc.radii, disc.laterality) == (("acromion",), (3, 3), "mirrored")
    assert stroke({"band": ["a", "b"], "radius": 2}).radii == (2, 2)
    assert stroke({"band": ["a", "b"], "radius": [4, 2], "laterality": "both"}).radii == (4, 2)


@pytest.mark.parametrize(
    "written",
    [
        {"disc": "a"},
        {"disc": "a", "radius": 0},
        {"disc": "a", "radius": 41},
        {"disc": "a", "radius": True},
        {"disc": "a", "radius": "3"},
        {"disc": "a", "radius": float("nan")},
        {"disc": "a", "radius": [3, 2]},
        {"disc": "a", "radius": 3, "laterality": "side"},
        {"band": ["a"], "radius": 3},
        {"band": ["a", "b"], "radius": [1, 2, 3]},
        {"band": ["a", "b"], "disc": "a", "radius": 3},
        {"blob": "a", "radius": 3},
        "a",
    ],
)
def test_no_strokes(written: Any) -> None:
    with pytest.raises(ValidationError):
        stroke(written)


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("acromion", str),
        ({"between": ["a", "b"]}, model.Between),
        ({"ring": ["upperarm01", "lowerarm01"], "t": 0.5, "azimuth": 90}, model.Ring),
        ({"ring": ["finger1-1", "finger1-2"], "toward": [-1, 0, 0]}, model.Ring),
        ({"level": "T7", "lateral": 9, "face": "back"}, model.LevelRay),
        ({"level": "navel", "side": "lateral", "forward": 2}, model.LevelRay),
        ({"head": 0.3, "azimuth": 114}, model.HeadRay),
        ({"nearest": [0.1, 1.5, 0]}, model.Nearest),
    ],
)
def test_landmarks(at: Any, kind: type) -> None:
    assert isinstance(model.Landmark(id="x", name="x", at=at).at, kind)


@pytest.mark.parametrize(
    "at",
    [
        {"level": "T13", "face": "back"},
        {"level": "knee", "face": "back"},
        {"level": "T7"},
        {"level": "T7", "face": "back", "side": "lateral"},
        {"ring": ["a"], "t": 0.5, "azimuth": 90},
        {"ring": ["a", "b"], "t": 0.5},
        {"ring": ["a", "b"], "azimuth": 90, "toward": [1, 0, 0]},
        {"ring": ["a", "b"], "toward": [0, 0, 0]},
        {"nearest": [0, 1]},
        {"somewhere": 1},
    ],
)
def test_no_landmarks(at: Any) -> None:
    with pytest.raises(ValidationError):
        model.Landmark(id="x", name="x", at=at)


def test_a_landmark_cannot_be_anywhere() -> None:
    refused(model.Landmark, {"id": "anywhere_in_belly", "name": "x", "at": "a"}, "meaning of its")


# ---- muscles


def test_a_muscle_of_one_pattern_is_its_own_part() -> None:
    muscle = made(model.Muscle, INFRASPINATUS)
    assert not muscle.has_parts
    assert [part.id for part in muscle.parts] == ["infraspinatus"]
    assert muscle.parts[0].trigger_points == muscle.trigger_points
    assert muscle.parts[0].latin == muscle.latin
    assert [point.part_id for point in muscle.trigger_points] == ["infraspinatus"] * 2
    assert muscle.parts[0].fibres[0].lines[1] == muscle.fibres[0].via[0]


def test_parts_take_what_they_do_not_say_from_the_muscle() -> None:
    muscle = made(model.Muscle, TWO_HEADS)
    sternal, clavicular = muscle.parts
    assert muscle.has_parts
    assert (sternal.latin, clavicular.latin) == (muscle.latin, "Caput claviculare")
    assert (sternal.confidence, clavicular.confidence) == ("low", "medium")
    assert sternal.plain_name == muscle.plain_name
    assert muscle.trigger_points == sternal.trigger_points + clavicular.trigger_points
    assert muscle.fibres == sternal.fibres + clavicular.fibres


def test_entries_are_frozen() -> None:
    muscle = made(model.Muscle, INFRASPINATUS)
    with pytest.raises(ValidationError):
        muscle.name = "Else"
    assert isinstance(muscle.trigger_points, tuple)
    hash(muscle.trigger_points[0].essential)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"id": "Infraspinatus"}, "id"),
        ({"depth": "middling"}, "depth"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"shape": "flat"}, "shape"),
        ({"roots": ["C9"]}, "roots"),
        ({"anatomy_sources": []}, "anatomy_sources"),
        ({"fibres": None}, "needs fibres"),
        ({"trigger_points": None}, "needs trigger_points"),
        ({"trigger_points": [{**POINT, "id": "supraspinatus.1"}]}, r"infraspinatus\.<number>"),
        ({"trigger_points": [POINT, POINT]}, "written twice"),
        ({"parts": TWO_HEADS["parts"]}, "in its parts"),
        ({"depth": "internal"}, "never pressed at home"),
        ({"trigger_points": [{**POINT, "self_press": "never"}]}, "no self-care by pressing"),
    ],
)
def test_no_muscles(changes: dict[str, Any], match: str) -> None:
    refused(model.Muscle, INFRASPINATUS, match, **changes)


def test_a_part_has_an_id_of_its_own() -> None:
    own = copy.deepcopy(TWO_HEADS["parts"][:1])
    own[0]["id"] = "sternocleidomastoid"
    own[0]["trigger_points"][0]["id"] = "sternocleidomastoid.1"
    refused(model.Muscle, TWO_HEADS, "id of its own", parts=own)


@pytest.mark.parametrize("depth", ["internal", "deep"])
def test_never_pressed_means_no_self_care_by_pressing(depth: str) -> None:
    press = INFRASPINATUS["self_care"]
    refused(model.Muscle, TWO_HEADS, "no self-care by pressing", self_care=press, depth=depth)
    rest = [{**press[0], "kind": "rest"}]
    assert made(model.Muscle, TWO_HEADS, self_care=rest, depth=depth).self_care[0].kind == "rest"


# ---- trigger points


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"essential": []}, "at least one stroke"),
        ({"essential": None}, "at least one stroke"),
        ({"pattern_of": "infraspinatus.2"}, "no strokes of its own"),
        (
            {"pattern_of": "infraspinatus.1", "essential": None, "spillover": None},
            "cannot have its own",
        ),
        ({"internal": True}, "never pressed at home"),
        ({"self_press": True}, "self_press"),
        ({"self_press": None}, "self_press"),
        ({"id": "infraspinatus"}, "id"),
        ({"id": "infraspinatus.01"}, "id"),
        ({"where": {"patient": "x", "practitioner": "x"}}, "sources"),
        ({"where": {"patient": "x", "practitioner": "x", "sources": []}}, "sources"),
        ({"pattern": {"patient": "x", "sources": ["fixture"]}}, "practitioner"),
        ({"evidence": {"grade": "strong", "sources": ["fixture"]}}, "grade"),
    ],
)
def test_no_trigger_points(changes: dict[str, Any], match: str) -> None:
    refused(model.TriggerPoint, POINT, match, **changes)


def test_a_point_has_a_spot_or_is_anywhere() -> None:
    assert made(model.TriggerPoint, POINT).has_spot
    assert not made(model.TriggerPoint, POINT, place="anywhere_in_belly").has_spot


# ---- areas, references, red flags


def test_areas() -> None:
    area = made(model.Area, AREA, grows_from=["a", ["b", {"mirror": "c"}]])
    assert [len(line) for line in area.lines] == [1, 2]
    inner = made(model.Area, AREA, inner=True, shown_in="cheek", grows_from=None)
    assert inner.lines == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"grows_from": None},
        {"shown_in": "cheek"},
        {"inner": True},
        {"inner": True, "shown_in": "cheek"},
        {"inner": True, "grows_from": None},
        {"reach": "far"},
        {"choir": [115]},
        {"no_press": "yes"},
    ],
)
def test_no_areas(changes: dict[str, Any]) -> None:
    refused(model.Area, AREA, "Area", **changes)


@pytest.mark.parametrize(
    "isbn", ["978-0-306-40615-7", 9780306406157, "0-306-40615-2", "080442957X"]
)
def test_isbn(isbn: Any) -> None:
    assert made(model.Reference, BOOK, isbn=isbn).isbn == str(isbn)


@pytest.mark.parametrize(
    "changes",
    [
        {"isbn": "9780306406158"},
        {"isbn": "not one"},
        {"isbn": ""},
        {"doi": "https://doi.org/10.1000/x"},
        {"doi": "10.1000"},
        {"url": "www.example.org"},
        {"checked": True},
        {"checked": "seen"},
        {"year": "2017"},
        {"year": 17},
        {"title": None},
    ],
)
def test_no_references(changes: dict[str, Any]) -> None:
    refused(model.Reference, BOOK, "Reference", **changes)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"any": True}, "not both"),
        ({"areas": [], "muscles": []}, "never be asked"),
        ({"sources": []}, "sources"),
        ({"laterality": "mirrored"}, "laterality"),
        ({"question": None}, "question"),
    ],
)
def test_no_red_flags(changes: dict[str, Any], match: str) -> None:
    refused(model.RedFlag, FLAG, match, **changes)
