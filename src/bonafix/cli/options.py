"""Options that several commands share."""

import argparse
import os
from pathlib import Path
from typing import TypeAlias

# What `add_subparsers` returns has no public name.
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_data(parser: argparse.ArgumentParser) -> None:
    """`--data DIR`: the data folder, else BONAFIX_DATA, else ./data."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=Path(os.environ.get("BONAFIX_DATA") or "data"),
        help="the data folder (default: BONAFIX_DATA, or ./data)",
    )
