#!/usr/bin/python3
"""Times how long programs take to start, in turns: ckpt on a small checkpoint, and its peers.

Usage: Benchmarks/startup.py [--runs N] [--ckpt PATH]; build ckpt first, as Scripts/test does.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

PACKAGE = pathlib.Path(__file__).resolve().parent.parent


def seconds(command):
    """Of the clock, and of the processor: the second says more where other work goes on."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return elapsed, usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--ckpt", default=str(PACKAGE / ".build/release/ckpt"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = folder + "/run"
        train = ["train", "digits-mlp", "--max-epochs", "1", "--output", run, "--quiet"]
        subprocess.run([options.ckpt] + train, stdout=subprocess.DEVNULL, check=True)
        file = run + "/checkpoints/last.h5"
        foreign = str(PACKAGE / "Fixtures/foreign/plain.h5")
        commands = {
            "ckpt --version": [options.ckpt, "--version"],
            "ckpt inspect, a checkpoint": [options.ckpt, "inspect", file],
            "ckpt inspect, HDF5 in a child": [options.ckpt, "inspect", foreign],
            "python3, import h5py": ["/usr/bin/python3", "-c", "import h5py"],
        }
        if shutil.which("h5ls"):
            commands["h5ls -r, the checkpoint"] = ["h5ls", "-r", file]
        times = {name: [] for name in commands}
        # Once before, so that every file is in memory; what fails is left out and said.
        for name, command in list(commands.items()):
            try:
                seconds(command)
            except (OSError, subprocess.CalledProcessError) as problem:
                print(f"{name}: {problem}")
                del commands[name]
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(seconds(command))
    print(f"{'milliseconds':32} median  lowest  processor (median)")
    for name in commands:
        clock, processor = (sorted(column) for column in zip(*times[name]))
        middle = len(clock) // 2
        print(f"{name:32} {clock[middle] * 1e3:6.1f}  {clock[0] * 1e3:6.1f}"
              f"  {processor[middle] * 1e3:6.1f}")


main()
