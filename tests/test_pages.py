"""Pages without a browser: what the server sends for a drawing, an address, a broken catalogue."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.text import load_text
from components import assets, session
from tests.apptest_events import answer_all, component, data_of, fire, run_through_app

ROOT = Path(__file__).resolve().parent.parent
APP = str(ROOT / "app.py")
TEXT = load_text()


@pytest.fixture(autouse=True)
def _through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


@pytest.fixture(scope="module")
def body():
    return Built().map


def start(**query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def send(at: AppTest, *operations: dict[str, Any], first: int = 1) -> AppTest:
    numbered = [{"seq": first + k, **one} for k, one in enumerate(operations)]
    fire(at, "map", {"ops": numbered})
    assert not at.exception
    return at


def opened(**query: str) -> AppTest:
    """A page whose questions are answered with no."""
    return answer_all(start(**query))


def words(at: AppTest) -> str:
    """All text that the server has put on the page itself."""
    found = [each.proto.body for each in at.get("html")]
    found += [
        each.value for kind in (at.warning, at.error, at.caption, at.markdown) for each in kind
    ]
    return "\n".join(found)


def cell_of(body, area: str, side: str = "right") -> int:
    return next(k for k in body.cells_of(area, side) if body.side[k] == side)


def test_a_newcomer_sees_no_list_and_no_card() -> None:
    at = start()
    story = data_of(at, "story")
    assert story["places"] == story["rows"] == story["flags"] == []
    assert data_of(at, "map")["chosen"] is None
    assert TEXT["empty.not_a_diagnosis"] in words(at)


def test_a_mark_brings_its_place_its_signs_and_its_muscles(body) -> None:
    at = send(start(), {"op": "mark", "cells": list(body.cells_of("shoulder_anterior", "right"))})
    assert data_of(at, "story")["rows"] == []
    story, shown = data_of(answer_all(at), "story"), data_of(at, "map")
    assert story["places"] == [[1, "shoulder_anterior", "right"]]
    assert shown["ack"] == 900
    assert "infraspinatus" in [row[0] for row in story["rows"]]
    assert all(row[2] == "right" for row in story["rows"])
    flags = list(load_catalogue().red_flags.values())
    assert [flags[k].urgency for k in story["flags"]][0] == "emergency"
    assert any(flags[k].heart_question for k in story["flags"])


def test_an_operation_counts_once_and_in_its_order(body) -> None:
    a, b = cell_of(body, "shoulder_anterior"), cell_of(body, "shoulder_anterior", "left")
    at = send(start(), {"op": "mark", "cells": [a]}, {"op": "erase", "cells": [a]})
    assert data_of(at, "map")["places"] == []
    fire(
        at,
        "map",
        {"ops": [{"seq": 3, "op": "mark", "cells": [b]}, {"seq": 1, "op": "mark", "cells": [a]}]},
    )
    assert [place[2] for place in data_of(at, "map")["places"]] == ["left"]
    assert data_of(at, "map")["ack"] == 3


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        {"ops": "all"},
        {"ops": [None, 3, {"seq": "1"}, {"seq": 1}]},
        {"ops": [{"seq": 1, "op": "mark", "cells": [-1, 10**9, "c0001", None, True, 1.5]}]},
        {"ops": [{"seq": 1, "op": "mark", "cells": {"0": 1}}]},
        {"ops": [{"seq": 1, "op": "restore", "drawing": {"set": "cells-0", "cells": ["c0001"]}}]},
        {"ops": [{"seq": 1, "op": "restore", "drawing": 7}]},
        {"ops": [{"seq": 1, "op": "choose", "muscle": ["x"], "side": {}, "part": 1}]},
        {"ops": [{"seq": 1, "op": "pick", "id": {}}, {"seq": 2, "op": "view", "stage": []}]},
        {"ops": [{"seq": 1, "op": "remove", "area": [], "side": None}]},
        {"ops": [{"seq": 1, "op": "answer", "id": [], "value": "yes"}]},
    ],
)
def test_what_makes_no_sense_is_passed_over(sent: object) -> None:
    at = fire(start(), "map", sent)
    assert not at.exception
    assert data_of(at, "map")["places"] == []


def test_a_reload_brings_the_drawing_back(body) -> None:
    cells = [body.ids[cell_of(body, "shoulder_anterior")]]
    at = send(start(), {"op": "restore", "drawing": {"set": "cells-1", "cells": cells}})
    assert [place[1] for place in data_of(at, "map")["places"]] == ["shoulder_anterior"]


def test_choosing_opens_the_card_with_its_warning_signs_first(body) -> None:
    mark = {"op": "mark", "cells": [cell_of(body, "shoulder_anterior")]}
    at = send(start(), mark, {"op": "choose", "muscle": "infraspinatus", "side": "right"})
    assert TEXT["card.waiting"] in words(at) and TEXT["card.is"] not in words(at)
    shown = words(answer_all(at))
    assert shown.index(TEXT["card.signs"]) < shown.index(TEXT["card.is"])
    assert data_of(at, "map")["chosen"]["muscle"] == "infraspinatus"
    again = send(at, {"op": "choose", "muscle": "infraspinatus", "side": "right"}, first=950)
    assert TEXT["card.signs"] not in words(again)


def test_a_click_on_a_cross_opens_its_point(body) -> None:
    at = opened(muscle="infraspinatus", side="left")
    send(at, {"op": "pick", "id": "infraspinatus.2"}, first=950)
    assert data_of(at, "map")["chosen"] == data_of(at, "map")["chosen"] | {
        "point": "infraspinatus.2", "side": "left"
    }  # fmt: skip
    assert TEXT["card.where"] in words(at)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("muscle", "no_such"), ("point", "infraspinatus.99"), ("view", "moon"), ("mode", "x" * 500),
        ("side", "up"), ("colour", "red"), ("muscle", "<b>*x*</b>[a](http://b)"), ("view", ""),
    ],
)  # fmt: skip
def test_an_unknown_address_gives_a_message(key: str, value: str) -> None:
    at = start(**{key: value})
    assert at.warning
    assert "http://" not in at.warning[0].value and len(at.warning[0].value) < 200


def test_an_address_opens_what_it_names() -> None:
    at = opened(point="infraspinatus.1", view="head", mode="practitioner")
    assert data_of(at, "map")["stage"] == "head"
    assert data_of(at, "map")["chosen"]["point"] == "infraspinatus.1"
    assert TEXT["clinical.needling"] in words(at)
    assert not at.warning


def test_a_patient_never_sees_needling() -> None:
    said = words(opened(muscle="infraspinatus"))
    assert TEXT["clinical.needling"] not in said and TEXT["clinical.palpation"] not in said


@pytest.mark.parametrize("muscle", list(load_catalogue().muscles))
@pytest.mark.parametrize("mode", session.MODES)
def test_every_card_opens(muscle: str, mode: str) -> None:
    at = opened(muscle=muscle, mode=mode)
    said = words(at)
    assert TEXT["card.signs"] in said
    assert not [
        key for key in re.findall(r"\b(?:card|clinical|app)\.[a-z_.]+", said) if key in TEXT
    ]


def test_nothing_that_was_marked_is_in_the_address(body) -> None:
    at = send(start(), {"op": "mark", "cells": [cell_of(body, "shoulder_anterior")]})
    assert not at.query_params


def test_the_names_list_marks_a_place(body) -> None:
    at = start()
    at.selectbox(key="find").select(("shoulder_anterior", "left")).run()
    assert [p[1:3] for p in data_of(at, "map")["places"]] == [["shoulder_anterior", "left"]]


def test_a_message_for_a_mark_is_small(body) -> None:
    cells = [k for k in range(0, len(body), 97)][:12]
    at = send(start(), {"op": "mark", "cells": cells})
    size = sum(component(at, key).proto.ByteSize() for key in ("map", "story"))
    assert size < 4400


# ---- words


def keys_in(source: str) -> set[str]:
    return set(re.findall(r"""text(?:\(|\[)f?["']([a-z_]+\.[a-z_.]+)["']""", source))


def test_every_word_that_the_code_asks_for_is_written() -> None:
    asked = set()
    for path in (*ROOT.glob("components/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"):
        asked |= keys_in(path.read_text("utf-8"))
    for path in ROOT.glob("components/*.js"):
        asked |= {k for k in keys_in(path.read_text("utf-8")) if not k.endswith(".")}
    assert asked and not {key for key in asked if key not in TEXT}


FORBIDDEN = (
    r"diagnos(?!is\b)|\bcures?\b|\bheals?\b|\bfix(es|ed)?\b|\bsafe(ly)?\b|risk-free|guarantee|"
    r"your pain comes from|most likely|\bcauses?\b.{0,20}your pain|%|clinically proven"
)


def test_no_forbidden_word_in_the_interface() -> None:
    said = {key: TEXT[key] for key in TEXT if re.search(FORBIDDEN, TEXT[key], re.I)}
    assert not said


def test_sentences_are_short() -> None:
    long = [
        sentence
        for key in TEXT
        if not key.startswith(("clinical", "app."))
        for sentence in re.split(r"[.:?]\s", TEXT[key])
        if len(sentence.split()) > 20
    ]
    assert not long


# ---- files for the browser


def test_the_bundle_is_one_module_without_imports() -> None:
    script = assets.bundle().decode()
    assert not re.search(r"^import |^export (?!function mount)", script, re.M)
    assert "export function mount" in script
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", script, re.M)
    assert sorted(names) == sorted(set(names)), "two files of the bundle use one name"


def test_files_are_named_by_their_content(tmp_path: Path) -> None:
    one, two = (
        assets.provide("app/a.js", b"1", tmp_path),
        assets.provide("app/a.js", b"2", tmp_path),
    )
    assert one != two and (tmp_path / one).read_bytes() == b"1"


def test_no_script_or_style_asks_another_host() -> None:
    for path in (*ROOT.glob("components/*.js"), *ROOT.glob("components/*.css")):
        hosts = re.findall(r"https?://([^/'\"\s)]+)", path.read_text("utf-8"))
        assert set(hosts) <= {"www.w3.org"}, path.name


def test_the_theme_loads_no_fonts_of_its_own() -> None:
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert "[[theme.fontFaces]]" not in re.sub(r"#.*", "", config)
    for font in assets.FONTS:
        assert (ROOT / "static" / font["path"]).exists()


def test_every_stage_and_view_has_a_name() -> None:
    built = Built()
    for stage in assets.stages(built):
        assert f"stage.{stage['id']}" in TEXT and f"stage.short.{stage['id']}" in TEXT
    assert not [view for view in built.manifest["views"] if f"view.{view}" not in TEXT]


# ---- a broken catalogue


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Load the atlas anew from a copy of data/ that a test may spoil."""
    import shutil

    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)

    def load(spoil):
        spoil(copy)
        monkeypatch.setattr(session, "load_catalogue", lambda: load_catalogue(copy))
        monkeypatch.setattr(
            session, "provide_boot", lambda c, b, t: assets.provide_boot(c, b, t, tmp_path)
        )
        session.load_atlas.clear()
        return start()

    yield load
    session.load_atlas.clear()


def drop_a_muscle(data: Path) -> None:
    path = next((data / "trigger_points").glob("*.yaml"))
    tree = yaml.safe_load(path.read_text("utf-8"))
    tree["muscles"][0]["depth"] = "bottomless"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")


def test_a_broken_muscle_gives_a_quiet_line_and_the_rest(broken) -> None:
    at = broken(drop_a_muscle)
    assert any("could not be read" in each.value for each in at.caption)
    assert data_of(at, "map")["set"] == "cells-1"


def test_broken_warning_signs_are_said_aloud(broken) -> None:
    at = broken(lambda data: (data / "red_flags.yaml").write_text("red_flags: [", "utf-8"))
    assert TEXT["app.flags_left_out"] in [each.value for each in at.warning]


def test_an_empty_catalogue_still_opens(broken) -> None:
    at = broken(lambda data: (data / "trigger_points.yaml").write_text("", "utf-8"))
    assert data_of(at, "story")["rows"] == []


def test_without_a_build_the_page_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from atlas.built import NotBuilt

    def missing():
        raise NotBuilt("no manifest")

    monkeypatch.setattr(session, "Built", missing)
    session.load_atlas.clear()
    at = start()
    session.load_atlas.clear()
    assert at.error and "make build" in at.error[0].value
