"""The functions of one variable that NUM-157 defines in binary64, their bounds and their golden vectors."""

import functools
import math
import sys
from decimal import Decimal, localcontext
from fractions import Fraction

from golden_vectors import *
from numerics_doubles import (
    HIGH, LOW, PER_LN2, ROOT_HALF, exp64, factorial_terms, log64, sigmoid64, ulps)
from numerics_functions import REAL, d_sinpi, digits, inside, pi_digits
from numerics_types import (
    INF, NAN, add64, div64, fma64, mul64, rn64, sqrt64, sub64, wide_numbers, words64)

with digits():
    PI = Fraction(pi_digits())
    ROOT_PI = Fraction(pi_digits().sqrt())
    ROOT_TWO = Fraction(Decimal(2).sqrt())
PI_HIGH = rn64(PI)
PI_LOW = rn64(PI - Fraction(PI_HIGH))
DENSITY = rn64(1 / (ROOT_TWO * ROOT_PI))
TWO_OVER_ROOT_PI = rn64(2 / ROOT_PI)
SLOPE = 2 * ROOT_TWO / ROOT_PI  # 2 √(2 ÷ π)
CUBIC = Fraction(44715, 1000000)
SINES = [rn64((-1) ** n * PI ** (2 * n + 1) / math.factorial(2 * n + 1)) for n in range(8, 0, -1)]
COSINES = [rn64((-1) ** n * PI ** (2 * n) / math.factorial(2 * n)) for n in range(8, 0, -1)]
ERRORS = [rn64(2 / ROOT_PI * (-1) ** n / (math.factorial(n) * (2 * n + 1)) - (n == 0))
          for n in range(18, -1, -1)]


def tail(u):
    """e^(u²) · (1 − erf u) of a decimal: the difference loses 341 of 500 digits for u = 28."""
    term, total, n = u, Decimal(0), 0
    while term > Decimal(10) ** -120:
        total, n = total + term, n + 1
        term *= 2 * u * u / (2 * n + 1)
    return (u * u).exp() - 2 * total / ROOT_OF_PI


def tail_terms():
    """Of the polynomial of degree 20 in t = (u − 3) ÷ (u + 3) that is (u + 3) · e^(u²) · (1 − erf u) at the
    zeros of the Chebyshev polynomial for ¾ ≤ u ≤ 28, the highest power first."""
    least, most, size = Decimal("-0.6"), Decimal(25) / 31, 21
    nodes = [(least + most) / 2 + (most - least) / 2 *
             d_sinpi(Decimal("0.5") - Decimal(2 * j + 1) / (2 * size)) for j in range(size)]
    arguments = [3 * (1 + t) / (1 - t) for t in nodes]
    differences = [(u + 3) * tail(u) for u in arguments]
    for step in range(1, size):
        for j in range(size - 1, step - 1, -1):
            differences[j] = (differences[j] - differences[j - 1]) / (nodes[j] - nodes[j - step])
    powers = [Decimal(0)] * size
    for node, value in zip(reversed(nodes), reversed(differences)):
        powers = [(powers[i - 1] if i else value) - node * powers[i] for i in range(size)]
    return [rn64(Fraction(c)) for c in reversed(powers)]


@functools.lru_cache
def exact_gelu(x):
    """x · Φ(x) and its derivative, in the far tail too."""
    density = (-x * x / 2).exp()
    normal = density * tail(abs(x) / Decimal(2).sqrt()) / 2
    normal = normal if x < 0 else 1 - normal
    return x * normal, normal + x * density / (Decimal(2).sqrt() * ROOT_OF_PI)


with localcontext() as context:
    context.prec = 500
    ROOT_OF_PI = pi_digits(510).sqrt()
    TAILS = tail_terms()


def chain(terms, x):
    value = terms[0]
    for term in terms[1:]:
        value = fma64(value, x, term)
    return value


def nearest(x):
    shift = 1.5 * 2.0 ** 52
    return sub64(fma64(x, PER_LN2, shift), shift)


def exp_near(r, left):
    s = add64(1.0, r)
    lost = add64(sub64(1.0, s), r)
    return add64(s, fma64(mul64(r, r), chain(factorial_terms(), r), add64(lost, left)))


def scaled(p, k):
    half = int(k) >> 1
    return mul64(mul64(p, 2.0 ** half), 2.0 ** (int(k) - half))


def exp2_64(x):
    if math.isnan(x):
        return NAN
    x = min(max(x, -1076.0), 1025.0)
    k = float(round(x))
    f = sub64(x, k)
    r = mul64(f, HIGH)
    return scaled(exp_near(r, fma64(f, LOW, fma64(f, HIGH, -r))), k)


def expm1_64(x):
    if math.isnan(x):
        return NAN
    held = min(max(x, -40.0), 710.0)
    k = nearest(held)
    a = fma64(-k, HIGH, held)
    r = fma64(-k, LOW, a)
    p = add64(r, fma64(mul64(r, r), chain(factorial_terms(), r), fma64(-k, LOW, sub64(a, r))))
    u = 2.0 ** min(k, 1023.0)
    y = fma64(u, p, sub64(u, 1.0))
    return math.copysign(add64(y, y) if k == 1024 else y, x)


def tanh_64(x):
    m = expm1_64(-2 * abs(x))
    return math.copysign(div64(m, add64(2.0, m)), x)


def log1p_64(x):
    u = add64(1.0, x)
    if not 0 < u < INF:
        return log64(u)
    return math.copysign(log64(u, div64(sub64(x, sub64(u, 1.0)), u)), x)


def softplus_64(x):
    return add64(x if x > 0 else 0.0, log1p_64(exp64(-abs(x))))


def rsqrt_64(x):
    return div64(1.0, sqrt64(x))


def turns(x, quarter):
    if not math.isfinite(x):
        return NAN
    rest = float(Fraction(abs(x)) - 2 * round(Fraction(abs(x)) / 2))
    half = round(2 * Fraction(rest))
    r = float(Fraction(rest) - Fraction(half, 2))
    n = (half + quarter) % 4
    z = mul64(r, r)
    if n % 2:
        y = fma64(z, chain(COSINES, z), 1.0)
    else:
        y = mul64(r, PI_HIGH)
        low = fma64(r, PI_LOW, fma64(r, PI_HIGH, -y))
        y = add64(y, fma64(mul64(r, z), chain(SINES, z), low))
    return sub64(0.0, y) if n >= 2 else y


def sinpi_64(x):
    y = turns(x, 0)
    return -y if math.copysign(1, x) < 0 else y


def cospi_64(x):
    return turns(x, 1)


def power(high, low):
    """e^(high + low) = p · 2ᵏ."""
    k = nearest(high)
    a, b = fma64(-k, HIGH, high), fma64(-k, LOW, low)
    r = add64(a, b)
    return exp_near(r, add64(sub64(a, r), b)), k


def error_near(u):
    return fma64(u, chain(ERRORS, mul64(u, u)), u)


def error_left(u, p, k):
    d = add64(u, 3.0)
    return scaled(div64(mul64(p, chain(TAILS, div64(sub64(u, 3.0), d))), d), k)


def erf_64(x):
    if math.isnan(x):
        return NAN
    u = min(abs(x), 28.0)
    z = mul64(u, u)
    y = error_near(u) if u < 1 else sub64(1.0, error_left(u, *power(-z, fma64(-u, u, z))))
    return math.copysign(y, x)


def part(x, h, share, slope):
    return mul64(h if x < h else x, share), fma64(h, slope, share)


def held(x, bound):
    return min(max(x, -bound), bound)


def sigmoid_part(x, h, v, rise):
    e = exp64(-abs(v))
    smaller, larger = div64(e, add64(1.0, e)), div64(1.0, add64(1.0, e))
    return part(x, h, smaller if v < 0 else larger, mul64(mul64(smaller, larger), rise))


def silu_64(x):
    if math.isnan(x):
        return NAN, NAN
    h = held(x, 746.0)
    return sigmoid_part(x, h, h, 1.0)


def gelu_64(x):
    if math.isnan(x):
        return NAN, NAN
    h = held(x, 39.0)
    z = mul64(h, h)
    p, k = power(-0.5 * z, 0.5 * fma64(-h, h, z))
    u = mul64(abs(h), ROOT_HALF)
    if u < 0.75:
        share = fma64(math.copysign(0.5, h), error_near(u), 0.5)
    elif h < 0:
        share = mul64(0.5, error_left(u, p, k))
    else:
        share = fma64(-0.5, error_left(u, p, k), 1.0)
    return part(x, h, share, mul64(scaled(p, k), DENSITY))


def gelu_tanh_64(x):
    if math.isnan(x):
        return NAN, NAN
    h = held(x, 39.0)
    z = mul64(h, h)
    v = mul64(h, fma64(rn64(CUBIC * SLOPE), z, rn64(SLOPE)))
    return sigmoid_part(x, h, v, fma64(rn64(3 * CUBIC * SLOPE), z, rn64(SLOPE)))


VALUES = {"exp2": exp2_64, "expm1": expm1_64, "log1p": log1p_64, "sinpi": sinpi_64,
          "cospi": cospi_64, "tanh": tanh_64, "softplus": softplus_64, "rsqrt": rsqrt_64,
          "erf": erf_64}
PAIRS = {"silu": silu_64, "gelu": gelu_64, "geluTanh": gelu_tanh_64}

# Of the value, x or y, and dy.
SLOPES = {
    "exp2": ("y", lambda v, d: mul64(mul64(d, v), HIGH)),
    "expm1": ("y", lambda v, d: mul64(d, add64(v, 1.0))),
    "log1p": ("x", lambda v, d: div64(d, add64(1.0, v))),
    "sinpi": ("x", lambda v, d: mul64(mul64(d, cospi_64(v)), PI_HIGH)),
    "cospi": ("x", lambda v, d: -mul64(mul64(d, sinpi_64(v)), PI_HIGH)),
    "tanh": ("y", lambda v, d: mul64(d, fma64(-v, v, 1.0))),
    "softplus": ("x", lambda v, d: mul64(d, sigmoid64(v))),
    "rsqrt": ("y", lambda v, d: mul64(d, mul64(mul64(-0.5, v), mul64(v, v)))),
    "erf": ("x", lambda v, d: mul64(mul64(d, exp64(-mul64(v, v))), TWO_OVER_ROOT_PI)),
}

# In units of the last place of the exact value; of geluTanh more by 4 · |v| where x < 0. Derivatives have a
# zero, near which only the error itself is small: in units of 2⁻⁵³.
BOUNDS = {"exp2": Fraction(9, 10), "expm1": 2, "log1p": Fraction(3, 2), "sinpi": Fraction(3, 2),
          "cospi": Fraction(3, 2), "tanh": 4, "softplus": 4, "rsqrt": Fraction(3, 2), "erf": 2,
          "silu": 5, "gelu": 10, "geluTanh": 6}
DERIVATIVE_BOUND = 6
# Where a share is normal; arguments and results of others are.
LEAST = {"exp2": -1021, "expm1": -60, "softplus": -700, "silu": -700, "gelu": -37, "geluTanh": -20}


def samples(source, name):
    spread = [v * s for v in wide_numbers(source, 12) for s in (2.0 ** -30, 0.02, 0.4, 1.0, 7.0, 300.0)]
    edges = [0.75, 1.0, -1.0, 0.5, 0.25, 1.0606, -1.0607, -1.4142, -0.6931, 0.3466, 1e-30, 700.5]
    edges += [math.nextafter(v, 0) for v in (1.0, -0.5, 0.25, 28.0)] + [0.3466 * 3, -0.3466 * 3]
    least = LEAST.get(name, -INF)
    return [v for v in spread + edges if inside(name, v) and v > least]


def exact(name, x, derivative=False):
    if name == "gelu":
        with localcontext() as context:
            context.prec = 500
            return exact_gelu(Decimal(x))[derivative]
    with digits():
        return REAL[name + "Derivative" * derivative](Decimal(x))


def bounds(source):
    for name, rule in list(VALUES.items()) + [(n, lambda x, f=f: f(x)[0]) for n, f in PAIRS.items()]:
        for x in samples(source, name):
            allowed = Fraction(BOUNDS[name])
            if name == "geluTanh" and x < 0:
                allowed += 4 * abs(Fraction(x)) * SLOPE * (1 + CUBIC * Fraction(x) ** 2)
            wanted = exact(name, x)
            off = ulps(rule(x), wanted) if wanted else abs(Fraction(rule(x))) * 2 ** 1074
            if off >= allowed:
                sys.exit(f"NUM-157: {name}({x.hex()}) is {float(off):.3f} ULP off; bound {allowed}")
    for name, rule in PAIRS.items():
        for x in samples(source, name):
            off = abs(Fraction(rule(x)[1]) - Fraction(exact(name, x, True))) * 2 ** 53
            if off >= DERIVATIVE_BOUND:
                sys.exit(f"NUM-157: the derivative of {name} at {x.hex()} is {float(off):.3f} · 2⁻⁵³ off")


def further_functions(source):
    bounds(source)
    edges = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.0, 3.0, 2.0 ** -1074, -(2.0 ** -1074), 2.0 ** -1022,
             1e-17, -1e-17, INF, -INF, NAN, 709.5, 709.78, 709.8, 710.5, 1e5, -708.5, -745.0, -746.5,
             -1e5, 1023.5, 1024.0, -1074.5, -1075.5, -40.5, -38.5, 27.0, 28.5, -39.5, 0.75, -1.0606,
             -1.0607, math.nextafter(1.0, 0), math.nextafter(-1.0, 0), -1.5, 1e300, 2.0 ** 52 + 1,
             2.0 ** 53 - 1, 2.0 ** 51 + 0.5, -2.0 ** 54]
    x = edges + [v * s for v in wide_numbers(source, 30) for s in (1.0, 20.0)]
    dy = wide_numbers(source, len(x))
    for name, rule in VALUES.items():
        y = [rule(v) for v in x]
        vector("NUM-157", f"{name} in binary64", name, [words64(x)], [words64(y)])
        takes, gradient = SLOPES[name]
        of = y if takes == "y" else x
        vector("NUM-157", f"gradient of {name} in binary64", name + "Gradient",
               [words64(of), words64(dy)], [words64([gradient(v, d) for v, d in zip(of, dy)])])
    for name, rule in PAIRS.items():
        y, slope = zip(*[rule(v) for v in x])
        vector("NUM-157", f"{name} in binary64", name, [words64(x)], [words64(y)])
        vector("NUM-157", f"gradient of {name} in binary64", name + "Gradient",
               [words64(x), words64(dy)], [words64([mul64(d, s) for d, s in zip(dy, slope)])])
