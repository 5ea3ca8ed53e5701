"""Measures Lockstep and PyTorch in turns, and prints times and ratios."""

import argparse
import json
import math
import os
import platform
import sys
import time

import numpy

from cases import all_cases
from processes import Child, OtherWork

HERE = os.path.dirname(os.path.abspath(__file__))
GOALS = """goals: gemm geometric mean >= 1.0 and no shape under 0.8; training steps: small MLP >= 6,
MLP >= 1.3, CNN >= 1.6, ResNet-like >= 1.0, GPT >= 1.3, LSTM >= 2, geometric mean >= 1.5; memory
>= 1.0 each; Trainer < 1 ms per fit and < 5 us per step"""


def median(values):
    return sorted(values)[len(values) // 2]


def median_ratio(peers, ours):
    return median([peer / own for peer, own in zip(peers, ours)])


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


def compare(case, threads, ours, peer, options, has_openblas, other):
    """One row: medians over rounds in which everybody has a turn, at least three and as many more as
    take options.budget seconds.

    A ratio is the middle one of the rounds' own: other work on the processor slows neighbouring turns
    alike, for seconds or minutes."""
    asked = [("ours", ours, case.words), ("peer", peer, case.peer_words)]
    if case.group == "gemm" and has_openblas:
        asked.append(("openblas", peer, "openblas-" + case.words))
    medians, lowest = ({who: [] for who, _, _ in asked} for _ in range(2))
    digests = set()
    other.wait()
    other.restart()
    start = time.monotonic()
    while len(medians["ours"]) < 3 or (len(medians["ours"]) < options.rounds
                                       and time.monotonic() - start < options.budget):
        for who, child, words in asked:
            middle, least, digest = child.measure(threads, options.seconds, words)
            medians[who].append(middle)
            lowest[who].append(least)
            if who == "ours":
                digests.add(digest)
            if who != "ours" and threads > 1:
                # Its threads wait for work in a loop before they sleep, those of OpenBLAS longest.
                time.sleep(0.25 if who == "openblas" else 0.05)
    row = {"group": case.group, "name": case.name, "threads": threads}
    row |= {who: median(values) for who, values in medians.items()}
    row["ratio"] = median_ratio(medians["peer"], medians["ours"])
    row["othersCores"] = round(other.cores(), 2)
    row["disturbed"] = other.disturbs(threads, row["othersCores"])
    row["ratioOfLowest"] = min(lowest["peer"]) / min(lowest["ours"])
    if "openblas" in row:
        row["ratioToOpenBLAS"] = median_ratio(medians["openblas"], medians["ours"])
    return row, digests


def measure_cases(ours, peer, options, has_openblas, other, note):
    rows = []
    for case in all_cases():
        if not options.wants(case):
            continue
        pair, digests = [], set()
        for threads in (1, 2):
            row, seen = compare(case, threads, ours, peer, options, has_openblas, other)
            pair.append(row)
            digests |= seen
        for row in pair:
            row["bitEqualAcrossThreads"] = len(digests) == 1
            note(line(row))
        rows += pair
    return rows


def measure_memory(commands, options, note):
    """What a training step needs at its largest, in fresh processes: bytes, and their ratio."""
    rows = []
    for case in all_cases():
        if case.group != "training-step" or options.filter not in f"memory/{case.name}":
            continue
        row = {"group": "memory", "name": case.name, "threads": 1}
        for who, command in commands.items():
            child = Child(command)
            words = case.words if who == "ours" else case.peer_words
            row[who] = int(child.ask(f"memory 1 5 {words}")[0])
            child.end()
        row |= {"ratio": row["peer"] / max(row["ours"], 1), "bitEqualAcrossThreads": None}
        note(f"{'memory: ' + case.name:46} {1:3} {row['ours'] / 1e6:9.2f} MB {row['peer'] / 1e6:9.2f} MB"
             f" {row['ratio']:8.2f}")
        rows.append(row)
    return rows


def trainer_overhead(ours, variant, repetitions):
    """Regression of (Trainer - plain loop) over (1, epochs, steps).

    Rows are weighted by 1 / loop time: what else the machine does disturbs long runs more.
    """
    points = [p.split(",") for p in ours.ask(f"overhead {repetitions} {variant}")]
    epochs, steps = (numpy.array([float(p[i]) for p in points]) for i in (0, 1))
    trainer, loop = (numpy.array([float(p[i]) for p in points]) for i in (2, 3))
    design = numpy.stack([numpy.ones_like(epochs), epochs, steps], axis=1)
    solution = numpy.linalg.lstsq(design / loop[:, None], (trainer - loop) / loop, rcond=None)[0]
    names = ["fit", "epoch", "step"]
    same = all(point[4] == "true" for point in points)
    return [{"group": "trainer", "name": f"overhead-{variant}-per-{name}", "threads": 1,
             "ours": float(value), "peer": None, "ratio": None, "bitEqualAcrossThreads": None,
             "weightsEqualPlainLoop": same} for name, value in zip(names, solution)]


def line(row):
    ratio = "" if row["ratio"] is None else f"{row['ratio']:8.2f} {row['ratioOfLowest']:8.2f}"
    peer = " " * 12 if row["peer"] is None else f"{row['peer'] * 1e6:12.2f}"
    text = f"{row['name']:46} {row['threads']:3} {row['ours'] * 1e6:12.2f} {peer} {ratio}"
    if "openblas" in row:
        text += f"  openblas {row['openblas'] * 1e6:10.2f} {row['ratioToOpenBLAS']:6.2f}"
    if row.get("disturbed"):
        text += f"  disturbed: others used {row['othersCores']} cores"
    if row["bitEqualAcrossThreads"] is False:
        text += "  BITS DIFFER BETWEEN THREADS"
    if row.get("weightsEqualPlainLoop") is False:
        text += "  WEIGHTS DIFFER FROM THE PLAIN LOOP"
    return text


def summary(rows):
    for group in dict.fromkeys(row["group"] for row in rows):
        for threads in (1, 2):
            chosen = [r for r in rows if r["group"] == group and r["threads"] == threads
                      and r["ratio"] is not None]
            calm_rows = [row for row in chosen if not row["disturbed"]]
            if not calm_rows:
                if chosen:
                    yield f"{group:16} {threads} threads  all {len(chosen)} rows were disturbed"
                continue
            disturbed, chosen = len(chosen) - len(calm_rows), calm_rows
            ratios = [row["ratio"] for row in chosen]
            worst = min(chosen, key=lambda row: row["ratio"])
            calm = geometric_mean([row["ratioOfLowest"] for row in chosen])
            text = (f"{group:16} {threads} threads  geometric mean {geometric_mean(ratios):6.2f}"
                    f" (of lowest times {calm:6.2f})"
                    f"  lowest {worst['ratio']:6.2f} ({worst['name']})")
            blas = [row["ratioToOpenBLAS"] for row in chosen if "ratioToOpenBLAS" in row]
            if blas:
                text += f"  to OpenBLAS {geometric_mean(blas):.2f}"
            if disturbed:
                text += f"  without {disturbed} disturbed rows"
            yield text


def machine(versions):
    with open("/proc/cpuinfo") as file:
        models = [text.split(":", 1)[1].strip() for text in file if text.startswith("model name")]
    return {"processor": models[0] if models else platform.machine(), "cores": os.cpu_count(),
            "system": platform.system(), "torch": versions[0], "numpy": versions[1],
            "loadBefore": os.getloadavg()[0]}


def parse():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run",
        description="Measures Lockstep and PyTorch in turns in one run and prints ratios "
        "(the peer's time / ours: above 1, Lockstep is faster). Times are microseconds in the "
        "table and seconds in the JSON. Ratios are of medians; those of the lowest times, which "
        "other work on the machine disturbs least, stand beside them.")
    parser.add_argument("--quick", action="store_true", help="fewer, shorter rounds (< 5 minutes)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    parser.add_argument("--filter", metavar="NAME", default="",
                        help="only cases whose group/name contains NAME")
    parser.add_argument("--patience", metavar="SECONDS", type=float, default=60,
                        help="how long, all in all, to wait for other work to end (60)")
    options = parser.parse_args()
    options.rounds, options.seconds, options.budget, options.repetitions = \
        (15, 0.015, 0.35, 30) if options.quick else (25, 0.05, 4, 200)
    options.wants = lambda case: options.filter in f"{case.group}/{case.name}"
    return options


def main():
    options = parse()
    commands = {"ours": [os.path.join(HERE, ".build", "release", "Measure")],
                "peer": [sys.executable, os.path.join(HERE, "peer.py")]}
    ours, peer = Child(commands["ours"]), Child(commands["peer"])
    versions = peer.ask("versions")
    other = OtherWork([ours, peer])
    other.patience = options.patience
    facts = machine(versions)

    def note(text):
        print(text, file=sys.stderr if options.json else sys.stdout, flush=True)

    note(f"{facts['processor']}, {facts['cores']} cores, load {facts['loadBefore']}; "
         f"PyTorch {versions[0]}, NumPy {versions[1]}")
    note(f"{'case':46} {'thr':>3} {'ours us':>12} {'peer us':>12} {'ratio':>8} {'(lowest)':>8}")
    rows = measure_cases(ours, peer, options, versions[2] == "yes", other, note)
    for variant in ("plain", "watched"):
        if options.filter in f"trainer/overhead-{variant}":
            found = trainer_overhead(ours, variant, options.repetitions)
            rows += found
            for row in found:
                note(line(row))
    for text in summary(rows):
        note(text)
    rows += measure_memory(commands, options, note)
    note(GOALS)
    facts["loadAfter"] = os.getloadavg()[0]
    if options.json:
        print(json.dumps({"machine": facts, "results": rows}, indent=1))
    ours.end()
    peer.end()
    wrong = [row for row in rows if row["bitEqualAcrossThreads"] is False
             or row.get("weightsEqualPlainLoop") is False]
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
