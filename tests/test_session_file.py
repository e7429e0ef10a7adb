"""The session file: what is saved comes back, and what is broken is refused in plain terms."""

import csv
import io
import json
import random
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.drawing import PainDrawing
from atlas.paths import DATA, ROOT
from atlas.session_file import (
    COLUMNS,
    MOST_BYTES,
    VERSION,
    Answer,
    BadSession,
    Exercise,
    Finding,
    Pinned,
    SelfTested,
    SessionState,
    Settings,
    load,
    save,
    to_csv,
)

CATALOGUE, BODY = load_catalogue(), Built().map
SET = "cells-1"
DRAWING = (
    PainDrawing()
    .mark(BODY.cells_of("shoulder_anterior", "right")[:4])
    .mark(BODY.cells_of("elbow_lateral", "left")[:2])
    .say("shoulder_anterior", "right", strength=6, character="ache")
)
STATE = SessionState(
    drawing=DRAWING,
    looking_at=Pinned(muscle="infraspinatus", side="left"),
    chosen=(Pinned(muscle="infraspinatus", point="infraspinatus.1", side="right"),),
    findings=(
        Finding(
            muscle="infraspinatus", point="infraspinatus.1", side="right", taut_band=True,
            tender=False, pain=5, note="=1+1 <b>bold</b>\nsecond line, Łódź Ελλάδα Москва",
        ),
    ),
    answers=(Answer(flag="heart", answer="no"),),
    self_tests=(SelfTested(muscle="infraspinatus", side="right", answer="not_sure"),),
    exercises=(Exercise(what="Wall slides", dose="3 times 10"),),
    notes="For me <script>alert(1)</script>",
    notes_for_patient="Walk each day.",
    settings=Settings(mode="practitioner", view="body"),
    saved="2026-11-22",
)  # fmt: skip
SAVED = save(STATE, BODY, SET)


def opened(text: str | bytes) -> SessionState:
    return load(text, CATALOGUE, BODY, SET)


def changed(**changes: Any) -> str:
    return json.dumps({**json.loads(SAVED), **changes})


def refused(text: str | bytes) -> BadSession:
    with pytest.raises(BadSession) as caught:
        opened(text)
    return caught.value


def test_what_is_saved_comes_back() -> None:
    assert opened(SAVED) == STATE
    assert opened(SAVED.encode()) == STATE
    assert opened("\ufeff" + SAVED) == STATE
    assert save(opened(SAVED), BODY, SET) == SAVED


def test_an_empty_session_comes_back() -> None:
    assert opened(save(SessionState(), BODY, SET)) == SessionState()


def test_version_1_opens() -> None:
    old = json.loads(SAVED)
    for key in ("notes_for_patient", "answers", "self_tests", "exercises", "looking_at"):
        del old[key]
    old |= {"version": 1, "screened": True}
    state = opened(json.dumps(old))
    assert state.drawing == DRAWING
    assert state.findings == STATE.findings
    assert (state.notes_for_patient, state.answers) == ("", ())
    assert (state.self_tests, state.exercises, state.looking_at) == ((), (), None)


def test_version_2_opens() -> None:
    old = json.loads(SAVED)
    for key in ("self_tests", "exercises", "looking_at"):
        del old[key]
    state = opened(json.dumps(old | {"version": 2}))
    assert state == replace(STATE, self_tests=(), exercises=(), looking_at=None)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        (SAVED[:-30], "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        ("[" * 100_000, "damaged"),
        ('{"a": NaN}', "damaged"),
        ('{"a": 1, "a": 2}', "damaged"),
        ('"\\ud800"', "damaged"),
        ("9" * 9000, "damaged"),
        ("[]", "foreign"),
        ("null", "foreign"),
        ('{"type": "FeatureCollection"}', "foreign"),
        (" " * (MOST_BYTES + 1), "too_large"),
        (changed(version=VERSION + 1), "newer"),
        (changed(version="2"), "wrong"),
        (changed(version=True), "wrong"),
        (changed(version=0), "wrong"),
        (changed(more=1), "wrong"),
        (changed(notes="x" * 20_001), "wrong"),
        (changed(notes="\x07"), "damaged"),
        (changed(drawing={"set": "cells-9", "cells": []}), "wrong"),
        (changed(drawing={"set": "cells-1", "cells": ["c0001"] * 4001}), "wrong"),
        (changed(chosen=[{"muscle": "../../etc/passwd"}]), "wrong"),
        (changed(findings=[{"muscle": "infraspinatus", "pain": 11}]), "wrong"),
        (changed(findings=[{"muscle": "infraspinatus", "pain": 2.5}]), "wrong"),
        (changed(findings=[{"muscle": "infraspinatus", "tender": "yes"}]), "wrong"),
        (changed(settings={"mode": "admin"}), "wrong"),
        (changed(saved="2026-13-01"), "wrong"),
    ],
)
def test_what_is_broken_is_refused(text: str | bytes, key: str) -> None:
    assert refused(text).key == key


def test_the_error_says_where_and_repeats_nothing_of_the_file() -> None:
    error = refused(changed(findings=[{"muscle": "MARKER <img>", "pain": 3}]))
    assert error.at == "findings.0.muscle"
    assert "MARKER" not in str(error)
    assert error.__cause__ is None


def test_what_this_app_does_not_know_is_passed_over_and_said() -> None:
    state = opened(
        changed(
            chosen=[{"muscle": "gone"}, {"muscle": "infraspinatus", "point": "gone.1"}],
            answers=[{"flag": "gone_flag", "answer": "no"}],
            self_tests=[{"muscle": "gone_too", "answer": "no"}],
            looking_at={"muscle": "infraspinatus", "part": "gone_part"},
            drawing={"set": SET, "cells": ["c0001", "c9999"]},
        )
    )
    assert state.chosen == () == state.answers == state.self_tests
    assert state.looking_at is None
    assert len(state.drawing.cells) == 1
    assert set(state.left_out) == {
        "gone", "gone.1", "gone_flag", "c9999", "gone_too", "gone_part",
    }  # fmt: skip


def test_the_documented_example_opens() -> None:
    written = (ROOT / "docs" / "session-file.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", written, re.DOTALL)
    assert example
    state = opened(example[1])
    assert state.left_out == ()
    assert state.findings[0].pain == 5


def test_the_schema_takes_what_is_saved() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((DATA / "schema" / "session.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    assert not list(checker.iter_errors(json.loads(SAVED)))
    assert list(checker.iter_errors(json.loads(changed(more=1))))


def test_the_table_holds_places_and_findings() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(STATE, CATALOGUE, BODY))))
    assert tuple(rows[0]) == COLUMNS
    table = [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]
    assert [row["kind"] for row in table] == ["place", "place", "finding"]
    place, _, finding = table
    assert (place["area_or_point"], place["side"], place["strength"], place["character"]) == (
        "shoulder_anterior", "right", "6", "ache",
    )  # fmt: skip
    assert float(place["cm2"]) > 0
    assert (finding["taut_band"], finding["tender"], finding["referred"]) == ("yes", "no", "")
    assert finding["note"].startswith("'=")


# ---- mutated files: nothing but the documented error


def mutated(seed: int) -> bytes:
    rng = random.Random(seed)
    data = bytearray(SAVED.encode())
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data))
        match rng.randrange(4):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                del data[at : at + rng.randint(1, 40)]
            case 2:
                data[at:at] = data[: rng.randint(1, 60)]
            case _:
                words = (b"null", b"-1", b"1e999", b"[]", b"{}", b'""', b"true", b"\\u0000", b'"')
                data[at:at] = rng.choice(words)
    return bytes(data)


def survives(data: bytes) -> None:
    try:
        state = opened(data)
    except BadSession as error:
        assert error.key in ("too_large", "damaged", "foreign", "newer", "wrong")
    else:
        save(state, BODY, SET)


def test_mutated_files() -> None:
    for seed in range(300):
        survives(mutated(seed))


@pytest.mark.fuzz
def test_a_thousand_mutated_files() -> None:
    for seed in range(1000, 2000):
        survives(mutated(seed))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.fuzz
@given(key=st.sampled_from(sorted(json.loads(SAVED))), value=VALUES)
def test_any_value_for_any_key(key: str, value: Any) -> None:
    survives(changed(**{key: value}).encode("utf-8", "surrogatepass"))
