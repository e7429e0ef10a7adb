"""The hand-out as HTML, for a preview that the browser prints: the words of the PDF, escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, MutableMapping, Sequence
from html import escape
from io import BytesIO

from atlas.handout import group_cuts
from atlas.handout_content import Content, Group
from atlas.handout_figure import picture_of, sides_of
from atlas.paper import HEAD, Block

TAGS = {"H1": "h1", "H2": "h2", "H3": "h3", "P": "p", "Figure": "p"}
HEIGHT, QUALITY = 470, 84
LINES_TO_WRITE_ON = 3


def pieces(content: Content, kept: MutableMapping[object, str] | None = None) -> Iterator[str]:
    """Return the page in pieces, from top to bottom; nothing that was typed is markup in them.

    Parameters
    ----------
    content : Content
    kept : mutable mapping, optional
        Where pictures are kept for the next time; those that are not on the page are dropped.

    Yields
    ------
    str
        A fragment of HTML. The picture of a muscle is a piece of its own, so that it is sent once.
    """
    had = dict(kept or {})
    if kept is not None:
        kept.clear()
    yield _head(content)
    for group in content.groups:
        if content.only is None:
            yield f"<h2>{escape(content.heading(group))}</h2>"
        if content.has("figure"):
            drawn = had.get(key := _key(content, group)) or figure(content, group)
            if kept is not None:
                kept[key] = drawn
            yield drawn
        if content.has("plain"):
            yield _columns(content.plain(group)) + _stack(content.points(group))
    if content.has("help"):
        yield _help(content)
    if content.has("helps"):
        yield "".join(_columns(content.helps(group)) for group in content.groups)
    rest = []
    if content.has("needling"):
        rest.append(_stack(content.needling()))
    if content.has("exercises"):
        rest.append(_stack(content.exercises()))
    if content.has("tests"):
        rest.append(_stack(content.tests()))
    if content.has("notes"):
        rest.append(_notes(content))
    rest += [_columns(content.visit()), f'<div class="sh-end">{_stack(content.end())}</div>']
    yield "".join(rest)


def _key(content: Content, group: Group) -> object:
    """Return all that a plate depends on."""
    points = tuple(point.id for point in group.points)
    said = tuple((place.cells, place.said.strength) for place in content.places)
    return group.muscle.id, group.side, points, said


def figure(content: Content, group: Group) -> str:
    """Return the plate of a muscle with its legend and the marks in words."""
    cuts = group_cuts(content, group)
    if not cuts:
        return f'<p class="sh-small">{escape(content.text["handout.no_picture"])}</p>'
    picture = picture_of(
        content.built, cuts, content.text, group.hollow, HEIGHT, marks=content.places
    )
    packed = BytesIO()
    picture.save(packed, "WEBP", quality=QUALITY)
    data = b64encode(packed.getvalue()).decode()
    titles = [" ".join(filter(None, sides_of(cut.view, content.text))) for cut in cuts]
    signs = "".join(
        f'<li><i class="sh-sign sh-{sign}"></i>{escape(words)}</li>'
        for sign, words in content.legend(group)
    )
    marks = "".join(
        f"<li><b>{place.n}</b> {escape(content.place(place))}"
        + (
            f" <b>{escape(content.text('places.strength.of', n=place.said.strength))}</b>"
            if place.said.strength is not None
            else ""
        )
        + "</li>"
        for place in content.places
    )
    if marks:
        title = escape(content.text["handout.marks"])
        marks = f'<p><b>{title}</b></p><ul class="sh-marks">{marks}</ul>'
    return (
        f'<div class="sh-plate"><img src="data:image/webp;base64,{data}" '
        f'width="{picture.width}" height="{picture.height}" '
        f'alt="{escape(content.picture(group, titles), quote=True)}">'
        f'<div><ul class="sh-legend">{signs}</ul>{marks}</div></div>'
    )


def _head(content: Content) -> str:
    text = content.text
    beside = f" <em>{escape(content.latin(content.only))}</em>" if content.only else ""
    rows = [
        f'<p class="sh-top"><b>{escape(text["app.title"])}</b> '
        f"<span>{escape(text['handout.keep'])}</span></p>",
        f"<h1>{escape(content.title)}{beside}</h1>",
    ]
    if content.said:
        rows.append(f"<p><b>{escape(content.said)}</b></p>")
    if content.lead:
        rows.append(f"<p>{escape(content.lead)}</p>")
    return "".join(rows)


def _help(content: Content) -> str:
    rows = "".join(
        f"<p><b>{escape(act)}</b><br>{escape(signs)}</p>" for act, signs in content.help()
    )
    return (
        f'<section class="sh-care"><h2>{escape(content.text["handout.help"])}</h2>{rows}</section>'
    )


def _notes(content: Content) -> str:
    title = f"<h2>{escape(content.text['handout.notes'])}</h2>"
    words = content.out.notes.strip()
    if words:
        return f'{title}<p class="sh-typed">{escape(words)}</p>'
    return title + '<div class="sh-line"></div>' * LINES_TO_WRITE_ON


def _columns(columns: Sequence[Sequence[Block]]) -> str:
    if not columns:
        return ""
    inside = "".join(f"<div>{_stack(column)}</div>" for column in columns)
    return f'<div class="sh-columns">{inside}</div>'


def _stack(blocks: Sequence[Block]) -> str:
    out, listed = [], False
    for one in blocks:
        if one.bullet != listed:
            out.append("<ul>" if one.bullet else "</ul>")
            listed = one.bullet
        tag = "li" if one.bullet else TAGS[one.kind]
        small = ' class="sh-small"' if one.style.size < HEAD.size - 2 else ""
        words = escape(one.words)
        if one.style.face == "B" and tag == "p":
            words = f"<b>{words}</b>"
        out.append(f"<{tag}{small}>{words}</{tag}>")
    return "".join(out) + ("</ul>" if listed else "")
