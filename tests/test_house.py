"""The house rules: who may import whom, pinned requirements, no traces of one machine, links."""

import ast
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("atlas", "components", "pages", "app")  # from the ground up
REQUIREMENTS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps or would keep, without what has just been deleted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: the house rules are checked on tracked files")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted({path for path in paths if path.is_file()}))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def with_ending(*endings: str) -> list[Path]:
    return [path for path in tracked() if path.suffix in endings]


# ---- imports


class Import(NamedTuple):
    path: Path
    line: int
    module: str
    in_function: bool

    @property
    def top(self) -> str:
        return self.module.split(".")[0]

    def __str__(self) -> str:
        return f"{short(self.path)}:{self.line} imports {self.module}"


def imports_in(path: Path, source: str) -> Iterator[Import]:
    """Every import of one file, absolute, with `from a import b` read as `a.b`."""
    package = path.relative_to(ROOT).parent.parts

    def walk(node: ast.AST, in_function: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(path, node.lineno, name.name, in_function)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = [*base, *([node.module] if node.module else [])]
            for name in node.names:
                yield Import(path, node.lineno, ".".join([*stem, name.name]), in_function)
        inside = in_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    yield from walk(ast.parse(source, str(path)), False)


def layer_of(path: Path) -> str | None:
    top = path.relative_to(ROOT).parts[0].removesuffix(".py")
    return top if top in LAYERS else None


@cache
def product_imports() -> tuple[Import, ...]:
    """The imports of app, pages, components and atlas."""
    return tuple(
        found
        for path in with_ending(".py")
        if layer_of(path)
        for found in imports_in(path, path.read_text(encoding="utf-8"))
    )


def is_build(path: Path) -> bool:
    return (ROOT / "atlas" / "build") in path.parents


def upward(found: Import) -> bool:
    """Whether an import leaves its layer upwards, or goes from one page to another."""
    own, other = layer_of(found.path), found.top
    if own is None or other not in LAYERS:
        return False
    if own == other:
        return own in ("pages", "app")
    return LAYERS.index(other) > LAYERS.index(own)


def reaches_build(found: Import) -> bool:
    if is_build(found.path) or not (found.module + ".").startswith("atlas.build."):
        return False
    return not (short(found.path) == "atlas/__main__.py" and found.in_function)


def test_imports_run_downward_only() -> None:
    assert not [str(found) for found in product_imports() if upward(found)]


def test_no_streamlit_in_the_library() -> None:
    assert not [
        str(found)
        for found in product_imports()
        if layer_of(found.path) == "atlas" and found.top == "streamlit"
    ]


def test_plotly_in_the_figure_files_only() -> None:
    figures = re.compile(r"atlas/figure(_\w+)?\.py")
    assert not [
        str(found)
        for found in product_imports()
        if found.top == "plotly" and not figures.fullmatch(short(found.path))
    ]


def test_nothing_outside_the_build_imports_it() -> None:
    assert not [str(found) for found in product_imports() if reaches_build(found)]


def test_nothing_of_the_product_imports_the_tests() -> None:
    assert not [str(found) for found in product_imports() if found.top == "tests"]


@pytest.mark.parametrize(
    ("path", "line", "rule"),
    [
        ("atlas/areas.py", "from components import body_map", upward),
        ("atlas/areas.py", "def f():\n    import pages.explore", upward),
        ("components/body_map.py", "import pages.explore", upward),
        ("pages/explore.py", "from pages.muscles import table", upward),
        ("pages/explore.py", "from . import muscles", upward),
        ("atlas/matching.py", "from atlas.build import cells", reaches_build),
        ("atlas/matching.py", "from .build.cells import Cells", reaches_build),
        ("atlas/__main__.py", "import atlas.build.cells", reaches_build),
        ("components/body_map.py", "def f():\n    from atlas import build", reaches_build),
    ],
)
def test_the_import_rules_can_fail(path: str, line: str, rule: object) -> None:
    assert callable(rule)
    assert any(rule(found) for found in imports_in(ROOT / path, line))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("pages/explore.py", "from components.body_map import body_map\nimport atlas.areas"),
        ("components/body_map.py", "from components import text\nfrom atlas import areas"),
        ("atlas/__main__.py", "def build():\n    from atlas.build import pictures"),
        ("atlas/build/cells.py", "from atlas.build.surface import Surface"),
        ("atlas/builder.py", "from atlas.builders import x"),
    ],
)
def test_the_import_rules_let_the_rest_through(path: str, line: str) -> None:
    found = list(imports_in(ROOT / path, line))
    assert found
    assert not any(upward(each) or reaches_build(each) for each in found)


# ---- requirements


def plain(package: str) -> str:
    """The name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", package).lower()


def pins(name: str) -> dict[str, str]:
    """Package to version of one requirements file and those it names."""
    found: dict[str, str] = {}
    for raw in (ROOT / name).read_text(encoding="utf-8").splitlines():
        line = raw.split("#")[0].strip()
        if line.startswith("-r "):
            found |= pins(line.removeprefix("-r ").strip())
        elif line:
            match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)", line)
            assert match, f"{name}: not pinned exactly: {line}"
            found[plain(match[1])] = match[2]
    return found


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_pinned_and_installed(name: str) -> None:
    wanted = pins(name)
    assert wanted
    assert {package: importlib.metadata.version(package) for package in wanted} == wanted


def test_third_party_imports_stand_in_the_requirements() -> None:
    distributions = importlib.metadata.packages_distributions()
    run, build = pins("requirements.txt"), pins("requirements-build.txt")
    missing = [
        str(found)
        for found in product_imports()
        if found.top not in sys.stdlib_module_names and found.top not in LAYERS
        if not {plain(name) for name in distributions.get(found.top, [])}
        & (build if is_build(found.path) else run).keys()
    ]
    assert not missing


# ---- what stands in the files


MACHINE = "|".join(("work", "tmp", "root", "home", "Users"))
TRACES = {
    "a path of one machine": re.compile(rf"(?<![\w.~}}-])/(?:{MACHINE})/|[A-Z]:\\Users\\"),
    "the planning folder": re.compile(
        r"\.\./" + r"shared\b|\b" + r"shared/(?:DESIGN|ref|proto|mock)"
    ),
}


@pytest.mark.parametrize("what", TRACES)
def test_no_traces_of_one_machine(what: str) -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if TRACES[what].search(line):
                found.append(f"{short(path)}:{number}: {line.strip()[:100]}")
    assert not found


def duplicate_keys(node: yaml.Node | None, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    if node is None or id(node) in seen:
        return
    seen |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                yield f"line {key.start_mark.line + 1}: {key.value} stands twice"
            keys.add(key.value)
            yield from duplicate_keys(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from duplicate_keys(value, seen)


def test_yaml_parses_and_no_key_stands_twice() -> None:
    found = []
    for path in with_ending(".yaml", ".yml"):
        if ROOT / "tests" in path.parents:
            continue  # broken on purpose
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            found.append(f"{short(path)}: {error}")
        else:
            found += [f"{short(path)}: {said}" for said in duplicate_keys(node)]
    assert not found


def test_json_and_toml_parse() -> None:
    for path in with_ending(".json"):
        if ROOT / "tests" not in path.parents:
            json.loads(path.read_text(encoding="utf-8"))
    for path in with_ending(".toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))


def test_interface_texts_are_texts() -> None:
    def leaves(value: object, key: str) -> Iterator[tuple[str, object]]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from leaves(inner, f"{key}.{name}" if key else str(name))
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from leaves(inner, f"{key}[{number}]")
        else:
            yield key, value

    texts = yaml.load(
        (ROOT / "data" / "text" / "en.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    wrong = [
        key for key, text in leaves(texts, "") if not isinstance(text, str) or not text.strip()
    ]
    assert not wrong


def with_url(value: object) -> Iterator[str]:
    """Every text in settings that is an address on another host."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from with_url(inner)
    elif isinstance(value, str) and "//" in value:
        yield value


def test_streamlit_serves_static_files_and_tells_nobody() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["enableStaticServing"] is True
    assert config["browser"]["gatherUsageStats"] is False
    assert not list(with_url(config)), "fonts and pictures come from our own host"


def test_links_in_the_documents_lead_somewhere() -> None:
    found = []
    for path in with_ending(".md"):
        text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        targets = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text)
        for target in (first or second for first, second in targets):
            if re.match(r"[a-z]+:|#|/", target):
                continue
            if not (path.parent / target.split("#")[0].split("?")[0]).exists():
                found.append(f"{short(path)}: {target}")
    assert not found


def test_the_make_targets_that_documents_name_exist() -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / name).read_text("utf-8"), re.M))
        assert named <= known, name


def test_static_stays_small() -> None:
    kept = [path for path in tracked() if ROOT / "static" in path.parents]
    assert sum(path.stat().st_size for path in kept) < 60e6
