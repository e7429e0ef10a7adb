"""Any name, synonym or group name finds its muscle, with typing errors and half typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.catalogue import load_catalogue
from atlas.muscle_search import Group, MuscleSearch, Names, load_groups

CATALOGUE = load_catalogue()
SEARCH = MuscleSearch(CATALOGUE, load_groups())


def first(text: str, **narrowed: tuple[str, ...]) -> str:
    hit = SEARCH.find(text, **narrowed)[0]
    return hit.point or hit.part or hit.muscle


@pytest.mark.parametrize("muscle", list(CATALOGUE.muscles))
def test_every_name_finds_its_muscle_first_or_shares_the_place(muscle: str) -> None:
    entry = CATALOGUE.muscles[muscle]
    for name in (entry.name, entry.latin, muscle):
        best = SEARCH.find(name)
        assert muscle in {hit.muscle for hit in best if hit.score == best[0].score}, name
    for name in (entry.plain_name, *entry.also_known_as):
        found = [hit.muscle for hit in SEARCH.find(name)]
        assert muscle in found[:12], name


@pytest.mark.parametrize("part", [p for p, e in CATALOGUE.parts.items() if e.muscle.has_parts])
def test_every_part_is_found(part: str) -> None:
    entry = CATALOGUE.parts[part]
    for name in (entry.part.name, part, *entry.part.also_known_as):
        assert entry.muscle.id in [hit.muscle for hit in SEARCH.find(name, most=12)], name


@pytest.mark.parametrize("point", list(CATALOGUE.points))
def test_every_point_is_found_by_its_id(point: str) -> None:
    assert SEARCH.find(point)[0].point == point


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("infraspinatis", "infraspinatus"),
        ("infra spinatus", "infraspinatus"),
        ("INFRASPINATUS ", "infraspinatus"),
        ("inf", "infraspinatus"),
        ("trapezious", "trapezius"),
        ("sternoclidomastoid", "sternocleidomastoid"),
        ("levator scapula", "levator_scapulae"),
        ("ql", "quadratus_lumborum"),
        ("upper traps", "trapezius_upper"),
        ("rotater cuf", "infraspinatus"),
        ("lifter of the sholder blade", "levator_scapulae"),
    ],
)
def test_typing_errors_and_half_words(typed: str, found: str) -> None:
    assert first(typed) == found


def test_a_group_finds_its_members_and_names_those_not_yet_in() -> None:
    cuff = {hit.muscle for hit in SEARCH.find("rotator cuff")}
    assert cuff >= {"infraspinatus", "supraspinatus", "teres_minor", "subscapularis"} & set(
        CATALOGUE.muscles
    )
    search = MuscleSearch(CATALOGUE, [Group(("wing muscles",), ("soleus", "wing_flapper"))])
    assert [hit.muscle for hit in search.find("wing muscles")] == ["soleus"]
    assert search.missing("wing muscles") == ("wing_flapper",)
    assert search.missing("soleus") == search.missing("") == ()


def test_hamstrings_are_found_or_said_to_be_missing() -> None:
    found = {hit.part or hit.muscle for hit in SEARCH.find("hamstrings")}
    assert found | set(SEARCH.missing("hamstrings")) >= {
        "biceps_femoris",
        "semitendinosus",
        "semimembranosus",
    }


@pytest.mark.parametrize("typed", ["zzzz", "x" * 500, "🦴", "'; drop table", "ab12cd"])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert SEARCH.find(typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "muscle", "the muscles"])
def test_nothing_asked_finds_all_in_the_catalogues_order(typed: str) -> None:
    assert [hit.muscle for hit in SEARCH.find(typed)] == list(CATALOGUE.muscles)


def test_region_and_depth_narrow() -> None:
    for hit in SEARCH.find("muscle", regions=("shoulder_arm",), depths=("deep",)):
        muscle = CATALOGUE.muscles[hit.muscle]
        assert (muscle.region, muscle.depth) == ("shoulder_arm", "deep")
    assert SEARCH.find("infraspinatus", regions=("leg_foot",)) == []


def test_each_is_listed_once_and_the_order_is_the_same_each_time() -> None:
    for typed in ("front", "shoulder blade", "neck", "glutes"):
        hits = SEARCH.find(typed)
        assert len({hit[:3] for hit in hits}) == len(hits)
        assert hits == SEARCH.find(typed)
        assert [round(hit.score, 3) for hit in hits] == sorted(
            (round(hit.score, 3) for hit in hits), reverse=True
        )


@given(st.text(max_size=60))
def test_any_text_is_survived(typed: str) -> None:
    for hit in SEARCH.find(typed):
        assert hit.muscle in CATALOGUE.muscles


@pytest.mark.fuzz
@given(st.sampled_from(list(CATALOGUE.muscles)), st.data())
def test_one_slip_in_a_long_name_still_finds_it(muscle: str, data: st.DataObject) -> None:
    words = CATALOGUE.muscles[muscle].name
    long = [found.span() for found in re.finditer(r"[A-Za-z]{7,}", words)]
    if not long:
        return
    start, end = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(start + 1, end - 2))
    slipped = words[:at] + words[at + 1] + words[at] + words[at + 2 :]
    assert muscle in [hit.muscle for hit in SEARCH.find(slipped, most=8)]


def test_names_know_nothing_of_muscles() -> None:
    names = Names([("a", ["First aid", "help"]), ("b", ["Second aid"])])
    assert [found.key for found in names.find("aid")] == ["a", "b"]
    assert names.find("secnd aid")[0].key == "b"
    assert names.find("aid", most=1)[0].name == "First aid"


def test_group_members_are_ids() -> None:
    for group in load_groups():
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", one) for one in group.muscles), group.names
        assert len(set(group.muscles)) == len(group.muscles)


def test_an_unreadable_file_of_groups_is_named(tmp_path) -> None:
    path = tmp_path / "groups.yaml"
    path.write_text("groups: [{names: 3}]", "utf-8")
    with pytest.raises(ValueError, match="groups.yaml"):
        load_groups(path)


def test_every_group_names_muscles_that_are_there() -> None:
    known = {*CATALOGUE.muscles, *CATALOGUE.parts}
    assert not {name for group in load_groups() for name in group.muscles} - known
