"""Words into areas: "numb little finger on the right" -> the little finger's areas, right.

Names, clinical names and synonyms of areas and groups are looked up whole, longest first; then a
part of the body with the words that say where on it, in any order. What is not understood is
returned as such, with places to choose from; a correction is used only where it is certain, and
reported.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from atlas.catalogue import Catalogue
from atlas.drawing import CHARACTERS, Character
from atlas.place_names import SPINAL_LEVEL, Key, PlaceNames, Targets
from atlas.words import Token, Vocabulary, is_core, load_vocabulary, plain_form

FoundSide: TypeAlias = Literal["right", "left", "middle"] | None
"""`middle` for an area across the midline; None where no side was said."""
Said: TypeAlias = Literal["right", "left", "both"]

_SIDES: dict[str, Said] = {"right": "right", "left": "left", "both": "both"}

MOST_LOOKED_UP = 12
"""Unknown words for which near matches are looked for; the rest are reported without."""
MOST_CORRECTED = 40
"""Unknown words that are compared with the names of places at all."""
_SHARED_FILLERS = frozenset(
    {"feel", "very", "keep", "been", "be", "get", "got", "i", "have", "has"}
)
_LEVELS = {"c": "neck_posterior", "l": "spine_low", "s": "sacrum_middle"}


@dataclass(frozen=True)
class Word:
    """A word that was not understood, as typed, and ids of areas and groups to choose from."""

    text: str
    near_matches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Correction:
    """A word that was read as another one."""

    text: str
    read_as: str


@dataclass(frozen=True)
class Phrase:
    """Words that name a place: as typed, the area or group ids they stand for, and the side."""

    text: str
    ids: Targets
    side: Said | None


@dataclass(frozen=True)
class Found:
    """What a text says.

    Attributes
    ----------
    areas : tuple of (area id, side)
        Each once, in the order of the text. The side is None where none was said.
    unrecognised : tuple of Word
    complaints : tuple of str
        Ids of complaints that are not pain, as in ``data/text/vocabulary.yaml``.
    corrections : tuple of Correction
    characters : tuple of (area id, side, character)
        What the pain is like, where the text says it of a place.
    left_out : tuple of (area id, side)
        Areas that the text names as not hurting.
    phrases : tuple of Phrase
        The words that the areas come from.
    """

    areas: tuple[tuple[str, FoundSide], ...] = ()
    unrecognised: tuple[Word, ...] = ()
    complaints: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    characters: tuple[tuple[str, FoundSide, Character], ...] = ()
    left_out: tuple[tuple[str, FoundSide], ...] = ()
    phrases: tuple[Phrase, ...] = ()


@dataclass
class _Piece:
    """Words of a text that name a place; `begin` and `end` count its tokens."""

    begin: int
    end: int
    targets: Targets
    where: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()
    side: Said | None = None
    segment: int = 0
    negated: bool = False
    moving: bool = False


@dataclass
class _Text:
    """A text while it is read: its tokens, and what each is."""

    tokens: list[Token]
    sides: dict[int, Said] = field(default_factory=dict)
    negated: set[int] = field(default_factory=set)
    segment: list[int] = field(default_factory=list)
    stream: list[int] = field(default_factory=list)
    swallowed: set[int] = field(default_factory=set)


class AreaFinder:
    """Finds the areas that a text names.

    Parameters
    ----------
    catalogue : Catalogue
        Its areas and groups.
    vocabulary : Vocabulary, optional
        The words around them; ``data/text/vocabulary.yaml`` where none is given.
    """

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary | None = None) -> None:
        self.catalogue = catalogue
        self.vocabulary = vocabulary or load_vocabulary()
        self.names = PlaceNames(catalogue, self.vocabulary)
        self._complaints: dict[Key, str] = {
            phrase: each.id for each in self.vocabulary.complaints for phrase in each.phrases
        }
        self._longest_complaint = max(map(len, self._complaints), default=1)

    # ---- the whole

    def find(self, text: str, side: str | None = None) -> Found:
        """Return the areas that a text names, and what was not understood.

        Parameters
        ----------
        text : str
            Anything; read up to `atlas.words.MOST_CHARACTERS` characters.
        side : {"right", "left", "both"}, optional
            The side of what the text names without a side. A side in the text goes before it.

        Returns
        -------
        Found
            The same for the same text.
        """
        corrections: dict[str, Correction] = {}
        tokens = self.vocabulary.read(self._spelt(self.vocabulary.tokens(text), corrections))
        read = _Text(tokens)
        self._mark_sides(read)
        self._mark_segments(read)
        read.stream = [
            k for k, token in enumerate(tokens)
            if k not in read.sides and k not in read.swallowed
            and not (token.kind == "word" and is_core(token.form))
        ]  # fmt: skip
        pieces, remarks = self._pieces(read)
        pieces = [piece for piece in pieces if not self._only_says_back(read, pieces, piece)]
        taken = {k for piece in (*pieces, *remarks) for k in range(piece.begin, piece.end)}
        pieces = self._with_where(read, pieces, taken)
        for piece in pieces:
            piece.segment = read.segment[piece.begin]
            piece.negated = piece.begin in read.negated
            piece.moving = self._is_moving(read, piece)
        self._bind_sides(read, pieces)
        given: Said | None = _SIDES.get(side or "")
        if given is not None and not any(piece.side for piece in pieces):
            for piece in pieces:
                piece.side = given

        hurting = [piece for piece in pieces if not piece.negated]
        if any(not piece.moving for piece in hurting):
            hurting = [piece for piece in hurting if not piece.moving]
        if not hurting:
            hurting = self._at_levels(read)
        left_out = dict.fromkeys(
            each for piece in pieces if piece.negated for each in self._areas_of(piece)
        )
        areas = dict.fromkeys(
            each for piece in hurting for each in self._without(self._areas_of(piece), left_out)
        )
        return Found(
            areas=tuple(areas),
            unrecognised=self._unrecognised(read, taken),
            complaints=self._complaints_in(read),
            corrections=tuple(corrections.values()),
            characters=tuple(self._characters(read, hurting)),
            left_out=tuple(each for each in left_out if each not in areas),
            phrases=tuple(
                Phrase(self._typed(read, piece), piece.targets, piece.side) for piece in hurting
            ),
        )

    # ---- spelling

    def _spelt(self, tokens: list[Token], corrections: dict[str, Correction]) -> list[Token]:
        """Correct what is certain: listed misspellings, and one letter off a single word."""
        vocabulary = self.vocabulary
        out: list[Token] = []
        tried: dict[str, str | None] = {}
        for token in tokens:
            if token.kind != "word":
                out.append(token)
                continue
            plain = plain_form(token.raw)
            meant = vocabulary.misspelt.get(plain)
            if meant is None and not self.names.is_known(token):
                read = vocabulary.read([token])
                if all(self.names.is_known(each) for each in read):
                    out.append(token)
                    continue
                if token.form not in tried and len(tried) < MOST_CORRECTED:
                    tried[token.form] = self.names.certain(token.form)
                meant = tried.get(token.form)
            if meant is None:
                out.append(token)
                continue
            corrections.setdefault(plain, Correction(token.raw, meant))
            again = vocabulary.tokens(meant)
            out += [Token(each.kind, each.form, token.raw, token.plural) for each in again]
        return out

    # ---- segments, negation and sides

    def _mark_segments(self, read: _Text) -> None:
        """Give each word the number of its part, between commas; find what is said not to hurt."""
        vocabulary = self.vocabulary
        segment, negated = 0, False
        words = [t.form if t.kind == "word" else "" for t in read.tokens]
        for k, token in enumerate(read.tokens):
            if token.kind in ("comma", "hard"):
                segment, negated = segment + 1, False
            elif token.kind == "word" and plain_form(token.raw) in vocabulary.negations:
                before = words[k - 1] if k else ""
                after = words[k + 1] if k + 1 < len(words) else ""
                exempt = before in vocabulary.not_when_before or after in vocabulary.not_when_after
                if not exempt and not negated:
                    segment, negated = segment + 1, True
            read.segment.append(segment)
            if negated:
                read.negated.add(k)

    def _mark_sides(self, read: _Text) -> None:
        vocabulary, tokens = self.vocabulary, read.tokens
        for k, token in enumerate(tokens):
            if token.kind != "word" or not token.form:
                continue
            before = tokens[k - 1] if k else None
            after = tokens[k + 1] if k + 1 < len(tokens) else None
            said = vocabulary.sides.get(token.form)
            if said is None and token.raw in ("L", "R", "l", "r") and _is_place(after, self):
                said = "right" if token.form == "r" else "left"
            if said is None and token.raw in ("L", "R") and before is not None:
                alone = after is None or after.kind != "word"
                said = ("right" if token.form == "r" else "left") if alone else None
            exactly = after is not None and plain_form(after.raw) in vocabulary.exactly
            if said == "right" and exactly:
                article = before is not None and before.form in (
                    "the", "my", "his", "her", "their", "on", "side", "your"
                )  # fmt: skip
                if not article:
                    continue
            if said == "left" and after is not None and after.form in ("with", "over"):
                article = before is not None and before.form in ("the", "my", "on")
                if not article:
                    continue
            if after is not None and after.form in ("handed", "hander", "footed", "now", "away"):
                continue
            if said == "both" and not self._is_both(read, k):
                continue
            if said in ("right", "left", "both"):
                read.sides[k] = said  # type: ignore[assignment]
                beyond = tokens[k + 2] if k + 2 < len(tokens) else None
                alone = beyond is None or beyond.form != "of" and not _is_place(beyond, self)
                if self._is_half(read, k) or after and after.form == "side" and alone:
                    read.swallowed.add(k + 1)

    def _is_half(self, read: _Text, k: int) -> bool:
        """Whether "left side of the chest" means half of a part, and not its side."""
        after = [t for t in read.tokens[k + 1 : k + 8] if not is_core(t.form)]
        if not after or after[0].form != "side":
            return False
        named = next((t for t in after[1:] if t.form not in self.vocabulary.where), None)
        back = any(t.form == "back" for t in after[1:3])
        return back or named is not None and named.form in self.vocabulary.halves

    def _is_both(self, read: _Text, k: int) -> bool:
        """Whether "both" stands for both sides, and not for "both A and B"."""
        tokens = read.tokens
        end = k + 1
        while end < len(tokens) and tokens[end].kind == "word" and end <= k + 5:
            end += 1
        run = [t for t in tokens[k + 1 : end] if not is_core(t.form)]
        if not run or run[0].form in ("side", "of"):
            return True
        return any(t.plural for t in run) or end >= len(tokens) or tokens[end].kind != "and"

    def _bind_sides(self, read: _Text, pieces: list[_Piece]) -> None:
        at = sorted(read.sides)
        last_of_segment: dict[int, int] = {}
        for k in at:
            segment = read.segment[k]
            inside = [p for p in pieces if p.segment == segment]
            within = next((p for p in pieces if p.begin < k < p.end), None)
            floor = last_of_segment.get(segment, -1)
            ceiling = min((o for o in at if o > k and read.segment[o] == segment), default=1 << 30)
            before = [p for p in inside if floor < p.begin and p.end <= k and p.side is None]
            after = [p for p in inside if k < p.begin < ceiling]
            said = read.sides[k]
            if within is not None:
                within.side = said
            elif after and self._is_next(read, k, after[0]):
                after[0].side = said
                for piece in after[1:]:
                    piece.side = said if said != "both" else piece.side
            elif before:
                for piece in before:
                    piece.side = said
            elif after:
                for piece in after:
                    piece.side = said
            elif not inside:
                self._bind_lone(read, pieces, k, said)
            last_of_segment[segment] = k
        for piece, earlier in zip(pieces[1:], pieces, strict=False):
            if piece.side is None and piece.segment == earlier.segment:
                piece.side = earlier.side
        last: Said | None = None
        for order in (pieces, pieces[::-1]):
            last = None
            for piece in order:
                if piece.negated:
                    continue
                last = piece.side or last
                piece.side = piece.side or last

    @staticmethod
    def _bind_lone(read: _Text, pieces: list[_Piece], k: int, said: Said) -> None:
        """Bind a side that stands between commas alone: to what stands before it, or else after."""
        earlier = [p for p in pieces if p.end <= k]
        later = [p for p in pieces if p.begin > k]
        if earlier:
            of = earlier[-1].segment
            for piece in earlier:
                if piece.segment == of and piece.side is None:
                    piece.side = said
        elif later:
            of = later[0].segment
            for piece in later:
                if piece.segment == of and piece.side is None:
                    piece.side = said

    def _is_next(self, read: _Text, k: int, piece: _Piece) -> bool:
        """Whether a side stands directly before a piece: "my right, outer elbow" does not."""
        vocabulary = self.vocabulary
        for j in range(k + 1, piece.begin):
            token = read.tokens[j]
            easy = (
                is_core(token.form) and token.form not in ("is", "in", "on", "at", "was", "are")
                or token.form in vocabulary.where
                or token.form in vocabulary.may_drop
                or token.form in vocabulary.character
            )  # fmt: skip
            if token.kind != "word" or not easy:
                return False
        side_of = k + 1 < len(read.tokens) and read.tokens[k + 1].form == "side"
        if side_of and k + 2 < piece.begin:
            return read.tokens[k + 2].form == "of"
        return True

    # ---- places

    def _pieces(self, read: _Text) -> tuple[list[_Piece], list[_Piece]]:
        """Cut the words so that names cover as many of them as can be, in as few names."""
        stream = read.stream
        forms = []
        for k in stream:
            token = read.tokens[k]
            comma = token.kind in ("comma", "hard")
            forms.append("," if comma else token.form or "and")
        count = len(stream)
        best: list[tuple[int, int, _Piece | None]] = [(0, 0, None)] * (count + 1)
        for i in range(count - 1, -1, -1):
            best[i] = (best[i + 1][0], i + 1, None)
            if read.tokens[stream[i]].kind != "word":
                continue
            for j, score, piece in self._matches(read, forms, i):
                total = score + best[j][0]
                if total > best[i][0]:
                    best[i] = (total, j, piece)
        pieces: list[_Piece] = []
        remarks: list[_Piece] = []
        i = 0
        while i < count:
            _, j, chosen = best[i]
            if chosen is not None:
                (pieces if chosen.targets else remarks).append(chosen)
            i = j
        return pieces, remarks

    def _matches(
        self, read: _Text, forms: Sequence[str], i: int
    ) -> Iterator[tuple[int, int, _Piece]]:
        stream, vocabulary = read.stream, self.vocabulary
        first = read.tokens[stream[i]]
        if (
            first.form not in self.names.words
            and first.form not in self.names.place_words
            and first.form not in vocabulary.may_drop
        ):
            return
        if self._is_deed(read, stream[i]):
            return
        bag: set[str] = set()
        open_bag = True
        for j in range(
            i + 1, min(i + max(self.names.longest, self.names.widest + 3), len(stream)) + 1
        ):
            form = forms[j - 1]
            same_sentence = read.tokens[stream[j - 1]].kind != "hard" or j - i <= 1
            if not same_sentence:
                return
            begin, end = stream[i], stream[j - 1] + 1
            if open_bag and form == "," and self._is_side_of_it(forms, j):
                continue
            if open_bag and form in vocabulary.may_drop:
                pass
            elif open_bag and form in self.names.place_words and form != ",":
                bag.add(form)
            else:
                open_bag = False
            if form == ",":
                continue
            whole = tuple(forms[i:j])
            exact = self.names.exact.get(whole)
            if exact is None and open_bag and "," in whole:
                exact = self.names.exact.get(tuple(f for f in whole if f != ","))
            if exact is not None:
                rest = self.names.rest(forms[i:j])
                piece = _Piece(begin, end, exact[1], frozenset(forms[i:j]) & vocabulary.where, rest)
                score = sum(self.names.weight(f) for f in whole) - (3 if exact[1] else 5)
                yield j, max(score, 1), piece
            elif open_bag and bag and form not in vocabulary.may_drop:
                got = self.names.bags.get(frozenset(bag))
                where = frozenset(bag) & vocabulary.where
                back_of = where == bag and any(t.form == "of" for t in read.tokens[begin:end])
                if got is not None and first.form not in vocabulary.may_drop and not back_of:
                    piece = _Piece(begin, end, got[1], where, self.names.rest(bag))
                    yield j, sum(self.names.weight(f) for f in bag) - 4, piece

    @staticmethod
    def _is_side_of_it(forms: Sequence[str], j: int) -> bool:
        """Whether after a comma stands "thumb side" or the like: the side of what went before."""
        until = next((k for k in range(j, min(j + 4, len(forms))) if forms[k] == "side"), None)
        return until is not None and all(
            f in ("thumb", "little", "finger", "inner", "outer", "palm") for f in forms[j:until]
        )

    def _with_where(self, read: _Text, pieces: list[_Piece], taken: set[int]) -> list[_Piece]:
        """Let words such as "outer" that no name has taken make the nearest name finer."""
        out = list(pieces)
        for run in self._loose_runs(read, taken):
            begin, end = run[0], run[-1] + 1
            words = frozenset(read.tokens[k].form for k in run)
            following = min((p for p in out if p.begin >= end), key=lambda p: p.begin, default=None)
            preceding = max((p for p in out if p.end <= begin), key=lambda p: p.end, default=None)
            after = self._between(read, end, following.begin) if following else "far"
            before = self._between(read, preceding.end, begin) if preceding else "far"
            made: _Piece | None = None
            if following and after == "near":
                self._refine(following, words, begin=begin)
            elif preceding and before == "near":
                self._refine(preceding, words, end=end)
            elif following and after == "and":
                made = self._joined(following, words, begin, end)
            elif preceding and before == "and":
                made = self._joined(preceding, words, begin, end)
            elif following and after == "comma" and self._only_side(read, end, following.begin):
                self._refine(following, words, begin=begin)
            elif preceding and before == "comma":
                self._refine(preceding, words - {"above", "below", "between"}, strict=True)
            elif preceding and (before == "pain" or self._says_where(read, run)):
                same = read.segment[preceding.begin] == read.segment[begin]
                if same and words - {"side"}:
                    self._refine(preceding, words - {"side"}, strict=True)
            if made is not None:
                out.append(made)
                out.sort(key=lambda p: p.begin)
            taken.update(run)
        self._split_back(read, out)
        return self._with_side_of(read, out)

    def _with_side_of(self, read: _Text, pieces: list[_Piece]) -> list[_Piece]:
        """Read "wrist pain on the thumb side" as the thumb side of the wrist."""
        out: list[_Piece] = []
        for piece in pieces:
            words = [read.tokens[k].form for k in range(piece.begin, piece.end)]
            last = out[-1] if out else None
            if last is None or words[-1] != "side" or not self._is_side_of_it(words, 0):
                out.append(piece)
                continue
            whole = self.names.bags.get(last.rest | last.where | frozenset(words))
            before = [t.form for t in read.tokens[max(0, piece.begin - 3) : piece.begin]]
            if whole is None or not {"on", "at", "to", "toward", "towards"} & set(before):
                out.append(piece)
            else:
                last.targets = whole[1]
        return out

    @staticmethod
    def _only_side(read: _Text, begin: int, end: int) -> bool:
        """Whether nothing but a side in brackets stands between: outer (right) elbow."""
        return all(k in read.sides or read.tokens[k].raw in "()" for k in range(begin, end))

    def _loose_runs(self, read: _Text, taken: set[int]) -> list[list[int]]:
        runs: list[list[int]] = []
        for k, token in enumerate(read.tokens):
            if k in taken or token.kind != "word" or token.form not in self.vocabulary.where:
                continue
            if k in read.sides or k in read.swallowed or self._is_deed(read, k):
                continue
            if runs and all(
                is_core(read.tokens[j].form) or read.tokens[j].form in self.vocabulary.may_drop
                for j in range(runs[-1][-1] + 1, k)
                if read.tokens[j].kind == "word"
            ) and all(read.tokens[j].kind == "word" and j not in taken
                      for j in range(runs[-1][-1] + 1, k)):  # fmt: skip
                runs[-1].append(k)
            else:
                runs.append([k])
        return runs

    def _between(self, read: _Text, begin: int, end: int) -> str:
        """Say what stands between two spots: nothing, a word for pain, "and", a comma, or more."""
        found = "near"
        for k in range(begin, end):
            token = read.tokens[k]
            if k in read.sides or token.kind == "word" and (
                is_core(token.form)
                or token.form in self.vocabulary.may_drop
                or token.form in self.vocabulary.where
            ):  # fmt: skip
                continue
            if token.kind == "and":
                found = "and"
            elif token.kind == "comma":
                found = "comma" if found in ("near", "pain") else found
            elif token.form in self.vocabulary.pain:
                found = "pain" if found == "near" else found
            else:
                return "far"
        return found

    @staticmethod
    def _says_where(read: _Text, run: Sequence[int]) -> bool:
        """Whether it reads "… on the outside": words after "hurts" that belong to what hurts."""
        near = [read.tokens[k].form for k in range(max(0, run[0] - 2), run[0])]
        return bool(set(near) & {"on", "at", "in", "toward", "towards"})

    def _refine(
        self, piece: _Piece, words: frozenset[str], *, begin: int | None = None,
        end: int | None = None, strict: bool = False,
    ) -> None:  # fmt: skip
        if not piece.rest:
            return
        got = self.names.look_up(piece.rest, piece.where | words, strict=strict)
        if got is None:
            return
        targets, where = got
        if strict and not words & where:
            return
        if not where >= piece.where and len(where) < len(piece.where):
            return
        piece.targets, piece.where = targets, where
        piece.begin = piece.begin if begin is None else min(begin, piece.begin)
        piece.end = piece.end if end is None else max(end, piece.end)

    def _joined(self, piece: _Piece, words: frozenset[str], begin: int, end: int) -> _Piece | None:
        """Return the other half of "front and back of the knee"."""
        if not piece.rest:
            return None
        got = self.names.look_up(piece.rest, words)
        if got is None or not got[1]:
            return None
        return _Piece(begin, end, got[0], got[1], piece.rest)

    def _only_says_back(self, read: _Text, pieces: list[_Piece], piece: _Piece) -> bool:
        """Whether "back" says where on another part: behind, (back), front and back."""
        tokens = read.tokens
        if [t.form for t in tokens[piece.begin : piece.end]] != ["back"]:
            return False
        if piece.end < len(tokens) and tokens[piece.end].form == "of":
            return True
        if len(pieces) == 1:
            return False
        if plain_form(tokens[piece.begin].raw) != "back":
            return True
        opened = max((k for k in range(piece.begin) if tokens[k].raw == "("), default=-1)
        closed = max((k for k in range(piece.begin) if tokens[k].raw == ")"), default=-1)
        others = [
            p for p in pieces if p is not piece and p.begin > opened and p.begin < piece.begin
        ]
        if opened > closed and not others and any(p.end <= opened for p in pieces):
            return True
        earlier = [p for p in pieces if p.end <= piece.begin and p.rest]
        at = [t.form for t in tokens[max(0, piece.begin - 2) : piece.begin]]
        if earlier and at in (["at", "the"], ["on", "the"], ["in", "the"], ["towards", "the"]):
            between = tokens[earlier[-1].end : piece.begin]
            got = self.names.look_up(earlier[-1].rest, frozenset({"back"}), strict=True)
            if got is not None and got[1] and all(t.kind == "word" for t in between):
                return True
        before = [t for t in tokens[max(0, piece.begin - 3) : piece.begin] if not is_core(t.form)]
        front = {"front", "up", "side", "top", "inner", "outer"}
        return len(before) > 1 and before[-1].kind == "and" and before[-2].form in front

    def _split_back(self, read: _Text, pieces: list[_Piece]) -> None:
        """Read "back and front of the knee" as two sides of the knee, not as a back and a knee."""
        for first, second in zip(pieces, pieces[1:], strict=False):
            words = [read.tokens[k].form for k in range(first.begin, first.end)]
            mine = first.begin and read.tokens[first.begin - 1].form in ("my", "his", "her", "your")
            if words != ["back"] or mine:
                continue
            if self._between(read, first.end, second.begin) != "and":
                continue
            inside = [read.tokens[k].form for k in range(second.begin, second.end)]
            if "of" not in inside or not second.where or not second.rest:
                continue
            got = self.names.look_up(second.rest, frozenset({"back"}), strict=True)
            if got is not None and got[1]:
                first.targets, first.where, first.rest = got[0], got[1], second.rest

    def _is_deed(self, read: _Text, k: int) -> bool:
        """Whether a word is done and no place: "bend my knee", and not "bend of the knee"."""
        after = read.tokens[k + 1].form if k + 1 < len(read.tokens) else ""
        return read.tokens[k].form in self.vocabulary.moving and is_core(after) and after != "of"

    def _is_moving(self, read: _Text, piece: _Piece) -> bool:
        vocabulary = self.vocabulary
        for k in range(piece.begin - 1, max(-1, piece.begin - 5), -1):
            token = read.tokens[k]
            if token.kind != "word":
                return False
            if plain_form(token.raw) in vocabulary.moving:
                return k + 1 < piece.begin
            mine = token.form in ("my", "the", "your", "his", "her", "their", "both")
            if not mine and k not in read.sides and token.form not in vocabulary.where:
                return False
        return False

    def _at_levels(self, read: _Text) -> list[_Piece]:
        """Take the level of a vertebra, "L5", for a place where nothing else is named."""
        out = []
        for k, token in enumerate(read.tokens):
            level = SPINAL_LEVEL.match(token.form)
            if level is None or k in read.negated:
                continue
            letter, number = level[1], int(level[2])
            thoracic = "spine_upper" if number <= 6 else "spine_mid"
            area = thoracic if letter == "t" else _LEVELS[letter]
            most = {"c": 8, "t": 12, "l": 5, "s": 5}[letter]
            if 1 <= number <= most and area in self.catalogue.areas:
                out.append(_Piece(k, k + 1, (area,), segment=read.segment[k]))
        return out

    # ---- what is said of the places

    def _areas_of(self, piece: _Piece) -> Iterator[tuple[str, FoundSide]]:
        for area in self.catalogue.areas_in(piece.targets):
            if self.is_middle(area):
                yield area, "middle"
            elif piece.side == "both":
                yield area, "right"
                yield area, "left"
            else:
                yield area, piece.side

    @staticmethod
    def _without(
        areas: Iterator[tuple[str, FoundSide]], left_out: Container[tuple[str, FoundSide]]
    ) -> Iterator[tuple[str, FoundSide]]:
        """Yield a phrase's areas without those said not to hurt ("arm, but not the hand").

        Where that would leave nothing ("elbow; not the elbow at night"), all of them.
        """
        own = list(areas)
        kept = [(a, at) for a, at in own if (a, at) not in left_out and (a, None) not in left_out]
        yield from kept or own

    def is_middle(self, area: str) -> bool:
        """Return whether an area lies across the midline, itself or where it is shown."""
        entry = self.catalogue.areas[area]
        shown = self.catalogue.areas.get(entry.shown_in or "") if entry.inner else None
        return entry.middle or shown is not None and shown.middle

    def _typed(self, read: _Text, piece: _Piece) -> str:
        words: list[str] = []
        for token in read.tokens[piece.begin : piece.end]:
            if not words or words[-1] != token.raw or token.kind == "word" and len(token.form) > 6:
                words.append(token.raw)
        return " ".join(words)

    def _characters(
        self, read: _Text, pieces: Sequence[_Piece]
    ) -> Iterator[tuple[str, FoundSide, Character]]:
        """Give each place the word for its pain that stands nearest before it, or else after."""
        said: list[tuple[int, Character]] = []
        for k, token in enumerate(read.tokens):
            word = plain_form(token.raw)
            named = self.vocabulary.character.get(word) or self.vocabulary.character.get(token.form)
            if named in CHARACTERS and k not in read.negated:
                said.append((k, named))
        told: dict[tuple[str, FoundSide], Character] = {}
        for piece in pieces:
            before = [c for k, c in said if k < piece.begin and self._same_part(read, k, piece)]
            following = min((p.begin for p in pieces if p.begin > piece.begin), default=1 << 30)
            after = [
                c for k, c in said
                if piece.begin <= k < following and self._same_part(read, k, piece)
            ]  # fmt: skip
            character = before[-1] if before else after[0] if after else None
            if character is not None:
                for each in self._areas_of(piece):
                    told.setdefault(each, character)
        for (area, side), character in told.items():
            yield area, side, character

    @staticmethod
    def _same_part(read: _Text, k: int, piece: _Piece) -> bool:
        """Whether no sentence ends between a word and a place."""
        first, last = min(k, piece.begin), max(k, piece.begin)
        return not any(t.kind == "hard" for t in read.tokens[first:last])

    def _complaints_in(self, read: _Text) -> tuple[str, ...]:
        words = [
            (k, token.form) for k, token in enumerate(read.tokens)
            if token.kind == "word" and not is_core(token.form) and k not in read.sides
            and token.form not in _SHARED_FILLERS
        ]  # fmt: skip
        found: list[tuple[int, int, str]] = []
        for i in range(len(words)):
            for j in range(i + 1, min(i + self._longest_complaint, len(words)) + 1):
                complaint = self._complaints.get(tuple(form for _, form in words[i:j]))
                if complaint is None:
                    continue
                k = words[i][0]
                own = words[i][1] in self.vocabulary.negations
                if own or k not in read.negated:
                    found.append((i, j, complaint))
        # "Weak grip" is not "weak" as well.
        whole = [
            complaint for i, j, complaint in found
            if not any(a <= i and j <= b and (a, b) != (i, j) for a, b, _ in found)
        ]  # fmt: skip
        return tuple(dict.fromkeys(whole))

    def _unrecognised(self, read: _Text, taken: set[int]) -> tuple[Word, ...]:
        found: dict[str, str] = {}
        for k, token in enumerate(read.tokens):
            if token.kind != "word" or k in taken or k in read.sides:
                continue
            unnamed = (
                token.form in self.names.place_words
                and token.form not in self.vocabulary.known
                and plain_form(token.raw) not in self.vocabulary.known
            )
            if unnamed or token.form in self.vocabulary.suggest or not self.names.is_known(token):
                found.setdefault(token.raw.casefold(), token.raw)
        return tuple(
            Word(raw, self.names.near_matches(raw) if n < MOST_LOOKED_UP else ())
            for n, raw in enumerate(found.values())
        )


def _is_place(token: Token | None, finder: AreaFinder) -> bool:
    return token is not None and token.form in finder.names.place_words
