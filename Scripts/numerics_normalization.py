"""The rules of batch norm, group norm and RMS norm, and their golden vectors."""

from golden_vectors import *
from numerics_rules import *


# Arrays [m, n] as lists of columns.

def columns_of(x, n):
    return [x[j::n] for j in range(n)]


def rows_of(columns):
    return [v for row in zip(*columns) for v in row]


def statistics(x, total=rule_sum):
    """Mean and variance of one channel: NUM-110."""
    n = to32(float(len(x)))
    mu = div(total(x), n)
    d = [sub(v, mu) for v in x]
    return mu, div(total([mul(v, v) for v in d]), n)


def normalized(x, mu, v, epsilon):
    r = div(1.0, sqrt(add(v, to32(epsilon))))
    return [mul(sub(e, mu), r) for e in x], r


def batch_norm(x, mu, v, gamma, beta, epsilon, reading=None):
    """One channel: NUM-111."""
    if reading == "folded scale":  # y = x · (γ · r) + (β − μ · (γ · r)), as inference engines do
        s = mul(gamma, normalized(x, mu, v, epsilon)[1])
        return [fma(e, s, sub(beta, mul(mu, s))) for e in x]
    if reading == "root outside":
        r = div(1.0, add(sqrt(v), to32(epsilon)))
        return [fma(mul(sub(e, mu), r), gamma, beta) for e in x]
    return [fma(h, gamma, beta) for h in normalized(x, mu, v, epsilon)[0]]


def batch_norm_gradient(x, dy, mu, v, gamma, epsilon, reading=None):
    """One channel: NUM-112."""
    hat, r = normalized(x, mu, v, epsilon)
    m = to32(float(len(x)))
    if reading == "scale inside":
        dy = [mul(e, gamma) for e in dy]
        gamma = 1.0
    dbeta = rule_sum(dy)
    products = [mul(e, h) for e, h in zip(dy, hat)]
    dgamma = product(dy, hat) if reading == "chain" else rule_sum(products)
    a, b, s = div(dbeta, m), div(dgamma, m), mul(gamma, r)
    if reading == "scale in two steps":
        return [mul(mul(fma(-h, b, sub(e, a)), gamma), r) for e, h in zip(dy, hat)], dgamma, dbeta
    return [mul(fma(-h, b, sub(e, a)), s) for e, h in zip(dy, hat)], dgamma, dbeta


def batch_norms(source):
    rows, n, epsilon = 150, 3, 1e-5
    x, dy = source.numbers(rows * n, 3), source.numbers(rows * n)
    gamma, beta = source.numbers(n), source.numbers(n)
    columns, upstream = columns_of(x, n), columns_of(dy, n)
    found = [statistics(c) for c in columns]
    means, variances = ([f[k] for f in found] for k in (0, 1))
    naive = [statistics(c, sequential) for c in columns]
    different("NUM-110", variances, [f[1] for f in naive])
    vector("NUM-110", "statistics [150, 3]", "batchStatistics", [f32(x)],
           [f32(means), f32(variances)], (rows, n))
    # Two blocks of rows, and no rows at all.
    tall = telling(lambda: source.numbers(4101, 3), lambda c: statistics(c)[1],
                   lambda c: statistics(c, sequential)[1])
    mu, v = statistics(tall)
    vector("NUM-110", "statistics [4101, 1]", "batchStatistics", [f32(tall)],
           [f32([mu]), f32([v])], (4101, 1))
    vector("NUM-110", "statistics [0, 2]", "batchStatistics", [f32([])],
           [f32([NAN, NAN]), f32([NAN, NAN])], (0, 2))
    inputs = list(zip(columns, means, variances, gamma, beta))
    right = rows_of([batch_norm(*i, epsilon) for i in inputs])
    for reading in ("folded scale", "root outside"):
        different(f"NUM-111, {reading}", right,
                  rows_of([batch_norm(*i, epsilon, reading) for i in inputs]))
    vector("NUM-111", "batch norm [150, 3]", "batchNorm",
           [f32(x), f32(means), f32(variances), f32(gamma), f32(beta)], [f32(right)], (rows, n),
           (epsilon,))
    # Other statistics than the input's own, one of them without variance.
    means, variances = source.numbers(n), [0.0] + [abs(e) for e in source.numbers(n - 1)]
    inputs = list(zip(columns, means, variances, gamma, beta))
    vector("NUM-111", "batch norm with running statistics", "batchNorm",
           [f32(x), f32(means), f32(variances), f32(gamma), f32(beta)],
           [f32(rows_of([batch_norm(*i, epsilon) for i in inputs]))], (rows, n), (epsilon,))
    means, variances = ([f[k] for f in found] for k in (0, 1))
    inputs = list(zip(columns, upstream, means, variances, gamma))
    parts = [batch_norm_gradient(*i, epsilon) for i in inputs]
    dx, dgamma, dbeta = rows_of([p[0] for p in parts]), [p[1] for p in parts], [p[2] for p in parts]
    for reading in ("scale inside", "scale in two steps", "chain"):
        other = [batch_norm_gradient(*i, epsilon, reading) for i in inputs]
        different(f"NUM-112, {reading}", dx, rows_of([p[0] for p in other]))
    vector("NUM-112", "gradient of batch norm [150, 3]", "batchNormGradient",
           [f32(dy), f32(x), f32(means), f32(variances), f32(gamma)],
           [f32(dx), f32(dgamma), f32(dbeta)], (rows, n), (epsilon,))
    running_statistics(source)


def given_statistics(source):
    """NUM-112 where the statistics are not the input's own, one of them without variance."""
    rows, n, epsilon = 70, 3, 1e-5
    x, dy = source.numbers(rows * n, 3), source.numbers(rows * n)
    means, gamma = source.numbers(n), source.numbers(n)
    variances = [0.0] + [abs(e) for e in source.numbers(n - 1)]
    inputs = list(zip(columns_of(x, n), columns_of(dy, n), means, variances, gamma))
    parts = [batch_norm_gradient(*i, epsilon) for i in inputs]
    inverses = [normalized([], mu, v, epsilon)[1] for mu, v in zip(means, variances)]
    dx = rows_of([[mul(e, mul(g, r)) for e in c]
                  for c, g, r in zip(columns_of(dy, n), gamma, inverses)])
    different("NUM-112, given", dx, rows_of([p[0] for p in parts]),
              rows_of([[mul(mul(e, g), r) for e in c]
                       for c, g, r in zip(columns_of(dy, n), gamma, inverses)]))
    vector("NUM-112", "gradient with given statistics [70, 3]", "batchNormGradient",
           [f32(dy), f32(x), f32(means), f32(variances), f32(gamma)],
           [f32(dx), f32([p[1] for p in parts]), f32([p[2] for p in parts])], (rows, n, 1),
           (epsilon,))
    vector("NUM-112", "gradient with given statistics of no rows", "batchNormGradient",
           [f32([]), f32([]), f32(means), f32(variances), f32(gamma)],
           [f32([]), f32([0.0] * n), f32([0.0] * n)], (0, n, 1), (epsilon,))


def running_statistics(source):
    """Three micro-batches of three shards each, one channel: NUM-113."""
    momentum, sizes = 0.1, [(5, 6, 6), (5, 6, 6), (1, 1)]

    def averages(values, biased=False, left=fold):
        mean, variance = 0.0, 1.0
        for shards in values:
            found = [statistics(x) for x in shards]
            factors = [1.0 if biased or len(x) == 1 else to32(len(x) / (len(x) - 1))
                       for x in shards]
            u = [mul(f[1], factor) for f, factor in zip(found, factors)]
            count = to32(float(len(shards)))
            step = lambda old, seen: add(mul(old, to32(1 - momentum)),
                                         mul(div(left(seen), count), to32(momentum)))
            mean, variance = step(mean, [f[0] for f in found]), step(variance, u)
        return [mean, variance]

    for _ in range(500):
        values = [[source.numbers(m, 3) for m in shards] for shards in sizes]
        right = averages(values)
        wrong = [averages(values, left=halves),
                 averages(values, left=lambda x: sequential(x[::-1]))]
        if not agree(right, *wrong):
            break
    different("NUM-113, order", right, *wrong)
    different("NUM-113, biased", right[1:], averages(values, biased=True)[1:])
    vector("NUM-113", "running statistics over three micro-batches of three, three and two shards",
           "runningStatistics", [f32(x) for shards in values for x in shards],
           [f32(right[:1]), f32(right[1:])], [len(s) for s in sizes], (momentum,))


def group_norms(source):
    """NUM-117: layer norm of what a group of an image holds."""
    batch, positions, groups, size, epsilon = 2, 30, 2, 3, 1e-5
    channels = groups * size
    total = batch * positions * channels
    x, dy = source.numbers(total, 3), source.numbers(total)
    gamma, beta = source.numbers(channels), source.numbers(channels)

    def members(image, group):
        return [(image * positions + p) * channels + group * size + c
                for p in range(positions) for c in range(size)]

    def whole(order=lambda places: places, gamma_of=lambda i: gamma[i % channels]):
        y, hat, inverse, dx = [0.0] * total, [0.0] * total, [], [0.0] * total
        for image in range(batch):
            for group in range(groups):
                places = order(members(image, group))
                scale = [gamma_of(i) for i in places]
                row = layer_norm([x[i] for i in places], scale,
                                 [beta[i % channels] for i in places], epsilon)
                d = layer_norm_gradient([dy[i] for i in places], scale, row[1], row[2])
                inverse.append(row[2])
                for k, i in enumerate(places):
                    y[i], hat[i], dx[i] = row[0][k], row[1][k], d[k]
        return y, hat, inverse, dx

    y, hat, inverse, dx = whole()
    # Channels first is another order of the same elements.
    first = whole(lambda places: sorted(places, key=lambda i: (i % channels, i)))
    different("NUM-117, channels first", hat, first[1])
    different("NUM-117, one scale a group", dx, whole(gamma_of=lambda i: gamma[i % channels // size])[3])
    sizes = (batch, positions, groups, size)
    vector("NUM-117", "group norm of two images of 30 pixels, two groups of three", "groupNorm",
           [f32(x), f32(gamma), f32(beta)], [f32(y), f32(hat), f32(inverse)], sizes, (epsilon,))
    vector("NUM-117", "gradient of that group norm", "groupNormGradient",
           [f32(dy), f32(gamma), f32(hat), f32(inverse)], [f32(dx)], sizes)


def rms_norm(x, gamma, epsilon):
    """One row: NUM-118."""
    v = mean([mul(e, e) for e in x])
    r = div(1.0, sqrt(add(v, to32(epsilon))))
    hat = [mul(e, r) for e in x]
    return [mul(h, g) for h, g in zip(hat, gamma)], hat, r


def rms_norms(source):
    rows, n, epsilon = 2, 100, 1e-6
    x, dy, gamma = source.numbers(rows * n, 3), source.numbers(rows * n), source.numbers(n)
    y, hat, inverse, dx, whole = [], [], [], [], []
    for i in range(rows):
        row, up = x[i * n:i * n + n], dy[i * n:i * n + n]
        out, h, r = rms_norm(row, gamma, epsilon)
        y, hat, inverse = y + out, hat + h, inverse + [r]
        products = [mul(v, g) for v, g in zip(up, gamma)]
        b = mean([mul(v, e) for v, e in zip(products, h)])
        dx += [mul(fma(-e, b, v), r) for v, e in zip(products, h)]
        whole += [mul(e, mul(r, g)) for e, g in zip(row, gamma)]
    different("NUM-118, one factor", y, whole)
    vector("NUM-118", "RMS norm [2, 100]", "rmsNorm", [f32(x), f32(gamma)],
           [f32(y), f32(hat), f32(inverse)], (rows, n), (epsilon,))
    vector("NUM-118", "gradient of RMS norm [2, 100]", "rmsNormGradient",
           [f32(dy), f32(gamma), f32(hat), f32(inverse)], [f32(dx)], (rows, n))
