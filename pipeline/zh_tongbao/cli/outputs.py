"""Where ``tongbao extract`` writes to: standard output, a file, or a folder of part files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.source import Source
from zh_tongbao.io.writers import BINARY, check_format, format_of

BROKEN_PIPE = 141
# Exit status when the reader of our output has gone, as of a program that SIGPIPE ended (128 + 13).


def is_run_folder(output: Path | None, format_name: str | None) -> bool:
    """Whether the output is a folder of part files: a folder that is there, or a new name without a suffix.

    Example:
        >>> from pathlib import Path
        >>> from zh_tongbao.cli.outputs import is_run_folder
        >>> is_run_folder(Path("new-name"), None), is_run_folder(Path("new-name.csv"), None)
        (True, False)
    """
    if output is None or format_name not in (None, "parquet"):
        return False
    return output.is_dir() or (format_name is None and not output.suffix and not output.exists())


def choose_format(format_name: str | None, output: Path | None) -> str:
    """Return the format for a file or a stream.

    Raises:
        InputError: unknown format, a suffix that names none, or a binary format for a terminal.
    """
    if format_name is not None:
        chosen = check_format(format_name)
    elif output is not None:
        chosen = format_of(output)
    else:
        chosen = "table" if sys.stdout.isatty() else "jsonl"
    if output is None and chosen in BINARY and sys.stdout.isatty():
        raise InputError(f"--format {chosen}: not for a terminal; name a file with -o")
    return chosen


def check_file(output: Path | None, sources: Iterable[Source]) -> None:
    """Say whether a file can be written to, before anything is loaded.

    Raises:
        InputError: it is a folder, its folder does not exist, or it is one of the inputs.
    """
    if output is None:
        return
    if output.is_dir():
        raise InputError(f"-o {output}: is a folder; name a file")
    if not output.parent.is_dir():
        raise InputError(f"-o {output}: the folder {output.parent} does not exist; make it first")
    for source in sources:
        if source.path is not None and output.exists() and output.samefile(source.path):
            raise InputError(f"-o {output}: is one of the inputs; write to another file")


@contextmanager
def open_output(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is whole or not there.

    Raises:
        InputError: the file cannot be written.
        typer.Exit: nobody reads standard output any more.
    """
    try:
        if output is None:
            yield sys.stdout.buffer
        else:
            with atomic_output(output) as stream:
                yield stream
    except BrokenPipeError:
        # Point stdout elsewhere, or Python complains when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None
    except OSError as error:
        raise InputError(f"{output or '<stdout>'}: cannot be written: {error.strerror or error}") from error
