"""What Fixtures/metrics-v1.json is made of: single roundings, tensors, cases and other libraries' numbers.

Every chapter of metrics_fixtures.py, in its neighbours metrics_<family>.py, is a function that takes a
Source and calls `case`.
"""

import math
from fractions import Fraction

import mpmath
import numpy
from golden_vectors import f32, hex64, i32

mpmath.mp.prec = 3000
INF, NAN = math.inf, math.nan
CASES = []


def rn(x):
    """RN64 of a rational or of an mpmath number; +0 for 0."""
    if isinstance(x, float):
        return x
    if isinstance(x, (int, Fraction)):
        try:
            return float(Fraction(x)) + 0.0
        except OverflowError:
            return INF if x > 0 else -INF
    with mpmath.workprec(53):
        return float(+x)


def real(x):
    return mpmath.mpf(x.numerator) / x.denominator


def root(x, degree=2):
    return mpmath.root(real(x), degree) if x else Fraction(0)


def floats(values, shape=None):
    return dict(f32(values), shape=shape or [len(values)])


def integers(values, shape=None):
    return dict(i32(values), shape=shape or [len(values)])


def peer(by, values, roundings, format="binary64"):
    """What another library computed, with the number of roundings that bounds its error."""
    values = numpy.asarray(values, dtype=float).reshape(-1).tolist()
    return {"by": by, "words": " ".join(map(hex64, values)), "format": format,
            "ulp": math.ceil(roundings) + 1}


def case(rule, name, metric, inputs, values, peers=(), **settings):
    values = [rn(v) for v in (values if isinstance(values, list) else [values])]
    CASES.append({
        "rule": rule, "name": name, "metric": metric, "settings": settings, "inputs": inputs,
        "values": " ".join(map(hex64, values)), "peers": list(peers)})
