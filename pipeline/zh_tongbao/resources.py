"""Where configs/ and the sample bulletins are: the same answer in a wheel, in an editable install and in a checkout.

In a wheel both travel inside the package (pyproject.toml, force-include); in a checkout, and so in an editable
install, they stand in the repository, two folders above the package.
"""

from __future__ import annotations

from pathlib import Path

from zh_tongbao.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


def configs_dir() -> Path:
    """Return the folder that holds the pipelines' configs and their vocabulary.

    Raises:
        InputError: the installation is broken and has neither.
    """
    for candidate in (_PACKAGE / "configs", _PACKAGE.parent.parent / "configs"):
        if (candidate / "bulletin.cfg").is_file():
            return candidate
    raise InputError(f"no configs folder beside {_PACKAGE}: reinstall zh-tongbao")


def samples() -> list[str]:
    """The texts of the sample bulletins, invented ones of several genres.

    Raises:
        InputError: the installation is broken and has none.
    """
    for folder in (_PACKAGE / "samples", _PACKAGE.parent.parent / "training_data" / "samples"):
        texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))]
        if texts:
            return texts
    raise InputError(f"no sample bulletins beside {_PACKAGE}: reinstall zh-tongbao")


def find_config_file(name: str | Path) -> Path:
    """Find a file named in a config: as a path of its own, else inside the shipped configs folder.

    Parameters:
        name: absolute path, path from the working directory, or path below configs/ (``vocab/places.csv``).

    Raises:
        InputError: no such file; the message names both places that were tried.
    """
    path = Path(name).expanduser()
    if path.exists():
        return path
    shipped = configs_dir() / path
    if not path.is_absolute() and shipped.exists():
        return shipped
    raise InputError(f"{name}: no such file, neither from here nor in the shipped configs ({configs_dir()})")
