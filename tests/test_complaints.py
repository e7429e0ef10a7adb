"""Complaints that are not pain: warning signs first, then the muscles that list them."""

import pytest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.complaints import answer_complaints, check_effects
from atlas.match_command import Matcher
from atlas.words import load_vocabulary

CATALOGUE = load_catalogue()
MATCHER = Matcher(CATALOGUE, Built())


@pytest.mark.parametrize(
    ("text", "complaint", "flag", "muscle"),
    [
        ("dizzy", "dizziness", "neck_dizzy", "sternocleidomastoid"),
        ("ringing ears", "ringing_ears", "hearing_loss", "masseter"),
        ("numb hand", "numbness", "stroke_limb", "scalenus_anterior"),
        ("weak grip", "weak_grip", "stroke_limb", "extensor_carpi_radialis_brevis"),
        ("watery eye", "watery_eye", "vision_loss", "sternocleidomastoid"),
        ("my knee keeps giving way", "giving_way", "ce_weak_legs", "vastus_medialis"),
        ("night cramps in my calf", "cramp", "leg_clot_swelling", "gastrocnemius"),
    ],
)
def test_a_complaint_leads_to_signs_and_muscles(text, complaint, flag, muscle):
    answer = MATCHER.match(text)
    found = {each["id"]: each for each in answer["complaints"]}
    assert complaint in found, found.keys()
    assert flag in {each["id"] for each in found[complaint]["ask_first"]}
    assert {each["id"] for each in found[complaint]["ask_first"]} <= {
        each["id"] for each in answer["ask_first"]
    }
    assert muscle in {each["muscle"] for each in found[complaint]["muscles"]}


def test_felt_elsewhere_is_left_out():
    named = CATALOGUE.groups["hand"].areas
    (hand,) = answer_complaints(CATALOGUE, ["numbness"], named)
    listed = {each.muscle.id for each in hand.muscles}
    assert "scalenus_anterior" in listed
    assert "piriformis" not in listed
    (anywhere,) = answer_complaints(CATALOGUE, ["numbness"])
    assert listed < {each.muscle.id for each in anywhere.muscles}


def test_signs_come_most_urgent_first_and_each_exists():
    order = ["emergency", "today", "soon"]
    for each in load_vocabulary().complaints:
        (answer,) = answer_complaints(CATALOGUE, [each.id])
        assert len(answer.ask_first) == len(set(each.flags))
        urgency = [order.index(flag.urgency) for flag in answer.ask_first]
        assert urgency == sorted(urgency)


def test_no_muscle_stands_under_a_complaint_without_signs():
    """Whoever is led to a muscle by a complaint is asked something first."""
    for each in load_vocabulary().complaints:
        (answer,) = answer_complaints(CATALOGUE, [each.id])
        assert answer.ask_first or not answer.muscles or each.id == "clicking", each.id


def test_unknown_and_repeated_complaints():
    assert answer_complaints(CATALOGUE, ["nonsense"]) == ()
    assert len(answer_complaints(CATALOGUE, ["dizziness", "dizziness"])) == 1
    assert answer_complaints(CATALOGUE, []) == ()


def test_an_effect_that_is_no_complaint_is_reported():
    assert check_effects(CATALOGUE) == []
    muscle = CATALOGUE.muscles["sternocleidomastoid"]
    claim = muscle.non_pain[0].model_copy(update={"effects": ("dizzines",)})
    other = CATALOGUE.__class__(
        **{
            **{name: getattr(CATALOGUE, name) for name in CATALOGUE.__dataclass_fields__},
            "muscles": {muscle.id: muscle.model_copy(update={"non_pain": (claim,)})},
        }
    )
    (problem,) = check_effects(other)
    assert "dizziness" in str(problem)
    assert "head_neck.yaml:" in str(problem)
