"""JSON Schemas of the files in ``data/``, made from the model, so that editors complete and check.

``python -m atlas.schema`` writes them into ``data/schema/``; a test says when that was forgotten.
An editor with the YAML language server finds them by a first line such as

    # yaml-language-server: $schema=../schema/muscles.json        (data/trigger_points/*.yaml)
    # yaml-language-server: $schema=schema/landmarks.json         (files in data/ itself)
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from atlas import model, session_file
from atlas.paths import DATA

SCHEMAS: dict[str, type[BaseModel]] = {
    "catalogue.json": model.CatalogueFile,
    "muscles.json": model.RegionFile,
    "landmarks.json": model.LandmarkFile,
    "areas.json": model.AreaFile,
    "references.json": model.ReferenceFile,
    "red_flags.json": model.RedFlagFile,
    "dermatomes.json": model.DermatomeFile,
    "look_alike_zones.json": model.LookAlikeZoneFile,
    "session.json": session_file.SessionFile,
}
"""File name in ``data/schema/`` -> the model of a whole file."""


def schema_text(made_of: type[BaseModel]) -> str:
    """Return the JSON Schema of a file as text, the same on every run."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"Made by `python -m atlas.schema`; change {_module(made_of)} instead.",
        **_tidy(made_of.model_json_schema()),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _module(made_of: type[BaseModel]) -> str:
    return made_of.__module__.replace(".", "/") + ".py"


def write_schemas(folder: Path = DATA / "schema") -> list[Path]:
    """Write all schemas into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, made_of in SCHEMAS.items():
        path = folder / name
        path.write_text(schema_text(made_of), encoding="utf-8")
        paths.append(path)
    return paths


def _tidy(schema: Any) -> Any:
    """Drop titles, which repeat the keys, and all but the first sentence of a description."""
    if isinstance(schema, list):
        return [_tidy(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if key == "description" and isinstance(value, str):
            value = " ".join(value.split("\n\n")[0].split())
        kept[key] = _tidy(value)
    return kept


if __name__ == "__main__":
    for written in write_schemas():
        print(written)
