"""The rules of attention and of recurrent cells, and their golden vectors."""

from golden_vectors import *
from numerics_rules import *


# Attention: NUM-050. `present` says which positions take part; they keep their numbers.

def present_product(a, b, present, panel=256, empty_panels=False):
    result = None
    for start in range(0, len(a), panel):
        there = [p for p in range(start, min(start + panel, len(a))) if present[p]]
        if not there and not empty_panels:
            continue
        chain = 0.0
        for p in there:
            chain = fma(a[p], b[p], chain)
        result = chain if result is None else add(result, chain)
    return 0.0 if result is None else result


def attend(q, k, v, present, scale, reading=None):
    """One query of one head: its output and its probabilities."""
    there = [j for j in range(len(k)) if present[j]]
    factor, p = to32(scale), [0.0] * len(k)
    if there:
        s = {j: mul(product(q, k[j]), factor) for j in there}
        if reading == "scaled query":
            s = {j: product([mul(x, factor) for x in q], k[j]) for j in there}
        m = max(s.values())
        e = [exp(sub(s[j], m)) if present[j] else 0.0 for j in range(len(k))]
        total = rule_sum([e[j] for j in there] if reading == "renumbered" else e)
        for j in there:
            p[j] = mul(e[j], div(1.0, total)) if reading == "reciprocal" else div(e[j], total)
    everyone = [True] * len(k)
    columns = list(zip(*v)) if v else []
    o = [present_product(p, c, everyone if reading == "absent as zero" else present,
                         empty_panels=reading == "empty panels") for c in columns]
    return o, p


def attend_gradient(q, k, v, p, do, present, scale, reading=None):
    """One head: dq, dk and dv from rows of queries and keys."""
    queries, keys, factor = len(q), len(k), to32(scale)
    ds = [[0.0] * keys for _ in q]
    for i in range(queries):
        there = [j for j in range(keys) if present[i][j]]
        dp = {j: product(do[i], v[j]) for j in there}
        terms = [mul(dp[j], p[i][j]) if present[i][j] else 0.0 for j in range(keys)]
        t = rule_sum([terms[j] for j in there] if reading == "renumbered" else terms)
        if reading == "chain":
            t = product([dp.get(j, 0.0) for j in range(keys)], p[i])
        for j in there:
            d = mul(p[i][j], sub(dp[j], t))
            ds[i][j] = d if reading == "scaled products" else mul(d, factor)
    column = lambda rows, j: [row[j] for row in rows]
    seen = lambda j: [present[i][j] for i in range(queries)]
    dq = [[present_product(ds[i], c, present[i]) for c in zip(*k)] for i in range(queries)]
    dk = [[present_product(column(ds, j), c, seen(j)) for c in zip(*q)] for j in range(keys)]
    dv = [[present_product(column(p, j), c, seen(j)) for c in zip(*do)] for j in range(keys)]
    if reading == "scaled products":
        dq, dk = ([[mul(x, factor) for x in row] for row in rows] for rows in (dq, dk))
    return dq, dk, dv


def whole_attention(q, k, v, do, sizes, mask, scale, reading=None):
    """All batches and heads of flat arrays; also the gradients from `do`."""
    batch, queries, keys, heads, size, causal = sizes
    d = heads * size
    o, p = [0.0] * len(q), []
    gradients = [[0.0] * len(q), [0.0] * len(k), [0.0] * len(v)]
    for b in range(batch):
        for h in range(heads):
            places = lambda count: [(b * count + t) * d + h * size for t in range(count)]
            take = lambda x, count: [x[s:s + size] for s in places(count)]
            Q, K, V, D = take(q, queries), take(k, keys), take(v, keys), take(do, queries)
            present = [[(not causal or j <= i) and mask[b * keys + j] == 1 for j in range(keys)]
                       for i in range(queries)]
            rows = [attend(Q[i], K, V, present[i], scale, reading) for i in range(queries)]
            P = [row[1] for row in rows]
            for s, row in zip(places(queries), rows):
                o[s:s + size] = row[0] or [0.0] * size
            p += sum(P, [])
            parts = attend_gradient(Q, K, V, P, D, present, scale, reading)
            for whole, part, count in zip(gradients, parts, (queries, keys, keys)):
                for s, row in zip(places(count), part):
                    whole[s:s + size] = row
    return o, p, gradients


def booleans(values):
    return {"type": "bool", "words": " ".join("%02x" % v for v in values)}


def attention_vectors(name, q, k, v, do, sizes, mask, readings=(), gradient_readings=()):
    batch, queries, keys, heads, size, causal = sizes
    scale = 1 / math.sqrt(size)
    flat = mask or [1] * (batch * keys)
    o, p, gradients = whole_attention(q, k, v, do, sizes, flat, scale)
    for reading in readings:
        other = whole_attention(q, k, v, do, sizes, flat, scale, reading)
        different(f"NUM-050, {name}, {reading}", o + p, other[0] + other[1])
    for reading in gradient_readings:
        other = whole_attention(q, k, v, do, sizes, flat, scale, reading)[2]
        different(f"NUM-050, {name}, {reading}", gradients[0] + gradients[1], other[0] + other[1])
    masks = [booleans(mask)] if mask else []
    integers = (*sizes, 1 if mask else 0)
    vector("NUM-050", name, "attention", [f32(q), f32(k), f32(v)] + masks, [f32(o), f32(p)],
           integers, (scale,))
    vector("NUM-050", f"gradient of {name}", "attentionGradient",
           [f32(q), f32(k), f32(v)] + masks + [f32(p), f32(do)], [f32(x) for x in gradients],
           integers, (scale,))


def attentions(source):
    def made(sizes, mask, name, *readings):
        batch, queries, keys, heads, size, _ = sizes
        tokens = lambda count: source.numbers(batch * count * heads * size)
        attention_vectors(name, tokens(queries), tokens(keys), tokens(keys), tokens(queries),
                          sizes, mask, *readings)

    made((2, 5, 5, 2, 3, 1), None, "causal attention", ("scaled query", "reciprocal"),
         ("scaled products", "chain"))
    mask = [0 if j % 3 == 0 or j == 69 else 1 for j in range(70)] + [0] * 70
    made((2, 3, 70, 1, 3, 0), mask, "masked attention, the second sequence without a key",
         ("renumbered",), ("renumbered",))
    # Chains that end in −0 by underflow: a term or a panel that is absent must not make it +0.
    tiny = 2.0 ** -149
    mask = [1 if j in (1, 2, 4, 7) else 0 for j in range(300)]
    attention_vectors("absent keys beside −0", [0.0], source.numbers(300),
                      [-tiny if m else 1.0 for m in mask], [1.0], (1, 1, 300, 1, 1, 0), mask,
                      ("absent as zero", "empty panels"))
