#!/usr/bin/env python3
"""Writes the files of other programs in Fixtures/foreign, with those programs themselves.

Needs Python 3.11 or later with the packages that a format's function imports. Usage:
foreign-fixtures.py [FORMAT …], every format unless some are named; then lists them in
Fixtures/manifest.json.
"""

import hashlib
import json
import pathlib
import sys

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
FOLDER = FIXTURES / "foreign"


def safetensors():
    import numpy
    from safetensors.numpy import save_file

    tensors = {
        "layers.0.weight": numpy.arange(12, dtype="<f4").reshape(3, 4) / 8,
        "layers.0.bias": numpy.array([1, -2.5, 0.0, float("nan")], dtype="<f2"),
        "counts": numpy.array([-1, 2**40], dtype="<i8"),
        "flags": numpy.array([True, False, True]),
        "scalar": numpy.array(0.1, dtype="<f8"),
        "empty": numpy.zeros((0, 5), dtype="<u1"),
        "größe": numpy.array([7], dtype="<u2"),
    }
    path = FOLDER / "small.safetensors"
    save_file(tensors, path, metadata={"format": "np"})
    yield path, "What safetensors' own writer makes is read: types, an empty tensor, a scalar and metadata."


MAKERS = [safetensors]


def main():
    names = sys.argv[1:]
    FOLDER.mkdir(exist_ok=True)
    manifest_path = FIXTURES / "manifest.json"
    manifest = json.loads(manifest_path.read_text())
    for maker in MAKERS:
        if names and maker.__name__ not in names:
            continue
        for path, proves in maker():
            name = str(path.relative_to(FIXTURES))
            data = path.read_bytes()
            entry = {
                "path": name,
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "proves": proves,
                "command": f"Scripts/foreign-fixtures.py {maker.__name__}",
                "licence": "Apache-2.0",
            }
            manifest["files"] = [f for f in manifest["files"] if f["path"] != name] + [entry]
    manifest["files"].sort(key=lambda file: file["path"])
    manifest_path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
