"""Text from outside, made safe to show in a page: every character is shown, none steers.

Markup characters are escaped. Controls, and characters that reorder or hide text (right-to-left overrides, zero-width
spaces), stand as their code point in a small box, so that a reader sees that they are there.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def shown(text: object) -> Markup:
    r"""Return markup that shows the text as it is.

    Parameters:
        text: any string; other values are shown as ``str`` has them.

    Example:
        >>> from zh_tongbao.report.markup import shown
        >>> str(shown("<b>\u202e"))
        '&lt;b&gt;<i class="ctl">U+202E</i>'
    """
    escaped = str(escape(str(text)))
    return Markup(_HIDDEN.sub(_boxed, escaped))  # escaped above; the box holds hexadecimal digits only


def plain(text: object) -> str:
    r"""Return the text for an attribute, with hidden characters written out; the template escapes it.

    Example:
        >>> from zh_tongbao.report.markup import plain
        >>> plain("a\u202eb")
        'a[U+202E]b'
    """
    return _HIDDEN.sub(lambda match: f"[{_code_point(match)}]", str(text))


def _boxed(match: re.Match[str]) -> str:
    return '<i class="cr"></i>' if match.group() == "\r" else f'<i class="ctl">{_code_point(match)}</i>'


def _code_point(match: re.Match[str]) -> str:
    return f"U+{ord(match.group()):04X}"
