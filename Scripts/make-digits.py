#!/usr/bin/env python3
"""Makes Sources/CDigits/digits.h5 from scikit-learn's copy of the handwritten digits.

Usage: make-digits.py WHEEL-OR-CSV [OUTPUT]

WHEEL-OR-CSV is a scikit-learn wheel (pip download scikit-learn --no-deps) or its digits.csv.gz. The
bytes of the result depend on the digits alone: the property lists are those of every Lockstep
checkpoint, and the CSV must have the SHA-256 below.
"""

import ctypes
import ctypes.util
import gzip
import hashlib
import pathlib
import sys
import zipfile

CSV_IN_WHEEL = "sklearn/datasets/data/digits.csv.gz"
CSV_SHA256 = "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"
IMAGES, ROWS, COLUMNS = 1797, 8, 8

DEFAULT, TRUNCATE, CONTIGUOUS, STRONG, V18 = 0, 2, 1, 3, 1
ALLOCATE_EARLY, FILL_NEVER, UTF8 = 1, 1, 1


def library():
    name = ctypes.util.find_library("hdf5_serial") or ctypes.util.find_library("hdf5")
    if name is None:
        sys.exit("libhdf5 is missing: install libhdf5-dev")
    return ctypes.CDLL(name)


hdf5 = library()


def call(function, *arguments):
    """Calls a function of libhdf5; plain integers are passed as 64-bit numbers, like ids."""
    entry = getattr(hdf5, function)
    entry.restype = ctypes.c_int64 if function.endswith(("create", "create2")) else ctypes.c_int
    passed = [ctypes.c_int64(a) if isinstance(a, int) else a for a in arguments]
    result = entry(*passed)
    if result < 0:
        sys.exit(f"{function} failed with {result}")
    return result


def variable(name):
    return ctypes.c_int64.in_dll(hdf5, name).value


def property_list(kind, *settings):
    identifier = call("H5Pcreate", variable(f"H5P_CLS_{kind}_ID_g"))
    for name, *values in settings:
        call(f"H5Pset_{name}", identifier, *(ctypes.c_int(v) if name in (
            "libver_bounds", "layout", "fill_time", "alloc_time", "fclose_degree",
            "obj_track_times", "char_encoding") else v for v in values))
    return identifier


def read_digits(path):
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            compressed = wheel.read(CSV_IN_WHEEL)
    else:
        compressed = path.read_bytes()
    text = gzip.decompress(compressed)
    found = hashlib.sha256(text).hexdigest()
    if found != CSV_SHA256:
        sys.exit(f"{path}: expected a digits.csv with SHA-256 {CSV_SHA256}, found {found}")
    rows = [[int(float(cell)) for cell in line.split(b",")] for line in text.splitlines()]
    images = bytes(pixel for row in rows for pixel in row[:-1])
    labels = bytes(row[-1] for row in rows)
    assert len(images) == IMAGES * ROWS * COLUMNS and max(images) == 16, "pixels are 0 to 16"
    assert len(labels) == IMAGES and set(labels) == set(range(10)), "labels are 0 to 9"
    return [(b"images", (IMAGES, ROWS, COLUMNS), images), (b"labels", (IMAGES,), labels)]


def write(path, datasets):
    call("H5open")
    phases = (("link_phase_change", 65535, 0), ("attr_phase_change", 65535, 0))
    access = property_list(
        "FILE_ACCESS", ("fapl_stdio",), ("libver_bounds", V18, V18), ("alignment", 65536, 16384),
        ("fclose_degree", STRONG))
    creation = property_list("FILE_CREATE", ("obj_track_times", 0), *phases)
    layout = property_list(
        "DATASET_CREATE", ("obj_track_times", 0), phases[1], ("layout", CONTIGUOUS),
        ("alloc_time", ALLOCATE_EARLY), ("fill_time", FILL_NEVER))
    link = property_list("LINK_CREATE", ("char_encoding", UTF8))
    byte = variable("H5T_STD_U8LE_g")
    file = call("H5Fcreate", str(path).encode(), ctypes.c_uint(TRUNCATE), creation, access)
    for name, shape, payload in datasets:
        sizes = (ctypes.c_uint64 * len(shape))(*shape)
        hdf5.H5Screate_simple.restype = ctypes.c_int64
        space = hdf5.H5Screate_simple(ctypes.c_int(len(shape)), sizes, None)
        dataset = call("H5Dcreate2", file, name, byte, space, link, layout, DEFAULT)
        call("H5Dwrite", dataset, byte, DEFAULT, DEFAULT, DEFAULT, payload)
        call("H5Dclose", dataset)
        call("H5Sclose", space)
    call("H5Fclose", file)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    root = pathlib.Path(__file__).resolve().parent.parent
    output = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else (
        root / "Sources" / "CDigits" / "digits.h5")
    write(output, read_digits(pathlib.Path(sys.argv[1])))
    content = output.read_bytes()
    print(f"{output}: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
