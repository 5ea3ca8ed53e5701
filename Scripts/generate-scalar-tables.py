#!/usr/bin/env python3
"""Regenerates the coefficient headers of Sources/CScalarMath, byte for byte (needs mpmath).

Each polynomial interpolates its function at the Chebyshev nodes of the reduced interval, in
200-bit arithmetic; its coefficients are then rounded to binary64. Interpolation loses at most one
or two bits against the minimax polynomial, and is deterministic without an iteration to converge.
Functions in tables are in interval_tables.py.
That the rounded coefficients suffice is not argued here: Scripts/prove-scalar-math.c tries every
input.

Usage: generate-scalar-tables.py [output folder]
"""
import pathlib
import sys

from mpmath import mp, mpf, cos, exp, factorial, log, lu_solve, matrix, pi, sin, sqrt

from interval_tables import interval_headers

mp.prec = 200


def interpolate(function, low, high, count):
    """Monomial coefficients, constant first, of the interpolant at `count` Chebyshev nodes."""
    middle, radius = (low + high) / 2, (high - low) / 2
    nodes = [middle + radius * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    rows = matrix(count, count)
    values = matrix(count, 1)
    for i, node in enumerate(nodes):
        values[i] = function(node)
        for j in range(count):
            rows[i, j] = node**j
    return list(lu_solve(rows, values))


def largest_error(function, coefficients, low, high, weight):
    """log2 of max |weight * (polynomial - function)| on a grid, with rounded coefficients."""
    rounded = [mpf(float(c)) for c in coefficients]
    worst = mpf(0)
    for i in range(1001):
        point = low + (high - low) * i / 1000
        value = sum(c * point**j for j, c in enumerate(rounded))
        worst = max(worst, abs(weight(point) * (value - function(point))))
    return float(log(worst, 2))


def series(coefficient, point, terms=60):
    """Sum of coefficient(n) * point**n: the functions below without cancellation near 0."""
    return sum(coefficient(n) * point**n for n in range(terms))


def leading_bits(value, bits):
    """`value` rounded to `bits` significant bits: its products with short factors are exact."""
    with mp.workprec(bits):
        return +value


def split(value, bits):
    """`value` as a short leading part and a binary64 remainder."""
    high = leading_bits(value, bits)
    return float(high), float(value - high)


def header(name, constants, polynomials):
    """The text of one header of macros."""
    guard = f"LOCKSTEP_{name.upper()}_H"
    lines = [
        "// Written by Scripts/generate-scalar-tables.py; change the script, not this file.",
        f"#ifndef {guard}",
        f"#define {guard}",
        "",
    ]
    for comment, entries in constants:
        lines.append(f"// {comment}")
        lines += [f"#define LOCKSTEP_{symbol} {value.hex()}" for symbol, value in entries]
        lines.append("")
    for comment, symbol, coefficients, error in polynomials:
        lines.append(f"// {comment}")
        lines.append(f"// Largest error, relative to the function's value: 2^{error:.1f}.")
        for j, coefficient in enumerate(coefficients):
            lines.append(f"#define LOCKSTEP_{symbol}_{j} {float(coefficient).hex()}")
        lines.append("")
    return "\n".join(lines + [f"#endif  // {guard}", ""])


def exp_header():
    bound = log(mpf(2)) / 2 * mpf("1.0001")
    function = lambda r: series(lambda n: 1 / factorial(n + 2), r)
    coefficients = interpolate(function, -bound, bound, 10)
    error = largest_error(function, coefficients, -bound, bound, lambda r: r * r * exp(-r))
    high, low = split(log(mpf(2)), 44)
    constants = [
        ("1 / ln 2.", [("EXP_INVERSE_LN2", float(1 / log(mpf(2))))]),
        ("ln 2 in two parts; the first has 44 bits, so its product with |k| <= 256 is exact.",
         [("EXP_LN2_HIGH", high), ("EXP_LN2_LOW", low)]),
    ]
    text = "(exp(r) - 1 - r) / r^2 for |r| <= ln 2 / 2, constant term first."
    return header("exp_f32_coefficients", constants, [(text, "EXP_C", coefficients, error)])


def extended_exp_header():
    bound = log(mpf(2)) / 2 * mpf("1.0001")
    function = lambda r: series(lambda n: 1 / factorial(n + 3), r)
    coefficients = interpolate(function, -bound, bound, 10)
    weight = lambda r: r * r / series(lambda n: 1 / factorial(n + 1), r)
    error = largest_error(function, coefficients, -bound, bound, weight)
    text = "(exp(r) - 1 - r - r^2 / 2) / r^3 for |r| <= ln 2 / 2, constant term first."
    return header("extended_exp_coefficients", [], [(text, "EXPM1_C", coefficients, error)])


def exp2_header():
    high, low = split(log(mpf(2)), 28)
    constants = [
        ("ln 2 in two parts; the first has 28 bits: its product with a binary32 number is exact.",
         [("EXP2_LN2_HIGH", high), ("EXP2_LN2_LOW", low)]),
    ]
    return header("exp2_f32_constants", constants, [])


def log_header():
    bound = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1) * mpf("1.0001")) ** 2
    function = lambda z: series(lambda n: mpf(2) / (2 * n + 3), z)
    coefficients = interpolate(function, mpf(0), bound, 9)
    error = largest_error(function, coefficients, mpf(0), bound, lambda z: z / 2)
    high, low = split(log(mpf(2)), 44)
    constants = [
        ("ln 2 in two parts; the first has 44 bits, so its product with |e| <= 256 is exact.",
         [("LOG_LN2_HIGH", high), ("LOG_LN2_LOW", low)]),
    ]
    text = "(2 atanh(s) - 2 s) / s^3 as a polynomial in s^2, for |s| < 0.1716, constant term first."
    return header("log_f32_coefficients", constants, [(text, "LOG_C", coefficients, error)])


def quarter_turn_header():
    bound = mpf(1) / 16
    term = lambda n, power: (-1) ** (n + 1) * pi ** (2 * n + power) / factorial(2 * n + power)
    sine = lambda z: series(lambda n: term(n, 3), z)
    cosine = lambda z: series(lambda n: term(n, 2), z)
    sine_coefficients = interpolate(sine, mpf(0), bound, 7)
    cosine_coefficients = interpolate(cosine, mpf(0), bound, 8)
    sine_error = largest_error(sine, sine_coefficients, mpf(0), bound,
                               lambda z: z * sqrt(z) / sin(pi * sqrt(z)) if z else mpf(0))
    cosine_error = largest_error(cosine, cosine_coefficients, mpf(0), bound,
                                 lambda z: z / cos(pi * sqrt(z)))
    high, low = split(+pi, 28)
    constants = [
        ("pi in two parts; the first has 28 bits, so its product with a binary32 number is exact.",
         [("PI_HIGH", high), ("PI_LOW", low)]),
    ]
    return header("quarter_turn_coefficients", constants, [
        ("(sin(pi r) - pi r) / r^3 as a polynomial in r^2, for |r| <= 1/4, constant term first.",
         "SINPI_C", sine_coefficients, sine_error),
        ("(cos(pi r) - 1) / r^2 as a polynomial in r^2, for |r| <= 1/4, constant term first.",
         "COSPI_C", cosine_coefficients, cosine_error),
    ])


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CScalarMath" / "include"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    for name, text in [
        ("exp_f32_coefficients.h", exp_header()),
        ("extended_exp_coefficients.h", extended_exp_header()),
        ("exp2_f32_constants.h", exp2_header()),
        ("log_f32_coefficients.h", log_header()),
        ("quarter_turn_coefficients.h", quarter_turn_header()),
        *interval_headers(interpolate, leading_bits, header, split),
    ]:
        (folder / name).write_text(text)


if __name__ == "__main__":
    main()
