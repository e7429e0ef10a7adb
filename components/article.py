"""An article on the page: words, boxes, answers to claims, sources with links there and back."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path

import streamlit as st

from atlas.learn import (
    Answer,
    Article,
    Block,
    Box,
    Cite,
    Figure,
    Inline,
    Library,
    Link,
    Listed,
    Prose,
    Section,
    Subhead,
    Table,
    TermUse,
    load_library,
)
from components.assets import cite
from components.body_map import theme
from components.links import link
from components.session import Atlas

STYLE = Path(__file__).resolve().parent / "learn.css"
ICONS = {
    "short": "◐",
    "partly": "◐",
    "small": "◔",
    "early": "◔",
    "mixed": "◐",
    "unknown": "?",
    "no": "✕",
    "true": "✓",
}
Figures = Mapping[str, Callable[[], None]]


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """The articles and the glossary, once a process."""
    return load_library()


def style() -> None:
    """The style of the pages with articles."""
    st.html(STYLE)
    if theme() == "dark":
        st.html('<div class="tp-dark" hidden></div>')


class ArticleView:
    """Draws one article in one register."""

    def __init__(
        self, atlas: Atlas, shelf: Library, article: Article, mode: str, figures: Figures
    ) -> None:
        self.atlas, self.shelf, self.article = atlas, shelf, article
        self.text, self.mode, self.figures = atlas.text, mode, figures
        self.sections = article.shown(mode)
        self.numbers = {source: n for n, source in enumerate(article.sources(mode), 1)}
        self.explained: set[str] = set()

    # ---- the parts of a page

    def contents(self) -> str:
        """The list of sections."""
        items = "".join(
            f'<li><a href="#{section.id}">{escape(section.title)}</a></li>'
            for section in self.sections
            if section.id
        )
        title = escape(self.text["learn.contents"])
        return f'<nav class="ln-toc" aria-label="{title}"><p>{title}</p><ol>{items}</ol></nav>'

    def draw(self, plain: bool = False) -> None:
        """Draw the whole article; figures break the words into pieces."""
        pieces = [] if plain else [f"<h1>{escape(self.article.title)}</h1>"]
        for section in self.sections:
            pieces.append(self._head(section))
            for block in section.shown(self.mode):
                if isinstance(block, Figure):
                    self._flush(pieces)
                    self.figures[block.name]()
                else:
                    pieces.append(self._block(block))
        self._flush(pieces)

    def sources(self) -> None:
        """The list of sources, each with what was checked and a link to its entry."""
        if not self.numbers:
            return
        items = []
        for source, number in self.numbers.items():
            known = self.atlas.catalogue.references.get(source)
            words = cite(known, self.text) if known else source
            more = link("evidence", self.text["learn.source_more"], source=source)
            items.append(f'<li id="s-{source}" value="{number}">{escape(words)} {more}</li>')
        title = escape(self.text["learn.sources"])
        note = escape(self.text["learn.sources_note"])
        st.html(
            f'<section class="ln-text ln-sources"><h2 id="sources">{title}</h2><p>{note}</p>'
            f"<ol>{''.join(items)}</ol></section>"
        )

    # ---- blocks

    def _flush(self, pieces: list[str]) -> None:
        if any(pieces):
            st.html(f'<div class="ln-text">{"".join(pieces)}</div>')
        pieces.clear()

    def _head(self, section: Section) -> str:
        if not section.id:
            return ""
        return f'<h2 id="{section.id}">{escape(section.title)}</h2>'

    def _block(self, block: Block) -> str:
        match block:
            case Prose():
                return f"<p{_anchor(block)}>{self._inline(block.spans)}</p>"
            case Listed():
                tag = "ol" if block.ordered else "ul"
                items = "".join(
                    f"<li{_anchor(one)}>{self._inline(one.spans)}</li>" for one in block.items
                )
                return f"<{tag}>{items}</{tag}>"
            case Table():
                return self._table(block)
            case Subhead():
                return f"<h3>{escape(block.text)}</h3>"
            case Box():
                return self._box(block)
            case Answer():
                return self._answer(block)
        return ""

    def _inner(self, blocks: Iterable[Block]) -> str:
        return "".join(self._block(block) for block in blocks)

    def _box(self, box: Box) -> str:
        title = f"<h3>{escape(box.title)}</h3>" if box.title else ""
        shield = '<span class="ln-shield" aria-hidden="true"></span>' if box.kind != "note" else ""
        return (
            f'<section class="ln-box ln-{box.kind}">{shield}<div>{title}'
            f"{self._inner(box.blocks)}</div></section>"
        )

    def _answer(self, answer: Answer) -> str:
        said = escape(self.text["learn.claim"])
        verdict = escape(self.text[f"learn.verdict.{answer.verdict}"])
        return (
            f'<section class="ln-claim ln-v-{answer.verdict}"><header><h3><span>{said}</span> '
            f'“{escape(answer.claim)}”</h3><p class="ln-verdict">'
            f'<i aria-hidden="true">{ICONS[answer.verdict]}</i>{verdict}</p></header>'
            f"{self._inner(answer.blocks)}</section>"
        )

    def _table(self, table: Table) -> str:
        names = [one.text for one in table.head]
        head = "".join(
            f'<th scope="col">{self._inline(one.spans)}</th>' if one.text else "<td></td>"
            for one in table.head
        )
        rows = []
        for first, *rest in table.rows:
            cells = "".join(
                f'<td data-of="{escape(name, quote=True)}"{_anchor(one)}>'
                f"<span>{self._inline(one.spans)}</span></td>"
                for name, one in zip(names[1:], rest, strict=True)
            )
            rows.append(f'<tr><th scope="row">{self._inline(first.spans)}</th>{cells}</tr>')
        return (
            f'<table class="ln-table"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )

    # ---- inside a line

    def _inline(self, spans: Iterable[Inline]) -> str:
        made: list[str] = []
        for span in spans:
            if isinstance(span, Cite) and made:
                made[-1] = made[-1].rstrip()
            made.append(self._span(span))
        return "".join(made)

    def _span(self, span: Inline) -> str:
        match span:
            case Cite():
                return self._cite(span)
            case TermUse():
                return self._term(span)
            case Link():
                return self._link(span)
        words = escape(span.text)
        return f"<{span.style}>{words}</{span.style}>" if span.style else words

    def _cite(self, cited: Cite) -> str:
        links = []
        for source in cited.ids:
            number = self.numbers.get(source, 0)
            label = escape(self.text("learn.source_n", n=number), quote=True)
            links.append(f'<a href="#s-{source}" aria-label="{label}">{number}</a>')
        return f'<sup class="ln-cite">{"".join(links)}</sup>'

    def _term(self, use: TermUse) -> str:
        if use.id in self.explained:
            return escape(use.text)
        self.explained.add(use.id)
        return term(use.text, self.shelf.glossary[use.id].says(self.mode), use.id)

    def _link(self, asked: Link) -> str:
        match asked.kind:
            case "learn":
                if asked.target == self.article.id and asked.section:
                    return f'<a href="#{asked.section}">{escape(asked.text)}</a>'
                more = {"at": asked.section} if asked.section else {}
                return link("learn", asked.text, article=asked.target, **more)
            case "muscle":
                return link("muscles", asked.text, muscle=asked.target)
            case "evidence":
                return link("evidence", asked.text, source=asked.target)
        return link(asked.target, asked.text)


def _anchor(one: Prose) -> str:
    return f' id="{one.claim}"' if one.claim else ""


def term(words: str, meaning: str, key: str = "") -> str:
    """A word with its meaning on hover and on focus."""
    name = escape(f"term-{key or words}".replace(" ", "-"), quote=True)
    return (
        f'<dfn class="ln-term" tabindex="0" aria-describedby="{name}">'
        f'{escape(words)}<span class="ln-tip" role="tooltip" id="{name}">{escape(meaning)}</span>'
        "</dfn>"
    )


def glossary_list(shelf: Library, mode: str) -> str:
    """All words with their meanings."""
    items = "".join(
        f'<div id="term:{one.id}"><dt>{escape(one.name)}</dt>'
        f"<dd>{escape(one.says(mode))}</dd></div>"
        for one in shelf.glossary.values()
    )
    return f'<dl class="ln-glossary">{items}</dl>'
