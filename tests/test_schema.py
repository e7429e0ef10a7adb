"""The JSON Schemas: up to date, and of one mind with the model."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from atlas.paths import DATA
from atlas.schema import SCHEMAS, schema_text, write_schemas
from tests.generate import GOOD, tree_of

FILES = {
    "catalogue.json": "trigger_points.yaml",
    "muscles.json": "trigger_points/shoulder_arm.yaml",
    "landmarks.json": "landmarks.yaml",
    "areas.json": "areas.yaml",
    "references.json": "references.yaml",
    "red_flags.json": "red_flags.yaml",
    "dermatomes.json": "dermatomes.yaml",
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_schemas_are_those_of_the_model(name: str) -> None:
    committed = (DATA / "schema" / name).read_text(encoding="utf-8")
    assert committed == schema_text(SCHEMAS[name]), "run: python -m atlas.schema"


def test_nothing_else_lies_there(tmp_path: Path) -> None:
    written = {path.name for path in write_schemas(tmp_path)}
    assert written == {path.name for path in (DATA / "schema").iterdir()} == set(SCHEMAS)


def errors(name: str, tree: Any) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(schema_text(SCHEMAS[name]))
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    return [each.message for each in checker.iter_errors(tree)]


@pytest.mark.parametrize("name", FILES)
def test_an_editor_finds_no_fault_with_the_good_files(name: str) -> None:
    assert errors(name, tree_of(GOOD / FILES[name])) == []
    assert errors("muscles.json", tree_of(GOOD / "trigger_points" / "head_neck.yaml")) == []


def test_an_editor_finds_what_is_wrong() -> None:
    tree = tree_of(GOOD / FILES["muscles.json"])

    def wrong(**changes: Any) -> bool:
        changed = copy.deepcopy(tree)
        changed["muscles"][0].update(changes)
        return bool(errors("muscles.json", changed))

    assert wrong(depth="middling")
    assert wrong(nerv="x")
    assert wrong(parts=[])
    assert not wrong(depth="deep")
