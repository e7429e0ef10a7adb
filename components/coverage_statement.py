"""What is in this atlas, what is not in it yet, and what is left out on purpose."""

from html import escape

import pandas as pd
import streamlit as st

from atlas.coverage import CHECKS, GRADES, Coverage, coverage, load_plan
from components.session import Atlas


@st.cache_resource(show_spinner=False, hash_funcs={Atlas: lambda atlas: atlas.boot})
def coverage_of(atlas: Atlas) -> Coverage:
    return coverage(atlas.catalogue, load_plan())


def coverage_statement(atlas: Atlas) -> None:
    """Counts by region and by evidence, then the gaps with their names and reasons."""
    text = atlas.text
    try:
        found = coverage_of(atlas)
    except ValueError:
        st.warning(text["muscles.coverage.unreadable"])
        return
    names = atlas.catalogue.regions
    st.html(f'<h2 class="tp-title">{escape(text["muscles.coverage.title"])}</h2>')
    said = text(
        "muscles.coverage.sum",
        muscles=found.muscles, points=found.points, missing=found.missing,
        version=atlas.catalogue.version,
    )  # fmt: skip
    st.html(f"<p>{escape(said)}</p>")
    columns = [text[f"muscles.coverage.{key}"] for key in ("muscles", "points")]
    columns += [text[f"muscles.grade_short.{grade}"] for grade in GRADES]
    columns.append(text["muscles.coverage.not_yet"])
    rows = {
        names.get(region, region): [
            one.muscles, one.points, *(one.grades.get(grade, 0) for grade in GRADES),
            len(one.missing),
        ]
        for region, one in found.regions.items()
    }  # fmt: skip
    rows[text["muscles.coverage.all"]] = [
        found.muscles, found.points, *found.grades.values(), found.missing,
    ]  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame.index.name = text["muscles.region"]
    with st.container(key="coverage_table"):
        st.table(frame)
    for grade in GRADES:
        head, note = text[f"muscles.grade_short.{grade}"], text[f"card.grade_note.{grade}"]
        st.html(f'<p class="tp-muted"><b>{escape(head)}</b>: {escape(note)}</p>')

    st.html(f'<h3 class="tp-h3">{escape(text["muscles.coverage.sources"])}</h3>')
    counts = ", ".join(f"{found.checked[one]} {text[f'card.checked.{one}']}" for one in CHECKS)
    st.html(f"<p>{escape(text('muscles.coverage.checked', counts=counts))}</p>")
    unsure = found.confidence["medium"], found.confidence["low"]
    said = text("muscles.coverage.confidence", medium=unsure[0], low=unsure[1])
    st.html(f"<p>{escape(said)}</p>")

    st.html(f'<h3 class="tp-h3">{escape(text["muscles.coverage.missing_title"])}</h3>')
    if found.missing:
        st.html(f"<p>{escape(text['muscles.coverage.missing_note'])}</p>")
        items = "".join(
            f"<dt>{escape(names.get(region, region))}</dt><dd>{escape(', '.join(one.missing))}</dd>"
            for region, one in found.regions.items()
            if one.missing
        )
        st.html(f'<dl class="tp-clinical tp-missing">{items}</dl>')
    else:
        st.html(f"<p>{escape(text['muscles.coverage.none_missing'])}</p>")
    broken = [left.id for left in atlas.catalogue.left_out if left.kind == "muscle"]
    if broken:
        said = text("muscles.coverage.broken", names=", ".join(broken))
        st.html(f"<p>{escape(said)}</p>")

    st.html(f'<h3 class="tp-h3">{escape(text["muscles.coverage.left_out"])}</h3>')
    items = "".join(
        f"<li><b>{escape(one.name)}</b>. {escape(one.why)}</li>" for one in found.left_out
    )
    st.html(f'<ul class="tp-left-out">{items}</ul>')
