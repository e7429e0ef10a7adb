"""What stands in the atlas: versions, counts by region, and how far the sources were read."""

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from atlas.learn import Library
from atlas.model import CHECKED, GRADES
from components.plots import words_of
from components.session import Atlas


def figures(atlas: Atlas, shelf: Library) -> Mapping[str, Callable[[], None]]:
    """Name -> what draws it."""
    return {
        "versions": lambda: st.html(versions(atlas, shelf)),
        "coverage": lambda: st.html(coverage(atlas)),
    }


def versions(atlas: Atlas, shelf: Library) -> str:
    """Versions and dates as a table."""
    words = words_of(atlas.text, "versions")
    built = atlas.built.manifest
    rows = (
        (words["app"], app_version()),
        (words["catalogue"], atlas.catalogue.version),
        (words["articles"], str(len(shelf.listed))),
        (words["references"], str(len(atlas.catalogue.references))),
        (
            words["built"],
            atlas.text("learn.figure.versions.views", n=len(built["views"]), body=built["body"]),
        ),
        (words["review"], words["none"]),
    )
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td><span>{escape(value)}</span></td></tr>'
        for name, value in rows
    )
    return f'<div class="ln-text"><table class="ln-table"><tbody>{body}</tbody></table></div>'


def app_version() -> str:
    """The newest version that the change log names."""
    from atlas.paths import ROOT

    try:
        lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    heads = (line.removeprefix("## ").strip("[] ") for line in lines if line.startswith("## "))
    return next(heads, "")


def coverage(atlas: Atlas) -> str:
    """Counts by region, and what the points and the words rest on."""
    words, catalogue = words_of(atlas.text, "coverage"), atlas.catalogue
    rows = []
    for region, name in catalogue.regions.items():
        muscles = catalogue.muscles_of(region)
        points = sum(len(muscle.trigger_points) for muscle in muscles)
        rows.append((name, len(muscles), points))
    rows.append((words["all"], len(catalogue.muscles), len(catalogue.points)))
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        f'<td data-of="{escape(words["muscles"], quote=True)}"><span>{muscles}</span></td>'
        f'<td data-of="{escape(words["points"], quote=True)}"><span>{points}</span></td></tr>'
        for name, muscles, points in rows
    )
    head = "".join(
        f'<th scope="col">{escape(words[key])}</th>' for key in ("region", "muscles", "points")
    )
    grades = Counter(entry.point.evidence.grade for entry in catalogue.points.values())
    depths = Counter(each.checked for each in catalogue.references.values())
    said = (
        atlas.text("learn.figure.coverage.grades", **{each: grades[each] for each in GRADES}),
        atlas.text(
            "learn.figure.coverage.checked",
            n=len(catalogue.references),
            **{each: depths[each] for each in CHECKED},
        ),
        words["more"],
    )
    notes = "".join(f"<p>{escape(line)}</p>" for line in said)
    return (
        f'<div class="ln-text"><table class="ln-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{notes}</div>"
    )
