"""Regional plates: what is drawn, for whom, in which view, and told apart without colour."""

import pytest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.plates import COLOURS, plate_figure, plate_of, shape_of_cut_out
from atlas.views import BY_ID

CATALOGUE, BUILT = load_catalogue(), Built()
REGIONS = list(CATALOGUE.regions)


def names(plate) -> dict[str, str]:
    return {muscle: CATALOGUE.muscles[muscle].name for muscle in plate.styles}


@pytest.mark.parametrize("region", REGIONS)
def test_every_muscle_is_drawn_or_said_not_to_be(region: str) -> None:
    plate = plate_of(CATALOGUE, BUILT, region)
    muscles = [muscle.id for muscle in CATALOGUE.muscles_of(region)]
    assert sorted([*plate.styles, *plate.undrawn]) == sorted(muscles)
    assert [style.number for style in plate.styles.values()] == list(
        range(1, len(plate.styles) + 1)
    )
    assert bool(plate.views) == bool(plate.styles) and len(plate.views) <= 3


@pytest.mark.parametrize("region", REGIONS)
def test_no_two_muscles_look_the_same_and_dashes_tell_equal_colours_apart(region: str) -> None:
    styles = list(plate_of(CATALOGUE, BUILT, region).styles.values())
    assert len({(style.colour, style.dash) for style in styles}) == len(styles)


@pytest.mark.parametrize("region", REGIONS)
def test_a_figure_has_a_trace_and_a_number_for_each_that_is_on(region: str) -> None:
    plate = plate_of(CATALOGUE, BUILT, region)
    for view in plate.views:
        there = [muscle for muscle in plate.styles if view in plate.zones[muscle]]
        figure = plate_figure(BUILT, plate, view, names(plate), there)
        assert len(figure["data"]) == len(there)
        said = {label["text"] for label in figure["layout"]["annotations"]}
        assert said == {f"<b>{plate.styles[muscle].number}</b>" for muscle in there}
        picture = figure["layout"]["images"][0]["source"].removeprefix("app/static/")
        assert (BUILT.static / picture).is_file()
        assert 0.2 < shape_of_cut_out(BUILT, plate, view) < 6


def test_switching_muscles_off_does_not_move_the_picture() -> None:
    plate = plate_of(CATALOGUE, BUILT, "shoulder_arm")
    view, called = plate.views[0], names(plate)
    whole = plate_figure(BUILT, plate, view, called, list(plate.styles))
    none = plate_figure(BUILT, plate, view, called, [])
    assert [trace["x"] for trace in none["data"]] == [[]] and not none["layout"]["annotations"]
    for axis in ("xaxis", "yaxis"):
        assert whole["layout"][axis] == none["layout"][axis]


def test_every_zone_lies_in_the_cut_out() -> None:
    plate = plate_of(CATALOGUE, BUILT, "shoulder_arm")
    for view in plate.views:
        figure = plate_figure(BUILT, plate, view, names(plate), list(plate.styles))
        x0, x1 = figure["layout"]["xaxis"]["range"]
        for trace in figure["data"]:
            assert all(x0 <= x <= x1 for x in trace["x"] if x is not None)


def test_the_left_is_the_mirror_image() -> None:
    right, left = (plate_of(CATALOGUE, BUILT, "shoulder_arm", side) for side in ("right", "left"))
    assert list(right.styles) == list(left.styles)
    mirrored = {BY_ID[view].mirror for view in right.zones["infraspinatus"]}
    assert mirrored == set(left.zones["infraspinatus"])
    x = right.zones["infraspinatus"]["back"][0][0]
    assert left.zones["infraspinatus"]["back"][0][0] == pytest.approx(-x)


def test_an_unknown_region_is_empty() -> None:
    plate = plate_of(CATALOGUE, BUILT, "moon")
    assert not plate.styles and not plate.views and not plate.undrawn


def light_of(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("skin", ["#EFE5DB", "#CFC3B8"])
def test_outlines_stand_out_from_the_skin(colour: str, skin: str) -> None:
    assert (light_of(skin) + 0.05) / (light_of(colour) + 0.05) >= 3
