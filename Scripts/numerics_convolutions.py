"""The rules of convolutions, NUM-100 to NUM-103, and their golden vectors."""

from golden_vectors import *
from numerics_rules import *


class Axis:
    """Sizes of one axis and how windows lie on it."""

    def __init__(self, size, kernel, stride=1, dilation=1, before=0, after=0):
        self.size, self.kernel, self.stride, self.dilation = size, kernel, stride, dilation
        self.before, self.after = before, after
        self.windows = (before + size + after - (kernel - 1) * dilation - 1) // stride + 1

    def position(self, window, tap):
        return window * self.stride + tap * self.dilation - self.before

    def integers(self):
        return (self.size, self.kernel, self.stride, self.dilation, self.before, self.after)


class Convolution:
    """A shape; arrays are flat lists in row-major order."""

    def __init__(self, batch, inputs, outputs, groups, rows, columns):
        self.batch, self.inputs, self.outputs, self.groups = batch, inputs, outputs, groups
        self.rows, self.columns = rows, columns
        self.channels, self.filters = inputs // groups, outputs // groups
        self.taps = [(t, u) for t in range(rows.kernel) for u in range(columns.kernel)]
        self.places = [(n, i, j) for n in range(batch) for i in range(rows.windows)
                       for j in range(columns.windows)]

    def integers(self):
        return (self.batch, self.inputs, self.outputs, self.groups,
                *self.rows.integers(), *self.columns.integers())

    def counts(self):
        return (self.batch * self.rows.size * self.columns.size * self.inputs,
                self.outputs * len(self.taps) * self.channels, len(self.places) * self.outputs)

    def x(self, x, place, tap, channel):
        """x under an element of a window; None in the padding."""
        n, i, j = place
        h, v = self.rows.position(i, tap[0]), self.columns.position(j, tap[1])
        if not (0 <= h < self.rows.size and 0 <= v < self.columns.size):
            return None
        return x[((n * self.rows.size + h) * self.columns.size + v) * self.inputs + channel]

    def w(self, w, output, tap, channel):
        tap = tap[0] * self.columns.kernel + tap[1]
        return w[(output * len(self.taps) + tap) * self.channels + channel]


def chain(pairs, panel=256):
    """The product rule; a pair that is None is absent."""
    result = None
    for start in range(0, len(pairs), panel):
        there = [pair for pair in pairs[start:start + panel] if pair is not None]
        if there:
            part = 0.0
            for a, b in there:
                part = fma(a, b, part)
            result = part if result is None else add(result, part)
    return 0.0 if result is None else result


def forward(c, x, w, bias, reading=None):
    y = []
    for place in c.places:
        for o in range(c.outputs):
            first = o // c.filters * c.channels
            order = [(tap, k) for tap in c.taps for k in range(c.channels)]
            if reading == "channels outermost":
                order = [(tap, k) for k in range(c.channels) for tap in c.taps]
            pairs = []
            for tap, k in order:
                value = c.x(x, place, tap, first + k)
                if value is None and reading != "padding absent":
                    value = 0.0
                pairs.append(None if value is None else (value, c.w(w, o, tap, k)))
            result = chain(pairs, 10 ** 9 if reading == "one panel" else 256)
            y.append(result if bias is None else add(result, bias[o]))
    return y


def input_gradient(c, dy, w, reading=None):
    where = {place: index for index, place in enumerate(c.places)}
    dx = []
    for n in range(c.batch):
        for h in range(c.rows.size):
            for v in range(c.columns.size):
                for channel in range(c.inputs):
                    group, k = channel // c.channels, channel % c.channels
                    pairs = []
                    for t, u in c.taps:
                        a = h + c.rows.before - t * c.rows.dilation
                        b = v + c.columns.before - u * c.columns.dilation
                        place = None
                        if a % c.rows.stride == 0 and b % c.columns.stride == 0:
                            place = where.get((n, a // c.rows.stride, b // c.columns.stride))
                        for o in range(group * c.filters, (group + 1) * c.filters):
                            if place is not None:
                                pairs.append((dy[place * c.outputs + o], c.w(w, o, (t, u), k)))
                            elif reading == "absent as zero":
                                pairs.append((0.0, c.w(w, o, (t, u), k)))
                            elif reading != "renumbered":
                                pairs.append(None)
                    dx.append(chain(pairs))
    return dx


def weight_gradient(c, dy, x, reading=None):
    dw = []
    for o in range(c.outputs):
        first = o // c.filters * c.channels
        for tap in c.taps:
            for k in range(c.channels):
                pairs = []
                for index, place in enumerate(c.places):
                    value = c.x(x, place, tap, first + k)
                    if value is None and reading == "padding absent":
                        pairs.append(None)
                    else:
                        pairs.append((dy[index * c.outputs + o], 0.0 if value is None else value))
                dw.append(chain(pairs, 10 ** 9 if reading == "one panel" else 256))
    return dw


def convolution_vectors(name, c, x, w, bias, dy, readings=(), input_readings=(),
                        weight_readings=()):
    y, dx, dw = forward(c, x, w, bias), input_gradient(c, dy, w), weight_gradient(c, dy, x)
    for reading in readings:
        different(f"NUM-100, {name}, {reading}", y, forward(c, x, w, bias, reading))
    for reading in input_readings:
        different(f"NUM-101, {name}, {reading}", dx, input_gradient(c, dy, w, reading))
    for reading in weight_readings:
        different(f"NUM-102, {name}, {reading}", dw, weight_gradient(c, dy, x, reading))
    vector("NUM-100", name, "convolution", [f32(x), f32(w), f32(bias)], [f32(y)], c.integers())
    vector("NUM-101", f"input gradient, {name}", "convolutionInputGradient", [f32(dy), f32(w)],
           [f32(dx)], c.integers())
    vector("NUM-102", f"weight gradient, {name}", "convolutionWeightGradient", [f32(dy), f32(x)],
           [f32(dw)], c.integers())
    if len(c.places) > 64:
        columns = [dy[o::c.outputs] for o in range(c.outputs)]
        db = [rule_sum(column) for column in columns]
        different(f"NUM-102, bias, {name}", db, [sequential(column) for column in columns])
        vector("NUM-102", f"bias gradient, {name}", "sum", [f32(dy)], [f32(db)],
               (1, len(c.places), c.outputs))


def convolutions(source):
    def made(name, c, *readings):
        x, w, y = (source.numbers(count) for count in c.counts())
        convolution_vectors(name, c, x, w, source.numbers(c.outputs), y, *readings)

    made("stride, dilation, groups and unequal padding",
         Convolution(2, 4, 6, 2, Axis(5, 3, 2, 1, 1, 0), Axis(4, 2, 1, 2, 2, 1)),
         ("channels outermost",))
    made("two panels of input channels",
         Convolution(1, 30, 2, 1, Axis(4, 3, 1, 1, 1, 1), Axis(3, 3, 1, 1, 1, 1)),
         ("channels outermost", "one panel"))
    made("two panels of output channels",
         Convolution(1, 2, 30, 1, Axis(4, 3, 1, 1, 1, 1), Axis(3, 3, 1, 1, 1, 1)),
         (), ("renumbered",))
    made("two panels of places, depthwise",
         Convolution(2, 2, 2, 2, Axis(12, 2, 1, 1, 1, 0), Axis(11, 3, 1, 1, 1, 1)),
         (), (), ("one panel",))
    # Chains that end in −0 by underflow: +0 of the padding makes them +0, an absent term does not.
    tiny = 2.0 ** -149
    c = Convolution(1, 1, 1, 1, Axis(2, 2, 1, 1, 0, 1), Axis(2, 2, 1, 1, 0, 1))
    convolution_vectors("padding beside −0", c, [tiny] * 4, [-tiny, tiny, 1.0, 1.0], [-0.0],
                        [-tiny, tiny, -tiny, 1.0], ("padding absent",), (), ("padding absent",))
    c = Convolution(1, 1, 1, 1, Axis(2, 2, 1, 1, 1, 0), Axis(2, 2, 1, 1, 1, 0))
    convolution_vectors("absent terms beside −0", c, [tiny] * 4, [tiny, tiny, 1.0, -1.0], [-0.0],
                        [-tiny, 0.0, -tiny, -tiny], (), ("absent as zero",), ())
    # What a library does that passes over padding: the edges would stay finite.
    c = Convolution(1, 1, 2, 1, Axis(3, 3, 1, 1, 1, 1), Axis(3, 3, 1, 1, 1, 1))
    x, w, dy = (source.numbers(count) for count in c.counts())
    w[0], w[9 + 4] = NAN, INF
    x[0] = NAN
    dy[-1] = -INF
    convolution_vectors("NaN and ∞ under padding", c, x, w, [1.0, 1.0], dy, ("padding absent",),
                        ("absent as zero",), ("padding absent",))
    # A transposed convolution from 3 to 4 channels, output padding 1 in the rows.
    c = Convolution(2, 4, 3, 1, Axis(6, 3, 2, 1, 1, 1), Axis(5, 3, 2, 1, 1, 1))
    x, (y_count, w_count, x_count) = None, c.counts()
    x, w, dy = source.numbers(x_count), source.numbers(w_count), source.numbers(y_count)
    bias = source.numbers(4)
    y = [add(v, bias[i % 4]) for i, v in enumerate(input_gradient(c, x, w))]
    vector("NUM-103", "transposed convolution", "convTranspose2d",
           [f32(x), f32(w), f32(bias), f32(dy)],
           [f32(y), f32(forward(c, dy, w, None)), f32(weight_gradient(c, x, dy)),
            f32([rule_sum(dy[o::4]) for o in range(4)])], (*c.integers(), 1, 0))
