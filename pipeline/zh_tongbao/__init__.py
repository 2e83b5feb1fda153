"""tongbao: Chinese official bulletins as data.

The distribution is a spaCy package: ``spacy.load("zh_tongbao")`` calls :func:`load`. Nothing is imported or built
before that, so that ``import zh_tongbao`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

__version__ = "0.1.0"

__all__ = ["__version__", "load"]


def load(config_name: str = "bulletin.cfg", **overrides: Any) -> Language:
    """Build the pipeline from its config and return it, ready to use.

    Parameters:
        config_name: file name of one of the shipped pipelines (``bulletin.cfg``, ``bulletin_char.cfg``) or a path
            to a config of one's own.
        overrides: what :func:`spacy.load` passes on: ``vocab``, ``disable``, ``enable``, ``exclude``, ``config``
            (a nested or dotted dictionary of config values); and ``vocab_overlay``: a JSON-lines file of words of one's
            own, read on top of the shipped vocabulary (README, "Your own words").

    Returns:
        Language: the initialized pipeline.

    Raises:
        zh_tongbao.errors.InputError: a config or a vocabulary file is missing or wrong; the message names it.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> nlp.pipe_names
        ['ruler', 'places', 'officials', 'slogans', 'statements', 'periods', 'case_attributes', 'ents']
    """
    from zh_tongbao.loading import load_pipeline

    return load_pipeline(config_name, **overrides)
