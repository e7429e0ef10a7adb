"""Thousands of generated queries: an answer to each, and the same one each time."""

import random
from functools import cache

import pytest
from hypothesis import settings

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.match_command import Matcher, as_line

pytestmark = pytest.mark.fuzz

COUNT = 5_000 if settings().max_examples >= 1_000 else 200
LONGEST = 2_000
JOINTS = (" ", ", ", " and ", " not ", "\n", " right ", "; left ", " both ", "\u00a0", " é ")


@cache
def matcher() -> Matcher:
    return Matcher(load_catalogue(), Built())


def letters(dice: random.Random, length: int) -> str:
    """Any Unicode, surrogates left out."""
    ranges = ((0, 32), (32, 127), (160, 0x3000), (0xE000, 0x10000), (0x1F300, 0x1F700))
    return "".join(chr(dice.randrange(*dice.choice(ranges))) for _ in range(length))


def places(dice: random.Random, length: int) -> str:
    """Names of places, joined as people join them, and cut anywhere."""
    names = [name for a in matcher().catalogue.areas.values() for name in (a.name, *a.synonyms)]
    said = ""
    while len(said) < length:
        said += dice.choice(names) + dice.choice(JOINTS)
    return said[:length]


def test_every_query_has_one_answer() -> None:
    dice = random.Random(20261122)
    for _ in range(COUNT):
        length = max(1, int(LONGEST ** dice.random()))
        query = dice.choice((letters, places))(dice, length)
        answer = matcher().match(query, dice.choice((None, "right", "left", "both")))
        assert {"areas", "unrecognised", "ask_first", "candidates", "unexplained"} <= set(answer)
        as_line(answer).encode()
        if dice.random() < 0.2:
            side = answer["sides_tried"][0] if len(answer["sides_tried"]) == 1 else None
            once, again = (matcher().match(query, side) for _ in range(2))
            assert once == again
