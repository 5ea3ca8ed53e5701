#!/usr/bin/env python3
"""Computes the golden vectors of Formats/numerics-v1.md without any Lockstep code.

Usage: check-numerics.py           fail unless the files in Fixtures hold exactly these vectors
       check-numerics.py --write   write them

Needs nothing but Python and its neighbours: golden_vectors.py, numerics_rules.py, which has the
rules, numerics_<family>.py, and check-randomness.py.

A vector proves nothing when a wrong reading of its rule gives the same bits. So each of the
readings that are easy to get wrong is computed too, and the script stops when one of them agrees.
"""

import importlib.util
import json
import math
import pathlib
import sys
from fractions import Fraction

sys.dont_write_bytecode = True  # importing a neighbour must leave no files behind

from golden_vectors import *  # noqa: E402
from numerics_arithmetic import (  # noqa: E402
    broadcasting, logit_rows, losses_of_elements, reductions, selections)
from numerics_arrays import batched_products, indexed_rows, moved_elements  # noqa: E402
from numerics_recurrent import recurrent_cells  # noqa: E402
from numerics_rules import *  # noqa: E402
from numerics_extrema import extrema, log_sums  # noqa: E402
from numerics_functions import functions_of_one_variable  # noqa: E402
from numerics_normalization import (  # noqa: E402
    batch_norms, given_statistics, group_norms, rms_norms)
from numerics_pooling import pools  # noqa: E402
from numerics_convolutions import convolutions  # noqa: E402
from numerics_doubles import (  # noqa: E402
    functions_in_binary64, rows_in_binary64, updates_in_binary64)
from numerics_double_functions import further_functions  # noqa: E402
from numerics_double_layers import layers_in_binary64  # noqa: E402
from numerics_types import conversions, doubles, whole_numbers  # noqa: E402
from numerics_sequences import attentions  # noqa: E402

SPECIFICATION = importlib.util.spec_from_file_location(
    "randomness", pathlib.Path(__file__).with_name("check-randomness.py"))
RANDOMNESS = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(RANDOMNESS)


def sums(source):
    for n in (0, 1, 2, 63, 64, 65, 70, 127, 129, 700, 4097):
        draw = lambda: source.numbers(n)
        x = telling(draw, rule_sum, sequential, fold) if n in (70, 700, 4097) else draw()
        right = rule_sum(x)
        vector("NUM-005", f"sum of {n}", "sum", [f32(x)], [f32([right])], (1, n, 1))
    # Three blocks: (0+1)+2, and not the upper half onto the lower.
    x = telling(lambda: source.numbers(2 * 4096 + 9), rule_sum, sequential,
                lambda x: rule_sum(x, over_blocks=halves))
    vector("NUM-005", "sum of three blocks", "sum", [f32(x)], [f32([rule_sum(x)])], (1, len(x), 1))
    vector("NUM-005", "sum of one −0", "sum", [f32([-0.0])], [f32([0.0])], (1, 1, 1))
    x = source.numbers(2 * 70 * 3)
    columns = [rule_sum([x[(o * 70 + r) * 3 + i] for r in range(70)])
               for o in range(2) for i in range(3)]
    vector("NUM-005", "sum of [2, 70, 3] over the middle axis", "sum", [f32(x)], [f32(columns)],
           (2, 70, 3))
    x = telling(lambda: source.numbers(49), mean, lambda x: mul(rule_sum(x), div(1.0, 49.0)))
    vector("NUM-006", "mean of 49", "mean", [f32(x)], [f32([mean(x)])], (49,))
    vector("NUM-006", "mean of none", "mean", [f32([])], [f32([NAN])], (0,))
    plus = float.__add__
    # Squares are exact in binary64, so only the order of the sum can be got wrong.
    x = telling(lambda: source.numbers(700, 100), lambda x: rule_sum([v * v for v in x], plus),
                lambda x: sequential([v * v for v in x], plus))
    right = rule_sum([v * v for v in x], plus)
    vector("NUM-022", "squared norm of 700", "squaredNorm", [f32(x)], [f64([right])])
    squares = [right] + [0.1 * k for k in range(1, 7)]
    total = fold(squares, plus)
    norm = to32(math.sqrt(total))
    vector("NUM-022", "clip of seven norms", "clipFactor", [f64(squares)],
           [f32([norm]), f32([div(to32(0.1), norm)])], (), (0.1,))
    vector("NUM-022", "no clip of a small norm", "clipFactor", [f64([4.0])],
           [f32([2.0]), f32([1.0])], (), (2.0,))
    vector("NUM-022", "no clip of a NaN norm", "clipFactor", [f64([4.0, NAN])],
           [f32([NAN]), f32([1.0])], (), (2.0,))


def products(source):
    for k in (0, 1, 3, 8, 256, 257, 513, 700):
        a, b = source.numbers(2 * k), source.numbers(3 * k)
        rows = [a[i * k:(i + 1) * k] for i in range(2)]
        columns = [[b[p * 3 + j] for p in range(k)] for j in range(3)]
        right = [product(r, c) for r in rows for c in columns]
        if k == 700:
            different("NUM-004", right, [product(r, c, 10 ** 9) for r in rows for c in columns],
                      [product(r, c, 512) for r in rows for c in columns],
                      [sequential(list(map(mul, r, c))) for r in rows for c in columns])
        vector("NUM-004", f"product [2, {k}] · [{k}, 3]", "matmul", [f32(a), f32(b)],
               [f32(right)], (2, 3, k, 0, 0))
    # Underflow to −0, in every term and in every panel: a padding term would give +0.
    tiny = 2.0 ** -149
    for k in (1, 5, 40, 256, 257, 300):
        vector("NUM-004", f"−0 by underflow, {k} terms", "matmul",
               [f32([tiny] * k), f32([-tiny] * k)], [f32([-0.0])], (1, 1, k, 0, 0))
    a, w, b = source.numbers(3 * 20), source.numbers(4 * 20), source.numbers(4)
    right, started = [], []
    for i in range(3):
        for j in range(4):
            x, y = a[i * 20:i * 20 + 20], w[j * 20:j * 20 + 20]
            right.append(add(product(x, y), b[j]))
            chain = b[j]
            for u, v in zip(x, y):
                chain = fma(u, v, chain)
            started.append(chain)
    different("NUM-008", right, started)
    vector("NUM-008", "linear [3, 20] → [3, 4]", "linear", [f32(a), f32(w), f32(b)], [f32(right)],
           (3, 4, 20))
    # The three gradients of that layer from dy.
    dy = source.numbers(12)
    dx = [product(dy[i * 4:i * 4 + 4], w[p::20]) for i in range(3) for p in range(20)]
    vector("NUM-019", "input gradient of linear", "matmul", [f32(dy), f32(w)], [f32(dx)],
           (3, 20, 4, 0, 0))
    dw = [product(dy[j::4], a[p::20]) for j in range(4) for p in range(20)]
    vector("NUM-019", "weight gradient of linear", "matmul", [f32(dy), f32(a)], [f32(dw)],
           (4, 20, 3, 1, 0))
    dy = source.numbers(70 * 2)
    db = [rule_sum(dy[j::2]) for j in range(2)]
    different("NUM-018", db, [sequential(dy[j::2]) for j in range(2)])
    vector("NUM-018", "bias gradient over 70 rows", "sum", [f32(dy)], [f32(db)], (1, 70, 2))


def losses(source):
    rows, classes = 5, 70
    x, labels = source.numbers(rows * classes, 4), [0, 69, 7, 33, -1]
    values, probabilities, naive = [], [], []
    for i, label in enumerate(labels):
        row = x[i * classes:(i + 1) * classes]
        loss, p = cross_entropy(row, label)
        values.append(loss if label >= 0 else NAN)
        naive.append(sub(log(rule_sum([exp(sub(v, max(row))) for v in row])),
                         sub(row[label], max(row))) if label >= 0 else NAN)
        probabilities += p
    different("NUM-013", values, naive)
    vector("NUM-013", "cross-entropy [5, 70], the last label out of range", "crossEntropy",
           [f32(x), i32(labels)], [f32(values), f32(probabilities)], (rows, classes))
    upstream = 0.7
    g = div(to32(upstream), to32(float(rows)))
    dx = []
    for i, label in enumerate(labels):
        dx += [mul(sub(probabilities[i * classes + j], 1.0 if j == label else 0.0), g)
               if label >= 0 else NAN for j in range(classes)]
    vector("NUM-014", "cross-entropy gradient [5, 70]", "crossEntropyGradient",
           [f32(probabilities), i32(labels), f32([to32(upstream)])], [f32(dx)], (rows, classes))
    prediction, target = source.numbers(49), source.numbers(49)
    d = [sub(a, b) for a, b in zip(prediction, target)]
    g = div(mul(2.0, to32(upstream)), 49.0)
    dx = [mul(v, g) for v in d]
    different("NUM-020", dx, [mul(mul(v, 2.0), div(to32(upstream), 49.0 / 3)) for v in d])
    vector("NUM-020", "mean squared error of 49", "meanSquaredError",
           [f32(prediction), f32(target), f32([to32(upstream)])],
           [f32([mean([mul(v, v) for v in d])]), f32(dx)], (49,))


def normalization(source):
    rows, n, epsilon = 3, 100, 1e-5
    x, dy = source.numbers(rows * n, 3), source.numbers(rows * n)
    gamma, beta = source.numbers(n), source.numbers(n)
    y, hat, inverse, dx = [], [], [], []
    for i in range(rows):
        out, h, r = layer_norm(x[i * n:(i + 1) * n], gamma, beta, epsilon)
        y, hat, inverse = y + out, hat + h, inverse + [r]
        dx += layer_norm_gradient(dy[i * n:(i + 1) * n], gamma, h, r)
    vector("NUM-015", "layer norm [3, 100]", "layerNorm", [f32(x), f32(gamma), f32(beta)],
           [f32(y), f32(hat), f32(inverse)], (rows, n), (epsilon,))
    vector("NUM-016", "layer norm gradient [3, 100]", "layerNormGradient",
           [f32(dy), f32(gamma), f32(hat), f32(inverse)], [f32(dx)], (rows, n))

    # With scale 1 and shift 0 the forward pass shows the variance and little else.
    n = 700
    ones, zeros = [1.0] * n, [0.0] * n

    def fused(d):
        lanes = [0.0] * 64
        for j, v in enumerate(d):
            lanes[j % 64] = fma(v, v, lanes[j % 64])
        return rule_sum(lanes)

    x = telling(lambda: source.numbers(n, 3), lambda x: layer_norm(x, ones, zeros, epsilon)[2],
                lambda x: layer_norm(x, ones, zeros, epsilon, fused)[2])
    y, hat, r = layer_norm(x, ones, zeros, epsilon)
    vector("NUM-007", "variance of 700", "layerNorm", [f32(x), f32(ones), f32(zeros)],
           [f32(y), f32(hat), f32([r])], (1, n), (epsilon,))


def optimizers(source):
    n = 33
    p, g, b = source.numbers(n), source.numbers(n, Fraction(1, 10)), source.numbers(n)
    for momentum, decay, nesterov in ((0, 0, 0), (0, 0.01, 0), (0.9, 0, 0), (0.9, 0.01, 1),
                                      (0.9, 1e-50, 0)):
        steps = [sgd(p[i], g[i], b[i], 0.05, momentum, decay, nesterov) for i in range(n)]
        outputs = [f32([s[0] for s in steps])] + ([f32([s[1] for s in steps])] if momentum else [])
        vector("NUM-024", f"sgd, momentum {momentum}, decay {decay}, nesterov {nesterov}", "sgd",
               [f32(p), f32(g)] + ([f32(b)] if momentum else []), outputs, (nesterov,),
               (0.05, momentum, decay))
    m, v = source.numbers(n), [abs(x) for x in source.numbers(n)]
    for decay, decoupled in ((0, 0), (0.01, 0), (0.01, 1), (0, 1), (1e-50, 0), (1e-50, 1)):
        h = (0.001, 0.9, 0.999, 0.9 * 0.9, 0.999 * 0.999, 1e-8, decay, decoupled)
        steps = [adam(p[i], g[i], m[i], v[i], h) for i in range(n)]
        vector("NUM-026" if decoupled else "NUM-025",
               f"adam, decay {decay}, decoupled {decoupled}", "adam",
               [f32(p), f32(g), f32(m), f32(v)], [f32(column) for column in zip(*steps)],
               (decoupled,), h[:7])
    h = (0.5, 0.9, 0.999, 0.9, 0.999, 0.1, 0, 0)
    steps = [adam(p[i], g[i], m[i], v[i], h) for i in range(n)]
    fused = [adam(p[i], g[i], m[i], v[i], h, True) for i in range(n)]
    different("NUM-025", [s[0] for s in steps], [s[0] for s in fused])
    vector("NUM-025", "adam with a large ε", "adam", [f32(p), f32(g), f32(m), f32(v)],
           [f32(column) for column in zip(*steps)], (0,), h[:7])


def steps(source):
    g = [source.numbers(9) for _ in range(7)]
    folds = g
    g = g[:4]
    later = g[3]
    for earlier in (g[2], g[1], g[0]):
        later = [add(a, b) for a, b in zip(later, earlier)]
    different("NUM-017", later, [add(add(add(a, b), c), d) for a, b, c, d in zip(*g)])
    vector("NUM-017", "a value with four consumers", "fanOut", [f32(x) for x in g], [f32(later)])
    window = [div(add(add(a, b), c), 3.0) for a, b, c in zip(*g[:3])]
    different("NUM-021", window, [mul(add(add(a, b), c), div(1.0, 3.0)) for a, b, c in zip(*g[:3])],
              [add(a, add(b, c)) for a, b, c in zip(*g[:3])])
    vector("NUM-021", "a window of three", "window", [f32(x) for x in g[:3]], [f32(window)])
    vector("NUM-021", "a window of one", "window", [f32(g[0])], [f32(g[0])])
    for count in (3, 4, 5, 7):
        columns = list(zip(*folds[:count]))
        right = [fold(list(column)) for column in columns]
        if count > 3:
            different("NUM-027", right, [sequential(c[1:] + c[:1]) for c in columns],
                      [sequential(column) for column in columns])
        different("NUM-027", right, [halves(list(column)) for column in columns])
        vector("NUM-027", f"{count} shards", "shards", [f32(x) for x in folds[:count]],
               [f32(right)])
    sizes = [s * 10 // 3 for s in range(4)]
    shares = [to32((b - a) / 10) for a, b in zip(sizes, sizes[1:])]
    vector("NUM-027", "shares of 10 rows in 3 shards", "shares", [], [f32(shares)], (10, 3))
    values, weights = source.numbers(3), [64.0, 64.0, 7.0]
    total = [0.0, 0.0]
    for x, w in zip(values, weights):
        total = [total[0] + x * w, total[1] + w]
    vector("NUM-028", "a weighted mean of three", "accumulate",
           [f32(values), f64([0.0, 0.0])], [f64(total)], (), weights)
    pairs = ([1, 2, 3, -4, 5], [1, 0, 3, -4, 6])
    vector("NUM-028", "equal pairs", "countEqual", [i32(v) for v in pairs] + [f64([2.0, 9.0])],
           [f64([5.0, 14.0])])
    a, b, dy = source.numbers(9), source.numbers(9), source.numbers(9)
    y = [div(u, v) for u, v in zip(a, b)]
    da = [div(u, v) for u, v in zip(dy, b)]
    db = [-div(mul(u, v), w) for u, v, w in zip(dy, y, b)]
    different("NUM-031", db, [-mul(u, v) for u, v in zip(da, y)],
              [-div(mul(u, v), mul(w, w)) for u, v, w in zip(dy, a, b)])
    vector("NUM-031", "gradient of a quotient", "quotientGradient", [f32(a), f32(b), f32(dy)],
           [f32(da), f32(db)])
    uniform = [float(RANDOMNESS.Stream(42, "init:hidden.weight").uniform(i)) for i in range(9)]
    bound = to32(1 / math.sqrt(10))
    values = [sub(mul(u, 2 * bound), bound) for u in uniform]
    different("NUM-029", values, [fma(u, 2 * bound, -bound) for u in uniform])
    vector("NUM-029", "uniform with fan-in 10, seed 42, hidden.weight", "fanIn", [],
           [f32(values)], (10,))
    curve = [0.1 + (1 - 0.1) * (0.5 * (1 + cospi(to32(t / 7)))) for t in range(8)]
    vector("NUM-030", "cosine from 0.3 to a tenth over 7 steps", "cosine", [],
           [f64([0.3 * c for c in curve])], (7,), (0.3, 0.1))


def functions(source):
    x = [float.fromhex(h) for h in (
        "0x1.2f1fd6p+3", "0x1.bacb4ap+25", "0x1.b121a6p+76", "0x1.6351d8p+95", "0x1p-149",
        "0x1p-126", "0x1.fffffep-1", "0x1p+0", "0x1.000002p+0", "0x1.fffffep+127")]
    vector("NUM-012", "hard cases of log", "log", [f32(x)], [f32(list(map(log, x)))])
    x = [0.0, -0.0, 88.0, 88.72283, 88.72284, -87.5, -103.9, -103.98, 2.0 ** -30, -INF, INF, NAN]
    x = list(map(to32, x)) + source.numbers(20, 20)
    vector("NUM-012", "exp from end to end", "exp", [f32(x)], [f32(list(map(exp, x)))])
    # Subnormal operands and results, ties, overflow and signs of zero, operation by operation.
    edge = list(map(to32, (0.0, -0.0, 2.0 ** -149, -2.0 ** -149, 3 * 2.0 ** -149, 2.0 ** -126,
                           1.0, -1.0, 3.0, 1 + 2.0 ** -23, 2.0 ** 24, -2.0 ** -75,
                           (2 - 2.0 ** -23) * 2.0 ** 127, INF, -INF, NAN)))
    left = [a for a in edge for _ in edge]
    right = edge * len(edge)
    for name, rule in (("add", add), ("subtract", sub), ("multiply", mul), ("divide", div)):
        vector("NUM-001", f"{name} on edges", name, [f32(left), f32(right)],
               [f32(list(map(rule, left, right)))])
    vector("NUM-001", "square root on edges", "squareRoot", [f32(edge)],
           [f32(list(map(sqrt, edge)))])


# Each file of Fixtures and its chapters; each file has a source of inputs of its own.
FILES = [
    ("numerics-v1.json", [functions, sums, products, losses, normalization, optimizers, steps]),
    ("numerics-functions-v1.json", [functions_of_one_variable]),
    ("numerics-sequences-v1.json", [attentions]),
    ("numerics-arithmetic-v1.json",
     [broadcasting, selections, reductions, logit_rows, losses_of_elements]),
    ("numerics-extrema-v1.json", [extrema, log_sums]),
    ("numerics-arrays-v1.json", [indexed_rows, moved_elements, batched_products]),
    ("numerics-normalization-v1.json", [batch_norms, group_norms, rms_norms, given_statistics]),
    ("numerics-pooling-v1.json", [pools]),
    ("numerics-convolutions-v1.json", [convolutions]),
    ("numerics-recurrent-v1.json", [recurrent_cells]),
    ("numerics-types-v1.json", [conversions]),
    ("numerics-numbers-v1.json", [doubles, whole_numbers]),
    ("numerics-doubles-v1.json",
     [functions_in_binary64, rows_in_binary64, updates_in_binary64, further_functions]),
    ("numerics-double-layers-v1.json", [layers_in_binary64]),
]


def main():
    if sys.argv[1:] not in ([], ["--write"]):
        sys.exit(__doc__)
    fixtures = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
    for name, chapters in FILES:
        VECTORS.clear()
        source = Source(2026)
        for chapter in chapters:
            chapter(source)
        text = "{\n" + '"vectors": [\n' + ",\n".join(
            json.dumps(v, ensure_ascii=False) for v in VECTORS) + "\n]\n}\n"
        if sys.argv[1:]:
            (fixtures / name).write_text(text, encoding="utf-8", newline="\n")
        elif (fixtures / name).read_text(encoding="utf-8") != text:
            sys.exit(f"Fixtures/{name} does not hold the vectors that the rules give")
        print(f"{name}: {len(VECTORS)} vectors")


main()
