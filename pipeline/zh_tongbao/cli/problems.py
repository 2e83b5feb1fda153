"""What is told to the person at the command line about input that could not be used."""

from __future__ import annotations

import sys

from zh_tongbao.errors import InputError
from zh_tongbao.io.printable import printable

BAD_INPUT = 2
"""Exit status of a run in which some input could not be used, or none."""


class Problems:
    """Print each problem as one line on stderr as it comes, and count them.

    Example:
        >>> from zh_tongbao.cli.problems import Problems
        >>> Problems().count
        0
    """

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: InputError) -> None:
        """Print one line."""
        self.count += 1
        print(f"tongbao: {printable(str(error))}", file=sys.stderr, flush=True)
