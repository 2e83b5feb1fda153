"""Names of diseases by their codes, from the shipped table."""

from __future__ import annotations

from functools import lru_cache

from zh_tongbao.vocab.diseases import by_code, diseases, in_force

TABLE = "vocab/diseases.csv"


def disease_name(code: str) -> str | None:
    """Return a disease's official name of today, or None where the code is none of the table's.

    Example:
        >>> from zh_tongbao.report.diseases import disease_name
        >>> disease_name("dengue")
        '登革热'
    """
    return _names().get(code)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {code: in_force(rows, None)["name"] for code, rows in by_code(diseases(TABLE)).items()}
