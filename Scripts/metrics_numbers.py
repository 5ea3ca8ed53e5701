"""Errors, correlations, means and cosines, for metrics_fixtures.py (NUM-148 to NUM-151)."""

import math
from fractions import Fraction

import numpy
import sklearn.feature_selection
import sklearn.metrics as sk
import torch
import torchmetrics
import torchmetrics.functional as tm
from metrics_cases import INF, NAN, case, floats, peer, real, rn, root
from numerics_rules import to32


def squares(x, y):
    return sum((a - b) ** 2 for a, b in zip(x, y))


def variation(x, y):
    return len(x) * sum(a * b for a, b in zip(x, y)) - sum(x) * sum(y)


def regressions(name, x, y, peers=True):
    inputs = [floats(x), floats(y)]
    n = len(x)
    a, b = [Fraction(v) for v in x], [Fraction(v) for v in y]
    distance = squares(a, b)
    total = variation(b, b)
    residual = n * distance
    r2 = (NAN if n < 2 else 1 - residual / total if total else Fraction(int(not residual)))
    product = variation(a, a) * variation(b, b)
    pearson = NAN
    if product:
        pearson = real(variation(a, b)) / root(product) if variation(a, b) else Fraction(0)
    theirs = {}
    if peers:
        # A difference, its square and n sums of numbers that are not negative, a quotient.
        theirs["meanSquaredError"] = [
            peer("scikit-learn", sk.mean_squared_error(y, x), n + 5),
            peer("torchmetrics", tm.mean_squared_error(
                torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)), n + 5)]
        theirs["rootMeanSquaredError"] = [
            peer("scikit-learn", sk.root_mean_squared_error(y, x), n + 5)]
        theirs["meanAbsoluteError"] = [
            peer("scikit-learn", sk.mean_absolute_error(y, x), n + 3),
            peer("torchmetrics", tm.mean_absolute_error(
                torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)), n + 3)]
        # 1 − q, with q wrong by n + 4 roundings above and below the line; the mean of the targets
        # being wrong adds its square, which is beyond. In units of the result.
        q = float(residual / total)
        theirs["rSquared"] = [peer("scikit-learn", sk.r2_score(y, x),
                                   (q * (2 * n + 8) + 1) * 2.0 ** -53 / math.ulp(rn(r2)) + 1)]
    case("NUM-148", name, "meanSquaredError", inputs, distance / n,
         theirs.get("meanSquaredError", ()))
    case("NUM-148", name, "rootMeanSquaredError", inputs, root(distance / n),
         theirs.get("rootMeanSquaredError", ()))
    case("NUM-148", name, "meanAbsoluteError", inputs, sum(abs(u - v) for u, v in zip(a, b)) / n,
         theirs.get("meanAbsoluteError", ()))
    case("NUM-149", name, "rSquared", inputs, r2, theirs.get("rSquared", ()))
    case("NUM-149", name, "pearsonCorrelation", inputs, pearson, theirs.get("pearson", ()))


def pairs(source):
    y = source.numbers(40)
    x = [to32(v + 0.25 * e) for v, e in zip(y, source.numbers(40))]
    regressions("forty pairs", x, y)
    # Small integers with whole means: only four roots and quotients of scikit-learn round.
    u, v = [1, 2, 4, 5, 9, 3], [2, 2, 5, 1, 8, 6]
    a, b = list(map(Fraction, u)), list(map(Fraction, v))
    case("NUM-149", "small integers", "pearsonCorrelation",
         [floats(list(map(float, u))), floats(list(map(float, v)))],
         real(variation(a, b)) / root(variation(a, a) * variation(b, b)),
         [peer("scikit-learn", sklearn.feature_selection.r_regression(
             numpy.array(u, float).reshape(-1, 1), v), 4)])
    # Differences in the last place far from 0: sums of squares in binary64 have lost them.
    step = 2.0
    far = [2.0 ** 24 + step * (source.word() % 5) for _ in range(30)]
    regressions("far from 0", [to32(f + step * (source.word() % 2)) for f in far], far, peers=False)
    regressions("huge", list(map(to32, (3e38, -2e38, 1e38))),
                list(map(to32, (-3.4e38, 2e38, 1e38))), peers=False)
    regressions("tiny and subnormal", list(map(to32, (1e-45, -3e-45, 1e-38, 0.0))),
                list(map(to32, (-1e-45, 1e-44, -1e-38, -0.0))), peers=False)
    regressions("huge beside tiny", list(map(to32, (3e38, 1e-45, 1.0))),
                list(map(to32, (3e38, -1e-45, 1.0))), peers=False)
    regressions("constant targets", [1.0, 2.0, 4.0], [2.0, 2.0, 2.0], peers=False)
    regressions("constant and right", [2.0, 2.0], [2.0, 2.0], peers=False)
    regressions("one pair", [1.0], [2.0], peers=False)
    regressions("opposite", [1.0, 2.0, 4.0], [-2.0, -4.0, -8.0], peers=False)
    for name, inputs in (("of nothing", ([], [])), ("a NaN", ([1.0, NAN], [1.0, 2.0])),
                         ("an infinity", ([1.0, 2.0], [1.0, INF]))):
        for metric in ("meanSquaredError", "rootMeanSquaredError", "meanAbsoluteError"):
            case("NUM-148", name, metric, [floats(v) for v in inputs], NAN)
        for metric in ("rSquared", "pearsonCorrelation"):
            case("NUM-149", name, metric, [floats(v) for v in inputs], NAN)


def means(source):
    x = [abs(v) for v in source.numbers(33)]
    w = [to32(Fraction(source.word() % 16, 4)) for _ in x]
    value = sum(Fraction(a) * Fraction(b) for a, b in zip(x, w)) / sum(map(Fraction, w))
    metric = torchmetrics.MeanMetric()
    metric.update(torch.tensor(x), torch.tensor(w))
    # Products, 33 sums of numbers that are not negative, the sum of weights exact, a quotient.
    case("NUM-150", "weighted", "mean", [floats(x), floats(w)], value,
         [peer("torchmetrics", metric.compute(), 33 + 2, "binary32")])
    y = source.numbers(100, 1000) + [to32(1e30), to32(-1e30)]
    case("NUM-150", "cancelling numbers", "mean", [floats(y, [2, 51])],
         sum(map(Fraction, y)) / len(y))
    case("NUM-150", "weights that cancel", "mean", [floats([1.0, 2.0]), floats([1.0, -1.0])], NAN)
    case("NUM-150", "of nothing", "mean", [floats([])], NAN)
    case("NUM-150", "an infinity", "mean", [floats([1.0, INF])], INF)
    case("NUM-150", "both infinities", "mean", [floats([-INF, INF])], NAN)
    case("NUM-150", "an infinite weight", "mean", [floats([1.0, 2.0]), floats([1.0, INF])], NAN)


def cosines(source):
    rows, n = 7, 13
    x, y = source.numbers(rows * n), source.numbers(rows * n)
    values, bound = [], 0.0
    for r in range(rows):
        a = [Fraction(v) for v in x[r * n:(r + 1) * n]]
        b = [Fraction(v) for v in y[r * n:(r + 1) * n]]
        xy, xx, yy = (rn(sum(p * q for p, q in zip(u, v))) for u, v in ((a, b), (a, a), (b, b)))
        values.append(xy / math.sqrt(xx * yy))
        # n products and sums, twice as many for the norms, a few roots and quotients, all relative to
        # the sum of magnitudes; then the mean.
        bound += (2 * n + 10 + rows) * sum(abs(p * q) for p, q in zip(a, b)) / math.sqrt(xx * yy)
    value = sum(map(Fraction, values)) / rows
    t, u = (torch.tensor(v, dtype=torch.float64).reshape(rows, n) for v in (x, y))
    case("NUM-151", "seven rows", "cosineSimilarity", [floats(x, [rows, n]), floats(y, [rows, n])],
         value, [
             peer("torchmetrics", tm.cosine_similarity(t, u, "mean"), bound / rows / abs(value),
                  "binary32"),
             peer("scikit-learn", numpy.mean(numpy.diag(
                 sk.pairwise.cosine_similarity(t.numpy(), u.numpy()))),
                 bound / rows / abs(value))])
    case("NUM-151", "equal and opposite, huge and tiny", "cosineSimilarity",
         [floats(list(map(to32, (3e38, 2e38, 1e-45, 3e-45, 1, 2))), [3, 2]),
          floats(list(map(to32, (3e38, 2e38, 1e-45, 3e-45, -2, -4))), [3, 2])], Fraction(1, 3))
    case("NUM-151", "a row of zeros", "cosineSimilarity",
         [floats([1.0, 1.0, 0.0, 0.0], [2, 2]), floats([1.0, 1.0, 2.0, 3.0], [2, 2])], NAN)
    case("NUM-151", "of nothing", "cosineSimilarity", [floats([], [0, 4]), floats([], [0, 4])], NAN)
