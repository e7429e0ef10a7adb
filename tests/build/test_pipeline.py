"""The build: what is committed is what the words give, to the byte."""

import json
import shutil
from pathlib import Path

import pytest

from atlas.build import pipeline
from atlas.paths import DATA, STATIC

MUSCLE = "splenius_capitis"


@pytest.fixture
def static(tmp_path: Path) -> Path:
    shutil.copytree(STATIC / "body", tmp_path / "body")
    shutil.copy(STATIC / "manifest.json", tmp_path)
    return tmp_path


def quiet(done: int, total: int, what: str) -> None:
    pass


def manifest(static: Path) -> dict[str, object]:
    return json.loads((static / "manifest.json").read_text("utf-8"))


@pytest.mark.slow
def test_building_a_muscle_again_gives_the_committed_bytes(static: Path) -> None:
    before = manifest(static)
    names = {path.name for path in (static / "body").rglob("*.*")}
    assert pipeline.build([MUSCLE], DATA, static, progress=quiet) == []
    assert manifest(static) == before
    assert {path.name for path in (static / "body").rglob("*.*")} == names


def test_nothing_changed_nothing_built(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "open_workshop", lambda *_: pytest.fail("it built something"))
    assert pipeline.build([], DATA, static, progress=quiet) == []


def test_an_unknown_muscle_is_said(static: Path) -> None:
    assert pipeline.build(["elbow"], DATA, static) == ["unknown muscle: elbow"]


def test_a_file_that_nothing_names_is_removed(static: Path) -> None:
    stray = static / "body" / "neutral" / "stray.0123456789.json"
    stray.write_text("{}")
    pipeline._prune(static, manifest(static))
    assert not stray.exists()
    assert {p.name for p in (static / "body").rglob("*.*")} == {
        p.name for p in (STATIC / "body").rglob("*.*")
    }
