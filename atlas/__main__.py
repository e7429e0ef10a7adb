"""The command line: ``python -m atlas check | build | sheet | match | evaluate``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.paths import DATA

if TYPE_CHECKING:
    from atlas.catalogue import Catalogue
    from atlas.match_command import Matcher
    from atlas.problem import Problem

Parser = argparse.ArgumentParser


# ---- check


def check(arguments: argparse.Namespace) -> int:
    """Validate all data and built files; 1 where something is wrong."""
    from atlas.catalogue import load_catalogue

    catalogue = load_catalogue(arguments.data)
    problems = list(catalogue.problems)
    if Path(arguments.data).resolve() == DATA.resolve():
        for more in CHECKS:
            problems += more(catalogue)
    for problem in problems:
        print(problem)
    print("\n".join(summary(catalogue, len(problems))))
    return 1 if problems else 0


def summary(catalogue: Catalogue, problems: int) -> list[str]:
    """Return the lines that say how much there is, and on what it rests."""
    from atlas.model import CHECKED, GRADES

    grades = Counter(entry.point.evidence.grade for entry in catalogue.points.values())
    depths = Counter(each.checked for each in catalogue.references.values())
    lines = [
        f"Catalogue {catalogue.version or '(no version)'}: {len(catalogue.muscles)} muscles, "
        f"{len(catalogue.parts)} parts, {len(catalogue.points)} trigger points",
        "Trigger points rest on: " + ", ".join(f"{each} {grades[each]}" for each in GRADES),
        f"Sources: {len(catalogue.references)}; checked: "
        + ", ".join(f"{each} {depths[each]}" for each in CHECKED),
        f"{len(catalogue.areas)} areas, {len(catalogue.groups)} groups, "
        f"{len(catalogue.landmarks)} landmarks, {len(catalogue.red_flags)} warning signs",
    ]
    if catalogue.left_out:
        named = [f"{kind.replace('_', ' ')} {each or '?'}" for kind, each in catalogue.left_out]
        lines.append(f"Left out: {', '.join(named)}")
    lines.append(f"{problems} problems" if problems != 1 else "1 problem")
    return lines


def _check_built(catalogue: Catalogue) -> list[Problem]:
    if find_spec("atlas.built") is None:
        return []
    return list(import_module("atlas.built").check_built(catalogue))


def _check_learn(catalogue: Catalogue) -> list[Problem]:
    from atlas.learn import check_learn

    return check_learn(catalogue)


def _check_effects(catalogue: Catalogue) -> list[Problem]:
    from atlas.complaints import check_effects

    return check_effects(catalogue)


CHECKS: list[Callable[[Catalogue], list[Problem]]] = [_check_built, _check_learn, _check_effects]
"""What `check` looks at beside the catalogue, on the project's own data only."""


def _options_of_check(parser: Parser) -> None:
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="DIR", help="another data folder"
    )


# ---- build and sheet: what they need of the build is imported inside the function


def build(arguments: argparse.Namespace) -> int:
    """Rebuild static/, only what changed."""
    from atlas.build.pipeline import build as build_static

    problems = build_static(arguments.muscles)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _options_of_build(parser: Parser) -> None:
    parser.add_argument("muscles", nargs="*", metavar="MUSCLE", help="only these muscles")


def sheet(arguments: argparse.Namespace) -> int:
    """Draw a contact sheet: a muscle, its points and zones in every view where they show."""
    from atlas.built import Built, NotBuilt
    from atlas.catalogue import load_catalogue
    from atlas.sheet import contact_sheet, dermatome_sheet

    catalogue = load_catalogue()
    wanted = list(catalogue.muscles) if arguments.all else [arguments.muscle]
    try:
        built = Built()
    except NotBuilt as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.dermatomes:
        file = arguments.file or Path("out") / "sheets" / "dermatomes.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        dermatome_sheet(built, catalogue).save(file)
        print(file)
        return 0
    for muscle in wanted:
        if muscle not in catalogue.muscles or muscle not in built.manifest["muscles"]:
            print(f"{muscle}: not a muscle that has been built", file=sys.stderr)
            return 1
        file = arguments.file or Path("out") / "sheets" / f"{muscle}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        contact_sheet(built, catalogue, muscle).save(file)
        print(file)
    return 0


def _options_of_sheet(parser: Parser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("muscle", nargs="?", metavar="MUSCLE")
    what.add_argument("--all", action="store_true", help="all muscles, into out/sheets/")
    what.add_argument("--dermatomes", action="store_true", help="the skin of each nerve root")
    parser.add_argument("-o", dest="file", type=Path, metavar="FILE", help="where to write the PNG")


# ---- match and evaluate


def match(arguments: argparse.Namespace) -> int:
    """Rank muscles for words such as "outer elbow, back of hand"."""
    from atlas.match_command import as_line, sendable

    matcher = _matcher()
    if matcher is None:
        return 1
    if arguments.text != "-":
        text = sendable(arguments.text)
        print(as_line(matcher.match(text, arguments.side, arguments.top)))
        return 0
    for line in sys.stdin.buffer:
        print(as_line(matcher.answer_line(line, arguments.top)), flush=True)
    return 0


def _options_of_match(parser: Parser) -> None:
    parser.add_argument("text", help="the words; - reads one query a line")
    parser.add_argument("--side", choices=("left", "right", "both"))
    parser.add_argument("--top", type=_count, default=20, metavar="N")


def evaluate(arguments: argparse.Namespace) -> int:
    """Say how often a named muscle is near the top, and the misses."""
    from atlas.evaluation import evaluate_file

    matcher = _matcher()
    if matcher is None:
        return 1
    try:
        report = evaluate_file(arguments.file, matcher)
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}", file=sys.stderr)
        return 1
    print("\n".join(report.lines()))
    return 1 if report.broken else 0


def _options_of_evaluate(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def _matcher() -> Matcher | None:
    from atlas.built import Built, NotBuilt
    from atlas.catalogue import load_catalogue
    from atlas.match_command import Matcher

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        return Matcher(load_catalogue(), Built())
    except NotBuilt as error:
        print(error, file=sys.stderr)
        return None


def _count(word: str) -> int:
    number = int(word)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{number} is less than 0")
    return number


# ---- all commands

COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], Callable[[Parser], None]]] = {
    "check": (check, _options_of_check),
    "build": (build, _options_of_build),
    "sheet": (sheet, _options_of_sheet),
    "match": (match, _options_of_match),
    "evaluate": (evaluate, _options_of_evaluate),
}
"""Name -> the function that does it, and the one that adds its options."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    parser = Parser(prog="python -m atlas", description="The trigger point atlas's tools.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (run, add_options) in COMMANDS.items():
        says = (run.__doc__ or "").strip().splitlines()[0]
        one = commands.add_parser(name, help=says, description=says)
        add_options(one)
        one.set_defaults(run=run)
    arguments = parser.parse_args(words)
    run_it: Callable[[argparse.Namespace], int] = arguments.run
    return run_it(arguments)


if __name__ == "__main__":
    sys.exit(main())
