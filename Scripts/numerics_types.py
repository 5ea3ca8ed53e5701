"""Conversions between element types, and their golden vectors: NUM-089."""

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
