"""The rules of LSTM and GRU, and their golden vectors: NUM-051 to NUM-054."""

from golden_vectors import *
from numerics_rules import *


def logistic(x):
    """sigmoid, NUM-012."""
    return rn32(Fraction(1 / (1 + (-decimal(x)).exp())))


def hyperbolic_tangent(x):
    """tanh, NUM-012."""
    if x == 0:
        return x
    power = (2 * decimal(x)).exp()
    return rn32(Fraction((power - 1) / (power + 1)))


def slope_logistic(y):
    return mul(y, sub(1.0, y))


def slope_tanh(y, reading=None):
    return sub(1.0, mul(y, y)) if reading == "rounded squares" else fma(-y, y, 1.0)


def affine(weight, x, bias):
    """One number for each row of the weight."""
    rows = [product(row, x) for row in weight]
    return rows if bias is None else [add(v, b) for v, b in zip(rows, bias)]


def rows_of(flat, width):
    return [flat[i:i + width] for i in range(0, len(flat), width)]


def flat(rows):
    return [v for row in rows for v in row]


class Layer:
    """The inputs of one layer and direction."""

    def __init__(self, source, sizes, gates, bias, states, backward):
        self.sizes, self.gates = sizes, gates
        batch, steps, features, hidden = sizes
        self.x = rows_of(source.numbers(batch * steps * features), features)
        self.w = rows_of(source.numbers(gates * hidden * features), features)
        self.u = rows_of(source.numbers(gates * hidden * hidden), hidden)
        self.b, self.d = (source.numbers(gates * hidden) for _ in range(2))
        self.h, self.c = (rows_of(source.numbers(batch * hidden), hidden) for _ in range(2))
        self.dy = rows_of(source.numbers(batch * steps * hidden), hidden)
        self.dh, self.dc = (rows_of(source.numbers(batch * hidden), hidden) for _ in range(2))
        self.bias, self.states, self.backward = bias, states, backward
        self.order = range(steps)[::-1] if backward else range(steps)

    def state(self, given, b):
        """A state, or the gradient of one."""
        return given[b] if self.states else [0.0] * self.sizes[3]

    def parts(self, b, t, h):
        p = affine(self.w, self.x[b * self.sizes[1] + t], self.b if self.bias else None)
        return p, affine(self.u, h, self.d if self.bias else None)

    def before(self, rows, start, b, place):
        """The row of a sequence before the step that is taken as number `place`."""
        if place == 0:
            return self.state(start, b)
        return rows[b * self.sizes[1] + self.order[place - 1]]

    def integers(self):
        return (*self.sizes, int(self.backward), int(self.bias), int(self.states))


def lstm(layer, reading=None):
    batch, steps, _, n = layer.sizes
    y, hs, cs, us = ([None] * (batch * steps) for _ in range(4))
    last_h, last_c = [], []
    for b in range(batch):
        h, c = layer.state(layer.h, b), layer.state(layer.c, b)
        for t in layer.order:
            p, q = layer.parts(b, t, h)
            a = list(map(add, p, q))
            if reading == "bias last" and layer.bias:
                q = affine(layer.u, h, None)
                a = [add(add(v, w), d) for v, w, d in zip(p, q, layer.d)]
            functions = [logistic, logistic, hyperbolic_tangent, logistic]
            if reading == "i, f, o, g":
                functions = [logistic, logistic, logistic, hyperbolic_tangent]
            gates = [functions[j // n](v) for j, v in enumerate(a)]
            i, f, g, o = rows_of(gates, n)
            if reading == "i, f, o, g":
                g, o = o, g
            terms = list(zip(f, c, i, g))
            c = [fma(F, C, mul(I, G)) for F, C, I, G in terms]
            if reading == "two products":
                c = [add(mul(F, C), mul(I, G)) for F, C, I, G in terms]
            if reading == "the other product fused":
                c = [fma(I, G, mul(F, C)) for F, C, I, G in terms]
            u = [hyperbolic_tangent(v) for v in c]
            h = list(map(mul, o, u))
            row = b * steps + t
            y[row], hs[row], cs[row], us[row] = gates, h, c, u
        last_h.append(h)
        last_c.append(c)
    return y, hs, cs, us, last_h, last_c


def lstm_gradient(layer, results, reading=None):
    batch, steps, _, n = layer.sizes
    y, hs, cs, us = results[:4]
    da, before, dh0, dc0 = [None] * (batch * steps), [None] * (batch * steps), [], []
    columns = list(zip(*layer.u))
    for b in range(batch):
        rho, kappa = layer.state(layer.dh, b), list(layer.state(layer.dc, b))
        for place in reversed(range(steps)):
            row = b * steps + layer.order[place]
            h, c = layer.before(hs, layer.h, b, place), layer.before(cs, layer.c, b, place)
            i, f, g, o = rows_of(y[row], n)
            d = [[] for _ in range(4)]
            for j in range(n):
                u = us[row][j]
                dh = add(layer.dy[row][j], rho[j])
                dc = fma(mul(dh, o[j]), slope_tanh(u, reading), kappa[j])
                if reading == "cell gradient rounded":
                    dc = add(mul(mul(dh, o[j]), slope_tanh(u)), kappa[j])
                d[0].append(mul(mul(dc, g[j]), slope_logistic(i[j])))
                d[1].append(mul(mul(dc, c[j]), slope_logistic(f[j])))
                d[2].append(mul(mul(dc, i[j]), slope_tanh(g[j], reading)))
                d[3].append(mul(mul(dh, u), slope_logistic(o[j])))
                if reading == "slopes left to right":
                    d[0][-1] = mul(mul(mul(dc, g[j]), i[j]), sub(1.0, i[j]))
                kappa[j] = mul(dc, f[j])
            da[row], before[row] = flat(d), h
            rho = [product(da[row], column) for column in columns]
        dh0.append(rho)
        dc0.append(kappa)
    return da, before, dh0, dc0


def gru(layer, reading=None):
    batch, steps, _, n = layer.sizes
    y, hs, qs = ([None] * (batch * steps) for _ in range(3))
    last = []
    for b in range(batch):
        h = layer.state(layer.h, b)
        for t in layer.order:
            p, q = layer.parts(b, t, h)
            r = [logistic(add(v, w)) for v, w in zip(p[:n], q)]
            z = [logistic(add(v, w)) for v, w in zip(p[n:2 * n], q[n:])]
            if reading == "z, r, n":
                r, z = z, r
            if reading == "reset before the product":
                inner = affine(layer.u, list(map(mul, r, h)), layer.d if layer.bias else None)
                a = list(map(add, p[2 * n:], inner[2 * n:]))
            elif reading == "reset product rounded":
                a = [add(w, mul(s, v)) for s, v, w in zip(r, q[2 * n:], p[2 * n:])]
            else:
                a = list(map(fma, r, q[2 * n:], p[2 * n:]))
            m = [hyperbolic_tangent(v) for v in a]
            old = h
            h = [fma(Z, H, mul(sub(1.0, Z), N)) for Z, H, N in zip(z, old, m)]
            if reading == "difference":
                h = [fma(Z, sub(H, N), N) for Z, H, N in zip(z, old, m)]
            if reading == "z for the new":
                h = [fma(Z, N, mul(sub(1.0, Z), H)) for Z, H, N in zip(z, old, m)]
            row = b * steps + t
            y[row], hs[row], qs[row] = r + z + m, h, q[2 * n:]
        last.append(h)
    return y, hs, qs, last


def gru_gradient(layer, results, reading=None):
    batch, steps, _, n = layer.sizes
    y, hs, qs = results[:3]
    dp, dq, before = ([None] * (batch * steps) for _ in range(3))
    dh0 = []
    columns = list(zip(*layer.u))
    for b in range(batch):
        rho = layer.state(layer.dh, b)
        for place in reversed(range(steps)):
            row = b * steps + layer.order[place]
            h = layer.before(hs, layer.h, b, place)
            r, z, m = rows_of(y[row], n)
            dh = list(map(add, layer.dy[row], rho))
            dn = [mul(mul(D, sub(1.0, Z)), slope_tanh(N, reading)) for D, Z, N in zip(dh, z, m)]
            dz = [mul(mul(D, sub(H, N)), slope_logistic(Z)) for D, H, N, Z in zip(dh, h, m, z)]
            dr = [mul(mul(D, Q), slope_logistic(R)) for D, Q, R in zip(dn, qs[row], r)]
            dp[row], dq[row], before[row] = dr + dz + dn, dr + dz + list(map(mul, dn, r)), h
            through = [product(dq[row], column) for column in columns]
            rho = list(map(fma, dh, z, through))
            if reading == "carry rounded":
                rho = [add(mul(D, Z), T) for D, Z, T in zip(dh, z, through)]
        dh0.append(rho)
    return dp, dq, before, dh0


def weight_gradient(d, rows, order):
    """dᵀ · rows, the rows joined in an order of their indices."""
    return [product([d[i][j] for i in order], [rows[i][k] for i in order])
            for j in range(len(d[0])) for k in range(len(rows[0]))]


def parameter_gradients(layer, dp, dq, before):
    """dx, dW of x, db of x, dW of h, db of h: NUM-019 over the rows b · T + t, ascending."""
    batch, steps = layer.sizes[:2]
    order = range(batch * steps)
    by_steps = [b * steps + t for t in range(steps) for b in range(batch)]
    right = weight_gradient(dq, before, order)
    different("NUM-052, NUM-054, steps first", right, weight_gradient(dq, before, by_steps))
    columns = list(zip(*layer.w))
    sums = lambda d: [rule_sum(column) for column in zip(*d)]
    return [flat([[product(row, column) for column in columns] for row in dp]),
            weight_gradient(dp, layer.x, order), sums(dp), right, sums(dq)]


def vectors(layer, name, cell, gradient, rules, readings, gradient_readings):
    results = cell(layer)
    for reading in readings:
        if not (reading == "bias last" and not layer.bias):
            different(f"{rules[0]}, {name}, {reading}", flat(results[1]),
                      flat(cell(layer, reading)[1]))
    gradients = gradient(layer, results)
    for reading in gradient_readings:
        different(f"{rules[1]}, {name}, {reading}", flat(gradients[0]),
                  flat(gradient(layer, results, reading)[0]))
    start = [f32(flat(layer.h)), f32(flat(layer.c))]
    operation = cell.__name__
    vector(rules[0], name, operation,
           [f32(flat(layer.x)), f32(flat(layer.w)), f32(layer.b), f32(flat(layer.u)),
            f32(layer.d)] + start, [f32(flat(r)) for r in results], layer.integers())
    dp, dq = (gradients[0], gradients[0]) if operation == "lstm" else gradients[:2]
    kept = [f32(flat(r)) for r in results[:4 if operation == "lstm" else 3]]
    before = gradients[1 if operation == "lstm" else 2]
    vector(rules[1], f"gradient of {name}", operation + "Gradient",
           [f32(flat(layer.x)), f32(flat(layer.w)), f32(flat(layer.u))] + kept + start
           + [f32(flat(layer.dy)), f32(flat(layer.dh)), f32(flat(layer.dc))],
           [f32(flat(g)) for g in gradients]
           + [f32(g) for g in parameter_gradients(layer, dp, dq, before)], layer.integers())


def recurrent_cells(source):
    kinds = [
        ("LSTM", 4, lstm, lstm_gradient, ("NUM-051", "NUM-052"),
         ("bias last", "i, f, o, g", "two products", "the other product fused"),
         ("rounded squares", "cell gradient rounded", "slopes left to right")),
        ("GRU", 3, gru, gru_gradient, ("NUM-053", "NUM-054"),
         ("z, r, n", "reset before the product", "reset product rounded", "difference",
          "z for the new"),
         ("rounded squares", "carry rounded")),
    ]
    for title, gates, *rest in kinds:
        vectors(Layer(source, (3, 4, 2, 3), gates, True, True, False),
                f"{title} from a given state", *rest)
        vectors(Layer(source, (2, 3, 3, 2), gates, False, False, True),
                f"{title} without bias, from the last step to the first", *rest)
