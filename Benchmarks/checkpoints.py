"""Saves and loads the same state with Lockstep, safetensors and h5py, in turns.

Every save ends with the file and its folder on the device (fsync), ours after a rename as well; the
others reserve no space. Every load finds the file in the page cache. Ours computes SHA-256 digests of
every byte when saving, and checks them when loading and verifying; the others have none.
"""

import argparse
import hashlib
import json
import os
import statistics
import tempfile
import time

import h5py
import numpy as np
import safetensors.numpy

from processes import Child

STATES = [("1 GiB in 200 tensors", 1024, 200), ("10 MiB in 10,000 tensors", 10, 10_000)]


def state(mebibytes, tensors):
    count = (mebibytes << 20) // tensors // 4
    rng = np.random.default_rng(1)
    return {f"layer{t // 100}.tensor{t % 100}": rng.random(count, dtype=np.float32)
            for t in range(tensors)}


def sync(path):
    for name in (path, os.path.dirname(path)):
        descriptor = os.open(name, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def save_safetensors(arrays, path):
    safetensors.numpy.save_file(arrays, path)
    sync(path)


def save_h5py(arrays, path):
    with h5py.File(path, "w", libver=("v108", "v108")) as file:
        for name, array in arrays.items():
            file.create_dataset(name.replace(".", "/"), data=array)
    sync(path)


def load_h5py(path):
    with h5py.File(path, "r") as file:
        return {f"{layer}.{name}": dataset[()]
                for layer, group in file.items() for name, dataset in group.items()}


def load_mapped(path):
    with safetensors.safe_open(path, "np") as file:
        return list(file.keys())


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def seconds(call, *arguments):
    start = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        ours, safe, plain = (os.path.join(folder, n) for n in ("a.h5", "a.safetensors", "p.h5"))
        for name, mebibytes, tensors in STATES:
            child = Child([".build/release/Measure"])
            child.ask(f"checkpoint state {mebibytes} {tensors}")
            arrays = state(mebibytes, tensors)
            calls = {
                "save": lambda: float(child.ask(f"checkpoint save {ours}")[0]),
                "save, safetensors": lambda: seconds(save_safetensors, arrays, safe),
                "save, h5py": lambda: seconds(save_h5py, arrays, plain),
                "load": lambda: float(child.ask(f"checkpoint load {ours}")[0]),
                "load, safetensors": lambda: seconds(safetensors.numpy.load_file, safe),
                "load, h5py": lambda: seconds(load_h5py, plain),
                "verify": lambda: float(child.ask(f"checkpoint verify {ours}")[0]),
                "verify, SHA-256 of hashlib, one core": lambda: seconds(digest, ours),
                "open": lambda: float(child.ask(f"checkpoint open {ours}")[0]),
                "open, safetensors mapped": lambda: seconds(load_mapped, safe),
            }
            times = {key: [] for key in calls}
            for turn in range(options.rounds + 1):
                for key, call in calls.items():
                    value = call()
                    if turn > 0:  # The first turn warms up.
                        times[key].append(value)
            child.end()
            medians = {key: statistics.median(values) for key, values in times.items()}
            for key, median in medians.items():
                base = medians[key.split(",")[0]]
                rows.append({"state": name, "what": key, "median": median, "lowest": min(times[key]),
                             "ratio": median / base})
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{'state':26} {'what':38} {'median s':>9} {'lowest s':>9} {'to ours':>8}")
    for row in rows:
        print(f"{row['state']:26} {row['what']:38} {row['median']:9.4f} {row['lowest']:9.4f} "
              f"{row['ratio']:8.2f}")


main()
