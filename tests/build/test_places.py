"""Words to points on the skin."""

import numpy as np
import pytest

from atlas.build.places import PlaceError, Places
from atlas.build.workshop import surfaces

AT = {
    "elbow": {"ring": ["upperarm01", "lowerarm01"], "t": 0.95, "azimuth": 90},
    "shoulder": {"ring": ["upperarm01", "lowerarm01"], "t": 0.1, "azimuth": 90},
    "spine": {"level": "T7", "face": "back"},
    "round": {"between": ["round", "elbow"]},
}


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(surfaces()["anatomical"], AT)


def test_rings_are_on_the_right(places: Places) -> None:
    assert places.landmark("elbow")[0] < -0.2
    assert places.landmark("elbow")[1] < places.landmark("shoulder")[1]


def test_levels_are_behind_and_in_the_middle(places: Places) -> None:
    x, y, z = places.landmark("spine")
    assert x == pytest.approx(0, abs=1e-6)
    assert y == pytest.approx(1.470 - 0.175)
    assert z < 0


def test_between_is_on_the_way(places: Places) -> None:
    a, b = places.landmark("shoulder"), places.landmark("elbow")
    middle = places.point({"between": ["shoulder", "elbow"]})
    assert np.linalg.norm(middle - a) == pytest.approx(np.linalg.norm(middle - b), rel=0.1)
    near = places.point({"between": ["shoulder", "elbow"], "cm": 3})
    assert np.linalg.norm(near - a) == pytest.approx(0.03, abs=0.006)


def test_mirror_is_on_the_left(places: Places) -> None:
    right = places.landmark("elbow")
    assert places.point({"mirror": "elbow"}) == pytest.approx(right * [-1, 1, 1])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("nowhere", "unknown landmark 'nowhere'"),
        ("round", "circular landmarks: round"),
        ({"ring": ["upperarm01", "wing"], "t": 0.5}, "unknown joint 'wing'; use one of"),
        ({"level": "T13", "face": "back"}, "unknown level 'T13'; use one of"),
        ({"level": "T7", "face": "back", "lateral": 39}, "misses the skin"),
        ({"left of": "the moon"}, "not a place"),
    ],
)
def test_what_does_not_resolve_says_why(places: Places, place: object, said: str) -> None:
    with pytest.raises(PlaceError, match=said):
        places.point(place)  # type: ignore[arg-type]
