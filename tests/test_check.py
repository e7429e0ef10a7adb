"""What `python -m atlas check` says about good, broken and mangled catalogues."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atlas import __main__ as command_line
from atlas.catalogue import Catalogue, load_catalogue
from atlas.problem import Problem, nearest_name
from tests.generate import BOMB, GOOD, broken_copy, noisy_copy

SHOULDER = "trigger_points/shoulder_arm.yaml"
HEAD = "trigger_points/head_neck.yaml"
ALL = {"infraspinatus", "sternocleidomastoid"}


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Replace the first `old` in a file."""

    def act(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return act


def add(file: str, more: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as opened:
            opened.write(more)

    return act


def fill(file: str, written: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_bytes(written) and None


def again(file: str, heading: str) -> Callable[[Path], None]:
    """Write the entries of a file down twice."""

    def act(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        add(file, text.split(f"{heading}:\n", 1)[1])(folder)

    return act


def line_of(file: str, words: str) -> int:
    """Line of the first line with these words in the good catalogue."""
    lines = (GOOD / file).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if words in line)


def length(file: str) -> int:
    return len((GOOD / file).read_text(encoding="utf-8").splitlines())


TEN = {
    "bad YAML": (
        swap(HEAD, "    depth: superficial", "    depth: super: ficial"),
        f"{HEAD}:{line_of(HEAD, '    depth:')}: sternocleidomastoid: is not YAML: mapping values "
        "are not allowed in this context",
        {"infraspinatus"},
    ),
    "unknown landmark": (
        swap(SHOULDER, "disc: upper_arm_front", "disc: uper_arm_front"),
        f"{SHOULDER}:{line_of(SHOULDER, 'disc: upper_arm_front')}: infraspinatus: "
        "trigger_points[0].essential[0].disc: 'uper_arm_front' is not a known landmark; "
        "did you mean 'upper_arm_front'?",
        {"sternocleidomastoid"},
    ),
    "duplicate id": (
        again(SHOULDER, "muscles"),
        f"{SHOULDER}:{length(SHOULDER) + 1}: infraspinatus: id: 'infraspinatus' is used twice: it "
        f"stands in {{folder}}/{SHOULDER}:3 already",
        ALL,
    ),
    "missing source": (
        swap(SHOULDER, "sources: [rathbone_2017]", "sources: [rathbone_2071]"),
        f"{SHOULDER}:{line_of(SHOULDER, 'rathbone_2017')}: infraspinatus: "
        "trigger_points[0].evidence.sources[0]: 'rathbone_2071' is not a known reference; "
        "did you mean 'rathbone_2017'?",
        ALL,
    ),
    "zone off the body": (
        swap(SHOULDER, "upper_arm_front, radius: 4", "upper_arm_front, radius: 44"),
        f"{SHOULDER}:{line_of(SHOULDER, 'disc: upper_arm_front')}: infraspinatus: "
        "trigger_points[0].essential[0].radius: '44' is too large: at most 40",
        {"sternocleidomastoid"},
    ),
    "wrong type": (
        swap(HEAD, "roots: [CN XI, C2]", "roots: eleven"),
        f"{HEAD}:{line_of(HEAD, 'roots:')}: sternocleidomastoid: roots: 'eleven' should be a list",
        {"infraspinatus"},
    ),
    "unknown key": (
        swap(HEAD, "    nerve: ", "    nerv: "),
        f"{HEAD}:{line_of(HEAD, 'nerve:')}: sternocleidomastoid: nerv: is not a known key; "
        "did you mean 'nerve'?",
        {"infraspinatus"},
    ),
    "empty file": (fill(HEAD, b""), f"{HEAD}:1: is empty", {"infraspinatus"}),
    "wrong encoding": (
        fill(HEAD, (GOOD / HEAD).read_bytes().replace(b"An ache", b"Un d\xe9but")),
        f"{HEAD}:{line_of(HEAD, 'An ache')}: is not UTF-8 (byte 0xe9): save the file as UTF-8",
        {"infraspinatus"},
    ),
    "a bomb of aliases": (
        add(
            SHOULDER, BOMB.replace("bomb:", "  - id: bomb\n    plain:").replace("  - &", "    - &")
        ),
        f"{SHOULDER}:{length(SHOULDER) + 1}: bomb: has more than 20000 values or 40 levels once "
        "its aliases (*) are written out",
        ALL,
    ),
}


@pytest.mark.parametrize("name", TEN)
def test_says_what_is_wrong_and_loads_the_rest(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_it, line, left = TEN[name]
    folder = tmp_path / "data"
    shutil.copytree(GOOD, folder)
    break_it(folder)

    assert command_line.main(["check", "--data", str(folder)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert f"{folder}/{line.format(folder=folder)}" in said

    catalogue = load_catalogue(folder)
    assert set(catalogue.muscles) == left
    assert len(catalogue.areas) == 5
    assert len(catalogue.red_flags) == 2
    assert len(catalogue.landmarks) == 10


def test_a_good_catalogue_has_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["check", "--data", str(GOOD)]) == 0
    said = capsys.readouterr().out
    assert "2 muscles, 3 parts, 4 trigger points" in said
    assert "experimental 1, clinical 1, tradition 2" in said
    assert "Sources: 2; checked: full 0, abstract 1, citation 0, no 1" in said
    assert "0 problems" in said


def test_says_what_was_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    shutil.copytree(GOOD, folder)
    swap("red_flags.yaml", "urgency: today", "urgency: later")(folder)
    assert command_line.main(["check", "--data", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "urgency: 'later' is not allowed; use one of: emergency, today, soon" in said
    assert "Left out: red flag fever" in said
    assert said.endswith("1 problem\n")


def test_other_checks_join_in_for_the_project_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "DATA", GOOD)
    found = Problem("static/manifest.json", 3, "is older than the catalogue", "infraspinatus")
    monkeypatch.setattr(command_line, "CHECKS", [lambda catalogue: [found]])
    assert command_line.main(["check", "--data", str(GOOD)]) == 1
    assert f"{found}\n" in capsys.readouterr().out


def test_unknown_command_is_refused() -> None:
    with pytest.raises(SystemExit):
        command_line.main(["mend"])


# ---- anything may be broken


def contents(catalogue: Catalogue) -> list[object]:
    names = ("version", "regions", "muscles", "areas", "groups", "landmarks", "references")
    return [getattr(catalogue, name) for name in (*names, "red_flags")]


seeds = st.integers(0, 10**9)


@pytest.mark.fuzz
@example(3)
@given(seeds)
def test_what_is_broken_is_noticed(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("broken") / "data"
    did = broken_copy(folder, seed)
    catalogue = load_catalogue(folder)
    shutil.rmtree(folder)
    if not catalogue.problems:
        assert contents(catalogue) == contents(load_catalogue(GOOD)), did
    for problem in catalogue.problems:
        assert problem.line or problem.message == "is missing", (did, str(problem))
    resolves(catalogue)


@pytest.mark.fuzz
@given(seeds)
def test_noise_never_raises(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("noisy") / "data"
    noisy_copy(folder, seed)
    catalogue = load_catalogue(folder)
    shutil.rmtree(folder)
    assert all(str(problem) for problem in catalogue.problems)
    resolves(catalogue)


def resolves(catalogue: Catalogue) -> None:
    """What the loader promises about what it loads, however broken the files are."""
    for entry in catalogue.points.values():
        assert catalogue.pattern(entry.point).essential
    for muscle in catalogue.muscles.values():
        assert muscle.region in catalogue.regions
        assert all(other.muscle in catalogue.muscles for other in muscle.related)
    for group in catalogue.groups.values():
        assert set(group.areas) <= set(catalogue.areas)


def test_nearest_name() -> None:
    assert nearest_name("acromium", ["acromion", "mastoid"]) == "acromion"
    assert nearest_name("zzz", ["acromion"]) == ""
    assert nearest_name("zzz", []) == ""
