"""The functions of one variable and their gradients, and their golden vectors."""

from contextlib import contextmanager
from decimal import Decimal, localcontext

from golden_vectors import *
from numerics_rules import *
from numerics_rules import exp as natural_exp


# NUM-012: the real function to 200 digits, rounded once. Arguments are decimals.

@contextmanager
def digits():
    with localcontext() as context:
        context.prec = 200
        yield


def d_sinpi(x):
    """sin πx for |x| ≤ ½, by its series."""
    pi = pi_digits()
    term = total = pi * x
    square, n = term * term, 1
    while term and abs(term) > abs(total) * Decimal(10) ** -190:
        term *= -square / ((n + 1) * (n + 2))
        total += term
        n += 2
    return total


def pi_digits(places=210):
    """π by Machin's formula: 16 atan(1/5) − 4 atan(1/239)."""
    def arctangent(n):
        term, total, k = Decimal(1) / n, Decimal(0), 1
        while abs(term) > Decimal(10) ** -places:
            total += term / k if k % 4 == 1 else -term / k
            term, k = term / (n * n), k + 2
        return total
    return 16 * arctangent(5) - 4 * arctangent(239)


def d_erf(x):
    if abs(x) > 14:  # 1 − |erf x| is below 10⁻⁸⁶, beyond which the series loses all digits
        return (1 - Decimal(10) ** -86).copy_sign(x)
    term = total = x
    n = 0
    while term and abs(term) > abs(total) * Decimal(10) ** -150:
        n += 1
        term *= -x * x / n
        total += term / (2 * n + 1)
    return 2 * total / pi_digits().sqrt()


def d_normal(x):
    return (1 + d_erf(x / Decimal(2).sqrt())) / 2


def d_density(x):
    return (-x * x / 2).exp() / (2 * pi_digits()).sqrt()


def d_sigmoid(x):
    return 1 / (1 + (-x).exp())


def d_turns(x):
    """sin πx for any x."""
    half_turns = (x + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR")
    value = d_sinpi(x - half_turns)
    return -value if int(half_turns) % 2 else value


def d_gelu_tanh(x):
    """x · s(u) and its derivative, u = √(8 ÷ π) · (x + 0.044715 · x³)."""
    root, cubic = (8 / pi_digits()).sqrt(), Decimal("0.044715")
    s = d_sigmoid(root * (x + cubic * x ** 3))
    return x * s, s + x * s * (1 - s) * root * (1 + 3 * cubic * x * x)


REAL = {
    "exp": lambda x: x.exp(),
    "exp2": lambda x: (x * Decimal(2).ln()).exp(),
    "expm1": lambda x: x.exp() - 1,
    "log": lambda x: x.ln(),
    "log1p": lambda x: (1 + x).ln(),
    "sinpi": d_turns,
    "cospi": lambda x: d_turns(x + Decimal("0.5")),
    "tanh": lambda x: 1 - 2 / ((2 * x).exp() + 1),
    "sigmoid": d_sigmoid,
    "softplus": lambda x: (1 + x.exp()).ln(),
    "rsqrt": lambda x: 1 / x.sqrt(),
    "erf": d_erf,
    "silu": lambda x: x * d_sigmoid(x),
    "gelu": lambda x: x * d_normal(x),
    "geluTanh": lambda x: d_gelu_tanh(x)[0],
    "siluDerivative": lambda x: d_sigmoid(x) * (1 + x * (1 - d_sigmoid(x))),
    "geluDerivative": lambda x: d_normal(x) + x * d_density(x),
    "geluTanhDerivative": lambda x: d_gelu_tanh(x)[1],
}

# What the rule lists at +0, −0, +∞, −∞ and 1 below its domain; None where there is no such edge.
EDGES = {
    "exp": (1.0, 1.0, INF, 0.0, None),
    "exp2": (1.0, 1.0, INF, 0.0, None),
    "expm1": (0.0, -0.0, INF, -1.0, None),
    "log": (-INF, -INF, INF, NAN, NAN),
    "log1p": (0.0, -0.0, INF, NAN, NAN),
    "sinpi": (0.0, -0.0, NAN, NAN, None),
    "cospi": (1.0, 1.0, NAN, NAN, None),
    "tanh": (0.0, -0.0, 1.0, -1.0, None),
    "sigmoid": (0.5, 0.5, 1.0, 0.0, None),
    "softplus": (None, None, INF, 0.0, None),
    "rsqrt": (INF, -INF, 0.0, NAN, NAN),
    "erf": (0.0, -0.0, 1.0, -1.0, None),
    "silu": (0.0, -0.0, INF, -0.0, None),
    "gelu": (0.0, -0.0, INF, -0.0, None),
    "geluTanh": (0.0, -0.0, INF, -0.0, None),
}


def real(name, x):
    """A function at a finite number other than a zero, inside its domain."""
    with digits():
        q = Fraction(REAL[name](decimal(x)))
    # Only sinpi of an integer is a zero that takes its sign from x.
    return rn32(q, x if name == "sinpi" else 0.0)


def inside(name, x):
    return x > {"log": 0, "rsqrt": 0, "log1p": -1}.get(name, -INF) and x != 0


# NUM-060. The readings beside the rule are other orders of the same operations.

LN2, PI32, ROOT = (to32(v) for v in (math.log(2), math.pi, 2 / math.sqrt(math.pi)))


def sigmoid_of(x):
    return real("sigmoid", x)


# Of y and dy, and whether the gradient is given y; the first is the rule.
GRADIENTS = {
    "reciprocal": (True, lambda y, d: -mul(mul(d, y), y), lambda y, d: -mul(d, mul(y, y))),
    "square": (False, lambda x, d: mul(d, add(x, x)), lambda x, d: mul(d, x)),
    "squareRoot": (True, lambda y, d: div(d, add(y, y)), lambda y, d: mul(d, div(0.5, y))),
    "rsqrt": (True, lambda y, d: mul(d, mul(mul(-0.5, y), mul(y, y))),
              lambda y, d: mul(mul(d, mul(-0.5, y)), mul(y, y))),
    "exp": (True, mul),
    "exp2": (True, lambda y, d: mul(mul(d, y), LN2), lambda y, d: mul(d, mul(y, LN2))),
    "expm1": (True, lambda y, d: mul(d, add(y, 1.0)), lambda y, d: fma(d, y, d)),
    "log": (False, lambda x, d: div(d, x), lambda x, d: mul(d, div(1.0, x))),
    "log1p": (False, lambda x, d: div(d, add(1.0, x)), lambda x, d: mul(d, div(1.0, add(1.0, x)))),
    "sinpi": (False, lambda x, d: mul(mul(d, real("cospi", x)), PI32),
              lambda x, d: mul(d, mul(real("cospi", x), PI32))),
    "cospi": (False, lambda x, d: -mul(mul(d, real("sinpi", x)), PI32),
              lambda x, d: -mul(d, mul(real("sinpi", x), PI32))),
    "tanh": (True, lambda y, d: mul(d, fma(-y, y, 1.0)), lambda y, d: mul(d, sub(1.0, mul(y, y))),
             lambda y, d: fma(mul(-d, y), y, d)),
    "sigmoid": (True, lambda y, d: mul(d, mul(y, sub(1.0, y))),
                lambda y, d: mul(mul(d, y), sub(1.0, y)), lambda y, d: mul(d, fma(-y, y, y))),
    "softplus": (False, lambda x, d: mul(d, sigmoid_of(x)),
                 lambda x, d: mul(d, div(natural_exp(x), add(1.0, natural_exp(x))))),
    "erf": (False, lambda x, d: mul(mul(d, natural_exp(-mul(x, x))), ROOT),
            lambda x, d: mul(d, mul(natural_exp(-mul(x, x)), ROOT))),
    "silu": (False, lambda x, d: mul(d, real("siluDerivative", x)),
             lambda x, d: mul(d, mul(sigmoid_of(x), add(1.0, mul(x, sub(1.0, sigmoid_of(x))))))),
    "gelu": (False, lambda x, d: mul(d, real("geluDerivative", x)),
             lambda x, d: mul(d, real("geluTanhDerivative", x))),
    "geluTanh": (False, lambda x, d: mul(d, real("geluTanhDerivative", x)),
                 lambda x, d: mul(d, real("geluDerivative", x))),
}

# Values at which functions of the first kind are tried: outputs for those that take y.
POSITIVE = ("reciprocal", "squareRoot", "rsqrt", "exp", "exp2", "log")


def functions_of_one_variable(source):
    for name, (plus, minus, infinity, least, below) in EDGES.items():
        x = [v for v in source.numbers(24, 4) if inside(name, v)]
        x += [v for v in (2.0 ** -149, -2.0 ** -149, 2.0 ** -126, -2.0 ** -20, 1.0, -1.0, 9.0,
                          -12.5, 30.0) if inside(name, v)]
        y = [real(name, v) for v in x]
        for value, result in ((0.0, plus), (-0.0, minus), (INF, infinity), (-INF, least),
                              (-1.5, below), (NAN, NAN)):
            if result is not None:
                x.append(value)
                y.append(result)
        vector("NUM-012", f"{name} from end to end", name, [f32(x)], [f32(y)])

    for name, (takes_output, rule, *readings) in GRADIENTS.items():
        value, dy = source.numbers(30), source.numbers(30)
        if name in POSITIVE:
            value = [abs(v) for v in value]
        elif name in ("tanh", "sigmoid"):
            value = [real(name, v) for v in value]
        elif name == "log1p":
            value = [abs(v) - 0.5 for v in value]
            value = list(map(to32, value))
        right = list(map(rule, value, dy))
        for reading in readings:
            different(f"NUM-060, {name}", right, list(map(reading, value, dy)))
        vector("NUM-060", f"gradient of {name} from {'y' if takes_output else 'x'}",
               f"{name}Gradient", [f32(value), f32(dy)], [f32(right)])

    edge = list(map(to32, (0.0, -0.0, 2.0 ** -149, -2.0 ** -149, -2.0 ** -126, 1.0, -1.0, 3.0,
                           -1 - 2.0 ** -23, 2.0 ** 24, -2.0 ** -75, 2.0 ** 127, INF, -INF, NAN)))
    sign = lambda x: x if x == 0 or math.isnan(x) else math.copysign(1.0, x)
    for name, rule in (("absolute", abs), ("sign", sign), ("reciprocal", lambda x: div(1.0, x)),
                       ("square", lambda x: mul(x, x))):
        vector("NUM-061", f"{name} on edges", name, [f32(edge)], [f32(list(map(rule, edge)))])
    dy = [7.0, 7.0] + source.numbers(len(edge) - 2)
    slope = [NAN if math.isnan(x) else d if x > 0 else -d if x < 0 else 0.0
             for x, d in zip(edge, dy)]
    vector("NUM-060", "gradient of absolute on edges", "absoluteGradient", [f32(edge), f32(dy)],
           [f32(slope)])
    vector("NUM-060", "gradient of sign on edges", "signGradient", [f32(edge), f32(dy)],
           [f32([0.0] * len(edge))])
