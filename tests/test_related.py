"""Relations between muscles, read in both directions."""

import dataclasses
from types import MappingProxyType

import pytest

from atlas.catalogue import Catalogue, load_catalogue
from atlas.model import Related
from atlas.related import ROLES, links_of

CATALOGUE = load_catalogue()


def having(**related: list[tuple[str, str]]) -> Catalogue:
    """Some real muscles with these relations only: muscle -> [(other, how), …]."""
    muscles = {
        name: CATALOGUE.muscles[name].model_copy(
            update={
                "related": tuple(
                    Related(muscle=other, how=how, note=f"{name} {other}", sources=(name,))
                    for other, how in said
                )
            }
        )
        for name, said in related.items()
    }
    return dataclasses.replace(CATALOGUE, muscles=MappingProxyType(muscles))


def told(catalogue: Catalogue, muscle: str) -> list[tuple[str, str, bool]]:
    return [(link.muscle, link.role, link.both_ways) for link in links_of(catalogue, muscle)]


def test_a_satellite_is_seen_from_both_ends() -> None:
    two = having(trapezius=[("infraspinatus", "satellite")], infraspinatus=[])
    assert told(two, "trapezius") == [("infraspinatus", "satellite", False)]
    assert told(two, "infraspinatus") == [("trapezius", "key", False)]


def test_satellites_of_one_another_come_once() -> None:
    two = having(
        trapezius=[("infraspinatus", "satellite")], infraspinatus=[("trapezius", "satellite")]
    )
    assert told(two, "trapezius") == [("infraspinatus", "key", True)]
    link = links_of(two, "trapezius")[0]
    assert set(link.sources) == {"trapezius", "infraspinatus"} and len(link.notes) == 2


def test_synergists_and_antagonists_hold_both_ways_and_come_last() -> None:
    three = having(
        soleus=[("trapezius", "antagonist"), ("infraspinatus", "synergist")],
        trapezius=[("soleus", "satellite")],
        infraspinatus=[],
    )
    assert told(three, "soleus") == [
        ("trapezius", "key", False),
        ("infraspinatus", "synergist", False),
        ("trapezius", "antagonist", False),
    ]
    assert told(three, "infraspinatus") == [("soleus", "synergist", False)]


def test_nobody_is_linked_to_itself_or_to_what_is_not_there() -> None:
    one = having(soleus=[("soleus", "synergist"), ("no_such", "satellite")])
    assert told(one, "soleus") == [] and told(one, "no_such") == []


@pytest.mark.parametrize("muscle", list(CATALOGUE.muscles))
def test_the_graph_can_be_walked_back(muscle: str) -> None:
    for link in links_of(CATALOGUE, muscle):
        assert link.role in ROLES and link.sources
        assert muscle in {back.muscle for back in links_of(CATALOGUE, link.muscle)}
