"""The smallest set of muscles that covers a drawing."""

from hypothesis import given
from hypothesis import strategies as st

from atlas.covering import smallest_cover
from atlas.matching import Candidate, Explains


def row(name: str, main: tuple[int, ...] = (), sometimes: tuple[int, ...] = ()) -> Candidate:
    explains = [Explains(n, "essential", f"{name}.1") for n in main]
    explains += [Explains(n, "spillover", f"{name}.1") for n in sometimes]
    return Candidate(name, None, "right", tuple(explains), (), (f"{name}.1",), 0.5)


def names(found: tuple[Candidate, ...]) -> list[str]:
    return [each.muscle for each in found]


def test_one_that_covers_all_is_enough() -> None:
    assert names(smallest_cover([row("a", (1,)), row("b", (1, 2)), row("c", (2, 3)),
                                 row("d", (), (1, 2, 3))])) == ["d"]  # fmt: skip


def test_fewer_go_before_better_ranked() -> None:
    rows = [row("a", (1, 2)), row("b", (2, 3)), row("c", (3, 4)), row("d", (1,)), row("e", (4,))]
    assert names(smallest_cover(rows)) == ["a", "c"]


def test_main_areas_break_ties_and_then_rank() -> None:
    assert names(smallest_cover([row("a", (), (1, 2)), row("b", (1, 2))])) == ["b"]
    assert names(smallest_cover([row("a", (1, 2)), row("b", (1, 2))])) == ["a"]


def test_nothing_to_cover() -> None:
    assert smallest_cover([]) == ()
    assert smallest_cover([row("a")]) == ()


places = st.lists(st.integers(1, 12), max_size=5).map(tuple)


@given(st.lists(st.tuples(places, places), max_size=30))
def test_it_covers_what_can_be_covered(made: list) -> None:
    rows = [row(f"m{k}", main, sometimes) for k, (main, sometimes) in enumerate(made)]
    wanted = {each.n for one in rows for each in one.explains}
    found = smallest_cover(rows)
    assert {each.n for one in found for each in one.explains} == wanted
    assert len(found) <= max(len(wanted), 0)
    assert smallest_cover(rows) == found
