"""Tables of local expansions for Scripts/generate-scalar-tables.py, which writes them as headers.

A row holds the expansion of a function around the centre of one interval, in 12 binary64 numbers:
f(centre) to 26 bits, f'(centre) to 28 bits, what the two lack, and the 8 coefficients of the
interpolant of (f(centre + t) - f(centre) - f'(centre) t) / t^2. The first two are short so that
sums and products of them can be exact.
"""
import textwrap

from mpmath import mpf, diff, erf, erfc, exp, pi, sqrt

COLUMNS = 12


def sigmoid(x):
    return 1 / (1 + exp(-x))


def silu(x):
    return x * sigmoid(x)


def silu_derivative(x):
    return sigmoid(x) * (1 + x * (1 - sigmoid(x)))


def normal_density(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def normal_distribution(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def gelu(x):
    return x * normal_distribution(x)


def gelu_derivative(x):
    return normal_distribution(x) + x * normal_density(x)


TANH_SLOPE = lambda: sqrt(8 / pi)
TANH_CUBIC = lambda: TANH_SLOPE() * mpf(44715) / 10**6


def gelu_tanh(x):
    return x * sigmoid(TANH_SLOPE() * x + TANH_CUBIC() * x**3)


def gelu_tanh_derivative(x):
    s = sigmoid(TANH_SLOPE() * x + TANH_CUBIC() * x**3)
    return s + s * (1 - s) * (TANH_SLOPE() * x + 3 * TANH_CUBIC() * x**3)


def row(function, centre, half_width, derivative, interpolate, leading_bits):
    """The expansion of `function` on centre +- half_width, as 12 binary64 numbers."""
    value = function(centre)
    # A numerical derivative is good to far more than the 120 bits kept; keeping no more makes
    # slopes such as 1/2 exact.
    slope = derivative(centre) if derivative else leading_bits(diff(function, centre), 120)
    rest = lambda t: (function(centre + t) - value - slope * t) / t**2
    coefficients = interpolate(rest, -half_width, half_width, COLUMNS - 4)
    value_high, slope_high = leading_bits(value, 26), leading_bits(slope, 28)
    numbers = [value_high, slope_high, value - value_high, slope - slope_high]
    return [float(number) for number in numbers + coefficients]


def table(name, comments, rows):
    """The text of one header with an array of rows."""
    guard = f"LOCKSTEP_{name.upper()}_H"
    symbol = f"lockstep_{name}"
    lines = ["// Written by Scripts/generate-scalar-tables.py; change the script, not this file.",
             f"#ifndef {guard}", f"#define {guard}", ""]
    lines += [f"// {comment}" for comment in comments]
    lines.append(f"static const double {symbol}[{len(rows)}][{COLUMNS}] = {{")
    for numbers in rows:
        texts = [number.hex() for number in numbers]
        lines.append(textwrap.fill(", ".join(texts) + "},", 100, initial_indent="    {",
                                   subsequent_indent="     "))
    return "\n".join(lines + ["};", "", f"#endif  // {guard}", ""])


def rows_to_four(function, derivative, interpolate, leading_bits):
    """Rows for 0, 1/16, ..., 4."""
    return [row(function, mpf(k) / 16, mpf(1) / 32, derivative, interpolate, leading_bits)
            for k in range(65)]


def erf_header(interpolate, leading_bits):
    rows = rows_to_four(erf, lambda a: 2 * exp(-a * a) / sqrt(pi), interpolate, leading_bits)
    return table("erf_f32_rows", ["erf a around a = 0, 1/16, ..., 4 (interval_expansion.h)."], rows)


def reflected(function):
    return lambda a: function(-a)


def silu_header(interpolate, leading_bits):
    rows = rows_to_four(reflected(silu), lambda a: -silu_derivative(-a), interpolate, leading_bits)
    return table("silu_f32_rows", ["silu(-a) around a = 0, 1/16, ..., 4 (interval_expansion.h)."],
                 rows)


def normal_rows(function, derivative, interpolate, leading_bits):
    """Rows for function(-a), then for its product with e^(a^2 / 2)."""
    near = rows_to_four(reflected(function), derivative, interpolate, leading_bits)
    scaled = lambda a: function(-a) * exp(a * a / 2)
    far = [row(scaled, mpf(k) / 4, mpf(1) / 8, None, interpolate, leading_bits)
           for k in range(16, 60)]
    return near + far


def gelu_header(interpolate, leading_bits):
    rows = normal_rows(gelu, lambda a: -gelu_derivative(-a), interpolate, leading_bits)
    return table("gelu_f32_rows", ["gelu(-a) around a = 0, 1/16, ..., 4, then",
                                   "gelu(-a) e^(a^2 / 2) around a = 4, 4 1/4, ..., 14 3/4."], rows)


def gelu_tanh_header(interpolate, leading_bits):
    rows = rows_to_four(reflected(gelu_tanh), lambda a: -gelu_tanh_derivative(-a), interpolate,
                        leading_bits)
    return table("gelu_tanh_f32_rows",
                 ["gelu_tanh(-a) around a = 0, 1/16, ..., 4 (interval_expansion.h)."], rows)


def gelu_tanh_coefficients_header(header, split):
    entries = []
    for symbol, value in [("SLOPE", TANH_SLOPE()), ("CUBIC", TANH_CUBIC()),
                          ("TRIPLE_CUBIC", 3 * TANH_CUBIC())]:
        high, low = split(value, 27)
        entries += [(f"GELU_TANH_{symbol}_HIGH", high), (f"GELU_TANH_{symbol}_LOW", low)]
    comment = "sqrt(8 / pi), and its products with 0.044715 and 3 * 0.044715; 27 bits first."
    return header("gelu_tanh_coefficients", [(comment, entries)], [])


def silu_derivative_header(interpolate, leading_bits):
    rows = rows_to_four(reflected(silu_derivative), None, interpolate, leading_bits)
    return table("silu_derivative_f32_rows", ["silu'(-a) around a = 0, 1/16, ..., 4."], rows)


def gelu_derivative_header(interpolate, leading_bits):
    rows = normal_rows(gelu_derivative, None, interpolate, leading_bits)
    return table("gelu_derivative_f32_rows",
                 ["gelu'(-a) around a = 0, 1/16, ..., 4, then",
                  "gelu'(-a) e^(a^2 / 2) around a = 4, 4 1/4, ..., 14 3/4."], rows)


def gelu_tanh_derivative_header(interpolate, leading_bits):
    rows = rows_to_four(reflected(gelu_tanh_derivative), None, interpolate, leading_bits)
    return table("gelu_tanh_derivative_f32_rows",
                 ["gelu_tanh'(-a) around a = 0, 1/16, ..., 4."], rows)


def interval_headers(interpolate, leading_bits, header, split):
    """Name and text of every header."""
    arguments = (interpolate, leading_bits)
    return [
        ("erf_f32_rows.h", erf_header(*arguments)),
        ("silu_f32_rows.h", silu_header(*arguments)),
        ("gelu_f32_rows.h", gelu_header(*arguments)),
        ("gelu_tanh_coefficients.h", gelu_tanh_coefficients_header(header, split)),
        ("gelu_tanh_f32_rows.h", gelu_tanh_header(*arguments)),
        ("silu_derivative_f32_rows.h", silu_derivative_header(*arguments)),
        ("gelu_derivative_f32_rows.h", gelu_derivative_header(*arguments)),
        ("gelu_tanh_derivative_f32_rows.h", gelu_tanh_derivative_header(*arguments)),
    ]
