"""What goes to a component of ours."""

from collections.abc import Mapping
from typing import Any


def sendable(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same for the browser, with tuples in place of lists.

    Streamlit looks into every list for a data frame, and loads pandas to do so: half a second of
    the first page, and some of each click.
    """
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
