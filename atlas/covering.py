"""The smallest set of muscles that together covers a drawing: for practitioners only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from atlas.matching import Candidate

MOST_TRIED = 24
"""Candidates among which the smallest set is searched exactly."""

MOST_TOGETHER = 3
"""Muscles up to which it is searched exactly; beyond, the one that adds most comes next."""


def smallest_cover(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the fewest candidates whose pictures together include all places that any includes.

    Among sets of one size, the one with more places in main areas, then the one whose members rank
    higher. What is in no picture is left out of account.

    Parameters
    ----------
    candidates : sequence of Candidate
        Best first, as :meth:`atlas.matching.PatternIndex.rank` returns them.

    Returns
    -------
    tuple of Candidate
        In the order of the ranking; empty where there are no candidates.
    """
    wanted = frozenset(each.n for candidate in candidates for each in candidate.explains)
    if not wanted:
        return ()
    kept = _useful(candidates)
    for size in range(1, MOST_TOGETHER + 1):
        fitting = [
            rows
            for rows in combinations(range(len(kept)), size)
            if wanted <= frozenset().union(*(_numbers(kept[row]) for row in rows))
        ]
        if fitting:
            best = min(fitting, key=lambda rows: (-_in_main(kept, rows), sum(rows), rows))
            return tuple(kept[row] for row in best)
    return _greedy(candidates, wanted)


def _numbers(candidate: Candidate) -> frozenset[int]:
    return frozenset(each.n for each in candidate.explains)


def _in_main(kept: Sequence[Candidate], rows: Sequence[int]) -> int:
    return len({n for row in rows for n in kept[row].main})


def _useful(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the best-ranked of those that include the same places in the same way."""
    first: dict[tuple[frozenset[int], frozenset[int]], Candidate] = {}
    for each in candidates:
        first.setdefault((_numbers(each), frozenset(each.main)), each)
    return list(first.values())[:MOST_TRIED]


def _greedy(candidates: Sequence[Candidate], wanted: frozenset[int]) -> tuple[Candidate, ...]:
    left, chosen = set(wanted), []
    while left:
        best = max(
            range(len(candidates)),
            key=lambda row: (
                len(_numbers(candidates[row]) & left),
                len(left.intersection(candidates[row].main)),
                -row,
            ),
        )
        left -= _numbers(candidates[best])
        chosen.append(best)
    return tuple(candidates[row] for row in sorted(chosen))
