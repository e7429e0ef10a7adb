"""The two sessions that a tab compares. Nothing of them is stored."""

from dataclasses import dataclass

from atlas.session_file import SessionState


@dataclass
class Compared:
    """Before and after; None where nothing was opened.

    Attributes
    ----------
    before, after : SessionState or None
    from_now : frozenset of str
        Which of them is what was marked in this tab.
    """

    before: SessionState | None = None
    after: SessionState | None = None
    from_now: frozenset[str] = frozenset()

    @property
    def muscles(self) -> tuple[tuple[str, str], ...]:
        """Muscles and sides that are named in them: they bring their questions."""
        states = [each for each in (self.before, self.after) if each is not None]
        return tuple(dict.fromkeys((o.muscle, o.side) for each in states for o in each.findings))
