"""The rules of pooling, and their golden vectors."""

from golden_vectors import *
from numerics_rules import *


def axis(size, window=None, stride=None, padding=0, outputs=None):
    """Windows along an axis: NUM-114. Each is its present positions and its length."""
    if outputs:
        ranges = [range(i * size // outputs, -(-(i + 1) * size // outputs))
                  for i in range(outputs)]
        return [(list(r), len(r)) for r in ranges]
    count = (size + 2 * padding - window) // stride + 1
    starts = [i * stride - padding for i in range(count)]
    return [([p for p in range(s, s + window) if 0 <= p < size], window) for s in starts]


def maximum(values):
    """Value and index of NUM-010."""
    if any(math.isnan(v) for v in values):
        return NAN, [math.isnan(v) for v in values].index(True)
    top = max(values)
    if top == 0:
        top = 0.0 if any(v == 0 and math.copysign(1, v) > 0 for v in values) else -0.0
    return top, values.index(top)


class Pooling:
    """One pooling: NUM-115 and NUM-116."""

    def __init__(self, kind, images, size, channels, rows, columns):
        self.kind, self.images, self.channels = kind, images, channels
        self.height, self.width = size
        self.windows = [([r * self.width + c for r in i[0] for c in j[0]], i[1] * j[1])
                        for i in rows for j in columns]

    def index(self, image, position, channel):
        return (image * self.height * self.width + position) * self.channels + channel

    def divisor(self, window, reading):
        counts = (self.kind == "paddedAverage") != (reading == "other divisor")
        return to32(float(window[1] if counts else len(window[0])))

    def forward(self, x, reading=None):
        results, places = [], []
        for image in range(self.images):
            for window in self.windows:
                for channel in range(self.channels):
                    values = [x[self.index(image, p, channel)] for p in window[0]]
                    if self.kind == "maximum":
                        value, first = maximum(values)
                        results.append(value)
                        places.append(window[0][first])
                    else:
                        total = sequential if reading == "sequential" else rule_sum
                        results.append(div(total(values), self.divisor(window, reading)))
        return results, places

    def gradient(self, dy, places, reading=None):
        dx = [0.0] * (self.images * self.height * self.width * self.channels)
        windows = [(image, k) for image in range(self.images) for k in range(len(self.windows))]
        for image, k in reversed(windows) if reading == "descending" else windows:
            for channel in range(self.channels):
                place = (image * len(self.windows) + k) * self.channels + channel
                window = self.windows[k]
                if self.kind == "maximum":
                    reached, share = [places[place]], dy[place]
                else:
                    reached, share = window[0], div(dy[place], self.divisor(window, None))
                    if reading == "reciprocal":
                        share = mul(dy[place], div(1.0, self.divisor(window, None)))
                for p in reached:
                    i = self.index(image, p, channel)
                    dx[i] = add(dx[i], share)
        return dx


KINDS = ["maximum", "average", "paddedAverage"]


def pool_vectors(source, name, kind, images, size, channels, strided=None, adaptive=None, x=None,
                 readings=(), gradient_readings=()):
    if strided:
        rows, columns = (axis(n, *w) for n, w in zip(size, strided))
    else:
        rows, columns = (axis(n, outputs=o) for n, o in zip(size, adaptive))
    pooling = Pooling(kind, images, size, channels, rows, columns)
    x = x or source.numbers(images * size[0] * size[1] * channels, 3)
    y, places = pooling.forward(x)
    for reading in readings:
        different(f"{name}, {reading}", y, pooling.forward(x, reading)[0])
    dy = source.numbers(len(y))
    dx = pooling.gradient(dy, places)
    for reading in gradient_readings:
        different(f"{name}, {reading}", dx, pooling.gradient(dy, places, reading))
    # Kind, images, channels; then for rows and columns: input, window (0: adaptive), stride or number
    # of windows, padding.
    integers = [KINDS.index(kind), images, channels]
    for k in range(2):
        integers += [size[k], *(strided[k] if strided else (0, adaptive[k], 0))]
    rule = "NUM-115" if kind == "maximum" else "NUM-116"
    found = [i32(places)] if kind == "maximum" else []
    vector(rule, name, "pool", [f32(x)], [f32(y)] + found, integers)
    vector(rule, f"gradient of {name}", "poolGradient", [f32(dy)] + found, [f32(dx)], integers)


def pools(source):
    pool_vectors(source, "max pool 2x2 of [2, 5, 4, 3]", "maximum", 2, (5, 4), 3,
                 ((2, 2, 0), (2, 2, 0)))
    pool_vectors(source, "max pool 3x2, overlapping and padded", "maximum", 1, (7, 6), 2,
                 ((3, 1, 1), (2, 1, 1)), gradient_readings=("descending",))
    pool_vectors(source, "adaptive max pool to 3x2", "maximum", 1, (7, 5), 2, adaptive=(3, 2))
    zeros = [-0.0, 0.0, -1.0, -0.0, -0.0, -2.0, NAN, 3.0, NAN, 1.0, INF, -INF, INF, -INF, -INF,
             -INF]
    pool_vectors(source, "max pool of zeros, NaN and infinities", "maximum", 1, (2, 8), 1,
                 ((2, 2, 0), (2, 2, 0)), x=zeros)
    pool_vectors(source, "average pool 3x3, overlapping and padded", "average", 2, (5, 6), 2,
                 ((3, 2, 1), (3, 1, 1)), readings=("sequential", "other divisor"),
                 gradient_readings=("descending", "reciprocal"))
    pool_vectors(source, "average pool that counts padding", "paddedAverage", 1, (5, 5), 2,
                 ((3, 2, 1), (3, 2, 1)), readings=("other divisor",))
    pool_vectors(source, "adaptive average pool to 3x2", "average", 1, (7, 5), 2, adaptive=(3, 2),
                 gradient_readings=("descending",))
    pool_vectors(source, "average pool of whole images of 9x9", "average", 1, (9, 9), 2,
                 adaptive=(1, 1), readings=("sequential",))
