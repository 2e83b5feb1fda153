"""The libraries of the extra ``[research]``, imported when they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from zh_tongbao.errors import InputError


def need(module: str, command: str) -> Any:
    """Return a module of a library.

    Parameters:
        module: its name.
        command: that needs it, for the message.

    Raises:
        InputError: the library is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise InputError(f"{command} needs {name}: pip install 'zh-tongbao[research]'") from error
