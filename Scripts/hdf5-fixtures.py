#!/usr/bin/env python3
"""Writes Fixtures/foreign/*.h5: small HDF5 files as h5py and Keras lay them out. Needs h5py and NumPy."""

import json
import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(__file__).parent.parent / "Fixtures" / "foreign"


def numbers(shape, kind):
    """Numbers that are exact in every type."""
    return (np.arange(np.prod(shape, dtype=int)) % 100).reshape(shape).astype(kind)


def plain(f):
    f["group/little"] = numbers((3, 4), "<f4")
    f["group/big"] = numbers((2, 3, 2), ">f8")
    f.create_dataset(
        "group/packed", data=numbers((10, 30), "<i2"), chunks=(4, 7), compression="gzip",
        shuffle=True, fletcher32=True)
    f["half"] = numbers((5,), "<f2")
    f["scalar"] = np.float32(-0.5)
    f["truth"] = np.array([True, False, True])
    f["text"] = "left out"
    f["soft"] = h5py.SoftLink("/half")
    f["again"] = f["group"]
    f.attrs["note"] = "three words here"
    f.attrs["count"] = 3


def dense(group, name):
    """A layer with its weights in Keras 2's order."""
    layer = group.create_group(name)
    layer.attrs["weight_names"] = [f"{name}/kernel:0".encode(), f"{name}/bias:0".encode()]
    layer[f"{name}/kernel:0"] = numbers((4, 3), "<f4")
    layer[f"{name}/bias:0"] = numbers((3,), "<f4")


def keras2(f):
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["backend"] = "tensorflow"
    layers = [{"class_name": "Dense", "config": {"name": n, "units": 3}} for n in ("one", "two")]
    f.attrs["model_config"] = json.dumps(
        {"class_name": "Sequential", "config": {"name": "digits", "layers": layers}})
    f.attrs["training_config"] = json.dumps({"optimizer_config": {"class_name": "Adam"}})
    weights = f.create_group("model_weights")
    weights.attrs["layer_names"] = [b"one", b"two"]
    dense(weights, "one")
    dense(weights, "two")


def keras3(f):
    f["layers/dense/vars/0"] = numbers((4, 3), "<f4")
    f["layers/dense/vars/1"] = numbers((3,), "<f4")
    f.create_group("layers/flatten/vars")
    f["optimizer/vars/0"] = np.int64(7)


files = {"plain.h5": plain, "keras-2.h5": keras2, "keras-3.weights.h5": keras3}

if sys.argv[1:] != ["--write"]:
    sys.exit("Scripts/hdf5-fixtures.py --write: writes " + ", ".join(files))
folder.mkdir(exist_ok=True)
for name, write in files.items():
    with h5py.File(folder / name, "w", libver=("earliest", "v110")) as file:
        write(file)
