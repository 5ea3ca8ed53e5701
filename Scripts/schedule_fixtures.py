#!/usr/bin/env python3
"""Makes Fixtures/schedules-v1.json: learning rates by NUM-030, NUM-119 and NUM-120, and PyTorch's.

Usage: schedule_fixtures.py [--write]

Needs torch and mpmath (an environment outside the repository). `rates` are computed here from the
text, without Lockstep: Python's numbers are binary64 and + − × ÷ √ on them are those of IEEE 754;
cospi comes from mpmath. `torch` are PyTorch's own schedulers, most of them recursive: they differ by
their roundings, and the tests derive by how much. Without --write the file is compared.
"""

import json
import math
import pathlib
import struct
import sys

import mpmath
import torch
from torch.optim import lr_scheduler

FILE = pathlib.Path(__file__).parent.parent / "Fixtures" / "schedules-v1.json"
mpmath.mp.prec = 300


def hex64(x):
    return struct.pack(">d", x).hex()


def rn32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def cospi(x):
    """The correctly rounded binary32 of cos πx, x in [0, 1] a binary32 number."""
    exact = mpmath.cospi(mpmath.mpf(x))
    return rn32(float(exact))


def check_rounding(x):
    """Rounding to binary64 first, as cospi does, must not change what binary32 gets."""
    exact = mpmath.cospi(mpmath.mpf(x))
    near = rn32(float(exact))
    bits = struct.unpack("i", struct.pack("f", near))[0]
    for neighbour in (bits - 1, bits + 1):
        other = struct.unpack("f", struct.pack("i", neighbour))[0]
        assert abs(exact - near) < abs(exact - other), x


def fall(x):
    single = rn32(x)
    if 0 < single < 1 and single != 0.5:
        check_rounding(single)
    return 0.5 * (1 + cospi(single))


def products(start, factor, times):
    for _ in range(times):
        start = start * factor
    return start


def constant(base, i):
    return base


def step(interval, factor):
    return lambda base, i: products(base, factor, i // interval)


def multi_step(milestones, factor):
    return lambda base, i: products(base, factor, sum(m <= i for m in milestones))


def cosine(total, warm_up, floor):
    span = max(1, total - warm_up)

    def rate(base, i):
        if i < warm_up:
            return base * ((i + 1) / warm_up)
        return base * (floor + (1 - floor) * fall(min(i - warm_up, span) / span))
    return rate


def restarts(first, multiplier, floor):
    def rate(base, i):
        place, length = i, first
        while place >= length:
            place, length = place - length, length * multiplier
        return base * (floor + (1 - floor) * fall(place / length))
    return rate


def linear(start, end, count):
    return lambda base, i: base * end if i >= count else base * (start + (end - start) * (i / count))


def one_cycle(total, share, divisor, final):
    def rate(base, i):
        last, peak = float(total - 1), share * total - 1
        start = base / divisor
        low, place = start / final, min(float(i), last)
        if peak > 0 and place <= peak:
            return base + (start - base) * fall(place / peak)
        return low + (base - low) * fall((place - peak) / (last - peak))
    return rate


def polynomial(total, power):
    def rate(base, i):
        left = 1 - min(i, total) / total
        value = products(1.0, left, int(power))
        return base * (value if power == int(power) else value * math.sqrt(left))
    return rate


def sequence(first, count, then):
    return lambda base, i: first(base, i) if i < count else then(base, i - count)


def torch_rates(base, count, make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base, momentum=0.9)
    scheduler = make(optimizer)
    rates = []
    for _ in range(count):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    return rates


def sequential(*parts, milestones):
    return lambda o: lr_scheduler.SequentialLR(o, [part(o) for part in parts], milestones)


def schedules():
    s = lr_scheduler
    yield "step", 0.3, step(4, 0.7), 31, lambda o: s.StepLR(o, 4, 0.7)
    yield "multiStep", 0.3, multi_step([3, 8, 9, 20], 0.1), 25, (
        lambda o: s.MultiStepLR(o, [3, 8, 9, 20], 0.1))
    yield "exponential", 0.07, step(1, 0.93), 40, lambda o: s.ExponentialLR(o, 0.93)
    yield "cosine", 0.3, cosine(20, 0, 0.1), 21, lambda o: s.CosineAnnealingLR(o, 20, 0.03)
    yield "cosine with warm-up", 0.5, cosine(24, 7, 0.0), 25, sequential(
        lambda o: s.LinearLR(o, 1 / 7, 1, 6), lambda o: s.CosineAnnealingLR(o, 17), milestones=[7])
    yield "cosineWarmRestarts", 0.2, restarts(5, 2, 0.25), 40, (
        lambda o: s.CosineAnnealingWarmRestarts(o, 5, 2, 0.05))
    yield "cosineWarmRestarts of equal length", 0.2, restarts(6, 1, 0.0), 20, (
        lambda o: s.CosineAnnealingWarmRestarts(o, 6))
    yield "linear", 0.3, linear(0.2, 0.9, 11), 16, lambda o: s.LinearLR(o, 0.2, 0.9, 11)
    yield "oneCycle", 0.4, one_cycle(30, 0.3, 25, 1e4), 30, (
        lambda o: s.OneCycleLR(o, 0.4, total_steps=30))
    yield "oneCycle with a fractional peak", 0.4, one_cycle(17, 0.37, 7, 30), 17, (
        lambda o: s.OneCycleLR(
            o, 0.4, total_steps=17, pct_start=0.37, div_factor=7, final_div_factor=30))
    for power in (1, 2.5, 0.5, 3):
        yield "polynomial of power %g" % power, 0.3, polynomial(20, power), 24, (
            lambda o, p=power: s.PolynomialLR(o, 20, p))
    yield "sequence", 0.3, sequence(linear(0.1, 1, 5), 5, step(1, 0.9)), 20, sequential(
        lambda o: s.LinearLR(o, 0.1, 1, 5), lambda o: s.ExponentialLR(o, 0.9), milestones=[5])


def plateau(mode, factor, patience, threshold, relative, cooldown, minimum):
    """The scale after each value, and PyTorch's rates."""
    metrics = [
        5, 4, 3.99, 4.1, 4, 4.2, 3.9, 3.9, 3.9, float("nan"), 3.9, 3.8999, 3.9, 4, 3.0, 3.1, 3.1, 3.1,
        3.05, 3.2, 3.1, 2.9, 2.95, float("nan"), float("nan"), float("nan"), 3, 3, 3, 3, 3, 3, 3]
    if mode == "max":
        metrics = [-m for m in metrics] if not relative else [8 - m for m in metrics]
    best, waited, cooling, scale, base = None, 0, 0, 1.0, 0.3
    rates = []
    for value in metrics:
        if best is None:
            better = value == value
        else:
            margin = threshold * abs(best) if relative else threshold
            better = value < best - margin if mode == "min" else value > best + margin
        best, waited = (value, 0) if better else (best, waited + 1)
        if cooling > 0:
            cooling, waited = cooling - 1, 0
        if waited > patience:
            waited, cooling, scale = 0, cooldown, scale * factor
        rates.append(base if scale == 1 else min(base, max(minimum, base * scale)))
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    scheduler = lr_scheduler.ReduceLROnPlateau(
        optimizer, mode, factor, patience, threshold, "rel" if relative else "abs", cooldown, minimum,
        eps=0)
    theirs = []
    for value in metrics:
        scheduler.step(value)
        theirs.append(float(optimizer.param_groups[0]["lr"]))
    return {
        "mode": mode, "factor": factor, "patience": patience, "threshold": threshold,
        "relative": relative, "cooldown": cooldown, "minimum": minimum,
        "metrics": " ".join(map(hex64, metrics)), "rates": " ".join(map(hex64, rates)),
        "torch": " ".join(map(hex64, theirs))}


def main():
    made = {"schedules": [], "plateaus": []}
    for name, base, rate, count, make in schedules():
        made["schedules"].append({
            "name": name, "base": base,
            "rates": " ".join(hex64(rate(base, i)) for i in range(count)),
            "torch": " ".join(map(hex64, torch_rates(base, count, make)))})
    for settings in [
        ("min", 0.1, 2, 1e-4, True, 0, 0), ("min", 0.7, 1, 0.05, False, 3, 0.01),
        ("max", 0.5, 0, 0.01, True, 1, 1e-3), ("max", 0.3, 3, 0.0, False, 0, 0),
    ]:
        made["plateaus"].append(plateau(*settings))
    text = json.dumps(made, indent=1) + "\n"
    if "--write" in sys.argv:
        FILE.write_text(text)
    elif FILE.read_text() != text:
        sys.exit("%s differs from what this script makes" % FILE)


if __name__ == "__main__":
    main()
