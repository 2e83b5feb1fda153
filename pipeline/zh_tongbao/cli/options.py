"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

DEFAULT_CONFIG = "bulletin.cfg"

ConfigName = Annotated[str, typer.Option(metavar="CFG", help="Pipeline config: the name of a shipped one, or a path.")]
Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day of publication (2022-04-03) of inputs that give none.")
]
Region = Annotated[
    str | None,
    typer.Option(metavar="ADCODE", help="Issuer's division, code or name (220000), of inputs that give none."),
]
