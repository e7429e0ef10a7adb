"""Head, trunk, shoulder girdle and pelvis: landmarks against human measures, areas as a whole."""

from collections import Counter, defaultdict

import numpy as np
import pytest
import yaml
from scipy.sparse.csgraph import connected_components

from atlas.build.areas import areas_cm2, grow
from atlas.build.places import Places
from atlas.build.workshop import surfaces, written
from atlas.paths import DATA

SPINE = [f"{v.lower()}_spinous" for v in (
    *(f"C{n}" for n in range(2, 8)), *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)), *(f"S{n}" for n in range(1, 5)),
)]  # fmt: skip


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
def trunk_landmarks():
    return yaml.safe_load((DATA / "landmarks.yaml").read_text())["landmarks"]


@pytest.fixture(scope="module")
def trunk_areas():
    return yaml.safe_load((DATA / "areas.yaml").read_text())


@pytest.fixture(scope="module")
def parted(places):
    areas = written("areas")
    return areas, grow(places, areas)


def cm(metres):
    return metres * 100


def lateral(point):
    """Distance from the midline in cm."""
    return cm(-point[0])


def apart(point):
    """Distance in cm between a point and its mirror image."""
    return 2 * lateral(point)


def below(point, other):
    """How many cm a point lies below another."""
    return cm(other[1] - point[1])


# ---- the body ------------------------------------------------------------------------


def test_left_mirrors_right(skin):
    distance, _ = skin.tree.query(skin.vertices * [-1, 1, 1])
    assert distance.max() < 1e-4
    assert (skin.mirror[skin.mirror] == np.arange(len(skin))).mean() > 0.999


def test_thumbs_point_outward(skin, at):
    for side, sign in (("R", -1), ("L", 1)):
        thumb, little = (skin.joints[f"finger{n}-3.{side}"] for n in (1, 5))
        assert sign * thumb[0] > sign * little[0] + 0.04
    assert lateral(at("thumb_tip")) > lateral(at("little_finger_tip")) + 4


def test_every_landmark_lies_on_the_skin_of_the_right_or_the_middle(at, skin, trunk_landmarks):
    for item in trunk_landmarks:
        point = at(item["id"])
        assert skin.tree.query(point)[0] < 0.012, item["id"]
        if item.get("middle"):
            assert abs(lateral(point)) < 0.2, item["id"]
        else:
            assert lateral(point) > 0.4, item["id"]


def test_landmark_ids_are_unique():
    ids = Counter(item["id"] for item in written("landmarks"))
    assert [name for name, count in ids.items() if count > 1] == []


# ---- measures of the trunk --------------------------------------------------------------


def test_scapula(at):
    tip = at("scapula_inferior_angle")
    assert 17 <= below(tip, at("c7_spinous")) <= 19.5
    assert at("t8_spinous")[1] < tip[1] < at("t7_spinous")[1]
    assert 8 <= lateral(tip) <= 10
    root = at("scapular_spine_medial")
    assert abs(below(root, at("t3_spinous"))) <= 1.5
    assert 6.5 <= lateral(root) <= 8.5
    assert abs(below(at("scapula_superior_angle"), at("t2_spinous"))) <= 1.5
    assert lateral(at("scapula_superior_angle")) < lateral(root) < lateral(tip)
    border = [at(f"scapula_{part}") for part in (
        "superior_angle", "medial_upper", "medial_mid", "medial_lower", "inferior_angle"
    )]  # fmt: skip
    assert all(below(lower, upper) > 0 for upper, lower in zip(border, border[1:], strict=False))
    for part in ("lateral_upper", "lateral_mid", "lateral_lower"):
        assert lateral(at(f"scapula_{part}")) > lateral(at("scapula_back_mid"))


def test_shoulder_girdle(at):
    acromion = at("acromion")
    assert 36 <= apart(acromion) <= 41
    assert 2 <= below(at("greater_tubercle"), acromion) <= 7
    clavicle = [at(f"clavicle_{part}") for part in (
        "medial", "medial_third", "mid", "lateral_third", "lateral"
    )] + [at("acromioclavicular_joint"), acromion]  # fmt: skip
    assert all(
        lateral(inner) < lateral(outer)
        for inner, outer in zip(clavicle, clavicle[1:], strict=False)
    )
    assert 12 <= cm(np.linalg.norm(clavicle[0] - clavicle[4])) <= 17
    assert all(point[2] < clavicle[0][2] for point in clavicle[2:])
    coracoid = at("coracoid_process")
    assert below(coracoid, at("clavicle_lateral_third")) > 1.5
    assert lateral(at("clavicle_mid")) < lateral(coracoid) < lateral(acromion)
    assert at("lesser_tubercle")[2] > at("greater_tubercle")[2] > at(
        "greater_tubercle_posterior"
    )[2]  # fmt: skip
    assert 10 <= below(at("deltoid_tuberosity"), acromion) <= 16


def test_pelvis(at):
    assert 22 <= apart(at("asis")) <= 24
    assert 9 <= apart(at("psis")) <= 11
    for crest in ("iliac_crest_lateral", "iliac_crest_posterolateral"):
        assert abs(below(at(crest), at("l4_spinous"))) <= 1.5
    assert abs(below(at("psis"), at("s2_spinous"))) <= 1
    assert 7 <= below(at("asis"), at("iliac_crest_lateral")) <= 10
    assert 5 <= below(at("pubic_tubercle"), at("asis")) <= 9
    assert 4 <= apart(at("pubic_tubercle")) <= 6.5
    assert 10 <= apart(at("ischial_tuberosity")) <= 13
    trochanter = at("greater_trochanter")
    assert 30 <= apart(trochanter) <= 35
    assert abs(below(trochanter, at("pubic_symphysis"))) <= 3
    assert below(at("gluteal_fold_mid"), at("ischial_tuberosity")) > 0


def test_the_spine_runs_down_the_middle(at):
    points = [at(name) for name in SPINE] + [at("coccyx")]
    steps = [below(lower, upper) for upper, lower in zip(points, points[1:], strict=False)]
    assert min(steps) > 1
    for level in ("T3", "T8", "L3"):
        level = level.lower()
        two, four, seven = (
            lateral(at(f"{level}_{line}")) for line in ("lamina", "transverse", "paraspinal")
        )
        assert (two, four, seven) == pytest.approx((2, 4, 7), abs=0.3)


def test_sternum_and_ribs(at):
    assert 4 <= below(at("sternal_angle"), at("sternal_notch")) <= 6
    assert 14 <= below(at("xiphoid"), at("sternal_notch")) <= 20
    assert at("t10_spinous")[1] < at("xiphoid")[1] < at("t8_spinous")[1]
    for line, first, last in (
        ("sternal", 1, 7), ("anterior", 1, 9), ("axillary_anterior", 4, 10),
        ("axillary", 4, 11), ("axillary_posterior", 5, 11), ("angle", 2, 11),
    ):  # fmt: skip
        ribs = [at(f"rib{n}_{line}") for n in range(first, last + 1)]
        assert all(below(b, a) > 0.8 for a, b in zip(ribs, ribs[1:], strict=False)), line
    assert below(at("rib12_lateral"), at("rib12_medial")) > 2
    assert 4 <= below(at("iliac_crest_lateral"), at("rib12_lateral")) <= 10
    assert 18 <= apart(at("nipple")) <= 22


def test_head_and_neck(at):
    assert at("mastoid_tip")[1] < at("tragus")[1] and at("mastoid_tip")[2] < at("tragus")[2]
    assert 0.5 <= cm(at("jaw_joint")[2] - at("tragus")[2]) <= 2.5
    assert abs(below(at("inion"), at("tragus"))) <= 2
    assert below(at("mandible_angle"), at("jaw_joint")) > 4
    assert at("temple")[2] > at("jaw_joint")[2] and at("temple")[1] > at("zygomatic_arch")[1]
    down = ("vertex", "forehead_mid", "nose_root", "nose_tip", "upper_lip", "lower_lip", "chin",
            "submental", "hyoid", "thyroid_cartilage", "cricoid", "sternal_notch")  # fmt: skip
    heights = [at(name)[1] for name in down]
    assert heights == sorted(heights, reverse=True)
    assert at("c1_transverse")[1] < at("mastoid_process")[1]
    assert 19 <= below(at("submental"), at("vertex")) <= 24


# ---- the areas -------------------------------------------------------------------------------


def test_areas_part_the_skin_alike_on_both_sides(parted, skin):
    areas, label = parted
    same = label == label[skin.mirror]
    assert same.mean() > 0.999
    sizes = areas_cm2(skin, label, len(areas))
    for area, size in zip(areas, sizes, strict=True):
        assert (size > 1) != bool(area.get("inner")), (area["id"], size)


def test_each_trunk_area_hangs_together(parted, skin, trunk_areas):
    areas, label = parted
    mine = {area["id"] for area in trunk_areas["areas"]}
    for k, area in enumerate(areas):
        if area["id"] not in mine or area.get("inner"):
            continue
        here = (label == k) & (skin.vertices[:, 0] < 1e-6)
        size = skin.vertex_areas[here]
        _, piece = connected_components(skin.neighbours[here][:, here], directed=False)
        assert np.bincount(piece, size).max() > 0.9 * size.sum(), area["id"]


def test_words_and_ids_of_areas_are_unambiguous():
    areas, groups = written("areas"), []
    for path in sorted(DATA.glob("areas*.yaml")):
        groups += yaml.safe_load(path.read_text()).get("groups") or []
    ids = {area["id"] for area in areas}
    assert len(ids) == len(areas)
    assert not ids & {group["id"] for group in groups}
    owners = defaultdict(set)
    for entry in (*areas, *groups):
        for words in (entry["name"], *entry.get("synonyms", ())):
            owners[words.lower()].add(entry["id"])
    assert {words: who for words, who in owners.items() if len(who) > 1} == {}
    for group in groups:
        assert set(group["areas"]) <= ids, group["id"]
    for area in areas:
        assert not area.get("inner") or area["shown_in"] in ids, area["id"]


def test_nobody_is_told_to_press_where_no_one_should(trunk_areas):
    never = {area["id"] for area in trunk_areas["areas"] if area.get("no_press")}
    assert never >= {
        "throat_front", "neck_anterior", "neck_lateral", "chin_under", "supraclavicular",
        "breast_front", "armpit_hollow", "groin_crease", "abdomen_upper", "abdomen_lower",
        "abdomen_side", "navel", "abdomen_upper_middle", "abdomen_lower_middle", "waist",
        "flank_posterior", "perineum", "genitals_outer", "anus", "pelvic_floor_inside",
        "eye_socket",
    }  # fmt: skip
