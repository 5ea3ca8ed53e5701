"""Extrema over axes and log-sum-exp, and their golden vectors: NUM-077, NUM-078."""

from golden_vectors import *
from numerics_arithmetic import EDGE, indices, maximum, minimum, tape_vector
from numerics_rules import *


def groups(shape, axes):
    """For each result, in row-major order, the places in x of its elements in theirs."""
    found = {}
    for place, index in enumerate(indices(shape)):
        found.setdefault(tuple(0 if a in axes else i for a, i in enumerate(index)), []).append(place)
    kept = [1 if a in axes else n for a, n in enumerate(shape)]
    return [found.get(index, []) for index in indices(kept)]


def extremum(row, least):
    best = INF if least else -INF
    for v in row:
        best = minimum(best, v) if least else maximum(best, v)
    return best


def place(row, least, reading=None):
    best = extremum(row, least)
    hits = [i for i, v in enumerate(row) if (math.isnan(v) if math.isnan(best) else v == best)]
    return hits[-1 if reading == "last" else 0]


def extremum_gradient(x, dy, shape, axes, least, reading=None):
    dx = [0.0] * len(x)
    for group, upstream in zip(groups(shape, axes), dy):
        if reading == "shared":
            best = extremum([x[p] for p in group], least)
            hits = [p for p in group if x[p] == best]
            for p in hits:
                dx[p] = div(upstream, to32(float(len(hits))))
        elif group:
            dx[group[place([x[p] for p in group], least, reading)]] = upstream
    return dx


def extrema(source):
    # Few different numbers, so that there are ties; then edges, and nothing.
    few = lambda n: [min(max(round(8 * v), -1), 1) / 2 for v in source.numbers(n)]
    cases = [(shape, axes, few(math.prod(shape)), "") for shape, axes in (
        ((4, 40), (1,)), ((40, 3), (0,)), ((3, 9, 5), (1,)), ((6, 2, 11), (0, 2)),
        ((3, 2, 2, 5, 7), (0, 2, 4)), ((5, 3), ()), ((2, 1, 3), (1,)), ((29,), (0,)))]
    side = len(EDGE)
    cases += [((side * side, 2), (1,), [v for a in EDGE for b in EDGE for v in (a, b)], " on edges"),
              ((side, 3), (0,), EDGE + EDGE[::-1] + [0.0] * side, " on edges"),
              ((3, side), (1,), [-abs(v) for v in EDGE] + EDGE[:-1] + [-0.0] + EDGE[2:] + [1.0] * 2,
               " on edges")]
    for shape, axes, x, what in cases:
        rows = [[x[p] for p in group] for group in groups(shape, axes)]
        dy = source.numbers(len(rows))
        for name, least in (("max", False), ("min", True)):
            y = [extremum(row, least) for row in rows]
            dx = extremum_gradient(x, dy, shape, axes, least)
            if axes and len(rows) < 100 and math.prod(shape) > len(rows) and not what:
                different(f"NUM-077, {name} of {shape}", dx,
                          extremum_gradient(x, dy, shape, axes, least, "last"),
                          extremum_gradient(x, dy, shape, axes, least, "shared"))
            label = f"{name} of {list(shape)} over {list(axes)}{what}"
            tape_vector("NUM-077", label, name, [(shape, f32(x))], [], dy, [f32(y), f32(dx)], axes)
            vector("NUM-077", "arg" + label, "arg" + name, [f32(x)],
                   [f32(y), i32([place(row, least) for row in rows])],
                   list(shape) + [1 if a in axes else 0 for a in range(len(shape))])
    for name, nothing in (("max", -INF), ("min", INF)):
        tape_vector("NUM-077", f"{name} of nothing", name, [((2, 0, 3), f32([]))], [], [1.0] * 6,
                    [f32([nothing] * 6), f32([])], (1,))


def log_sum_exp(row, dy, reading=None):
    m = extremum(row, False)
    c = m if finite(m) else 0.0
    e = [exp(sub(v, c)) for v in row]
    s = sequential(e) if reading == "sequential" else rule_sum(e)
    y = add(log(s), c)
    if reading == "divide first":
        return y, [mul(div(v, s), dy) for v in e]
    if reading == "from the result":
        return y, [mul(exp(sub(v, y)), dy) for v in row]
    return y, [mul(v, div(dy, s)) for v in e]


def log_sums(source):
    def whole(shape, axes, x, dy, reading=None):
        y, dx = [], [0.0] * len(x)
        for group, upstream in zip(groups(shape, axes), dy):
            result, gradient = log_sum_exp([x[p] for p in group], upstream, reading)
            y.append(result)
            for p, v in zip(group, gradient):
                dx[p] = v
        return y, dx

    for shape, axes in (((3, 70), (1,)), ((70, 4), (0,)), ((9, 2, 11), (0, 2)), ((130,), (0,)),
                        ((2, 3), ())):
        for _ in range(200):
            x = source.numbers(math.prod(shape), 3)
            dy = source.numbers(len(groups(shape, axes)))
            right = whole(shape, axes, x, dy)
            other = [whole(shape, axes, x, dy, reading)[1] for reading in
                     ("divide first", "from the result")]
            sums = whole(shape, axes, x, dy, "sequential")
            if not axes or not (agree(right[1], sums[1], *other)
                                or agree(right[0], sums[0])):
                break
        else:
            sys.exit("NUM-078: no draw told a right reading from a wrong one")
        tape_vector("NUM-078", f"log-sum-exp of {list(shape)} over {list(axes)}", "logSumExp",
                    [(shape, f32(x))], [], dy, [f32(right[0]), f32(right[1])], axes)
    x = [INF, 1.0, 2.0, -INF, -INF, -INF, -INF, 1.0, 2.0, NAN, 1.0, INF, INF, -INF, 100.0,
         -0.0, 0.0, -0.0, 3e38, 3e38, -3e38]
    x = list(map(to32, x))
    dy = [1.0, -2.0, 0.5, 1.0, -1.0, -0.0, 3.0]
    y, dx = whole((7, 3), (1,), x, dy)
    tape_vector("NUM-078", "log-sum-exp on edges", "logSumExp", [((7, 3), f32(x))], [], dy,
                [f32(y), f32(dx)], (1,))
    tape_vector("NUM-078", "log-sum-exp of nothing", "logSumExp", [((2, 0), f32([]))], [],
                [1.0, 2.0], [f32([-INF, -INF]), f32([])], (1,))
