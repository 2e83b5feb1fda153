"""What a run's output depends on besides its input: the package, the config, the vocabulary."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

from zh_tongbao.resources import configs_dir, find_config_file


def fingerprint(config: str, vocab: Path | None = None) -> str:
    """Return a digest of the version, the config, every shipped vocabulary file and the user's own.

    Parameters:
        config: name of a shipped config, or a path.
        vocab: the user's own words, or None.

    Raises:
        InputError: no such config, or no such file of words.

    Example:
        >>> from zh_tongbao.engine.fingerprint import fingerprint
        >>> fingerprint("bulletin.cfg") == fingerprint("bulletin.cfg") != fingerprint("bulletin_char.cfg")
        True
    """
    from zh_tongbao import __version__

    digest = blake2b(__version__.encode(), digest_size=16)
    shipped = configs_dir()
    files = [find_config_file(config), *sorted(path for path in shipped.rglob("*") if path.is_file())]
    if vocab is not None:
        files.append(find_config_file(vocab))
    for path in files:
        digest.update(os.fsencode(path.name) + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()
