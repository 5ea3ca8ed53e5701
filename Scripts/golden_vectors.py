"""What the golden vectors of Formats/numerics-v1.md are made of: inputs, outputs, their encoding.

Every chapter of check-numerics.py, here and in its neighbours numerics_<family>.py, is a function
that takes a Source and calls `vector`.
"""

import math
import struct
import sys
from fractions import Fraction

from numerics_rules import rn32


class Source:
    """A small generator (splitmix64), so that inputs need no explanation beyond this class."""

    def __init__(self, seed):
        self.state = seed

    def word(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & (2 ** 64 - 1)
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & (2 ** 64 - 1)
        z = (z ^ z >> 27) * 0x94D049BB133111EB & (2 ** 64 - 1)
        return z ^ z >> 31

    def number(self, scale=1):
        """A number around 0 with 24 significant bits; small ones are common."""
        total = sum(self.word() >> 40 for _ in range(4)) - (1 << 25)
        return rn32(Fraction(total * (self.word() >> 40), 1 << 45) * Fraction(scale))

    def numbers(self, count, scale=1):
        return [self.number(scale) for _ in range(count)]


def hex32(x):
    return "7fc00000" if math.isnan(x) else struct.pack(">f", x).hex()


def hex64(x):
    return struct.pack(">d", x).hex()


def f32(values):
    return {"type": "float32", "words": " ".join(map(hex32, values))}


def f64(values):
    return {"type": "float64", "words": " ".join(map(hex64, values))}


def i32(values):
    return {"type": "int32", "words": " ".join("%08x" % (v & 0xFFFFFFFF) for v in values)}


VECTORS = []  # of the file that is being made


def vector(rule, name, operation, inputs, outputs, integers=(), scalars=()):
    VECTORS.append({
        "rule": rule, "name": name, "operation": operation, "integers": list(integers),
        "scalars": [hex64(x) for x in scalars], "inputs": inputs, "outputs": outputs})


def agree(right, *wrong):
    return any(list(map(hex64, right)) == list(map(hex64, reading)) for reading in wrong)


def different(rule, right, *wrong):
    if agree(right, *wrong):
        sys.exit(f"{rule}: a wrong reading gives the same bits; choose another input")


def telling(draw, right, *wrong):
    """Draws until one result tells the right reading from the wrong ones."""
    for _ in range(500):
        x = draw()
        if not agree([right(x)], *([reading(x)] for reading in wrong)):
            return x
    sys.exit("500 draws did not tell a right reading from a wrong one")
