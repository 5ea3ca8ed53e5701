"""The rules of Formats/numerics-v1.md in Python, for check-numerics.py.

A binary32 number is a Python float that happens to be one; every operation on binary32 is computed
on exact rationals and rounded once, so no floating-point unit takes part in it. Binary64 operations
are Python's own, one IEEE operation each.
"""

import math
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
NAN, INF = math.nan, math.inf


# Binary32, one rounding an operation.

def rn32(q, zero=0.0):
    """Rounds a rational to binary32; `zero` carries the sign that a zero result has."""
    if q == 0:
        return math.copysign(0.0, zero)
    a = abs(q)
    e = a.numerator.bit_length() - a.denominator.bit_length()
    if a < Fraction(2) ** e:
        e -= 1
    unit = Fraction(2) ** (max(e, -126) - 23)
    a = round(a / unit) * unit  # round() takes ties to even
    return math.copysign(INF if a >= 2 ** 128 else float(a), q)


def finite(*numbers):
    return all(math.isfinite(x) for x in numbers)


def add(a, b):
    # The binary64 sum has the right value where it is special and the right sign where it is zero.
    return rn32(Fraction(a) + Fraction(b), a + b) if finite(a, b) else a + b


def sub(a, b):
    return add(a, -b)


def mul(a, b):
    return rn32(Fraction(a) * Fraction(b), a * b) if finite(a, b) else a * b


def div(a, b, nearest=rn32):
    sign = math.copysign(1, a) * math.copysign(1, b)
    if math.isnan(a) or math.isnan(b) or a == b == 0 or (math.isinf(a) and math.isinf(b)):
        return NAN
    if b == 0 or math.isinf(a):
        return sign * INF
    return sign * 0.0 if math.isinf(b) else nearest(Fraction(a) / Fraction(b), sign)


def fma(a, b, c):
    if not finite(a, b, c):
        return a * b + c
    # Products of binary32 numbers are exact in binary64, so its zeros have the right sign.
    return rn32(Fraction(a) * Fraction(b) + Fraction(c), a * b + c)


def maximum(a, b):
    if math.isnan(a) or math.isnan(b):
        return NAN
    if a == b == 0:
        return 0.0 if math.copysign(1, a) > 0 or math.copysign(1, b) > 0 else -0.0
    return max(a, b)


def minimum(a, b):
    return -maximum(-a, -b)


def sqrt(a):
    if not a > 0 or math.isinf(a):
        return NAN if a < 0 else a
    return rn32(Fraction((Decimal(Fraction(a).numerator) / Fraction(a).denominator).sqrt()))


def exp(x):
    if math.isnan(x) or x == INF:
        return x
    if x < -110:
        return 0.0
    return INF if x > 90 else rn32(Fraction(decimal(x).exp()))


def log(x):
    if math.isnan(x) or x < 0:
        return NAN
    if x == 0:
        return -INF
    return x if math.isinf(x) else rn32(Fraction(decimal(x).ln()))


def cospi(x):
    """cos πx for 0 ≤ x ≤ 1."""
    if x == 0.5:
        return 0.0
    z, term, total, n = (PI * decimal(x)) ** 2, Decimal(1), Decimal(1), 0
    while abs(term) > Decimal("1e-58"):
        term *= -z / ((n + 1) * (n + 2))
        total += term
        n += 2
    return rn32(Fraction(total))


def decimal(x):
    q = Fraction(x)
    return Decimal(q.numerator) / Decimal(q.denominator)


def to32(x):
    """A binary64 number, rounded once to binary32."""
    return rn32(Fraction(x), x) if finite(x) else x


# The rules.

def fold(values, plus=add):
    while len(values) > 1:
        pairs = [plus(a, b) for a, b in zip(values[::2], values[1::2])]
        values = pairs + ([values[-1]] if len(values) % 2 else [])
    return values[0]


def halves(values, plus=add):
    """The fold that is not the rule: the upper half onto the lower one."""
    while len(values) > 1:
        w = (len(values) + 1) // 2
        values = [plus(a, b) for a, b in zip(values, values[w:])] + values[len(values) - w:w]
    return values[0]


def rule_sum(values, plus=add, over_blocks=fold):
    blocks = []
    for start in range(0, len(values), 4096):
        lanes = [0.0] * 64
        for i, x in enumerate(values[start:start + 4096]):
            lanes[i % 64] = plus(lanes[i % 64], x)
        w = 32
        while w:
            lanes = [plus(lanes[j], lanes[j + w]) for j in range(w)]
            w //= 2
        blocks.append(lanes[0])
    return over_blocks(blocks, plus) if blocks else 0.0


def sequential(values, plus=add):
    total = 0.0
    for x in values:
        total = plus(total, x)
    return total


def mean(values):
    return div(rule_sum(values), to32(float(len(values))))


def product(a, b, panel=256):
    result = None
    for start in range(0, len(a), panel):
        chain = 0.0
        for x, y in zip(a[start:start + panel], b[start:start + panel]):
            chain = fma(x, y, chain)
        result = chain if result is None else add(result, chain)
    return 0.0 if result is None else result


def cross_entropy(x, label):
    m = max(x)
    e = [exp(sub(v, m)) for v in x]
    s = rule_sum(e)
    return sub(add(m, log(s)), x[label]), [div(v, s) for v in e]


def layer_norm(x, gamma, beta, epsilon, square_sum=None):
    mu = mean(x)
    d = [sub(v, mu) for v in x]
    n = to32(float(len(x)))
    squares = square_sum(d) if square_sum else rule_sum([mul(v, v) for v in d])
    r = div(1.0, sqrt(add(div(squares, n), to32(epsilon))))
    hat = [mul(v, r) for v in d]
    return [fma(h, g, b) for h, g, b in zip(hat, gamma, beta)], hat, r


def layer_norm_gradient(dy, gamma, hat, r):
    h = [mul(v, g) for v, g in zip(dy, gamma)]
    a = mean(h)
    b = mean([mul(v, x) for v, x in zip(h, hat)])
    return [mul(fma(-x, b, sub(v, a)), r) for v, x in zip(h, hat)]


def sgd(p, g, b, rate, momentum, decay, nesterov):
    if decay:
        g = fma(to32(decay), p, g)
    if momentum:
        b = fma(to32(momentum), b, g)
        g = fma(to32(momentum), b, g) if nesterov else b
    return fma(-to32(rate), g, p), b


def adam(p, g, m, v, h, contracted=False):
    rate, beta1, beta2, power1, power2, epsilon, decay, decoupled = h
    root_scale = to32(1 / math.sqrt(1 - power2))
    if decay and not decoupled:
        g = fma(to32(decay), p, g)
    m = fma(to32(beta1), m, mul(to32(1 - beta1), g))
    v = fma(to32(beta2), v, mul(to32(1 - beta2), mul(g, g)))
    if contracted:
        d = fma(sqrt(v), root_scale, to32(epsilon))
    else:
        d = add(mul(sqrt(v), root_scale), to32(epsilon))
    if decay and decoupled:
        p = mul(p, to32(1 - rate * decay))
    return fma(-to32(rate / (1 - power1)), div(m, d), p), m, v
