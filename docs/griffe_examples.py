"""For mkdocstrings: the docstrings' ``Example:`` is the section that Griffe calls ``Examples:``; roles (``:func:``) are dropped."""

from __future__ import annotations

import re
from typing import Any

import griffe


class Examples(griffe.Extension):
    """Changes docstrings as objects are loaded."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:  # noqa: ARG002
        """Griffe calls it for every module, class, function and attribute."""
        if obj.docstring is not None:
            text = re.sub(r"^(\s*)Example:$", r"\1Examples:", obj.docstring.value, flags=re.MULTILINE)
            obj.docstring.value = re.sub(r":(?:func|class|data|mod|meth|attr):(?=`)", "", text)
