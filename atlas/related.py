"""Which muscles belong together: what the catalogue says of one, read in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from atlas.catalogue import Catalogue
from atlas.model import Related

Role: TypeAlias = Literal["key", "satellite", "synergist", "antagonist"]
ROLES: tuple[Role, ...] = ("key", "satellite", "synergist", "antagonist")


@dataclass(frozen=True)
class Link:
    """A muscle that belongs to another, and how.

    Attributes
    ----------
    muscle : str
        Id of the other muscle.
    role : {"key", "satellite", "synergist", "antagonist"}
        What the other is: `key` when this one is written down as its satellite, that is, when
        trouble in the other is said to bring trouble here; `satellite` the other way round.
    both_ways : bool
        For a satellite or a key: each is written down as the other's satellite.
    notes : tuple of str
        What is written beside the links, in the practitioner's register.
    sources : tuple of str
    """

    muscle: str
    role: Role
    both_ways: bool
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def links_of(catalogue: Catalogue, muscle: str) -> tuple[Link, ...]:
    """Return the muscles that belong to one, each once a role: key first, antagonists last.

    Parameters
    ----------
    catalogue : Catalogue
    muscle : str
        Id of a muscle; one that is not there has no links.

    Returns
    -------
    tuple of Link
        By role, then in the catalogue's order. A muscle that is key and satellite comes once, as
        key, with `both_ways`. Nobody is linked to itself.
    """
    found: dict[tuple[Role, str], list[Related]] = {}
    own = catalogue.muscles.get(muscle)
    if own is None:
        return ()
    for said in own.related:
        if said.muscle != muscle and said.muscle in catalogue.muscles:
            found.setdefault((said.how, said.muscle), []).append(said)
    for other in catalogue.muscles.values():
        if other.id == muscle:
            continue
        for said in other.related:
            if said.muscle == muscle:
                role: Role = "key" if said.how == "satellite" else said.how
                found.setdefault((role, other.id), []).append(said)
    order = {each: k for k, each in enumerate(catalogue.muscles)}
    links = []
    for role, other_id in sorted(found, key=lambda key: (ROLES.index(key[0]), order[key[1]])):
        both_ways = ("key", other_id) in found and ("satellite", other_id) in found
        if role == "satellite" and both_ways:
            continue
        said_of = list(found[role, other_id])
        if role == "key" and both_ways:
            said_of += found["satellite", other_id]
        links.append(
            Link(
                muscle=other_id,
                role=role,
                both_ways=role == "key" and both_ways,
                notes=tuple(dict.fromkeys(each.note for each in said_of if each.note)),
                sources=tuple(dict.fromkeys(s for each in said_of for s in each.sources)),
            )
        )
    return tuple(links)
