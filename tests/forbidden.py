"""What no text that a user can see may say."""

import re
from collections.abc import Iterable, Iterator

FORBIDDEN = re.compile(
    r"\bdiagnos(?:e|es|ed|ing)\b|\bdetect\w*|identify the cause|your trigger point is"
    r"|most likely cause|\bcur(?:e|es|ed|ing)\b|\bheal(?:s|ed|ing)?\b|\bfix(?:es|ed|ing)?\b"
    r"|\bresets?\b|release toxins|guarante\w*|\bsafe(?:ly|r|st)?\b|risk-free|non-?invasive"
    r"|clinically proven|not your heart|false angina|false appendicitis"
    r"|do not need a (?:scan|doctor)|your pain comes from|nhs-approved|honcode|pif tick"
    r"|(?<!not )(?<!nobody should )press here",
    re.IGNORECASE,
)


def forbidden_in(lines: Iterable[str], answered: Iterable[str] = ()) -> Iterator[str]:
    """Yield each forbidden phrase and its line, less `answered`: reviewed negations and myths."""
    reviewed = tuple(answered)
    for line in lines:
        kept = line
        for each in reviewed:
            kept = kept.replace(each, "")
        for hit in FORBIDDEN.finditer(kept):
            yield f"{hit[0]}: {line[:90]}"
