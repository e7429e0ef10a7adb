"""Arm and leg: bony points where an anatomist would put a finger, and the areas between."""

import numpy as np
import pytest
import yaml
from scipy.sparse.csgraph import connected_components

from atlas.build.areas import areas_cm2, grow
from atlas.build.places import Places
from atlas.build.workshop import surfaces, written
from atlas.paths import DATA

FINGERS = ("index_finger", "middle_finger", "ring_finger", "little_finger")
TOES = ("big_toe", "second_toe", "third_toe", "fourth_toe", "little_toe")


@pytest.fixture(scope="module")
def skin():
    return surfaces()["anatomical"]


@pytest.fixture(scope="module")
def places(skin):
    return Places(skin, {item["id"]: item["at"] for item in written("landmarks")})


@pytest.fixture(scope="module")
def at(places):
    return places.landmark


@pytest.fixture(scope="module")
def limb_landmarks():
    return [
        item["id"]
        for item in yaml.safe_load((DATA / "landmarks_limbs.yaml").read_text())["landmarks"]
    ]


@pytest.fixture(scope="module")
def limb_areas():
    return yaml.safe_load((DATA / "areas_limbs.yaml").read_text())


@pytest.fixture(scope="module")
def parted(places):
    areas = [area for area in written("areas") if not area.get("inner")]
    return areas, grow(places, areas)


def x(point):
    """Distance to the side of the midline; larger is more lateral."""
    return -point[0]


def test_every_landmark_lies_on_the_right_limb(at, skin, limb_landmarks):
    for name in limb_landmarks:
        point = at(name)
        assert x(point) > 0, name
        assert skin.tree.query(point)[0] < 0.012, name


def test_the_epicondyles_are_level_and_face_apart(at):
    outer, inner = at("lateral_epicondyle"), at("medial_epicondyle")
    assert abs(outer[1] - inner[1]) < 0.02
    assert 0.05 < x(outer) - x(inner) < 0.10
    assert at("olecranon")[2] < min(outer[2], inner[2]) < at("elbow_anterior")[2]
    assert x(inner) < x(at("olecranon")) < x(outer)


def test_the_radius_is_on_the_thumb_side(at):
    assert x(at("radial_styloid")) - x(at("ulnar_styloid")) > 0.03
    assert x(at("radial_head")) > x(at("medial_epicondyle"))
    assert x(at("scaphoid_tubercle")) > x(at("pisiform"))
    assert x(at("thenar_mid")) > x(at("hypothenar_mid"))


def test_fingers_stand_from_the_thumb_inward(at):
    tips = [x(at(f"{name}_tip")) for name in ("thumb", *FINGERS)]
    assert tips[0] > tips[-1] + 0.05
    assert tips[1:] == sorted(tips[1:], reverse=True)


@pytest.mark.parametrize("finger", FINGERS)
def test_palm_side_is_in_front_and_the_thumb_side_outward(at, finger):
    for joint in ("pip", "dip"):
        assert at(f"{finger}_{joint}_palmar")[2] - at(f"{finger}_{joint}_dorsal")[2] > 0.007
        assert x(at(f"{finger}_{joint}_radial")) - x(at(f"{finger}_{joint}_ulnar")) > 0.007
    assert at(f"{finger}_pulp")[2] > at(f"{finger}_nail")[2]
    down = [at(f"{finger}_{part}")[1] for part in ("knuckle", "pip_dorsal", "dip_dorsal", "tip")]
    assert down == sorted(down, reverse=True)


def test_the_knee_has_its_landmarks_round_it(at, skin):
    axis = skin.joints["lowerleg01.R"]
    head = at("fibula_head")
    assert x(head) > x(axis) + 0.03
    assert head[2] < axis[2] - 0.01
    assert 0.02 < axis[1] - head[1] < 0.06
    assert at("fibula_neck")[1] < head[1] - 0.015
    front = [at(name)[1] for name in ("patella_base", "patella", "patella_apex")]
    assert front == sorted(front, reverse=True)
    assert 0.03 < front[0] - front[-1] < 0.06
    assert at("tibial_tuberosity")[1] < front[-1] - 0.015
    assert at("knee_posterior")[2] < axis[2] < at("patella")[2]
    assert x(at("knee_medial")) < x(axis) < x(at("knee_lateral"))


def test_the_lateral_malleolus_is_lower_and_further_back(at):
    outer, inner = at("lateral_malleolus"), at("medial_malleolus")
    assert x(outer) > x(inner) + 0.04
    assert 0.005 < inner[1] - outer[1] < 0.025
    assert outer[2] < inner[2] - 0.005


def test_the_foot_has_a_top_a_sole_and_edges(at):
    assert at("heel_plantar")[1] < 0.005
    assert at("heel_posterior")[2] < at("achilles")[2] < at("ankle_anterior")[2]
    assert at("foot_dorsum_mid")[1] > at("sole_mid")[1] + 0.03
    assert at("arch_mid")[1] > at("sole_lateral")[1]
    assert x(at("metatarsal5_tuberosity")) > x(at("navicular_tuberosity")) + 0.04
    balls = [x(at(f"ball_{toe}")) for toe in TOES]
    assert balls == sorted(balls)


@pytest.mark.parametrize("toe", TOES)
def test_toes_have_a_top_and_an_underside(at, toe):
    assert at(f"{toe}_nail")[1] > at(f"{toe}_pulp")[1] + 0.006
    assert at(f"{toe}_tip")[2] > at(f"{toe}_base_plantar")[2] + 0.01
    assert x(at(f"{toe}_lateral")) > x(at(f"{toe}_medial"))


def test_a_finger_fits_on_every_area(skin, parted, limb_areas):
    areas, label = parted
    ours = {area["id"] for area in limb_areas["areas"]}
    size = areas_cm2(skin, label, len(areas)) / 2
    for k, area in enumerate(areas):
        if area["id"] in ours:
            assert size[k] > 3, area["id"]


def test_an_area_is_one_piece(skin, parted, limb_areas):
    areas, label = parted
    ours = {area["id"] for area in limb_areas["areas"]}
    right = skin.vertices[:, 0] <= 0
    for k, area in enumerate(areas):
        if area["id"] in ours:
            inside = np.flatnonzero((label == k) & right)
            _, piece = connected_components(skin.neighbours[inside][:, inside])
            assert np.bincount(piece).max() > 0.95 * len(inside), area["id"]


def test_areas_lie_where_their_names_say(skin, parted):
    areas, label = parted
    index = {area["id"]: k for k, area in enumerate(areas)}
    right = skin.vertices[:, 0] < 0

    def middle(name):
        return skin.vertices[(label == index[name]) & right].mean(0)

    assert x(middle("elbow_lateral")) > x(middle("elbow_medial"))
    assert middle("elbow_anterior")[2] > middle("elbow_posterior")[2]
    assert x(middle("forearm_radial_upper")) > x(middle("forearm_ulnar_upper"))
    assert x(middle("palm_thenar")) > x(middle("palm_hypothenar"))
    assert middle("palm_middle")[2] > middle("hand_dorsum_middle")[2]
    assert x(middle("finger2_radial")) > x(middle("finger2_ulnar"))
    assert x(middle("calf_lateral")) > x(middle("calf_medial"))
    assert middle("shin_upper")[2] > middle("calf_medial")[2]
    assert middle("calf_medial")[1] > middle("calf_lower")[1] > middle("achilles_tendon")[1]
    assert x(middle("ankle_lateral")) > x(middle("ankle_medial"))
    assert middle("foot_dorsum_middle")[1] > middle("sole_middle")[1]
    assert middle("toe2_top")[1] > middle("toe2_underside")[1]


def test_nobody_is_told_to_press_on_nerves_and_vessels(limb_areas):
    never = {area["id"] for area in limb_areas["areas"] if area.get("no_press")}
    assert never >= {
        "upper_arm_medial_upper",
        "upper_arm_medial_lower",
        "elbow_medial",
        "thigh_medial_upper",
        "knee_posterior",
        "fibula_neck",
    }


def test_a_phrase_stands_for_one_area_or_one_group(limb_areas):
    meaning = {}
    for item in [*limb_areas["areas"], *limb_areas["groups"]]:
        for phrase in {item["name"], *item["synonyms"]}:
            other = meaning.setdefault(phrase.lower(), item["id"])
            assert other == item["id"], phrase


def test_every_limb_area_is_in_a_whole_limb(limb_areas):
    groups = {group["id"]: group["areas"] for group in limb_areas["groups"]}
    ours = [area["id"] for area in limb_areas["areas"]]
    assert sorted([*groups["arm"], *groups["leg"]]) == sorted(ours)
