"""Complaints that are not pain: what to ask first, and then the muscles that list them.

Dizziness, a weak grip or a watery eye leads to its warning signs before any muscle. The muscles are
those whose catalogue entry names the complaint among what else they are said to cause, in the order
of the catalogue: no ranking, and the same for everyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.catalogue import Catalogue
from atlas.model import Muscle, NonPain, RedFlag
from atlas.problem import Problem, nearest_name
from atlas.words import Vocabulary, load_vocabulary

_URGENCY = {"emergency": 0, "today": 1, "soon": 2}


@dataclass(frozen=True)
class Listed:
    """A muscle that lists a complaint, and the claim that says so."""

    muscle: Muscle
    claim: NonPain


@dataclass(frozen=True)
class Answered:
    """A complaint with what is asked first, and the muscles that list it afterwards.

    Attributes
    ----------
    id : str
        As in ``data/text/vocabulary.yaml``.
    ask_first : tuple of RedFlag
        The most urgent first; shown, and answered where they are emergencies, before any muscle.
    muscles : tuple of Listed
        May be empty: then the complaint is only a reason to ask.
    """

    id: str
    ask_first: tuple[RedFlag, ...]
    muscles: tuple[Listed, ...]


def answer_complaints(
    catalogue: Catalogue,
    complaints: Iterable[str],
    areas: Iterable[str] = (),
    vocabulary: Vocabulary | None = None,
) -> tuple[Answered, ...]:
    """Return what complaints lead to, each once, in the order given.

    Parameters
    ----------
    catalogue : Catalogue
    complaints : iterable of str
        Ids of complaints, as the area finder reports them. Unknown ones lead to nothing.
    areas : iterable of str
        Ids of the areas (or groups) named with them. A muscle that lists the complaint somewhere
        else ("numb hand" and a tingling foot) is left out; where none lists it there, all stay.
    vocabulary : Vocabulary, optional
        Where the warning signs of each complaint stand.
    """
    known = {each.id: each for each in (vocabulary or load_vocabulary()).complaints}
    named = set(catalogue.areas_in(areas))
    answers = []
    for each in dict.fromkeys(complaints):
        if each not in known:
            continue
        flags = [catalogue.red_flags[f] for f in known[each].flags if f in catalogue.red_flags]
        answers.append(
            Answered(
                each,
                tuple(sorted(flags, key=lambda flag: _URGENCY[flag.urgency])),
                _listing(catalogue, each, named),
            )
        )
    return tuple(answers)


def _listing(catalogue: Catalogue, complaint: str, named: set[str]) -> tuple[Listed, ...]:
    found = [
        Listed(muscle, claim)
        for muscle in catalogue.muscles.values()
        for claim in muscle.non_pain
        if complaint in claim.effects
    ]
    there = [
        each
        for each in found
        if not each.claim.felt_in or named & set(catalogue.areas_in(each.claim.felt_in))
    ]
    return tuple(there if named and there else found)


def check_effects(catalogue: Catalogue, vocabulary: Vocabulary | None = None) -> list[Problem]:
    """Return the effects in the catalogue that are no complaint of the vocabulary."""
    known = [each.id for each in (vocabulary or load_vocabulary()).complaints]
    problems = []
    for muscle in catalogue.muscles.values():
        for number, claim in enumerate(muscle.non_pain):
            for effect in claim.effects:
                if effect in known:
                    continue
                at = catalogue.written_at["muscle", muscle.id]
                problems.append(
                    Problem(
                        at.file, at.line, "is not a complaint in data/text/vocabulary.yaml",
                        muscle.id, f"non_pain[{number}].effects", effect,
                        suggestion=nearest_name(effect, known),
                    )
                )  # fmt: skip
    return problems
