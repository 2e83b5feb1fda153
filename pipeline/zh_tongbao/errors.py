"""The one exception a person is meant to read: what was wrong with which file, row and field, and the mend."""

from __future__ import annotations


class InputError(ValueError):
    """Input that a person gave (a file, a row, a config, an option) cannot be used.

    The message is one line that names the place and what to do; the command line prints it on stderr and exits
    with status 2.

    Example:
        >>> from zh_tongbao.errors import InputError
        >>> raise InputError("places.csv, line 3, column 'level': 'town' is not one of country, province")
        Traceback (most recent call last):
        ...
        zh_tongbao.errors.InputError: places.csv, line 3, column 'level': 'town' is not one of country, province
    """


class DocumentError(InputError):
    """One document cannot be processed; the others can."""


class LeftoverError(InputError):
    """A file that lies in what a person named (a folder, an archive) cannot be read; what was asked for is done all the same.

    The command line lists these at the end and exits with status 3.
    """
