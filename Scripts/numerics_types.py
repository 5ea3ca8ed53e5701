"""Conversions between element types and arithmetic in them, and their golden vectors: NUM-089, NUM-091, NUM-092."""

from golden_vectors import *
from numerics_rules import *

# Bits of the exponent and of the fraction.
FORMATS = {"float16": (5, 10), "bfloat16": (8, 7), "float32": (8, 23), "float64": (11, 52)}
INTEGERS = {"int32": (-2 ** 31, 2 ** 31 - 1), "int64": (-2 ** 63, 2 ** 63 - 1), "uint8": (0, 255)}
SIZES = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "int32": 4, "int64": 8,
         "uint8": 1, "bool": 1}


def encode(q, name, negative=False):
    """The bits of a rational in a floating-point format; of a zero with a sign."""
    exponent_bits, fraction_bits = FORMATS[name]
    bias = 2 ** (exponent_bits - 1) - 1
    sign = (1 if q < 0 or (q == 0 and negative) else 0) << (exponent_bits + fraction_bits)
    a = abs(Fraction(q))
    if a == 0:
        return sign
    e = a.numerator.bit_length() - a.denominator.bit_length()
    e = max(e - 1 if a < Fraction(2) ** e else e, 1 - bias)
    steps = round(a / Fraction(2) ** (e - fraction_bits))  # round() takes ties to even
    return sign | min(steps + ((e + bias - 1) << fraction_bits), infinity(name))


def infinity(name):
    exponent_bits, fraction_bits = FORMATS[name]
    return (2 ** exponent_bits - 1) << fraction_bits


def special(x, name):
    """The bits of an infinity or of the canonical NaN."""
    exponent_bits, fraction_bits = FORMATS[name]
    if math.isnan(x):
        return infinity(name) | 1 << (fraction_bits - 1)
    return infinity(name) | (1 if x < 0 else 0) << (exponent_bits + fraction_bits)


def convert(x, name):
    """A Python int, bool or float (which is an element of the source, exactly) as bits of a type."""
    if name == "bool":
        return 0 if x == 0 else 1
    if name in INTEGERS:
        low, high = INTEGERS[name]
        if isinstance(x, int):
            return x & (2 ** (8 * SIZES[name]) - 1)
        if math.isnan(x):
            return 0
        cut = (high if x > 0 else low) if math.isinf(x) else min(max(math.trunc(x), low), high)
        return cut & (2 ** (8 * SIZES[name]) - 1)
    if isinstance(x, float) and not math.isfinite(x):
        return special(x, name)
    return encode(Fraction(x), name, isinstance(x, float) and math.copysign(1, x) < 0)


def content(name, bits):
    return {"type": name, "words": " ".join("%0*x" % (2 * SIZES[name], b) for b in bits)}


def conversions(source):
    # Ties, what lies just beside them, overflow, subnormal results, and both zeros.
    numbers = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 0.5, -0.9, 1.999, 255.9, 256.0, -1.5, 1e300]
    for exponent_bits, fraction_bits in ((5, 10), (8, 7), (8, 23)):
        bias, half = 2 ** (exponent_bits - 1) - 1, 2.0 ** -(fraction_bits + 1)
        least = 2.0 ** (1 - bias - fraction_bits)
        for tie in (1 + half, 1 + 3 * half, (2 - half) * 2.0 ** bias, least / 2, least * 1.5,
                    least * (2 ** fraction_bits - 0.5)):
            numbers += [tie, -tie, math.nextafter(tie, 0), math.nextafter(tie, INF)]
    numbers += [float(2 ** 31), -float(2 ** 31), 2.0 ** 31 - 0.5, -2.0 ** 31 - 0.5, 2.0 ** 63,
                -2.0 ** 63, math.nextafter(2.0 ** 63, 0)]
    # Just above a tie of bfloat16, so that rounding to binary32 first makes it one.
    numbers += [1 + 2.0 ** -8 + 2.0 ** -40, 1 + 3 * 2.0 ** -8 - 2.0 ** -40]
    finite32 = [x for x in numbers if math.isfinite(to32(x))]
    doubled = [encode(Fraction(to32(x)), "bfloat16") for x in finite32]
    once = [encode(Fraction(x), "bfloat16") for x in finite32]
    if doubled == once:
        sys.exit("NUM-089: rounding twice gives the same bits; choose another input")
    integers = [0, 1, -1, 255, 256, -256, 2 ** 24 + 1, 2 ** 24 + 3, 2 ** 31 - 1, -2 ** 31, 65519,
                65520, 257, 259, -65520]
    wide = integers + [2 ** 31, 2 ** 53 + 1, 2 ** 63 - 1, -2 ** 63, 2 ** 54 + 2 ** 30 + 1,
                       2 ** 54 + 2 ** 46 + 1, -2 ** 62 - 2 ** 54 - 1]
    narrow = [to32(x) for x in numbers]
    half = [0.0, -0.0, 1.5, -2.0, INF, NAN, 2.0 ** -24, 65504.0]
    brain = [0.0, -0.0, 1.5, -2.0, INF, NAN, 2.0 ** -133, (2 - 2.0 ** -7) * 2.0 ** 127]
    cases = [("float64", numbers), ("float32", narrow), ("float16", half), ("bfloat16", brain),
             ("int64", wide), ("int32", [i for i in integers]), ("uint8", [0, 1, 127, 255]),
             ("bool", [0, 1])]
    for origin, values in cases:
        for target in SIZES:
            if target == origin:
                continue
            vector("NUM-089", f"{origin} to {target}", "convert",
                   [content(origin, [convert(x, origin) for x in values])],
                   [content(target, [convert(x, target) for x in values])])


# Arithmetic in binary64, on exact rationals: NUM-091.

def rn64(q, zero=0.0):
    """Rounds a rational to binary64; `zero` carries the sign that a zero result has."""
    bits = encode(q, "float64", math.copysign(1, zero) < 0)
    return struct.unpack(">d", bits.to_bytes(8, "big"))[0]


def add64(a, b):
    return rn64(Fraction(a) + Fraction(b), a + b) if finite(a, b) else a + b


def sub64(a, b):
    return add64(a, -b)


def mul64(a, b):
    sign = math.copysign(1, a) * math.copysign(1, b)
    return rn64(Fraction(a) * Fraction(b), sign) if finite(a, b) else a * b


def div64(a, b):
    return div(a, b, rn64)


def fma64(a, b, c):
    if not finite(a, b):
        return a * b + c
    if not finite(c):
        return c
    sign = math.copysign(1, a) * math.copysign(1, b)
    exact = Fraction(a) * Fraction(b)
    # An exact zero is −0 only where product and addend are zeros of that sign.
    zero = sign * 0.0 + c if exact == 0 else 0.0
    total = exact + Fraction(c)
    return rn64(total, zero)


def sqrt64(a):
    if not a > 0 or math.isinf(a):
        return NAN if a < 0 else a
    # An integer root with so many bits that what is cut off only has to be seen as more than nothing.
    shift = 2300
    scaled = int(Fraction(a) * 2 ** shift)
    root = math.isqrt(scaled)
    return rn64(Fraction(2 * root + (root * root != scaled), 2 ** (shift // 2 + 1)))


def product64(a, b, panel=256, fused=fma64):
    result = None
    for start in range(0, len(a), panel):
        chain = 0.0
        for x, y in zip(a[start:start + panel], b[start:start + panel]):
            chain = fused(x, y, chain)
        result = chain if result is None else add64(result, chain)
    return 0.0 if result is None else result


def relu64(x):
    return NAN if math.isnan(x) else x if x > 0 else 0.0


def sign64(x):
    return 1.0 if x > 0 else -1.0 if x < 0 else x


# The value, and the gradient with what it is made of: the result y, or x.
FUNCTIONS64 = {
    "negate": (lambda x: -x, "x", lambda x, dy: -dy),
    "absolute": (abs, "x", lambda x, dy: NAN if math.isnan(x) else
                 dy if x > 0 else -dy if x < 0 else 0.0),
    "sign": (sign64, "x", lambda x, dy: 0.0),
    "reciprocal": (lambda x: div64(1.0, x), "y", lambda y, dy: -mul64(mul64(dy, y), y)),
    "square": (lambda x: mul64(x, x), "x", lambda x, dy: mul64(dy, add64(x, x))),
    "squareRoot": (sqrt64, "y", lambda y, dy: div64(dy, add64(y, y))),
    "relu": (relu64, "y", lambda y, dy: NAN if math.isnan(y) else dy if y > 0 else 0.0),
}


def words64(values):
    return {"type": "float64", "words": " ".join(
        "7ff8000000000000" if math.isnan(x) else hex64(x) for x in values)}


def wide_numbers(source, count):
    """Numbers around 0 with 53 significant bits."""
    return [float((source.word() >> 11) * (1 if source.word() & 1 else -1)) * 2.0 ** -52
            * 2.0 ** -(source.word() % 6) for _ in range(count)]


def doubles(source):
    least, most = 2.0 ** -1074, (2 - 2.0 ** -52) * 2.0 ** 1023
    edges = [0.0, -0.0, -1.0, 0.1, least, 2.0 ** -1022, most, INF, -INF, NAN, 1 + 2.0 ** -52,
             2.0 ** -537]
    left = [a for a in edges for _ in edges] + wide_numbers(source, 60)
    right = edges * len(edges) + wide_numbers(source, 60)
    for name, rule in (("add", add64), ("subtract", sub64), ("multiply", mul64), ("divide", div64),
                       ("minimum", minimum), ("maximum", maximum)):
        y = [rule(a, b) for a, b in zip(left, right)]
        narrow = {"add": add, "subtract": sub, "multiply": mul, "divide": div}.get(name)
        if narrow:
            different("NUM-091", y, [narrow(to32(a), to32(b)) for a, b in zip(left, right)])
        vector("NUM-091", f"{name} in binary64", name, [words64(left), words64(right)], [words64(y)])
    for name, rule in (("equal", float.__eq__), ("notEqual", float.__ne__), ("less", float.__lt__),
                       ("lessEqual", float.__le__)):
        vector("NUM-091", f"{name} in binary64", name, [words64(left), words64(right)],
               [content("bool", [1 if rule(a, b) else 0 for a, b in zip(left, right)])])
    x, dy = edges + wide_numbers(source, 40), wide_numbers(source, len(edges) + 40)
    for name, (rule, takes, gradient) in FUNCTIONS64.items():
        y = [rule(v) for v in x]
        vector("NUM-091", f"{name} in binary64", name, [words64(x)], [words64(y)])
        of = y if takes == "y" else x
        vector("NUM-091", f"gradient of {name} in binary64", name + "Gradient",
               [words64(of), words64(dy)], [words64([gradient(v, d) for v, d in zip(of, dy)])])
    for n in (0, 1, 3, 65, 2 * 4096 + 9):
        x = wide_numbers(source, n)
        right = rule_sum(x, add64)
        if n > 65:
            different("NUM-091", [right], [sequential(x, add64)],
                      [rule_sum([to32(v) for v in x], add64)])
        vector("NUM-091", f"sum of {n} in binary64", "sum", [words64(x)], [words64([right])],
               (1, n, 1))
    x = wide_numbers(source, 2 * 70 * 3)
    columns = [rule_sum([x[(o * 70 + r) * 3 + i] for r in range(70)], add64)
               for o in range(2) for i in range(3)]
    vector("NUM-091", "sum of [2, 70, 3] over the middle axis in binary64", "sum", [words64(x)],
           [words64(columns)], (2, 70, 3))
    mean64 = lambda x: div64(rule_sum(x, add64), float(len(x)))
    x = telling(lambda: wide_numbers(source, 49), mean64,
                lambda x: mul64(rule_sum(x, add64), div64(1.0, 49.0)))
    vector("NUM-091", "mean of 49 in binary64", "mean", [words64(x)], [words64([mean64(x)])], (49,))
    for k in (0, 1, 257, 700):
        a, b = wide_numbers(source, 2 * k), wide_numbers(source, 3 * k)
        rows = [a[i * k:(i + 1) * k] for i in range(2)]
        columns = [[b[p * 3 + j] for p in range(k)] for j in range(3)]
        right = [product64(r, c) for r in rows for c in columns]
        if k == 700:
            rounded = lambda x, y, s: add64(mul64(x, y), s)
            different("NUM-091", right,
                      [product64(r, c, 10 ** 9) for r in rows for c in columns],
                      [product64(r, c, 512) for r in rows for c in columns],
                      [product64(r, c, 256, rounded) for r in rows for c in columns])
        vector("NUM-091", f"product [2, {k}] · [{k}, 3] in binary64", "matmul",
               [words64(a), words64(b)], [words64(right)], (2, 3, k, 0, 0))
    indices, x = [source.word() % 3 for _ in range(200)] + [-1, 4], wide_numbers(source, 202 * 2)
    taken = [[x[2 * p + j] for p, t in enumerate(indices) if t == i]
             for i in range(4) for j in range(2)]
    y = [rule_sum(terms, add64) for terms in taken]
    different("NUM-091", y, [sequential(terms, add64) for terms in taken])
    vector("NUM-091", "202 rows into 4 in binary64", "scatterAdd", [words64(x), i32(indices)],
           [words64(y)], (4, 2))
    # c + x · y by a chain of c · 1 and x · y: ties, and what lies so little beside one that only a bit that
    # stands for all lost ones can tell. The product of the last two is 2⁻⁵³ · (1 + 1.3 · 10⁹ · 2⁻¹⁰⁵).
    half, ulp = 2.0 ** -53, 2.0 ** -52
    x, y = 0x1f474d768f8513 * 2.0 ** -52, 0x105e7a94aece8b * 2.0 ** -106
    near = (1 + 2.0 ** -26, 1 + 2.0 ** -27)
    cases = [(1.0, half, 1.0), (1 + ulp, half, 1.0), (1 + ulp, -half, 1.0), (1.0, x, y),
             (1 + 2 * ulp, -x, y)]
    cases += [(sign * 2.0 ** -e, *near) for e in (54, 105, 126, 127, 128, 400) for sign in (1, -1)]
    fused = [fma64(x, y, c) for c, x, y in cases]
    different("NUM-091", fused, [add64(mul64(x, y), c) for c, x, y in cases])
    vector("NUM-091", "ties of fma", "matmul",
           [words64([n for c, x, _ in cases for n in (c, x)]), words64([1.0, 1.0])],
           [words64([fma64(x, 1.0, c) for c, x, _ in cases])], (len(cases), 1, 2, 0, 0))
    for number, (c, x, y) in enumerate(cases):
        vector("NUM-091", f"tie {number} of fma", "matmul", [words64([c, x]), words64([1.0, y])],
               [words64([fused[number]])], (1, 1, 2, 0, 0))
    # One term each: subnormal results, ties, overflow, and a product that c would cancel.
    for k, a, b in ((1, [least], [-least]), (2, [0.1, -1.0], [0.1, mul64(0.1, 0.1)]),
                    (2, [most, most], [1.5, -1.5]), (2, [2.0 ** -537, least], [2.0 ** -537, 0.5]),
                    (300, [least] * 300, [-least] * 300)):
        vector("NUM-091", f"edges of fma, {k} terms from {a[0]!r}", "matmul",
               [words64(a), words64(b)], [words64([product64(a, b)])], (1, 1, k, 0, 0))


# Integers: NUM-092.

def whole_numbers(source):
    for name in ("int32", "int64"):
        low, high = INTEGERS[name]
        size = 2 ** (8 * SIZES[name])
        wrap = lambda i: (i - low) % size + low
        edges = [0, 1, -1, 2, 7, high, low, high - 1, low + 1, 2 ** 16 + 1, -(2 ** 16) - 1]
        left = [a for a in edges for _ in edges]
        right = edges * len(edges)
        put = lambda values: content(name, [v & (size - 1) for v in values])
        for operation, rule in (("add", lambda a, b: wrap(a + b)),
                                ("subtract", lambda a, b: wrap(a - b)),
                                ("multiply", lambda a, b: wrap(a * b)),
                                ("minimum", min), ("maximum", max)):
            vector("NUM-092", f"{operation} of {name}", operation, [put(left), put(right)],
                   [put([rule(a, b) for a, b in zip(left, right)])])
        for operation, rule in (("equal", int.__eq__), ("notEqual", int.__ne__),
                                ("less", int.__lt__), ("lessEqual", int.__le__)):
            vector("NUM-092", f"{operation} of {name}", operation, [put(left), put(right)],
                   [content("bool", [1 if rule(a, b) else 0 for a, b in zip(left, right)])])
        for n in (0, 1, 200):
            x = [wrap(source.word()) for _ in range(n)]
            vector("NUM-092", f"sum of {n} of {name}", "sum", [put(x)], [put([wrap(sum(x))])],
                   (1, n, 1))
        x = [wrap(source.word()) for _ in range(2 * 7 * 3)]
        vector("NUM-092", f"sum of [2, 7, 3] of {name} over the middle axis", "sum", [put(x)],
               [put([wrap(sum(x[(o * 7 + r) * 3 + i] for r in range(7)))
                     for o in range(2) for i in range(3)])], (2, 7, 3))
        table = [wrap(source.word()) for _ in range(4 * 3)]
        indices = [2, 0, -1, 3, 4]
        taken = sum((table[3 * t:3 * t + 3] if 0 <= t < 4 else [0] * 3 for t in indices), [])
        vector("NUM-092", f"rows of {name}, two indices out of range", "gather",
               [put(table), i32(indices)], [put(taken)], (4, 3))
