#!/usr/bin/env python3
"""Computes Fixtures/metrics-v1.json: metrics by exact arithmetic, and by scikit-learn and torchmetrics.

Values come from the rules NUM-140 to NUM-153 of Formats/numerics-v1.md in rationals, and in mpmath where
they are not rational; nothing of Lockstep is used. Numbers of other libraries stand beside them, each
with a bound, in units in the last place, on how far rounding can take it from the exact value: an error
of k roundings is below k units, and one more covers the rounding of our own value. Needs the packages
scikit-learn, torchmetrics and mpmath. Without arguments, the file is only compared.
"""

import json
import math
import pathlib
import sys
from fractions import Fraction

import mpmath
import sklearn
import torch
import torchmetrics
from golden_vectors import Source, hex64
from metrics_cases import CASES, INF, NAN, real, rn, root
from metrics_classes import accuracies, class_scores, rankings
from metrics_numbers import cosines, means, pairs
from metrics_texts import bleus, perplexities

SUMS, ROUNDINGS = [], []


def sums(source):
    def add(name, numbers):
        finite = [Fraction(x) for x in numbers if math.isfinite(x)]
        rest = [sum(map(math.isnan, numbers)), numbers.count(INF), numbers.count(-INF)]
        steps = sum(finite) * 2 ** 1074
        assert steps.denominator == 1
        integer = steps.numerator % 2 ** 2176
        words = [integer >> 64 * i & (2 ** 64 - 1) for i in range(34)] + rest
        value = (NAN if rest[0] or rest[1] and rest[2] else INF if rest[1] else -INF if rest[2]
                 else rn(sum(finite, Fraction(0))))
        SUMS.append({"name": name, "numbers": " ".join(map(hex64, numbers)),
                     "saved": " ".join("%x" % w for w in words), "value": hex64(value)})

    big = sys.float_info.max
    add("none", [])
    add("minus zero", [-0.0])
    add("cancellation", [1e100, 1.0, -1e100])
    add("a tie to even, down", [1.0, 2.0 ** -53])
    add("just above a tie", [1.0, 2.0 ** -53, 5e-324])
    add("a tie to even, up", [1.0 + 2.0 ** -52, 2.0 ** -53])
    add("subnormal", [5e-324] * 3 + [-5e-324, 2.0 ** -1022])
    add("overflow", [big, big])
    add("overflow and back", [big, big, -big])
    add("largest numbers below 0", [-big] * 5 + [2.0 ** -1074])
    add("NaN", [1.0, NAN, INF])
    add("infinity", [INF, 1.0, INF])
    add("both infinities", [INF, -INF])
    add("every exponent", [math.ldexp(1.0 + (e % 7) / 8, e) * (-1) ** e
                           for e in range(-1074, 1024, 13)])
    add("random", [x * 2.0 ** (source.word() % 200 - 100) for x in source.numbers(60)])


def roundings(source):
    def add(name, numerator, denominator, degree=1, power=Fraction(0)):
        number = Fraction(numerator, denominator)
        if power:
            value = rn(mpmath.exp(real(power)) * root(number, degree))
        else:
            value = rn(number if degree == 1 else root(number, degree))
        ROUNDINGS.append({
            "name": name, "numerator": "%x" % numerator,
            "denominator": "%x" % denominator, "degree": degree,
            "power": ["%x" % power.numerator, "%x" % power.denominator], "value": hex64(value)})

    add("zero", 0, 7)
    add("a third", 1, 3)
    add("below zero", -22, 7)
    add("a tie to even", 2 ** 54 + 2, 2)
    add("above a tie", (2 ** 54 + 2) * 3 ** 90 + 1, 2 * 3 ** 90)
    add("below a tie", (2 ** 54 + 2) * 3 ** 90 - 1, 2 * 3 ** 90)
    add("the least subnormal's half", 1, 2 ** 1075)
    add("above the least subnormal's half", 3 ** 700 + 1, 2 ** 1075 * 3 ** 700)
    add("a subnormal", 12345, 2 ** 1074 * 7)
    add("overflow", 2 ** 1024, 1)
    add("below overflow", 2 ** 1024 - 2 ** 970 - 1, 1)
    add("long", source.word() ** 9, source.word() ** 8)
    add("a square", 49, 64, 2)
    add("a square root", 2, 1, 2)
    add("the root of a tie", (2 ** 53 + 1) ** 2, 1, 2)
    add("above the root of a tie", (2 ** 53 + 1) ** 2 + 1, 1, 2)
    add("a fourth root", 3, 1000, 4)
    add("a root below 2^-500", 3, 2 ** 1999, 2)
    add("a fifth root of a fifth power", 3 ** 15, 7 ** 5 * 3 ** 5, 5)
    for degree in (1, 2, 3):
        add(f"long, degree {degree}", source.word() ** 5, source.word() ** 6, degree)
    for power in (Fraction(1), Fraction(-1), Fraction(1, 3), Fraction(-22, 7), Fraction(709),
                  Fraction(7097827, 10000), Fraction(-744), Fraction(-746), Fraction(710),
                  Fraction(1, 2 ** 60), Fraction(-1, 2 ** 54), Fraction(1, 2 ** 53),
                  Fraction(5000), Fraction(-5000), Fraction(3, 10 ** 30)):
        add(f"e^({power})", 1, 1, 1, power)
    for _ in range(6):
        power = Fraction(source.word() % 2 ** 40, 2 ** 36) - 8
        add("e's power times a root", source.word() % 1000 + 1, source.word() % 1000 + 1, 4, power)


def main():
    if sys.argv[1:] not in ([], ["--write"]):
        sys.exit(__doc__)
    for number, chapter in enumerate((
            sums, roundings, class_scores, accuracies, rankings, pairs, means, cosines, perplexities,
            bleus)):
        chapter(Source(2026 + number))
    versions = {"scikit-learn": sklearn.__version__, "torchmetrics": torchmetrics.__version__,
                "torch": torch.__version__, "mpmath": mpmath.__version__}

    def lines(rows):
        return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"

    text = ('{\n"versions": ' + json.dumps(versions) + ',\n"sums": ' + lines(SUMS)
            + ',\n"roundings": ' + lines(ROUNDINGS) + ',\n"cases": ' + lines(CASES) + "\n}\n")
    path = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "metrics-v1.json"
    if sys.argv[1:]:
        path.write_text(text, encoding="utf-8", newline="\n")
    elif path.read_text(encoding="utf-8") != text:
        sys.exit(f"{path.name} does not hold what the rules and the libraries give")
    print(f"{path.name}: {len(CASES)} cases, {len(SUMS)} sums, {len(ROUNDINGS)} roundings")


main()
