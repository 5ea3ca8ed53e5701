"""The rules of broadcasting, comparisons, selection and reductions, and their golden vectors.

Vectors of an operation `tape.…` hold what a tensor function gives through the tape: inputs are
parameters, constants and the upstream gradient, outputs the result and the parameters' gradients.
Their integers are the number of parameters, the rank and lengths of every input but the upstream
gradient, and whatever else the function takes.
"""

from golden_vectors import *
from numerics_rules import *
from itertools import product as every
import sys


def indices(shape):
    return list(every(*map(range, shape)))


def paired(a, b):
    """The shape of the result (NUM-070)."""
    rank = max(len(a), len(b))
    full = lambda s: [1] * (rank - len(s)) + list(s)
    return [x if y == 1 else y for x, y in zip(full(a), full(b))]


def place(index, shape):
    """Where an operand has the element that meets an index of the result."""
    at = 0
    for i, n in zip(index[len(index) - len(shape):], shape):
        at = at * n + (0 if n == 1 else i)
    return at


def repeated(x, shape, result):
    return [x[place(i, shape)] for i in indices(result)]


def gathered(x, shape, result, reading=None):
    """The sum rule over repeated axes: a gradient from the shape of the result to an operand's."""
    if paired(shape, result) == list(shape) or math.prod(shape) == math.prod(result):
        return x
    own = [1] * (len(result) - len(shape)) + list(shape)
    if reading == "axis by axis":
        for axis in reversed(range(len(result))):
            if own[axis] == 1 and result[axis] != 1:
                less = result[:axis] + [1] + result[axis + 1:]
                x, result = gathered(x, less, result), less
        return x
    terms = [[] for _ in range(math.prod(shape))]
    order = indices(result)
    if reading == "last axis first":
        order.sort(key=lambda index: index[::-1])
    for index in order:
        terms[place(index, shape)].append(x[sum(
            i * math.prod(result[a + 1:]) for a, i in enumerate(index))])
    return [sequential(t) if reading == "sequential" else rule_sum(t) for t in terms]


def neg(x):
    return -x


def extremum_gradient(wins):
    return lambda dy, a, b, y: (0.0, dy) if wins(a, b) else (dy, 0.0)


# The result, and the elementwise gradients of both operands (NUM-031, NUM-071).
FUNCTIONS = {
    "add": (add, lambda dy, a, b, y: (dy, dy)),
    "subtract": (sub, lambda dy, a, b, y: (dy, -dy)),
    "multiply": (mul, lambda dy, a, b, y: (mul(dy, b), mul(dy, a))),
    "divide": (div, lambda dy, a, b, y: (div(dy, b), -div(mul(dy, y), b))),
    "maximum": (maximum, extremum_gradient(lambda a, b: a < b)),
    "minimum": (minimum, extremum_gradient(lambda a, b: b < a)),
}


def tape_vector(rule, name, operation, parameters, constants, upstream, outputs, extra=(),
                scalars=()):
    """`parameters` and `constants` are pairs of a shape and an operand's content."""
    integers = [len(parameters)]
    for shape, _ in parameters + constants:
        integers += [len(shape)] + list(shape)
    contents = [content for _, content in parameters + constants]
    vector(rule, name, "tape." + operation, contents + [f32(upstream)], outputs,
           integers + list(extra), scalars)


def binary(function, a, a_shape, b, b_shape, dy, reading=None):
    rule, gradient = FUNCTIONS[function]
    result = paired(a_shape, b_shape)
    left, right = repeated(a, a_shape, result), repeated(b, b_shape, result)
    y = [rule(p, q) for p, q in zip(left, right)]
    parts = [gradient(*each) for each in zip(dy, left, right, y)]
    return y, gathered([p for p, _ in parts], a_shape, result, reading), \
        gathered([q for _, q in parts], b_shape, result, reading)


def binary_vector(rule, name, function, a, a_shape, b, b_shape, dy, *readings):
    right = binary(function, a, a_shape, b, b_shape, dy)
    for reading in readings:
        wrong = binary(function, a, a_shape, b, b_shape, dy, reading)
        different(f"{rule}, {name}, {reading}", right[1] + right[2], wrong[1] + wrong[2])
    tape_vector(rule, name, function, [(a_shape, f32(a)), (b_shape, f32(b))], [], dy,
                [f32(x) for x in right])


EDGE = [0.0, -0.0, 2.0 ** -149, -2.0 ** -149, 1.0, -1.0, 3.0, (2 - 2.0 ** -23) * 2.0 ** 127, INF,
        -INF, NAN]


def broadcasting(source):
    for function, a, b in (
            ("add", (9, 2, 11), (2, 1)), ("subtract", (70,), (3, 1)),
            ("multiply", (1, 5, 1, 3), (27, 1, 4, 1)), ("divide", (7, 1, 13), (1, 3, 13)),
            ("multiply", (2, 1, 2, 1, 2, 1), (1, 9, 1, 5, 1, 3)), ("divide", (), (2, 35)),
            ("add", (3, 1), (1, 3, 1)), ("multiply", (0, 3), (1,))):
        size = math.prod(paired(a, b))
        x, z, dy = (source.numbers(n) for n in (math.prod(a), math.prod(b), size))
        z = [v if v else 1.0 for v in z]
        readings = ["sequential"] if function != "add" and size else []
        readings += ["axis by axis", "last axis first"] if a == (9, 2, 11) or len(a) == 4 else []
        binary_vector("NUM-070", f"{function} of {list(a)} and {list(b)}", function, x, a, z, b,
                      dy, *readings)


def selections(source):
    left, right = [a for a in EDGE for _ in EDGE], EDGE * len(EDGE)
    count, side = len(left), len(EDGE)
    dy = source.numbers(count)
    for function in ("maximum", "minimum"):
        binary_vector("NUM-071", f"{function} on edges", function, left, (count,), right, (count,),
                      dy)
        binary_vector("NUM-071", f"{function} of a row and a column", function, EDGE, (side, 1),
                      EDGE, (side,), dy)
    compare = {"equal": lambda a, b: a == b, "notEqual": lambda a, b: a != b,
               "less": lambda a, b: a < b, "lessEqual": lambda a, b: a <= b}
    numbers = [0, 1, -1, 2 ** 31 - 1, -2 ** 31]
    bits = [0, 1]
    for name, rule in compare.items():
        for kind, x, encode in (("float32", EDGE, f32), ("int32", numbers, i32),
                                ("bool", bits, booleans)):
            a, b = [a for a in x for _ in x], x * len(x)
            vector("NUM-072", f"{name} of {kind}", name, [encode(a), encode(b)],
                   [booleans(map(rule, a, b))])
    vector("NUM-072", "and", "minimum", [booleans([0, 0, 1, 1]), booleans([0, 1, 0, 1])],
           [booleans([0, 0, 0, 1])])
    vector("NUM-072", "or", "maximum", [booleans([0, 0, 1, 1]), booleans([0, 1, 0, 1])],
           [booleans([0, 1, 1, 1])])
    # A mask [5, 1, 1] of a [5, 7, 13] and a [1, 13].
    mask, shape = [1, 0, 0, 1, 1], [5, 7, 13]
    a, b, dy = source.numbers(455), source.numbers(13), source.numbers(455)
    whole, other = repeated(mask, (5, 1, 1), shape), repeated(b, (1, 13), shape)
    y = [p if m else q for m, p, q in zip(whole, a, other)]
    da = [g if m else 0.0 for m, g in zip(whole, dy)]
    db = gathered([0.0 if m else g for m, g in zip(whole, dy)], (1, 13), shape)
    tape_vector("NUM-073", "rows of a tensor or one row", "select",
                [(shape, f32(a)), ((1, 13), f32(b))], [((5, 1, 1), booleans(mask))], dy,
                [f32(y), f32(da), f32(db)])
    signs = [-0.0, NAN, INF]
    tape_vector("NUM-073", "edges", "select", [((3,), f32(signs)), ((), f32([-0.0]))],
                [((3,), booleans([1, 1, 0]))], [-0.0, 2.0, 3.0],
                [f32([-0.0, NAN, -0.0]), f32([-0.0, 2.0, 0.0]), f32([3.0])])
    for lower, upper in ((-1.0, 1.0), (0.0, 0.1), (-INF, -0.0), (2.0 ** -149, 1e300)):
        x = EDGE + source.numbers(20)
        dy = source.numbers(len(x))
        low, high = to32(lower), to32(upper) if upper < 1e300 else INF
        y = [minimum(maximum(v, low), high) for v in x]
        dx = [g if v == w else 0.0 for g, v, w in zip(dy, x, y)]
        tape_vector("NUM-074", f"clamp to {lower} ... {upper}", "clamp", [((len(x),), f32(x))], [],
                    dy, [f32(y), f32(dx)], scalars=(lower, upper))


def booleans(values):
    return {"type": "bool", "words": " ".join("%02x" % v for v in values)}


def reductions(source):
    for shape, axes in (((9, 2, 11), (0, 2)), ((3, 5, 27, 2), (2, 0)), ((5, 2, 4, 3, 7), (0, 2, 4)),
                        ((70, 3), (0,)), ((2, 3), ()), ((3, 1, 2), (1,)), ((1, 4, 3), (0, 2)),
                        ((2, 0, 3), (1,)), ((65, 2, 64), (0, 2))):
        kept = [1 if a in axes else n for a, n in enumerate(shape)]
        x = source.numbers(math.prod(shape))
        # Over no axis and over an axis of length 1, every element is a sum of one.
        one = math.prod(kept) == math.prod(shape)
        add_up = lambda x, reading=None: [add(0.0, v) for v in x] if one \
            else gathered(x, kept, list(shape), reading)
        y = add_up(x)
        n = math.prod(shape[a] for a in axes)
        if len(axes) > 1 and n > 64:
            different(f"NUM-075, {shape}", y, add_up(x, "axis by axis"), add_up(x, "sequential"),
                      add_up(x, "last axis first"))
        dy = source.numbers(len(y))
        parameters = [(shape, f32(x))]
        tape_vector("NUM-075", f"sum of {list(shape)} over {list(axes)}", "sum", parameters, [],
                    dy, [f32(y), f32(repeated(dy, kept, shape))], axes)
        if n > 4096:
            continue
        n = to32(float(n))
        tape_vector("NUM-075", f"mean of {list(shape)} over {list(axes)}", "mean", parameters, [],
                    dy, [f32([div(v, n) for v in y]),
                         f32(repeated([div(v, n) for v in dy], kept, shape))], axes)


# Rows of logits: NUM-079 to NUM-081.

def rows_of(x, columns):
    return [x[i:i + columns] for i in range(0, len(x), columns)]


def softmax_parts(x):
    m = x[0]
    for v in x[1:]:
        m = maximum(m, v)
    e = [exp(sub(v, m)) for v in x]
    return m, e, rule_sum(e)


def softmax(x, reading=None):
    m, e, s = softmax_parts(x)
    return [mul(v, div(1.0, s)) if reading else div(v, s) for v in e]


def softmax_gradient(y, dy, reading=None):
    t = product(dy, y) if reading else rule_sum([mul(d, v) for d, v in zip(dy, y)])
    return [mul(v, sub(d, t)) for d, v in zip(dy, y)]


def log_softmax(x, reading=None):
    m, _, s = softmax_parts(x)
    if reading:
        return [sub(v, add(m, log(s))) for v in x]
    return [sub(sub(v, m), log(s)) for v in x]


def log_softmax_gradient(y, dy, reading=None):
    t = rule_sum(dy)
    if reading:
        return [fma(-exp(v), t, d) for d, v in zip(dy, y)]
    return [sub(d, mul(exp(v), t)) for d, v in zip(dy, y)]


def target_loss(x, label, smoothing, ignored, reading=None):
    n = len(x)
    if label == ignored:
        return 0.0
    if not 0 <= label < n:
        return NAN
    m, _, s = softmax_parts(x)
    total = add(m, log(s))
    loss = sub(total, x[label])
    if smoothing == 0:
        return loss
    if reading == "mean":
        return add(mul(loss, to32(1 - smoothing)),
                   mul(mean([sub(total, v) for v in x]), to32(smoothing)))
    return add(mul(loss, to32(1 - smoothing)),
               mul(rule_sum([sub(total, v) for v in x]), to32(smoothing / n)))


def target_gradient(x, label, smoothing, ignored, g, reading=None):
    n = len(x)
    if label == ignored:
        return [0.0] * n
    if not 0 <= label < n:
        return [NAN] * n
    other, hit = to32(smoothing / n), to32((1 - smoothing) + smoothing / n)
    p = softmax(x)
    if reading == "two subtractions":
        return [mul(sub(sub(v, other), to32(1 - smoothing) if j == label else 0.0), g)
                for j, v in enumerate(p)]
    return [mul(sub(v, hit if j == label else other), g) for j, v in enumerate(p)]


def logit_rows(source):
    for name, rule, gradient, number in (("softmax", softmax, softmax_gradient, "NUM-079"),
                                         ("logSoftmax", log_softmax, log_softmax_gradient,
                                          "NUM-080")):
        for shape in ((2, 3, 7), (70,), (3, 1)):
            for _ in range(200):
                x, dy = source.numbers(math.prod(shape), 3), source.numbers(math.prod(shape))
                rows, upstream = rows_of(x, shape[-1]), rows_of(dy, shape[-1])
                y = [rule(row) for row in rows]
                dx = [gradient(*each) for each in zip(y, upstream)]
                if shape[-1] == 1 or not (
                        agree(sum(y, []), sum([rule(row, "other") for row in rows], []))
                        or agree(sum(dx, []), sum([gradient(*each, "other") for each in
                                                   zip(y, upstream)], []))):
                    break
            else:
                sys.exit(f"{number}: no draw told a right reading from a wrong one")
            tape_vector(number, f"{name} of {list(shape)}", name, [(shape, f32(x))], [], dy,
                        [f32(sum(y, [])), f32(sum(dx, []))])
        x = [INF, 1.0, 2.0, -INF, 1.0, 2.0, -INF, -INF, -INF, NAN, 1.0, 2.0, -0.0, 0.0, -0.0]
        y = [rule(row) for row in rows_of(x, 3)]
        dy = [1.0, -0.0, 2.0] * 5
        dx = [gradient(*each) for each in zip(y, rows_of(dy, 3))]
        tape_vector(number, f"{name} on edges", name, [((5, 3), f32(x))], [], dy,
                    [f32(sum(y, [])), f32(sum(dx, []))])
    shape, n = (2, 4, 11), 11
    labels = [3, 0, 10, 7, 7, -1, 11, 5]
    smoothed = lambda x, reading=None: sum(
        [target_gradient(row, t, 0.3, -1, 1.0, reading) for row, t in zip(rows_of(x, n), labels)],
        [])
    for _ in range(200):
        logits = source.numbers(math.prod(shape), 3)
        losses = lambda epsilon, reading=None: [
            target_loss(row, max(0, t), epsilon, n, reading)
            for row, t in zip(rows_of(logits, n), labels)]
        if not agree(smoothed(logits), smoothed(logits, "two subtractions")) \
                and not any(agree(losses(e), losses(e, "mean")) for e in (0.1, 0.3)):
            break
    else:
        sys.exit("NUM-081: no draw told a right reading from a wrong one")
    for smoothing, ignored, reduction in ((0.1, None, "mean"), (0.1, 7, "mean"), (0.0, 7, "sum"),
                                          (0.3, -1, "none"), (1.0, 5, "none"), (0.0, None, "none")):
        valid = [0 if not 0 <= t < n and t != ignored else t for t in labels]
        used = labels if reduction == "none" else valid
        rows = rows_of(logits, n)
        loss = [target_loss(x, t, smoothing, ignored) for x, t in zip(rows, used)]
        count = to32(float(sum(t != ignored for t in used)))
        dy = source.numbers(len(used) if reduction == "none" else 1)
        g = dy if reduction == "none" else [dy[0] if reduction == "sum" else div(dy[0], count)] * 8
        y = loss if reduction == "none" else [rule_sum(loss)]
        if reduction == "mean":
            y = [div(y[0], count)]
        parts = lambda reading=None: sum([target_gradient(x, t, smoothing, ignored, d, reading)
                                          for x, t, d in zip(rows, used, g)], [])
        kind = ["none", "sum", "mean"].index(reduction)
        tape_vector("NUM-081", f"smoothing {smoothing}, ignoring {ignored}, {reduction}",
                    "crossEntropy", [(shape, f32(logits))], [((2, 4), i32(used))], dy,
                    [f32(y), f32(parts())], (kind, 0 if ignored is None else 1, ignored or 0),
                    (smoothing,))
    tape_vector("NUM-081", "every row ignored", "crossEntropy", [((2, 3), f32([1.0] * 6))],
                [((2,), i32([7, 7]))], [1.0], [f32([NAN]), f32([0.0] * 6)], (2, 1, 7), (0.0,))


# Variance and losses: NUM-076, NUM-082 to NUM-084.

def log1p(x):
    return x if not x >= 2.0 ** -100 else rn32(Fraction((1 + decimal(x)).ln()))


def sigmoid(x):
    if x == 0 or math.isnan(x) or math.isinf(x):
        return {0.0: 0.5, INF: 1.0, -INF: 0.0}.get(x, x)
    if x < -150:
        return 0.0
    return 1.0 if x > 150 else rn32(Fraction(1 / (1 + decimal(-x).exp())))


def huber(x, t, delta):
    a = abs(sub(x, t))
    near = minimum(a, delta)
    return mul(near, sub(a, mul(near, 0.5)))


def binary_cross_entropy(x, t, reading=None):
    tail = log1p(exp(-abs(x)))
    if reading:
        return add(sub(maximum(x, 0.0), tail), mul(x, -t))
    return add(sub(maximum(x, 0.0) if x == x else x, mul(x, t)), tail)


def divergence(x, t):
    return 0.0 if t == 0 else mul(t, sub(log(t), x))


def losses_of_elements(source):
    for shape, axes, correction in (((9, 2, 11), (0, 2), 1), ((70, 3), (0,), 0), ((2, 35), (1,), 1),
                                    ((2, 1), (1,), 1), ((2, 1), (1,), 0), ((3, 0), (1,), 1)):
        kept = [1 if a in axes else n for a, n in enumerate(shape)]
        n = math.prod(shape[a] for a in axes)
        x, dy = source.numbers(math.prod(shape)), source.numbers(math.prod(kept))
        total = lambda x: gathered(x, kept, list(shape)) if n != 1 else [add(0.0, v) for v in x]
        mu = [div(v, to32(float(n))) for v in total(x)]
        d = [sub(v, m) for v, m in zip(x, repeated(mu, kept, shape))]
        divisor = to32(float(max(0, n - correction)))
        y = [div(v, divisor) for v in total([mul(v, v) for v in d])]
        factor = [div(mul(g, 2.0), divisor) for g in dy]
        dx = [mul(v, f) for v, f in zip(d, repeated(factor, kept, shape))]
        tape_vector("NUM-076", f"variance of {list(shape)} over {list(axes)}, less {correction}",
                    "variance", [(shape, f32(x))], [], dy, [f32(y), f32(dx)],
                    (correction,) + axes)
    edge = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 88.0, -104.0, 2.0 ** -149]
    x = [a for a in edge for _ in range(4)] + source.numbers(60, 3)
    whole = [0.0, 1.0, 0.25, -0.0] * 10 + [abs(v) for v in source.numbers(60)]
    dy = source.numbers(100)
    shape = (5, 20)
    sign = lambda d, g: g if d > 0 else -g if d < 0 else 0.0 if d == 0 else d
    huber_delta = to32(0.7)
    clamp = lambda d: minimum(maximum(d, -huber_delta), huber_delta)
    families = (
        ("NUM-082", "absoluteError", lambda x, t: abs(sub(x, t)),
         lambda x, t, g: sign(sub(x, t), g)),
        ("NUM-082", "huberLoss", lambda x, t: huber(x, t, huber_delta),
         lambda x, t, g: mul(clamp(sub(x, t)), g)),
        ("NUM-083", "binaryCrossEntropy", binary_cross_entropy,
         lambda x, t, g: mul(sub(sigmoid(x), t), g)),
        ("NUM-084", "klDivergence", divergence, lambda x, t, g: mul(-t, g)))
    for number, name, loss, gradient in families:
        y = [loss(v, t) for v, t in zip(x, whole)]
        tape_vector(number, f"{name} of elements", name, [(shape, f32(x))],
                    [(shape, f32(whole))], dy,
                    [f32(y), f32([gradient(v, t, g) for v, t, g in zip(x, whole, dy)])], (0,),
                    (0.7,))
        v, t = x[40:], whole[40:]
        for kind, total in ((1, rule_sum), (2, mean)):
            upstream = source.numbers(1)
            g = div(upstream[0], 60.0) if kind == 2 else upstream[0]
            tape_vector(number, f"{name}, {('', 'sum', 'mean')[kind]}", name, [((60,), f32(v))],
                        [((60,), f32(t))], upstream,
                        [f32([total([loss(a, b) for a, b in zip(v, t)])]),
                         f32([gradient(a, b, g) for a, b in zip(v, t)])], (kind,), (0.7,))
