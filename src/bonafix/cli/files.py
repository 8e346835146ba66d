"""`bonafix files move`: objects between the folder of the data and the bucket of the settings."""

import argparse
import sys
from pathlib import Path
from typing import Final

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data
from bonafix.kit.errors import Invalid

BUCKET: Final = "bucket"
FOLDER: Final = "folder"


def register(subparsers: Subparsers) -> None:
    """Add the command with its one deed."""
    files = subparsers.add_parser("files", help="files in custody: move them to another store")
    deeds = files.add_subparsers(dest="deed", metavar="DEED", required=True)
    move = deeds.add_parser("move", help="copy all objects, read them back and compare")
    move.add_argument("--to", required=True, choices=(BUCKET, FOLDER))
    add_data(move)
    move.set_defaults(run=run_move)


def run_move(arguments: argparse.Namespace) -> int:
    """0 when everything is in the new store; 1 with each object that is not; 2 without bucket."""
    with inside(arguments.data):
        from django.conf import settings

        from bonafix.files.backends import Folder, backend
        from bonafix.files.moving import move_objects
        from bonafix.kit.clock import now
        from bonafix.operators.models import Operator
        from bonafix.operators.tenancy import act_as

        if not settings.FILES_S3:
            raise Invalid("no_bucket", "No bucket is named: set BONAFIX_S3_BUCKET and the others.")
        bucket, folder = backend(), Folder(Path(settings.FILES_ROOT))
        bucket.check()
        stores = (folder, bucket) if arguments.to == BUCKET else (bucket, folder)
        faults = 0
        for operator in Operator.objects.order_by("slug"):
            with act_as(operator.id):
                told = move_objects(operator.id, now(), *stores)
            print(f"{operator.slug}: {told.copied} copied, {told.there} were there")
            for name, what in told.faults:
                print(f"{operator.slug}: {name} {what}", file=sys.stderr)
            faults += len(told.faults)
    return 1 if faults else 0
