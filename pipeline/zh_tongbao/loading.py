"""From a config file to a pipeline that is ready to use."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spacy import util
from spacy.language import Language
from spacy.vocab import Vocab
from thinc.api import Config

from zh_tongbao.errors import InputError
from zh_tongbao.resources import find_config_file

META = Path(__file__).with_name("meta.json")
# What ``spacy info zh_tongbao`` shows; ``python -m zh_tongbao.project.meta`` writes it anew, and a test holds it to that.

DESCRIBED = ("lang", "version", "description", "author", "email", "url", "license", "sources", "requirements")
# Of that, what is said of every pipeline.


def load_pipeline(
    config_name: str = "bulletin.cfg",
    *,
    vocab: Vocab | bool = True,
    disable: str | Iterable[str] = (),
    enable: str | Iterable[str] = (),
    exclude: str | Iterable[str] = (),
    config: dict[str, Any] | None = None,
    vocab_overlay: str | Path | None = None,
) -> Language:
    """Read a config, build its pipeline and load every vocabulary that its ``[initialize]`` block names.

    Parameters:
        config_name: file name below configs/, or a path.
        vocab, disable, enable, exclude, config: as in :func:`spacy.load`.
        vocab_overlay: a JSON-lines file of a user's own words; the same as ``paths.overlay`` in ``config``.

    Returns:
        Language: initialized, so that no component is empty (spaCy's warning W036 cannot arise).

    Raises:
        InputError: the config cannot be read or is not a valid spaCy config.
    """
    path = find_config_file(config_name)
    overrides = _dotted(config or {})
    try:
        if vocab_overlay is not None:
            _check_takes_overlay(path)
            overrides["paths.overlay"] = str(vocab_overlay)
        settings: Config = util.load_config(path, overrides=overrides, interpolate=False)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not a readable config: {_first_line(error)}") from error
    with _uncollected():
        nlp = util.load_model_from_config(
            settings,
            meta=package_meta(path.stem),
            vocab=vocab,
            disable=disable,
            enable=enable,
            exclude=exclude,
            auto_fill=True,
        )
        nlp.initialize()
    return nlp


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python's cycle collector from looking through the vocabulary again and again while it is read.

    It would take a fifth of the time, and find nothing: what is read stays.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _check_takes_overlay(path: Path) -> None:
    if "overlay" not in util.load_config(path, interpolate=False).get("paths", {}):
        key = "overlay = ${paths.overlay}"
        raise InputError(f"{path}: has no [paths] overlay; put overlay = null there and {key} into its readers")


def package_meta(config_name: str) -> dict[str, Any]:
    """The pipeline's meta data: name, version, licence, sources and requirements, as ``nlp.meta`` shows them.

    The name is not that of this library: ``spacy package`` makes a package ``zh_NAME`` of a saved pipeline, which must
    not take the library's place where both are installed. Nor do pipelines of different configs take each other's.

    Parameters:
        config_name: file name of the config, without its suffix.

    Example:
        >>> from zh_tongbao.loading import package_meta
        >>> package_meta("bulletin")["name"], package_meta("my-own")["name"]
        ('tongbao_bulletin', 'tongbao_my_own')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", config_name.lower()).strip("_")  # what a package may be called
    shown: dict[str, Any] = json.loads(META.read_text(encoding="utf-8"))
    return {name: shown[name] for name in DESCRIBED} | {"name": f"tongbao_{plain or 'pipeline'}"}


def requirement() -> str:
    """What a package of a saved pipeline requires: this library, in the versions that may be taken to read it.

    Example:
        >>> from zh_tongbao.loading import requirement
        >>> requirement()
        'zh-tongbao>=0.1.0,<0.2.0'
    """
    from zh_tongbao import __version__

    return f"zh-tongbao{util.get_minor_version_range(__version__)}"


def _dotted(config: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Flatten nested overrides to the dotted form that spaCy's config reader takes."""
    flat: dict[str, Any] = {}
    for key, value in config.items():
        if isinstance(value, dict):
            flat.update(_dotted(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
