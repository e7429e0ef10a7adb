"""What the map takes from Plotly, and how files reach static/."""

import threading
from pathlib import Path

import plotly
import pytest

from atlas.figure import SCRIPT, plate_layout, provide_script, script_name, write_atomically


def test_the_script_is_plotlys_own_under_a_versioned_name(tmp_path: Path) -> None:
    name = provide_script(tmp_path)
    assert name == script_name() == f"vendor/plotly-{plotly.__version__}.min.js"
    assert (tmp_path / name).read_bytes() == SCRIPT.read_bytes()
    assert [path.name for path in (tmp_path / "vendor").iterdir()] == [Path(name).name]


def test_a_script_that_is_there_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / script_name()
    target.parent.mkdir()
    target.write_text("here")
    provide_script(tmp_path)
    assert target.read_text() == "here"


def test_many_writers_leave_one_whole_file(tmp_path: Path) -> None:
    target, content = tmp_path / "deep" / "file.json", b"x" * 200_000
    writers = [threading.Thread(target=write_atomically, args=(target, content)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert target.read_bytes() == content
    assert [path.name for path in target.parent.iterdir()] == ["file.json"]


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_atomically(tmp_path / "a.js", tmp_path / "missing")
    assert not list(tmp_path.iterdir())


def test_the_plate_is_empty_and_each_layout_its_own() -> None:
    first = plate_layout()
    first["margin"]["l"] = 99
    assert plate_layout()["margin"]["l"] == 0
    assert not plate_layout()["hovermode"]
