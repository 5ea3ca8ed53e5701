"""The rules of arrays whose rows and elements are moved, and their golden vectors."""

from golden_vectors import *
from numerics_rules import *


# Rows by index: NUM-085, NUM-086.

def gather(table, indices, rows, columns):
    y = []
    for t in indices:
        inside = 0 <= t < rows
        y += table[t * columns:(t + 1) * columns] if inside else [NAN] * columns
    return y


def scatter(x, indices, rows, columns, reading=None):
    y = []
    for i in range(rows):
        positions = [p for p, t in enumerate(indices) if t == i]
        if reading == "descending":
            positions.reverse()
        for j in range(columns):
            terms = [x[p * columns + j] for p in positions]
            if reading == "numbered in the input":
                terms = [x[p * columns + j] if t == i else 0.0 for p, t in enumerate(indices)]
            y.append(sequential([0.0] + terms) if reading == "sequential" else rule_sum(terms))
    return y


def indexed_rows(source):
    table, indices = source.numbers(4 * 3), [2, 0, -1, 3, 3, 4, 2]
    vector("NUM-085", "seven rows of four, two indices out of range", "gather",
           [f32(table), i32(indices)], [f32(gather(table, indices, 4, 3))], (4, 3))
    vector("NUM-085", "rows of a table without rows", "gather", [f32([]), i32([0, 1])],
           [f32([NAN] * 6)], (0, 3))
    count, rows, columns = 700, 4, 2
    # The last row is named by no index; one index in sixteen is out of range.
    indices = [source.word() % 3 if source.word() % 16 else -1 for _ in range(count)]
    indices[17] = rows
    x = source.numbers(count * columns)
    y = scatter(x, indices, rows, columns)
    different("NUM-086", y, *(scatter(x, indices, rows, columns, reading) for reading in
                              ("descending", "numbered in the input", "sequential")))
    vector("NUM-086", "700 rows into 4, one of them named by no index", "scatterAdd",
           [f32(x), i32(indices)], [f32(y)], (rows, columns))
    vector("NUM-086", "one −0", "scatterAdd", [f32([-0.0]), i32([0])], [f32([0.0])], (1, 1))


# Moving elements: NUM-087.

def permute(x, shape, order):
    strides = [math.prod(shape[axis + 1:]) for axis in range(len(shape))]
    y = [0]
    for axis in order:  # element after element of the outer axes, each followed by its inner ones
        y = [start + place * strides[axis] for start in y for place in range(shape[axis])]
    return [x[place] for place in y]


def moved_elements(source):
    for shape, order in (((4, 9), (1, 0)), ((2, 3, 5), (1, 2, 0)), ((3, 2, 2, 3), (2, 0, 3, 1))):
        x = source.numbers(math.prod(shape))
        inverse = [order.index(axis) for axis in range(len(order))]
        y = permute(x, shape, order)
        if inverse != list(order):
            different("NUM-087", y, permute(x, shape, inverse))
        vector("NUM-087", f"permute {list(shape)} by {list(order)}", "permute", [f32(x)], [f32(y)],
               shape + order)


# Batched products: NUM-088.

def batched_products(source):
    batch, m, n, k = 3, 2, 3, 70
    for one_a, one_b, ta, tb in ((0, 0, 0, 0), (0, 0, 1, 1), (1, 0, 0, 1), (0, 1, 1, 0)):
        a = source.numbers((1 if one_a else batch) * m * k)
        b = source.numbers((1 if one_b else batch) * k * n)
        c = []
        for place in range(batch):
            left = a[0 if one_a else place * m * k:][:m * k]
            right = b[0 if one_b else place * k * n:][:k * n]
            rows = [left[i::m] if ta else left[i * k:i * k + k] for i in range(m)]
            columns = [right[j * k:j * k + k] if tb else right[j::n] for j in range(n)]
            c += [product(x, y) for x in rows for y in columns]
        vector("NUM-088", f"three products, one a {one_a}, one b {one_b}, transposed {ta} {tb}",
               "batchedMatmul", [f32(a), f32(b)], [f32(c)],
               (batch, one_a, one_b, m, n, k, ta, tb))
    # The gradients of an operand that took part in three products: 300 terms over (place, row).
    batch, m, n, k = 3, 100, 2, 2
    a, dc, b = (source.numbers(batch * size) for size in (m * k, m * n, k * m))
    db = [product(a[p::k], dc[j::n]) for p in range(k) for j in range(n)]
    apart = [fold([product(a[e * m * k + p:(e + 1) * m * k:k], dc[e * m * n + j:(e + 1) * m * n:n])
                   for e in range(batch)]) for p in range(k) for j in range(n)]
    different("NUM-088", db, apart)
    vector("NUM-088", "gradient of a repeated right operand", "repeatedRightGradient",
           [f32(a), f32(dc)], [f32(db)], (batch, m, n, k))
    # Now [2, 2] · [3, 2, 100], whose result is [3, 2, 100]: 300 terms over (place, column).
    rows = lambda x, i: sum((x[(e * 2 + i) * m:(e * 2 + i + 1) * m] for e in range(batch)), [])
    da = [product(rows(dc, i), rows(b, p)) for i in range(2) for p in range(k)]
    vector("NUM-088", "gradient of a repeated left operand", "repeatedLeftGradient",
           [f32(b), f32(dc)], [f32(da)], (batch, 2, m, k))
