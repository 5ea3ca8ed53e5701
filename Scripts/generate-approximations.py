#!/usr/bin/env python3
"""Regenerates Sources/CKernels/approximation_coefficients.h, byte for byte (needs mpmath).

The polynomials interpolate as those of generate-scalar-tables.py do, with fewer terms. That their
errors stay within the bounds that the kernels assume is not argued here: Scripts/prove tries every
input.

Usage: generate-approximations.py [output folder]
"""
import importlib.util
import pathlib
import sys

from mpmath import erfc, exp, factorial, log, mpf, pi, sqrt

sys.dont_write_bytecode = True  # importing a neighbour must leave no files behind
SCRIPTS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(SCRIPTS))
SPECIFICATION = importlib.util.spec_from_file_location(
    "scalar_tables", SCRIPTS / "generate-scalar-tables.py")
TABLES = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(TABLES)


def fitted(text, symbol, function, low, high, count, weight):
    coefficients = TABLES.interpolate(function, low, high, count)
    error = TABLES.largest_error(function, coefficients, low, high, weight)
    return text, symbol, coefficients, error


def approximation_header():
    slope = sqrt(8 / pi)
    constants = [
        ("1 / ln 2 and ln 2.",
         [("NEAR_INVERSE_LN2", float(1 / log(mpf(2)))), ("NEAR_LN2", float(log(mpf(2))))]),
        ("sqrt(8 / pi), and times 0.044715.",
         [("NEAR_GELU_SLOPE", float(slope)), ("NEAR_GELU_CUBIC", float(slope * mpf("0.044715")))]),
        ("1 / sqrt(2 pi).", [("NEAR_DENSITY", float(1 / sqrt(2 * pi)))]),
    ]
    bound = log(mpf(2)) / 2 * mpf("1.0001")
    exponential = fitted(
        "(exp(r) - 1 - r) / r^2 for |r| <= ln 2 / 2, constant term first.", "NEAR_EXP_C",
        lambda r: TABLES.series(lambda n: 1 / factorial(n + 2), r), -bound, bound, 8,
        lambda r: r * r / TABLES.series(lambda n: 1 / factorial(n + 1), r) if r else mpf(0))
    bound = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1) * mpf("1.0001")) ** 2
    logarithm = fitted(
        "(2 atanh(s) - 2 s) / s^3 as a polynomial in s^2, for |s| < 0.1716, constant term first.",
        "NEAR_LOG_C", lambda z: TABLES.series(lambda n: mpf(2) / (2 * n + 3), z), mpf(0), bound, 5,
        lambda z: z / 2)
    # Mills' ratio, Phi(-a) e^(a^2 / 2), falls like 1 / a, and so like t.
    least = 1 / (1 + mpf(6) / 5)
    middle = (1 + least) / 2
    constants.append(("The middle of the numbers t below.", [("NEAR_MILLS_MIDDLE", float(middle))]))
    middle = mpf(float(middle))

    def mills(u):
        t = u + middle
        a = 5 * (1 / t - 1)
        return erfc(a / sqrt(mpf(2))) / 2 * exp(a * a / 2) / t
    ratio = fitted(
        "Phi(-a) e^(a^2 / 2) / t as a polynomial in t - middle, t = 1 / (1 + a / 5), 0 <= a <= 6.",
        "NEAR_MILLS_C", mills, least - middle, 1 - middle, 13, lambda u: 1 / mills(u))
    text = TABLES.header("approximation_coefficients", constants, [exponential, logarithm, ratio])
    return text.replace("generate-scalar-tables.py", "generate-approximations.py")


def main():
    default = SCRIPTS.parent / "Sources" / "CKernels"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    (folder / "approximation_coefficients.h").write_text(approximation_header())


if __name__ == "__main__":
    main()
