"""`make bench PART=bundles`: the memory that a bundle of 20, 200 and 800 MB takes.

The path of a full edition without its rows: originals are decrypted piece by piece from the store,
packed and signed, and the ZIP is encrypted into the store again; then the verifier checks it. Each
size in a process of its own; the highest resident memory of that process, and its processor time.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bonafix.evidence.bundle.pack import Facts, Member, pack
from bonafix.evidence.bundle.verifier import Check
from bonafix.evidence.rules import Original, case_root
from bonafix.evidence.streaming import Flow
from bonafix.files.backends import Folder
from bonafix.files.rules import new_object_name
from bonafix.files.streams import Digests, decrypt, encrypt
from bonafix.kit.sealing import new_data_key

SIZES = (20, 200, 800)
EACH = 20  # MB of one original


def made_up(megabytes: int) -> Iterator[bytes]:
    """Bytes that do not get smaller by being packed."""
    for _ in range(megabytes):
        yield os.urandom(1_000_000)


def one(megabytes: int) -> dict[str, float]:
    """Write and check a bundle of that size."""
    with tempfile.TemporaryDirectory() as home:
        store, operator, key = Folder(Path(home)), uuid4(), Ed25519PrivateKey.generate()
        held, originals = [], []
        for _ in range(megabytes // EACH):
            file, name, own, digests = uuid4(), new_object_name(), new_data_key(), Digests()
            store.put(operator, name, encrypt(Flow(made_up(EACH)), own, file, digests))  # type: ignore[arg-type]
            held.append((file, name, own))
            originals.append(_original(file, digests))
        before = time.process_time()
        idle = peak()
        members = (
            Member(f"files/{file}.mp4", decrypt(store.open(operator, name), own, file))
            for file, name, own in held
        )
        public = key.public_key().public_bytes_raw().hex()
        facts = Facts("o", {"id": "c", "number": "n"}, "full", "t", "a", "b", "c", public, [],
                      originals, [], case_root(originals, []))  # fmt: skip
        whole, own, digests = new_object_name(), new_data_key(), Digests()
        flow = Flow(pack(members, lambda: facts, key.sign))
        file = uuid4()
        store.put(operator, whole, encrypt(flow, own, file, digests))  # type: ignore[arg-type]
        written, seconds = peak(), time.process_time() - before
        path = Path(home) / "F.zip"
        with path.open("wb") as out:
            out.writelines(decrypt(store.open(operator, whole), own, file))
        faults = Check(str(path), public).run().faults
        return {
            "megabytes": megabytes,
            "idle_mib": round(idle),
            "written_mib": round(written),
            "checked_mib": round(peak()),
            "write_cpu_s": round(seconds, 2),
            "faults": len(faults),
        }


def _original(file: UUID, digests: Digests) -> Original:
    hashes = (digests.sha256().hex(), digests.sm3().hex())
    return Original(str(file), *hashes, digests.size, "video/mp4", "stored", f"files/{file}.mp4")


def peak() -> float:
    """Highest resident memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """0 when no size takes more than 30 MiB over the smallest one, and none shows a fault."""
    if len(sys.argv) > 1:
        print(json.dumps(one(int(sys.argv[1]))))
        return 0
    told = []
    for size in SIZES:
        words = [sys.executable, "-m", "bench.bundles", str(size)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        told.append(json.loads(done.stdout))
        print(json.dumps(told[-1]), flush=True)
    flat = max(one["checked_mib"] for one in told) - told[0]["checked_mib"] <= 30
    whole = not any(one["faults"] for one in told)
    print("constant" if flat else "NOT constant", "· no fault" if whole else "· FAULTS")
    return 0 if flat and whole else 1


if __name__ == "__main__":
    sys.exit(main())
