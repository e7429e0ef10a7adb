"""What is asked first, for which place, in which order; and where nobody is told to press."""

import dataclasses
import re
from itertools import permutations
from types import MappingProxyType, SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.catalogue import Catalogue, LeftOut, load_catalogue
from atlas.model import Area, AreaGroup, RedFlag
from atlas.safety import (
    clot_question_applies,
    heart_question_applies,
    pressing_allowed,
    pressing_offered,
    questions,
    self_care_allowed,
    warning_signs,
    warnings_missing,
)

LOADED = load_catalogue()
GROUPS = """
    head face scalp temple jaw mouth ear eye neck neck_front throat nape shoulder upper_arm
    elbow forearm wrist hand fingers thumb arm chest breast armpit ribs abdomen upper_abdomen
    lower_abdomen groin genitals upper_back mid_back low_back flank buttock hip sacrum
    pelvis_floor thigh thigh_inner knee knee_back shin calf leg ankle achilles foot toes
"""
EXISTING = tuple(GROUPS.split())


def _area(name: str, **more: object) -> Area:
    return Area(id=f"{name}_spot", name=name, clinical=name, grows_from=("somewhere",), **more)


def with_one_area_a_group(catalogue: Catalogue, **changes: object) -> Catalogue:
    """The real red flags on a small body: each group has one area, `<group>_spot`."""
    no_press = {"neck_front", "breast", "armpit", "groin", "knee_back", "abdomen"}
    areas = {f"{name}_spot": _area(name, no_press=name in no_press) for name in EXISTING}
    groups = {name: AreaGroup(id=name, name=name, areas=(f"{name}_spot",)) for name in EXISTING}
    body = {"areas": MappingProxyType(areas), "groups": MappingProxyType(groups)}
    return dataclasses.replace(catalogue, **(body | changes))


SMALL = with_one_area_a_group(LOADED)


def flag(name: str, **changes: object) -> RedFlag:
    usual = dict(
        id=name,
        title=name,
        urgency="soon",
        question="Is it so?",
        sign="It is so.",
        act="See a doctor.",
        sources=("own_clinical_review",),
    )
    return RedFlag(**(usual | changes))


def with_flags(*flags: RedFlag) -> Catalogue:
    made = MappingProxyType({each.id: each for each in flags})
    return with_one_area_a_group(LOADED, red_flags=made)


def ids(*args: object, **more: object) -> list[str]:
    return [each.id for each in warning_signs(SMALL, *args, **more)]


# ---- the data


def test_every_red_flag_is_read_and_cited() -> None:
    assert not warnings_missing(LOADED)
    assert len(LOADED.red_flags) > 100
    for each in LOADED.red_flags.values():
        assert len(LOADED.cited(each.sources)) == len(each.sources), each.id


def test_red_flags_name_areas_and_groups_that_exist() -> None:
    named = {area for each in LOADED.red_flags.values() for area in each.areas}
    assert named <= {*EXISTING, "shoulder_blade", "pubis", "iliac_crest"}
    if {"arm", "leg"} <= set(LOADED.groups):
        assert named <= {*LOADED.groups, *LOADED.areas}


@pytest.mark.parametrize("area", LOADED.areas)
def test_every_real_area_has_emergencies_of_its_own(area: str) -> None:
    found = warning_signs(LOADED, [(area, "right")])
    assert any(each.urgency == "emergency" and not each.any for each in found)


def test_a_source_that_was_not_checked_is_said_in_the_note() -> None:
    for each in LOADED.red_flags.values():
        if all(source.checked in ("no", "citation") for source in LOADED.cited(each.sources)):
            assert each.note and "not checked" in each.note, each.id


@pytest.mark.parametrize("each", LOADED.red_flags.values(), ids=lambda each: each.id)
def test_words_of_a_warning_sign(each: RedFlag) -> None:
    assert each.question.endswith("?") and each.question.count("?") == 1
    assert each.sign.endswith(".") and each.act.endswith(".")
    for sentence in re.split(r"(?<=[.?])\s+", f"{each.question} {each.sign} {each.act}"):
        assert len(sentence.split()) <= 20, sentence
    words = f"{each.title} {each.question} {each.sign} {each.act}".lower()
    for banned in (
        "diagnos", "detect", "cure", "heal ", "safe", "risk-free", "don't worry", "nothing serious",
        "false angina", "not your heart", "999", "911", "111", " gp ",
    ):  # fmt: skip
        assert banned not in words, banned
    if each.urgency == "emergency":
        assert re.search(r"emergency (number|department)|maternity unit", each.act)
    if each.urgency == "today":
        assert re.search(r"\btoday\b", each.act)
    if each.urgency == "soon":
        assert re.search(r"within days|before you try", each.act)


# ---- which place is asked what


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("temple", "thunderclap vision_loss glaucoma stroke_face meningitis_neck head_injury "
                   "giant_cell_arteritis gca_scalp gca_jaw after_birth preeclampsia"),
        ("jaw", "heart mouth_swelling mouth_breathing vision_loss gca_jaw mouth_opening "
                "tooth_pain"),
        ("neck", "neck_artery_tear neck_eyelid neck_dizzy neck_swallow neck_drop cord_hands "
                 "cord_walk meningitis_neck meningitis_rash heart stroke_speech"),
        ("chest", "heart heart_spread heart_sweat heart_effort aorta breathless sharp_breath "
                  "cough_blood lung_collapse needling_lung"),
        ("shoulder", "heart joint_infection shoulder_tip_belly shoulder_tip_pregnant pancoast "
                     "pancoast_eye pancoast_hand needling_lung lung_collapse polymyalgia"),
        ("upper_abdomen", "heart aorta belly_sudden belly_hard vomit_blood aneurysm preeclampsia"),
        ("lower_abdomen", "testicle ovary ectopic hernia retention appendix aneurysm_faint "
                          "kidney_urine pelvis_fever pregnancy_pain bleeding_menopause"),
        ("genitals", "testicle hernia retention ce_genitals"),
        ("groin", "testicle hernia joint_infection no_weight hip_thin_bones slipped_hip"),
        ("low_back", "ce_saddle ce_genitals ce_urine_start ce_urine_feeling ce_urine_leak ce_bowel "
                     "ce_both_legs ce_weak_legs aneurysm kidney_fever cancer_legs spine_fever "
                     "spine_drugs spine_fracture retention"),
        ("mid_back", "thoracic_legs thoracic_band aorta cancer_spine heart"),
        ("flank", "aneurysm kidney_fever kidney_urine"),
        ("buttock", "ce_saddle ce_both_legs claudication"),
        ("pelvis_floor", "ce_saddle retention bleeding_menopause pelvis_fever pregnancy_pain"),
        ("thigh", "leg_clot_breath leg_clot_swelling thigh_deep thigh_bone_medicine slipped_hip "
                  "muscle_breakdown statins ce_both_legs"),
        ("knee", "joint_infection no_weight slipped_hip child_limp child_limp_fever leg_clot_skin"),
        ("calf", "leg_clot_breath leg_clot_swelling leg_clot_skin leg_clot_risk leg_clot_before "
                 "compartment cold_limb achilles claudication"),
        ("shin", "compartment leg_clot_swelling"),
        ("foot", "diabetes_wound diabetes_hot cold_limb ankle_weight"),
        ("hand", "heart cold_limb finger_infection scaphoid stroke_limb skin_ill arm_clot"),
        ("forearm", "heart compartment skin_infection arm_clot stroke_speech"),
        ("breast", "heart breast_lump"),
    ],
)  # fmt: skip
def test_a_place_is_asked_its_own_questions(area: str, expected: str) -> None:
    assert set(expected.split()) <= set(ids([(f"{area}_spot", "right")]))


@pytest.mark.parametrize("area", EXISTING)
def test_every_place_is_asked_what_any_place_is_asked(area: str) -> None:
    anywhere = {each.id for each in LOADED.red_flags.values() if each.any}
    assert {"fever", "weight_loss", "past_cancer", "suicide", "widespread", "shingles"} <= anywhere
    assert anywhere <= set(ids([(f"{area}_spot", "left")]))


@pytest.mark.parametrize("side", ["left", "right", "middle", None])
@pytest.mark.parametrize(
    "area",
    (
        "chest", "neck", "neck_front", "throat", "jaw", "shoulder", "arm", "upper_arm", "forearm",
        "hand", "upper_back", "upper_abdomen",
    ),
)  # fmt: skip
def test_the_heart_is_asked_about_on_either_side(area: str, side: str | None) -> None:
    assert heart_question_applies(SMALL, [(f"{area}_spot", side)])


@pytest.mark.parametrize("area", ["low_back", "buttock", "knee", "calf", "foot", "temple"])
def test_the_heart_is_not_asked_about_elsewhere(area: str) -> None:
    assert not heart_question_applies(SMALL, [(f"{area}_spot", "left")])


@pytest.mark.parametrize("area", ["calf", "knee_back", "thigh", "shin", "arm", "forearm"])
def test_a_clot_is_asked_about_in_the_limbs(area: str) -> None:
    assert clot_question_applies(SMALL, [(f"{area}_spot", "left")])
    assert not clot_question_applies(SMALL, [("temple_spot", "left")])


def test_the_spleen_is_on_the_left_and_the_appendix_on_the_right() -> None:
    assert "spleen" in ids([("shoulder_spot", "left")])
    assert "spleen" not in ids([("shoulder_spot", "right")])
    assert "appendix" in ids([("lower_abdomen_spot", "right")])
    assert "appendix" not in ids([("lower_abdomen_spot", "left")])
    assert {"spleen", "appendix"} <= set(ids([("upper_abdomen_spot", "middle")]))
    assert {"spleen", "appendix"} <= set(ids([("upper_abdomen_spot", None)]))


def test_an_inner_area_is_asked_what_its_place_on_the_skin_is_asked() -> None:
    tooth = Area(id="tooth", name="tooth", clinical="tooth", inner=True, shown_in="jaw_spot")
    catalogue = with_one_area_a_group(LOADED)
    catalogue = dataclasses.replace(
        catalogue, areas=MappingProxyType({**catalogue.areas, "tooth": tooth})
    )
    found = {each.id for each in warning_signs(catalogue, [("tooth", "right")])}
    assert {"heart", "mouth_swelling", "gca_jaw"} <= found


def test_a_group_can_be_marked_as_a_whole() -> None:
    assert ids([("calf", "left")]) == ids([("calf_spot", "left")])


def test_nothing_marked_nothing_asked() -> None:
    assert warning_signs(SMALL, []) == ()


def test_without_areas_everything_is_asked() -> None:
    blind = dataclasses.replace(LOADED, areas=MappingProxyType({}), groups=MappingProxyType({}))
    assert len(warning_signs(blind, [("calf_spot", "left")])) >= len(SMALL.red_flags) - 5


# ---- muscles


@pytest.mark.parametrize(
    ("muscle", "expected"),
    [
        ("pectoralis_major", "heart heart_sweat aorta breathless"),
        ("infraspinatus", "heart needling_lung"),
        ("supraspinatus", "heart needling_lung"),
        ("levator_scapulae", "neck_artery_tear heart needling_lung"),
        ("trapezius", "giant_cell_arteritis gca_scalp vision_loss heart needling_lung"),
        ("sternocleidomastoid", "giant_cell_arteritis vision_loss neck_artery_tear heart"),
        ("quadratus_lumborum", "aneurysm kidney_fever ce_saddle needling_lung"),
        ("gluteus_medius", "ce_saddle ce_both_legs hip_thin_bones"),
        ("gluteus_minimus", "ce_saddle ce_both_legs"),
        ("soleus", "leg_clot_breath leg_clot_swelling compartment achilles"),
    ],
)  # fmt: skip
def test_a_card_brings_its_muscles_own_questions(muscle: str, expected: str) -> None:
    assert set(expected.split()) <= set(ids([], muscle, "left"))


def test_a_muscles_own_list_counts_too() -> None:
    muscle = SimpleNamespace(id="some_muscle", red_flags=("own",))
    catalogue = dataclasses.replace(
        with_flags(flag("own", areas=("toes",))),
        muscles=MappingProxyType({"some_muscle": muscle}),
    )
    assert [each.id for each in warning_signs(catalogue, [], "some_muscle")] == ["own"]
    assert warning_signs(catalogue, [], "another_muscle") == ()


# ---- order


def test_emergencies_first_then_the_rows_that_name_the_place() -> None:
    catalogue = with_flags(
        flag("anywhere_now", urgency="emergency", any=True),
        flag("soon_here", areas=("calf",)),
        flag("today_anywhere", urgency="today", any=True),
        flag("today_here", urgency="today", areas=("calf",)),
        flag("now_here_second", urgency="emergency", areas=("calf",)),
        flag("now_here_third", urgency="emergency", muscles=("soleus",)),
        flag("elsewhere", urgency="emergency", areas=("jaw",)),
    )
    found = [each.id for each in warning_signs(catalogue, [("calf_spot", "left")], "soleus")]
    assert found == [
        "now_here_second",
        "now_here_third",
        "anywhere_now",
        "today_here",
        "today_anywhere",
        "soon_here",
    ]


def test_the_order_of_marks_does_not_matter_and_nothing_is_asked_twice() -> None:
    marks = [("calf_spot", "left"), ("chest_spot", "middle"), ("jaw_spot", "right")]
    orders = {tuple(ids(each)) for each in permutations(marks)}
    assert len(orders) == 1
    found = orders.pop()
    assert len(found) == len(set(found))
    urgencies = [SMALL.red_flags[each].urgency for each in found]
    assert urgencies == sorted(urgencies, key=["emergency", "today", "soon"].index)


# ---- answers


@pytest.mark.parametrize(
    "area",
    (
        "chest", "arm", "shoulder", "jaw", "temple", "calf", "pelvis_floor", "genitals",
        "upper_abdomen",
    ),
)  # fmt: skip
def test_no_muscle_before_the_emergencies_are_answered(area: str) -> None:
    state = questions(SMALL, [(f"{area}_spot", "left")], {})
    assert state.gate == "ask" and not state.muscles_may_show
    assert state.emergencies_to_ask
    answers: dict[str, str] = {}
    for each in state.emergencies_to_ask:
        assert not questions(SMALL, [(f"{area}_spot", "left")], answers).muscles_may_show
        answers[each.flag.id] = "no"
    after = questions(SMALL, [(f"{area}_spot", "left")], answers)
    assert after.gate == "open" and after.to_ask and not after.advice


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_yes_and_not_sure_mean_act_now_until_seen(answer: str) -> None:
    marks = [("chest_spot", "middle")]
    answers = {each.flag.id: "no" for each in questions(SMALL, marks, {}).questions}
    answers["heart"] = answer
    state = questions(SMALL, marks, answers)
    assert state.gate == "act_now"
    assert [each.flag.id for each in state.act_now] == ["heart"]
    assert questions(SMALL, marks, answers, screened=True).gate == "act_now"
    assert questions(SMALL, marks, answers, seen={"heart"}).gate == "open"


def test_yes_wins_over_questions_still_open() -> None:
    assert questions(SMALL, [("calf_spot", "left")], {"leg_clot_breath": "yes"}).gate == "act_now"


def test_advisory_questions_leave_the_list_in_sight() -> None:
    marks = [("calf_spot", "left")]
    answers = {
        each.flag.id: "no" for each in questions(SMALL, marks, {}).questions if each.is_emergency
    }
    answers |= {"leg_clot_swelling": "yes", "claudication": "not_sure", "fever": "no"}
    state = questions(SMALL, marks, answers)
    assert state.gate == "open"
    assert {each.flag.id: each.outcome for each in state.advice} == {
        "leg_clot_swelling": "act",
        "claudication": "unsure",
    }
    assert "fever" not in {each.flag.id for each in state.to_ask}


def test_a_new_mark_brings_its_own_questions() -> None:
    marks = [("calf_spot", "left")]
    answers = {each.flag.id: "no" for each in questions(SMALL, marks, {}).questions}
    assert questions(SMALL, marks, answers).gate == "open"
    more = questions(SMALL, [*marks, ("jaw_spot", "left")], answers)
    assert more.gate == "ask"
    assert "heart" in {each.flag.id for each in more.emergencies_to_ask}
    assert not {each.flag.id for each in more.to_ask} & set(answers)


def test_a_practitioner_who_has_screened_is_not_asked() -> None:
    state = questions(SMALL, [("chest_spot", "middle")], {}, screened=True)
    assert state.gate == "open" and state.to_ask == () and state.questions


def test_an_answer_that_makes_no_sense_is_no_answer() -> None:
    state = questions(SMALL, [("chest_spot", "middle")], {"heart": "maybe", "no_such": "no"})
    assert state.questions[0].flag.id == "heart" and state.questions[0].answer is None


@given(
    st.dictionaries(
        st.sampled_from(sorted(SMALL.red_flags)), st.sampled_from(["yes", "no", "not_sure", "?"])
    ),
    st.lists(st.tuples(st.sampled_from(EXISTING), st.sampled_from(["left", "right"])), max_size=6),
)
def test_muscles_show_only_when_every_emergency_is_denied(
    answers: dict[str, str], places: list[tuple[str, str]]
) -> None:
    marks = [(f"{area}_spot", side) for area, side in places]
    state = questions(SMALL, marks, answers)
    emergencies = [each for each in state.questions if each.flag.urgency == "emergency"]
    assert state.muscles_may_show == all(each.answer == "no" for each in emergencies)
    assert [each.flag for each in state.questions] == list(warning_signs(SMALL, marks))


# ---- pressing

POINTS = [entry.point for entry in LOADED.points.values()]


def _loose_point(self_press: str, **changes: object) -> SimpleNamespace:
    usual = dict(id="loose.1", self_press=self_press, internal=False, place="somewhere")
    return SimpleNamespace(**(usual | changes))


@pytest.mark.parametrize("self_press", ["yes", "gentle", "never"])
@pytest.mark.parametrize(
    ("area", "may"),
    [
        ("buttock", True), ("temple", True), ("low_back", True), ("foot", True),
        ("chest", False), ("shoulder", False), ("upper_back", False), ("neck_front", False),
        ("groin", False), ("knee_back", False), ("abdomen", False), ("calf", False),
    ],
)  # fmt: skip
def test_pressing_follows_the_point_the_area_and_the_questions(
    self_press: str, area: str, may: bool
) -> None:
    allowed = pressing_allowed(SMALL, _loose_point(self_press), "right", areas=[f"{area}_spot"])
    assert allowed == (self_press if may else "never")


def test_a_calf_may_be_pressed_once_every_clot_question_is_denied() -> None:
    point, area = _loose_point("yes"), ["calf_spot"]
    clots = [each for each in SMALL.red_flags.values() if each.clot_question]
    answers = {each.id: "no" for each in clots}
    assert pressing_allowed(SMALL, point, "left", areas=area, answers=answers) == "yes"
    for each in clots:
        if "calf" in each.areas:
            for unsure in ({each.id: "not_sure"}, {each.id: "yes"}, {each.id: ""}):
                given_now = answers | unsure
                now = pressing_allowed(SMALL, point, "left", areas=area, answers=given_now)
                assert now == "never"


def test_a_denied_heart_question_does_not_allow_pressing() -> None:
    denied = dict.fromkeys(SMALL.red_flags, "no")
    point = _loose_point("yes")
    assert pressing_allowed(SMALL, point, "left", areas=["arm_spot"], answers=denied) == "never"


def test_without_built_areas_the_landmarks_tell_where_a_point_lies() -> None:
    heel = _area("heel").model_copy(update={"grows_from": ("calcaneus",), "no_press": True})
    catalogue = dataclasses.replace(SMALL, areas=MappingProxyType({"heel_spot": heel}))
    assert pressing_allowed(catalogue, _loose_point("yes", place="calcaneus"), "left") == "never"
    assert pressing_allowed(catalogue, _loose_point("yes", place="hallux"), "left") == "yes"


def test_what_is_asked_besides_forbids_pressing_too() -> None:
    quiet, calf = with_flags(
        flag("anywhere", any=True),
        flag("typed_heart", areas=("nowhere",), heart_question=True),
        flag("clot", areas=("calf_spot",), clot_question=True),
    ), ("calf_spot", "left")  # fmt: skip
    harmless = dataclasses.replace(quiet, muscles=LOADED.muscles, points=LOADED.points)
    point = next(each for each in POINTS if each.self_press == "yes" and not each.internal)
    assert pressing_offered(harmless, point, "right") == "yes"
    assert pressing_offered(harmless, point, "right", asked=["typed_heart"]) == "never"
    denied = {"typed_heart": "no", "clot": "no"}
    heart = pressing_offered(harmless, point, "right", asked=["typed_heart"], answers=denied)
    assert heart == "never"
    assert pressing_offered(harmless, point, "right", [calf]) == "never"
    assert pressing_offered(harmless, point, "right", [calf], answers={"clot": "not_sure"}) == (
        "never"
    )
    assert pressing_offered(harmless, point, "right", [calf], answers=denied) == "yes"


def test_an_internal_point_is_never_pressed() -> None:
    point = _loose_point("yes", internal=True)
    assert pressing_allowed(SMALL, point, "left", areas=["foot_spot"]) == "never"


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.id)
def test_where_no_question_stands_in_the_way_the_point_decides(point: object) -> None:
    harmless = dataclasses.replace(
        with_flags(flag("anywhere", any=True)), muscles=LOADED.muscles, points=LOADED.points
    )
    for side in ("left", "right"):
        allowed = pressing_allowed(harmless, point, side, areas=["buttock_spot"])
        assert allowed == point.self_press


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.id)
@pytest.mark.parametrize("side", ["left", "right"])
def test_nobody_presses_where_a_rule_forbids_it(point: object, side: str) -> None:
    no_to_all = dict.fromkeys(SMALL.red_flags, "no")
    muscle = LOADED.points[point.id].muscle.id
    for area in EXISTING:
        spot = f"{area}_spot"
        allowed = pressing_allowed(SMALL, point, side, areas=[spot], answers=no_to_all)
        if (
            point.self_press == "never"
            or SMALL.areas[spot].no_press
            or heart_question_applies(SMALL, [(spot, side)], muscle, side)
        ):
            assert allowed == "never"
        else:
            assert allowed == point.self_press
        if clot_question_applies(SMALL, [(spot, side)], muscle, side):
            assert pressing_allowed(SMALL, point, side, areas=[spot]) == "never"


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.id)
def test_the_real_body_is_never_laxer_than_the_point(point: object) -> None:
    order = ["never", "gentle", "yes"]
    for side in ("left", "right"):
        allowed = pressing_allowed(LOADED, point, side)
        assert order.index(allowed) <= order.index(point.self_press)


def test_nobody_presses_while_a_warning_sign_is_missing() -> None:
    point = _loose_point("yes")
    none_left = dataclasses.replace(SMALL, red_flags=MappingProxyType({}))
    one_left_out = dataclasses.replace(SMALL, left_out=(LeftOut("red_flag", "heart"),))
    for broken in (none_left, one_left_out):
        assert warnings_missing(broken)
        assert pressing_allowed(broken, point, "left", areas=["foot_spot"]) == "never"


@pytest.mark.parametrize("muscle", LOADED.muscles.values(), ids=lambda muscle: muscle.id)
@pytest.mark.parametrize("catalogue", [LOADED, SMALL], ids=["real", "small"])
def test_a_card_advises_pressing_only_where_a_point_may_be_pressed(
    catalogue: Catalogue, muscle: object
) -> None:
    denied = dict.fromkeys(LOADED.red_flags, "no")
    for answers in ({}, denied):
        kept = self_care_allowed(catalogue, muscle, "left", answers=answers)
        points = [entry.point for entry in LOADED.points.values() if entry.muscle.id == muscle.id]
        may = any(
            pressing_allowed(catalogue, point, "left", answers=answers) != "never"
            for point in points
        )
        assert [each for each in kept if each.kind == "press"] == [
            each for each in muscle.self_care if may and each.kind == "press"
        ]
        assert [each for each in kept if each.kind != "press"] == [
            each for each in muscle.self_care if each.kind != "press"
        ]
    if heart_question_applies(SMALL, [], muscle.id):
        assert all(each.kind != "press" for each in self_care_allowed(SMALL, muscle, "left"))
