"""What is in, what is not yet in, what is left out: counted from the catalogue itself."""

import pytest

from atlas.build import insets
from atlas.catalogue import load_catalogue
from atlas.coverage import CHECKS, GRADES, Plan, Wanted, coverage, load_plan

CATALOGUE = load_catalogue()
PLAN = load_plan()
FOUND = coverage(CATALOGUE, PLAN)


def test_every_muscle_and_point_is_counted_once() -> None:
    assert FOUND.muscles == len(CATALOGUE.muscles)
    assert FOUND.points == len(CATALOGUE.points) == sum(FOUND.grades.values())
    assert sum(FOUND.checked.values()) == len(CATALOGUE.references)
    assert sum(FOUND.confidence.values()) == len(CATALOGUE.muscles)
    assert tuple(FOUND.grades) == GRADES and tuple(FOUND.checked) == CHECKS


def test_every_muscle_of_the_catalogue_is_planned() -> None:
    called = [
        name for region in PLAN.regions.values() for one in region for name in (one.name, *one.also)
    ]
    planned = {each for name in called for each in CATALOGUE.named(name)}
    planned |= {CATALOGUE.parts[each].muscle.id for each in planned if each in CATALOGUE.parts}
    assert set(CATALOGUE.muscles) <= planned


@pytest.mark.parametrize(
    "wanted", [one for region in PLAN.regions.values() for one in region], ids=lambda one: one.name
)
def test_every_name_is_in_and_complete(wanted: Wanted) -> None:
    ids = {each for name in (wanted.name, *wanted.also) for each in CATALOGUE.named(name)}
    entries = [CATALOGUE.parts[each] for each in ids if each in CATALOGUE.parts]
    entries += [
        CATALOGUE.parts[part.id]
        for each in ids
        if each in CATALOGUE.muscles
        for part in CATALOGUE.muscles[each].parts
    ]
    assert entries
    inside = {part for inset in insets.read() for part in inset.written["muscles"]}
    for muscle, part in dict.fromkeys(entries):
        assert part.trigger_points
        assert part.fibres or part.id in inside
        for point in part.trigger_points:
            assert CATALOGUE.pattern(point).essential
            assert set(point.evidence.sources) & set(CATALOGUE.references)
            assert point.pattern.patient and point.pattern.practitioner
            assert point.where.patient and point.where.practitioner
        said = (muscle.plain_name, muscle.plain, muscle.action.patient, muscle.feels_like.patient)
        meant = (muscle.origin, muscle.insertion, muscle.nerve, muscle.palpation.text)
        assert all(said) and all(meant) and muscle.needling.text
        assert muscle.keeps_it_going and muscle.self_care and muscle.look_alikes and muscle.related


def test_two_points_share_a_pattern_only_by_pattern_of() -> None:
    drawn: dict[object, list[str]] = {}
    for entry in CATALOGUE.points.values():
        if entry.point.pattern_of is None:
            drawn.setdefault((entry.point.essential, entry.point.spillover), []).append(
                entry.point.id
            )
    assert [ids for ids in drawn.values() if len(ids) > 1] == []


def test_the_plan_names_each_muscle_once_and_uses_the_catalogues_regions() -> None:
    names = [one.name for region in PLAN.regions.values() for one in region]
    assert len(names) == len(set(names)) >= 148
    assert set(PLAN.regions) == set(CATALOGUE.regions)


def test_what_is_in_is_not_said_to_be_missing() -> None:
    missing = {name for region in FOUND.regions.values() for name in region.missing}
    assert "Infraspinatus" not in missing and "Trapezius" not in missing
    assert not [name for name in missing if CATALOGUE.named(name)]


def test_four_sites_are_left_out_with_their_reasons() -> None:
    ids = {one.id for one in FOUND.left_out}
    assert ids == {
        "trapezius_skin_site",
        "pectoralis_rhythm_site",
        "belching_site",
        "soleus_to_jaw",
    }
    assert all(
        one.why and (one.muscle is None or one.muscle in CATALOGUE.muscles)
        for one in FOUND.left_out
    )


def test_an_empty_plan_and_an_unknown_region_do_no_harm() -> None:
    found = coverage(CATALOGUE, Plan(regions={"moon": ("Moon muscle",)}))
    assert found.missing == 1 and found.regions["moon"].muscles == 0


@pytest.mark.parametrize("written", ["", "regions: 3", "regions: {a: [{nam: x}]}", "regions: ["])
def test_a_broken_file_is_named(tmp_path, written: str) -> None:
    path = tmp_path / "coverage.yaml"
    path.write_text(written, "utf-8")
    with pytest.raises(ValueError, match="coverage.yaml"):
        load_plan(path)
    with pytest.raises(ValueError, match="no_such.yaml"):
        load_plan(tmp_path / "no_such.yaml")
