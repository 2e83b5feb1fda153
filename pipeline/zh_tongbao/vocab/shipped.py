"""The vocabulary that a component has where nobody gives it one: what the default pipeline's config names for it.

A component in somebody else's pipeline has no ``[initialize]`` block. The tables that it needs are not listed in code: they
are those that ``configs/bulletin.cfg`` gives the component of the same factory, read once in a process.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from spacy import util
from thinc.api import Config

from zh_tongbao.resources import configs_dir

DEFAULT = "bulletin.cfg"


@cache
def shipped_settings(factory: str) -> dict[str, Any]:
    """What the default config's ``[initialize]`` block gives the component of a factory, read; empty where it has none.

    Parameters:
        factory: its registered name.

    Raises:
        InputError: a vocabulary file is missing or wrong.

    Example:
        >>> from zh_tongbao.vocab.shipped import shipped_settings
        >>> sorted(shipped_settings("tongbao_periods"))
        ['characters', 'terms']
        >>> shipped_settings("sentencizer")
        {}
    """
    config = _default()
    names = [name for name, block in config["components"].items() if block["factory"] == factory]
    blocks = config["initialize"]["components"]
    found: dict[str, Any] = util.registry.resolve(blocks[names[0]]) if names and names[0] in blocks else {}
    return found


@cache
def _default() -> Config:
    return util.load_config(configs_dir() / DEFAULT, interpolate=True)
