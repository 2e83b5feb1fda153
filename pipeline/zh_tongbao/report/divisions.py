"""Names of divisions by their codes, from the shipped gazetteer."""

from __future__ import annotations

from zh_tongbao.io.divisions import division


def division_name(adcode: str) -> str | None:
    """Return a division's official name, or None where the code is none of the gazetteer's.

    Example:
        >>> from zh_tongbao.report.divisions import division_name
        >>> division_name("220100")
        '长春市'
    """
    found = division(adcode)
    return None if found is None else found.name
