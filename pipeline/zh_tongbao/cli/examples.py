"""Examples for ``tongbao --help``: one a common wish."""

from __future__ import annotations

EXAMPLES = (
    ("Read one bulletin of Jilin", "tongbao extract bulletin.txt --published 2022-04-07 --region 220000"),
    ("A folder of them as a spreadsheet", "tongbao extract bulletins/ -o records.csv"),
    ("Look at them: text, records, what does not add up", "tongbao report bulletins/ -o report.html"),
    ("Paste bulletins into a page and correct what was found", "tongbao serve"),
    ("See whether the installation works", "tongbao doctor"),
)


def epilog() -> str:
    r"""Return the examples as help text; ``\b`` keeps click from joining the lines.

    Example:
        >>> from zh_tongbao.cli.examples import epilog
        >>> print(epilog().splitlines()[2])
          Read one bulletin of Jilin:
    """
    lines = [f"  {wish}:\n    {command}" for wish, command in EXAMPLES]
    return "\b\nExamples:\n" + "\n".join(lines)
