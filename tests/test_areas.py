"""Words into areas, on the real list of areas."""

import random
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas.areas import AreaFinder, Correction
from atlas.catalogue import load_catalogue

CATALOGUE = load_catalogue()
FINDER = AreaFinder(CATALOGUE)
PHRASES = yaml.safe_load((Path(__file__).parent / "data" / "phrases.yaml").read_text("utf-8"))


def groups(*names):
    return set(CATALOGUE.areas_in(names))


def found(text, side=None):
    return FINDER.find(text, side)


def ids(text):
    return {area for area, _ in found(text).areas}


def sided(text, side=None):
    """Phrase ids to sides."""
    return {each: p.side for p in found(text, side).phrases for each in p.ids}


@pytest.mark.parametrize("phrase", PHRASES["phrases"])
def test_the_reference_s_phrases_are_understood(phrase):
    said = found(phrase)
    assert said.areas
    assert not said.unrecognised
    assert not said.corrections


@pytest.mark.parametrize("phrase", PHRASES["not_places"])
def test_phrases_that_name_no_place_name_none_or_are_reported(phrase):
    said = found(phrase)
    assert not said.areas or phrase.startswith("as ")


def test_every_name_clinical_name_and_synonym_finds_its_area():
    missed = []
    for entry in (*CATALOGUE.areas.values(), *CATALOGUE.groups.values()):
        of = set(CATALOGUE.areas_in([entry.id]))
        for name in (entry.name, *entry.synonyms):
            if not of & ids(name):
                missed.append(f"{name!r} of {entry.id}: {ids(name)}")
    assert len(missed) <= 6, missed


def test_the_vocabulary_names_areas_that_exist():
    known = {*CATALOGUE.areas, *CATALOGUE.groups}
    assert not set(FINDER.vocabulary.names) - known
    assert not {each for ids_ in FINDER.vocabulary.suggest.values() for each in ids_} - known


def test_the_vocabulary_names_warning_signs_that_exist():
    flags = {flag for each in FINDER.vocabulary.complaints for flag in each.flags}
    assert not flags - set(CATALOGUE.red_flags)


def test_several_at_once_with_one_side_for_all():
    said = found("sharp pain under my shoulder blade and a numb little finger on the right")
    assert {side for _, side in said.areas} == {"right"}
    assert "scapula_tip" in dict(said.areas)
    assert groups("finger5") <= set(dict(said.areas))
    characters = {area: character for area, _, character in said.characters}
    assert characters["scapula_tip"] == "sharp"
    assert characters["finger5_tip"] == "numb"
    assert not said.unrecognised


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("left knee", {"knee": "left"}),
        ("knee, left", {"knee": "left"}),
        ("my knee on the left", {"knee": "left"}),
        ("neck (left) and knee (right)", {"neck": "left", "knee": "right"}),
        ("left knee and ankle", {"knee": "left", "ankle": "left"}),
        ("left knee and right ankle", {"knee": "left", "ankle": "right"}),
        ("knee and ankle on the right", {"knee": "right", "ankle": "right"}),
        ("both knees and my right ankle", {"knee": "both", "ankle": "right"}),
        ("knees both hurt", {"knee": "both"}),
        ("both knee and ankle", {"knee": None, "ankle": None}),
        ("pain in the hip on both sides", {"hip": "both"}),
        ("R elbow, L ankle", {"elbow": "right", "ankle": "left"}),
        ("shoulder, neck and arm (L)", {"shoulder": "left", "neck": "left", "arm": "left"}),
        ("elbow L, ankle R", {"elbow": "left", "ankle": "right"}),
        ("right behind the knee", {"knee_back": None}),
        ("behind the right knee", {"knee_back": "right"}),
        ("I am right-handed, pain in the elbow", {"elbow": None}),
        ("elbow on the left, wrist and knee on the right",
         {"elbow": "left", "wrist": "right", "knee": "right"}),
        ("on the left my knee and my ankle", {"knee": "left", "ankle": "left"}),
        ("left-hand side of the chest", {"chest": "left"}),
        ("left side of my neck", {"neck_lateral": "left"}),
        ("right shoulder pain radiating down to the hand", {"shoulder": "right", "hand": "right"}),
        ("outer (right) elbow", {"elbow_lateral": "right"}),
    ],
)  # fmt: skip
def test_sides_bind_sensibly(text, sides):
    assert sided(text) == sides


def test_a_given_side_holds_only_where_the_text_says_none():
    assert sided("knee", "left") == {"knee": "left"}
    assert sided("right knee and ankle", "left") == {"knee": "right", "ankle": "right"}
    assert found("knee", "both").areas[:2] == (
        ("knee_anterior", "right"),
        ("knee_anterior", "left"),
    )
    assert dict(found("breastbone", "left").areas) == {"breastbone": "middle"}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("outer elbow", "elbow_lateral"),
        ("achy outside of my elbow", "elbow_lateral"),
        ("elbow, on the outside", "elbow_lateral"),
        ("my elbow hurts on the outside", "elbow_lateral"),
        ("lateral epicondyle", "elbow_lateral"),
        ("wrist pain on the pinky side", "wrist_ulnar"),
        ("shoulder hurts at the back", "shoulder_posterior"),
        ("eye brow", "eyebrow"),
        ("the outer side of the elbow", "elbow_lateral"),
        ("ELBOW OUTSIDE!!!", "elbow_lateral"),
        ("òuter élbow", "elbow_lateral"),
        ("between the shoulder blades", "interscapular"),
        ("between my shoulderblades", "interscapular"),
        ("in the middle of my palm", "palm_middle"),
        ("proximal posterior thigh", "thigh_posterior_upper"),
        ("TMJ", "jaw_joint"),
        ("base of skull", "skull_base"),
        ("deep inside my ear", "ear_inside"),
        ("centre of the palm", "palm_middle"),
        ("center of the palm", "palm_middle"),
        ("pain at L5", "spine_low"),
    ],
)
def test_plain_clinical_british_and_american(text, area):
    assert ids(text) == {area}
    assert not found(text).unrecognised


def test_groups_stand_for_their_areas():
    assert ids("shoulder") == groups("shoulder")
    assert ids("low back") == ids("lower back pain") == ids("my lower back") == groups("low_back")
    assert ids("upper and lower back") == groups("upper_back", "low_back")


def test_words_joined_by_and_share_their_part():
    assert ids("front and back of the knee") == groups("knee_front", "knee_back")
    assert ids("back and front of the knee") == groups("knee_front", "knee_back")
    assert ids("thumb, index and middle fingers") == groups("thumb", "finger2", "finger3")
    assert ids("my back and outer hip") == groups("back") | {"hip_lateral"}


def test_what_is_said_not_to_hurt_is_left_out():
    said = found("pain in my left hip, not the knee")
    assert set(dict(said.areas)) == groups("hip")
    assert {area for area, _ in said.left_out} == groups("knee")
    assert ids("not my knee but my hip") == groups("hip")
    assert ids("I am not sure, maybe the knee") == groups("knee")


def test_a_part_that_moves_does_not_hurt():
    assert ids("outer elbow hurts when I lift my arm") == {"elbow_lateral"}
    assert ids("it hurts when I bend my knee") == groups("knee")


def test_certain_corrections_are_used_and_reported():
    said = found("pain in my sholder and elbwo")
    assert set(dict(said.areas)) == groups("shoulder", "elbow")
    assert said.corrections == (Correction("sholder", "shoulder"), Correction("elbwo", "elbow"))
    assert not said.unrecognised


def test_only_what_is_certain_is_corrected():
    for text in ("power", "cheek-boat", "lamb"):
        assert not found(text).corrections
    assert found("my sholuder").corrections == (Correction("sholuder", "shoulder"),)


def test_unknown_words_are_reported_with_near_matches():
    said = found("pain in my florble and elb")
    assert [each.text for each in said.unrecognised] == ["florble", "elb"]
    assert not said.areas
    assert found("elbwwo").unrecognised[0].near_matches[0] in ("elbow", *groups("elbow"))
    assert "buttock" in found("sciatica").unrecognised[0].near_matches
    assert [each.text for each in found("膝 in my knee").unrecognised] == ["膝"]


def test_sentences_of_patients_leave_no_word_behind():
    for text in (
        "I've had a dull ache in the front of my right shoulder for three weeks, worse at night",
        "Started yesterday after lifting boxes: stabbing pain in my low back, can't bend",
        "It hurts on the outside of my hip when I lie on that side or climb stairs",
        "tingling in my ring and little fingers when I use the phone",
        "Headache behind my left eye and in the temple, almost every day",
        "burning between my shoulder blades after sitting at the computer all day",
        "The bottom of my foot hurts with the first steps in the morning",
    ):
        assert [each.text for each in found(text).unrecognised] in ([], ["boxes"], ["steps"]), text
        assert found(text).areas, text


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("dizzy", {"dizziness"}),
        ("ringing in my ears", {"ringing_ears"}),
        ("my ears are ringing", {"ringing_ears"}),
        ("numb hand", {"numbness"}),
        ("weak grip", {"weak_grip"}),
        ("watery eye", {"watery_eye"}),
        ("no numbness in the hand", set()),
        ("can't breathe", {"breathless"}),
    ],
)
def test_complaints_that_are_not_pain(text, complaints):
    assert set(found(text).complaints) == complaints


def test_what_does_not_hurt_is_taken_out_of_what_does():
    said = found("right arm but not the hand")
    assert "palm_middle" not in dict(said.areas)
    assert "elbow_lateral" in dict(said.areas)
    assert ("palm_middle", "right") in said.left_out or ("palm_middle", None) in said.left_out
    assert "elbow_lateral" in dict(found("outer elbow, not the outer elbow at night").areas)


def test_nothing_says_nothing():
    for text in ("", " ", "...", "\0", "the my of", "12 34", "🙂🙂", "(((", "and and to"):
        said = found(text)
        assert not said.areas
        assert not said.unrecognised


# ---- any text


def check_any(text, side=None):
    said = found(text, side)
    assert said == FINDER.find(text, side)
    for area, at in (*said.areas, *said.left_out):
        assert area in CATALOGUE.areas
        assert at in ("right", "left", "middle", None)
    assert len(set(said.areas)) == len(said.areas)
    for word in said.unrecognised:
        assert word.text in text or word.text.split()[0] in text
        for near in word.near_matches:
            assert near in CATALOGUE.areas or near in CATALOGUE.groups


def words_of_all_kinds():
    names = [n for e in (*CATALOGUE.areas.values(), *CATALOGUE.groups.values())
             for n in (e.name, *e.synonyms)]  # fmt: skip
    small = ["and", "or", "to", "not", "left", "right", "both", "the", "of", ",", ".", "(", ")",
             "/", "back", "side", "outer", "little", "pain", "L5", "-", "but", "when I lift my",
             "numb", "florble", "sholder", "R", "\n", "’", "ﬁnger", "İ", "ß", "\u0301"]  # fmt: skip
    return names, small


def mixed(seed):
    pick = random.Random(seed)
    names, small = words_of_all_kinds()
    out = []
    while len(" ".join(out)) < pick.randint(1, 2000):
        kind = pick.random()
        if kind < 0.35:
            out.append(pick.choice(names))
        elif kind < 0.85:
            out.append(pick.choice(small))
        else:
            out.append("".join(chr(pick.choice([pick.randrange(32, 127), pick.randrange(0x2FF),
                                                pick.randrange(sys.maxunicode)]))
                               for _ in range(pick.randint(1, 12))))  # fmt: skip
    return " ".join(out)[:2000]


@pytest.mark.fuzz
@given(st.text(min_size=1, max_size=2000), st.sampled_from([None, "right", "left", "both", "x"]))
@settings(deadline=None)
@example("\ud800", None)
@example("a" * 2000, "left")
@example("ring " * 400, None)
@example("back of " * 250, "right")
def test_any_unicode_gives_the_same_answer_each_time(text, side):
    check_any(text, side)


@pytest.mark.fuzz
@given(st.integers(0, 2**32))
@settings(deadline=None)
def test_any_mixture_of_names_and_noise(seed):
    check_any(mixed(seed))


def test_three_hundred_mixtures():
    for seed in range(300):
        check_any(mixed(seed))


def test_it_is_quick():
    texts = [mixed(seed) for seed in range(40)] + ["outer front elbow back hand side " * 60]
    FINDER.find("warm")
    took = []
    for text in texts:
        best = min(_time(text) for _ in range(3))
        took.append(best)
    assert sorted(took)[len(took) // 2] < 0.05
    assert max(took) < 0.5


def _time(text):
    began = time.process_time()
    FINDER.find(text)
    return time.process_time() - began
