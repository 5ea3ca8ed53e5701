"""The rules of training in binary64, NUM-154 and NUM-155, and their golden vectors."""

import decimal
import math
from fractions import Fraction

from golden_vectors import *
from numerics_rules import rule_sum
from numerics_types import (
    INF, NAN, add64, div64, fma64, mul64, rn64, sqrt64, sub64, wide_numbers, words64)

DIGITS = decimal.Context(prec=60, Emax=10 ** 6, Emin=-10 ** 6)


def factorial_terms():
    """RN64(1 ÷ 13!), …, RN64(1 ÷ 2!)."""
    return [rn64(Fraction(1, math.factorial(n))) for n in range(13, 1, -1)]


def odd_terms():
    """RN64(2 ÷ 21), RN64(2 ÷ 19), …, RN64(2 ÷ 3)."""
    return [rn64(Fraction(2, n)) for n in range(21, 1, -2)]


# ln 2 to 60 digits, whose parts are cut out here so that no constant of the rule is taken on trust.
LN2 = Fraction(str(DIGITS.ln(decimal.Decimal(2))))
HIGH = rn64(LN2)
LOW = rn64(LN2 - Fraction(HIGH))
SHORT = float(Fraction(int(LN2 * 2 ** 42), 2 ** 42))  # 42 bits, cut off
REST = rn64(LN2 - Fraction(SHORT))
PER_LN2 = rn64(1 / LN2)
ROOT_HALF = sqrt64(0.5)


def exp64(x, terms=None, correct=True):
    if math.isnan(x):
        return NAN
    bounded = min(max(x, -746.0), 710.0)
    shift = 1.5 * 2.0 ** 52
    k = sub64(fma64(bounded, PER_LN2, shift), shift)
    high = fma64(-k, HIGH, bounded)
    r = fma64(-k, LOW, high)
    left = fma64(-k, LOW, sub64(high, r))
    terms = terms or factorial_terms()
    q = terms[0]
    for term in terms[1:]:
        q = fma64(q, r, term)
    s = add64(1.0, r)
    lost = add64(sub64(1.0, s), r)
    p = add64(s, fma64(mul64(r, r), q, add64(lost, left) if correct else 0.0))
    half = int(k) >> 1
    return mul64(mul64(p, 2.0 ** half), 2.0 ** (int(k) - half))


def log64(x, left=-0.0):
    """log x + left, for a small `left`; adding −0 changes nothing."""
    if math.isnan(x) or x < 0:
        return NAN
    if x == 0:
        return -INF
    if x == INF:
        return x
    m, k = math.frexp(x)
    m, k = 2 * m, k - 1
    if m >= 2 * ROOT_HALF:
        m, k = m / 2, k + 1
    f = sub64(m, 1.0)
    s = div64(f, add64(2.0, f))
    z = mul64(s, s)
    terms = odd_terms()
    q = terms[0]
    for term in terms[1:]:
        q = fma64(q, z, term)
    h = mul64(mul64(0.5, f), f)
    w = fma64(s, fma64(q, z, h), add64(mul64(float(k), REST), left))
    return add64(mul64(float(k), SHORT), sub64(f, sub64(h, w)))


def sigmoid64(x):
    e = exp64(-abs(x))
    return div64(e if x < 0 else 1.0, add64(1.0, e))


def ulps(found, exact):
    """How far `found` is from a Decimal, in units of the last place that the exact value has."""
    exponent = max(math.frexp(float(exact))[1], -1021)
    return abs(Fraction(found) - Fraction(str(exact))) / Fraction(2) ** (exponent - 53)


def require_bound(name, function, exact, bound, numbers):
    worst = max((ulps(function(x), exact(decimal.Decimal(x))), x) for x in numbers)
    if worst[0] >= bound:
        sys.exit(f"NUM-154: {name}({worst[1].hex()}) is {float(worst[0]):.3f} ULP off; bound {bound}")


def bounds(source):
    spread = [float(v) * s for v in wide_numbers(source, 300) for s in (0.2, 1.0, 30.0)]
    require_bound("exp", exp64, DIGITS.exp, Fraction(9, 10), spread + [700.25, -700.5, 1e-9, 709.5])
    require_bound("exp", exp64, DIGITS.exp, Fraction(7, 5), [-709.1, -720.3, -740.7, -745.1])
    near = [1 + v * 2.0 ** -e for v in wide_numbers(source, 60) for e in (2, 5, 20)]
    edges = [math.nextafter(ROOT_HALF, 0), math.nextafter(ROOT_HALF, 1), ROOT_HALF, 2 * ROOT_HALF]
    edges += [math.nextafter(2 * ROOT_HALF, 0), 5e-324, 1e-310, 1.7e308]
    below = [ROOT_HALF * (1 - abs(v) * 2.0 ** -e) for v in wide_numbers(source, 60) for e in (3, 9)]
    require_bound("log", log64, DIGITS.ln, Fraction(3, 2),
                  [x for x in near + edges + below + [abs(v) for v in spread] if x > 0 and x != 1])

    def exact_sigmoid(x):
        e = DIGITS.exp(-abs(x))
        return DIGITS.divide(e if x < 0 else decimal.Decimal(1), DIGITS.add(1, e))
    require_bound("sigmoid", sigmoid64, exact_sigmoid, 4, spread)


def functions_in_binary64(source):
    bounds(source)
    edges = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0 ** -1074, -(2.0 ** -1074), 2.0 ** -1022, 1e-17, -1e-17,
             INF, -INF, NAN, 709.0, 709.75, 709.8, 710.0, 1e5, -708.4, -708.5, -720.0, -745.0,
             -745.2, -746.0, -1e5, ROOT_HALF, math.nextafter(ROOT_HALF, 0), 2 * ROOT_HALF,
             math.nextafter(2 * ROOT_HALF, 0), math.nextafter(1.0, 0), math.nextafter(1.0, 2),
             1.7e308, 2.0 ** 52, 3.0]
    x = edges + [v * s for v in wide_numbers(source, 60) for s in (1.0, 40.0)]
    dy = wide_numbers(source, len(x))
    y = [exp64(v) for v in x]
    different("NUM-154", y, [exp64(v, correct=False) for v in x])
    different("NUM-154", y, [exp64(v, factorial_terms()[1:]) for v in x])
    gradients = {
        "exp": (exp64, lambda x, y, d: mul64(d, y), "y"),
        "log": (log64, lambda x, y, d: div64(d, x), "x"),
        "sigmoid": (sigmoid64, lambda x, y, d: mul64(d, mul64(y, sub64(1.0, y))), "y")}
    for name, (rule, gradient, takes) in gradients.items():
        y = [rule(v) for v in x]
        vector("NUM-154", f"{name} in binary64", name, [words64(x)], [words64(y)])
        of = y if takes == "y" else x
        vector("NUM-154", f"gradient of {name} in binary64", name + "Gradient",
               [words64(of), words64(dy)],
               [words64([gradient(a, b, d) for a, b, d in zip(x, y, dy)])])


def sum64(values):
    return rule_sum(list(values), add64)


def rows_in_binary64(source):
    rows, classes = 4, 70
    x, labels = [4 * v for v in wide_numbers(source, rows * classes)], [0, 69, 7, -1]
    losses, probabilities = [], []
    for i, label in enumerate(labels):
        row = x[i * classes:(i + 1) * classes]
        m = max(row)
        e = [exp64(sub64(v, m)) for v in row]
        s = sum64(e)
        probabilities += [div64(v, s) for v in e]
        losses.append(sub64(add64(m, log64(s)), row[label]) if label >= 0 else NAN)
    vector("NUM-155", "cross-entropy in binary64", "crossEntropy", [words64(x), i32(labels)],
           [words64(losses), words64(probabilities)], (rows, classes))
    g = div64(0.7, float(rows))
    dx = [mul64(sub64(probabilities[i * classes + j], 1.0 if j == label else 0.0), g)
          if label >= 0 else NAN for i, label in enumerate(labels) for j in range(classes)]
    vector("NUM-155", "gradient of cross-entropy in binary64", "crossEntropyGradient",
           [words64(probabilities), i32(labels), words64([0.7])], [words64(dx)], (rows, classes))
    rows, n, epsilon = 3, 100, 1e-5
    x, dy = wide_numbers(source, rows * n), wide_numbers(source, rows * n)
    gamma, beta = wide_numbers(source, n), wide_numbers(source, n)
    y, hats, inverses, dx = [], [], [], []
    for i in range(rows):
        row, up = x[i * n:(i + 1) * n], dy[i * n:(i + 1) * n]
        mean = div64(sum64(row), float(n))
        d = [sub64(v, mean) for v in row]
        variance = div64(sum64(mul64(v, v) for v in d), float(n))
        r = div64(1.0, sqrt64(add64(variance, epsilon)))
        hat = [mul64(v, r) for v in d]
        y += [fma64(v, a, b) for v, a, b in zip(hat, gamma, beta)]
        h = [mul64(a, b) for a, b in zip(up, gamma)]
        a = div64(sum64(h), float(n))
        b = div64(sum64(mul64(p, q) for p, q in zip(h, hat)), float(n))
        dx += [mul64(fma64(-v, b, sub64(p, a)), r) for p, v in zip(h, hat)]
        hats, inverses = hats + hat, inverses + [r]
    vector("NUM-155", "layer norm in binary64", "layerNorm",
           [words64(x), words64(gamma), words64(beta)],
           [words64(y), words64(hats), words64(inverses)], (rows, n), (epsilon,))
    vector("NUM-155", "gradient of layer norm in binary64", "layerNormGradient",
           [words64(dy), words64(gamma), words64(hats), words64(inverses)], [words64(dx)],
           (rows, n))


def updates_in_binary64(source):
    n = 33
    p, g, b = wide_numbers(source, n), wide_numbers(source, n), wide_numbers(source, n)
    for momentum, decay, nesterov in ((0, 0, 0), (0.9, 0.01, 1), (0.9, 1e-50, 0)):
        moved, kept = [], []
        for value, slope, velocity in zip(p, g, b):
            slope = fma64(decay, value, slope) if decay else slope
            update = slope
            if momentum:
                velocity = fma64(momentum, velocity, slope)
                update = fma64(momentum, velocity, slope) if nesterov else velocity
            moved.append(fma64(-0.05, update, value))
            kept.append(velocity)
        vector("NUM-155", f"sgd in binary64, momentum {momentum}, decay {decay}", "sgd",
               [words64(p), words64(g)] + ([words64(b)] if momentum else []),
               [words64(moved)] + ([words64(kept)] if momentum else []), (nesterov,),
               (0.05, momentum, decay))
    m, v = wide_numbers(source, n), [abs(x) for x in wide_numbers(source, n)]
    rate, beta1, beta2, power1, power2, epsilon = 0.001, 0.9, 0.999, 0.81, 0.998, 1e-8
    for decay, decoupled in ((0, 0), (0.01, 0), (0.01, 1)):
        scale = div64(1.0, sqrt64(sub64(1.0, power2)))
        step = div64(rate, sub64(1.0, power1))
        columns = []
        for value, slope, first, second in zip(p, g, m, v):
            slope = fma64(decay, value, slope) if decay and not decoupled else slope
            first = fma64(beta1, first, mul64(sub64(1.0, beta1), slope))
            second = fma64(beta2, second, mul64(sub64(1.0, beta2), mul64(slope, slope)))
            divisor = add64(mul64(sqrt64(second), scale), epsilon)
            kept = mul64(value, sub64(1.0, mul64(rate, decay))) if decay and decoupled else value
            columns.append((fma64(-step, div64(first, divisor), kept), first, second))
        vector("NUM-155", f"adam in binary64, decay {decay}, decoupled {decoupled}", "adam",
               [words64(p), words64(g), words64(m), words64(v)],
               [words64(column) for column in zip(*columns)], (decoupled,),
               (rate, beta1, beta2, power1, power2, epsilon, decay))
    x = wide_numbers(source, 5000)
    square = sum64(mul64(a, a) for a in x)
    vector("NUM-155", "squared norm of 5000 in binary64", "squaredNorm", [words64(x)],
           [words64([square])])
    squares = [square, 3.0, 0.125]
    norm = sqrt64(add64(add64(square, 3.0), 0.125))
    vector("NUM-155", "clip factor in binary64", "clipFactor", [words64(squares)],
           [words64([norm]), words64([div64(0.3, norm)])], (), (0.3,))
