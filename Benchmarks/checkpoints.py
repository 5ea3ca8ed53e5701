"""Saves and loads the same state with Lockstep, safetensors and h5py, in turns.

Every save writes a new file, as a run does, and ends with the file and its folder on the device (fsync),
ours after a rename as well. The file of the turn before is removed first, outside the timing: its pages can
be had again, and nobody waits for memory that a virtual machine has never touched. Ours reserves its space
first, the others reserve none. Ours computes SHA-256 digests of every byte when saving, and checks them when
loading and verifying; the others have none.

A load finds the file in the page cache or, where it says "cold", not there. A first load is that of a new
process, whose memory is new as well; the others may reuse what the load before gave back. A mapped load ends with the
first element of every tensor read: ours checks structure and tables of digests but not the elements, and
that of safetensors is its load into tensors of PyTorch, which copies none.
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np
import safetensors.numpy
import safetensors.torch

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
    return [tensor[0].item() for tensor in safetensors.torch.load_file(path).values()]


FIRST_LOAD = """
import sys, time
import numpy
import safetensors.numpy
start = time.perf_counter()
safetensors.numpy.load_file(sys.argv[1])
print(time.perf_counter() - start)
"""


def first_load_safetensors(path):
    run = subprocess.run([sys.executable, "-c", FIRST_LOAD, path], check=True, stdout=subprocess.PIPE)
    return float(run.stdout)


def first_load(path):
    child = Child([".build/release/Measure"])
    value = float(child.ask(f"checkpoint load {path}")[0])
    child.end()
    return value


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def forget(path):
    """Takes a file that is on the device out of the page cache."""
    descriptor = os.open(path, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def seconds(call, *arguments):
    start = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - start


class Formats:
    """The three writers and readers, and the newest file of each."""

    def __init__(self, folder, mebibytes, tensors):
        self.child = Child([".build/release/Measure"])
        self.child.ask(f"checkpoint state {mebibytes} {tensors}")
        self.arrays = state(mebibytes, tensors)
        self.folder = folder
        self.files = {}
        self.count = 0

    def ours(self, what, path):
        return float(self.child.ask(f"checkpoint {what} {path}")[0])

    def save(self, kind, call):
        if kind in self.files:
            os.remove(self.files[kind])
        self.count += 1
        self.files[kind] = os.path.join(self.folder, f"{self.count}.{kind}")
        return call(self.files[kind])

    def cold(self, kind, call):
        forget(self.files[kind])
        return call(self.files[kind])

    def calls(self):
        """What is measured, by name; the part before a comma says what it is compared with."""
        h5, safe, plain = "h5", "safetensors", "plain.h5"
        load = lambda path: self.ours("load", path)
        load_safe = lambda path: seconds(safetensors.numpy.load_file, path)
        load_plain = lambda path: seconds(load_h5py, path)
        return {
            "save": lambda: self.save(h5, lambda path: self.ours("save", path)),
            "save, safetensors": lambda: self.save(
                safe, lambda path: seconds(save_safetensors, self.arrays, path)),
            "save, h5py": lambda: self.save(
                plain, lambda path: seconds(save_h5py, self.arrays, path)),
            "load": lambda: load(self.files[h5]),
            "load, safetensors": lambda: load_safe(self.files[safe]),
            "load, h5py": lambda: load_plain(self.files[plain]),
            "first load": lambda: first_load(self.files[h5]),
            "first load, safetensors": lambda: first_load_safetensors(self.files[safe]),
            "first cold load": lambda: self.cold(h5, first_load),
            "first cold load, safetensors": lambda: self.cold(safe, first_load_safetensors),
            "cold load": lambda: self.cold(h5, load),
            "cold load, safetensors": lambda: self.cold(safe, load_safe),
            "cold load, h5py": lambda: self.cold(plain, load_plain),
            "verify": lambda: self.ours("verify", self.files[h5]),
            "verify, SHA-256 of hashlib, one core": lambda: seconds(digest, self.files[h5]),
            "mapped load": lambda: self.ours("map", self.files[h5]),
            "mapped load, safetensors": lambda: seconds(load_mapped, self.files[safe]),
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    for name, mebibytes, tensors in STATES:
        with tempfile.TemporaryDirectory() as folder:
            formats = Formats(folder, mebibytes, tensors)
            calls = formats.calls()
            times = {key: [] for key in calls}
            for turn in range(options.rounds + 1):
                # Whoever comes second finds memory that the first one gave back: the order changes every turn.
                for key, call in list(calls.items())[::-1 if turn % 2 else 1]:
                    value = call()
                    if turn > 0:  # The first turn warms up.
                        times[key].append(value)
            formats.child.end()
        for key, values in times.items():
            median = statistics.median(values)
            ratio = median / statistics.median(times[key.split(",")[0]])
            rows.append({"state": name, "what": key, "median": median, "lowest": min(values),
                         "ratio": ratio})
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{'state':26} {'what':38} {'median s':>9} {'lowest s':>9} {'to ours':>8}")
    for row in rows:
        print(f"{row['state']:26} {row['what']:38} {row['median']:9.4f} {row['lowest']:9.4f} "
              f"{row['ratio']:8.2f}")


main()
