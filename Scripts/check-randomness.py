#!/usr/bin/env python3
"""Computes the known answers of Formats/randomness-v1.md without any Lockstep code.

Usage: check-randomness.py            print the known answers
       check-randomness.py DOCUMENT   fail unless every answer stands in DOCUMENT

Needs nothing but Python. Normal numbers are computed with 60 decimal digits and rounded once to
binary32 after each operation, so they are correct without any binary floating-point library.
"""

import hashlib
import struct
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60
MASK = 0xFFFFFFFF


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


class Stream:
    def __init__(self, seed, name, call=0, shard=0, position=0):
        self.message = (
            b"lockstep-stream-1" + struct.pack("<Q", seed) + name.encode() + b"\0"
            + struct.pack("<II", call, shard))
        self.key = struct.unpack("<II", hashlib.sha256(self.message).digest()[:8])
        self.position = position

    def counter(self, index, attempt=0):
        block = index // 4
        return (block & MASK, block >> 32 | attempt << 24,
                self.position & MASK, self.position >> 32)

    def word(self, index, attempt=0):
        return philox(self.counter(index, attempt), self.key)[index % 4]

    def uniform(self, index):
        return Fraction(self.word(index) >> 8, 1 << 24)

    def open_uniform(self, index):
        return Fraction((self.word(index) >> 9) * 2 + 1, 1 << 24)

    def normal(self, index):
        even = index & ~1
        angle = 2 * self.uniform(even + 1)
        logarithm = rounded(as_fraction(decimal(self.open_uniform(even)).ln()))
        radius = rounded(as_fraction(decimal(-2 * logarithm).sqrt()))
        factor = sin_pi(angle) if index & 1 else sin_pi(angle + Fraction(1, 2))
        return rounded(radius * rounded(factor))

    def bounded(self, bound, index):
        for attempt in range(256):
            product = self.word(index, attempt) * bound
            if attempt == 255 or product & MASK >= (1 << 32) % bound:
                return product >> 32
        raise AssertionError

    def wide_bounded(self, bound, index):
        for attempt in range(256):
            word = self.word(2 * index, attempt) << 32 | self.word(2 * index + 1, attempt)
            product = word * bound
            if attempt == 255 or product % (1 << 64) >= (1 << 64) % bound:
                return product >> 64
        raise AssertionError

    def event(self, probability, index):
        return self.word(index) < threshold(probability)

    def permutation(self, count):
        order = list(range(count))
        for place in range(count - 1, 0, -1):
            other = self.bounded(place + 1, place)
            order[place], order[other] = order[other], order[place]
        return order


def threshold(probability):
    return round(Fraction(probability) * (1 << 32))


def relative_weights(weights):
    largest = max(weights)
    return [max(1, round(Fraction(w / largest) * (1 << 31))) if w > 0 else 0 for w in weights]


def weighted(weights, count, epoch):
    stream = Stream(42, "weighted", position=epoch)
    draws = [stream.wide_bounded(sum(weights), i) for i in range(count)]
    sums = [sum(weights[:i + 1]) for i in range(len(weights))]
    return [next(i for i, total in enumerate(sums) if total > draw) for draw in draws]


def shard(order, index, shards, equal=False):
    count = len(order)
    if not equal:
        return order[index * count // shards:(index + 1) * count // shards]
    part = -(-count // shards)
    return [order[(index * part + i) % count] for i in range(part)]


def bucketed(samples, lengths, size, pool, epoch):
    places = Stream(42, "shuffle", position=epoch).permutation(len(samples))
    result = []
    for start in range(0, len(places), size * pool):
        result += sorted(places[start:start + size * pool], key=lambda i: (lengths[i], i))
    complete = len(places) // size
    order = Stream(42, "buckets", position=epoch).permutation(complete)
    batches = [result[b * size + i] for b in order for i in range(size)]
    return [samples[i] for i in batches + result[complete * size:]]


def mask_tokens(tokens, stream):
    chosen, masked, replaced = 0.5, threshold(0.6), threshold(0.6) + threshold(0.3)
    labels = [-1] * len(tokens)
    for i, token in enumerate(tokens):
        if stream.event(chosen, 4 * i) and token != 0:
            labels[i] = token
            word = stream.word(4 * i + 1)
            if word < masked:
                tokens[i] = 99
            elif word < replaced:
                tokens[i] = stream.bounded(13, 4 * i + 2)
    return tokens, labels


def decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def as_fraction(number):
    return Fraction(*number.as_integer_ratio())


def rounded(x):
    """Rounds an exact fraction to binary32, ties to even (normal range only)."""
    if x == 0:
        return Fraction(0)
    scale, magnitude = Fraction(1), abs(x)
    while magnitude / scale >= 1 << 24:
        scale *= 2
    while magnitude / scale < 1 << 23:
        scale /= 2
    return round(x / scale) * scale  # Fraction rounds half to even


def arctangent_of_inverse(n):
    total, power, k = Fraction(0), Fraction(1, n), 0
    while k < 90:
        total += power / (2 * k + 1) * (-1) ** k
        power /= n * n
        k += 1
    return total


PI = decimal(4 * (4 * arctangent_of_inverse(5) - arctangent_of_inverse(239)))


def sin_pi(x):
    """The sine of pi times a fraction; exact where the sine is 0 or 1."""
    x %= 2
    sign = -1 if x >= 1 else 1
    x %= 1
    if x in (0, Fraction(1, 2)):
        return Fraction(0) if x == 0 else Fraction(sign)
    angle = PI * decimal(x)
    total = term = angle
    n = 1
    while abs(term) > Decimal(10) ** -58:
        term *= -angle * angle / ((n + 1) * (n + 2))
        total += term
        n += 2
    return sign * as_fraction(total)


def bits32(x):
    return struct.unpack("<I", struct.pack("<f", float(x)))[0]


def hexadecimal(numbers):
    return " ".join(f"{n:08x}" for n in numbers)


def decimals(numbers):
    return " ".join(str(n) for n in numbers)


def answers():
    block = lambda counter, key: hexadecimal(philox(counter, key))
    yield "block, zeros", block((0,) * 4, (0,) * 2)
    yield "block, ones", block((MASK,) * 4, (MASK,) * 2)
    yield "block, pi", block((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
                             (0xA4093822, 0x299F31D0))
    example = Stream(42, "shuffle", position=3)
    yield "example message", example.message.hex()
    yield "example digest", hashlib.sha256(example.message).hexdigest()
    yield "example counter", hexadecimal(example.counter(5))
    for title, stream in (
            ("init", Stream(42, "init:hidden/weight")),
            ("shuffle, epoch 0", Stream(42, "shuffle")),
            ("shuffle, epoch 3", example),
            ("augment, epoch 1, sample 7", Stream(42, "augment", position=(1 << 40) + 7)),
            ("dropout, micro-batch 0", Stream(42, "dropout:drop")),
            ("dropout, micro-batch 5, call 1, shard 2", Stream(42, "dropout:drop", 1, 2, 5)),
            ("split", Stream(42, "split")),
            ("largest seed, call, shard, position",
             Stream((1 << 64) - 1, "é", MASK, MASK, (1 << 64) - 1))):
        yield title + ", key", hexadecimal(stream.key)
        yield title + ", words 0 to 7", hexadecimal(stream.word(i) for i in range(8))
    stream = Stream(42, "init:hidden/weight")
    yield "word 2^58 - 1, attempt 255", f"{stream.word((1 << 58) - 1, 255):08x}"
    yield "uniform 0 to 3", hexadecimal(bits32(stream.uniform(i)) for i in range(4))
    yield "open uniform 0 to 3", hexadecimal(bits32(stream.open_uniform(i)) for i in range(4))
    yield "normal 0 to 7", hexadecimal(bits32(stream.normal(i)) for i in range(8))
    normals = b"".join(struct.pack("<I", bits32(stream.normal(i))) for i in range(1000))
    yield "normal 0 to 999, SHA-256", hashlib.sha256(normals).hexdigest()
    yield "bounded by 10, 0 to 15", decimals(stream.bounded(10, i) for i in range(16))
    bound = 0x80000001
    yield "bounded by 2^31 + 1, 0 to 7", decimals(stream.bounded(bound, i) for i in range(8))
    yield "permutation of 10, epoch 0", decimals(Stream(42, "shuffle").permutation(10))
    yield "permutation of 10, epoch 3", decimals(example.permutation(10))
    stream = Stream(42, "init:hidden/weight")
    for title, bound in (("10", 10), ("2^63 + 1", (1 << 63) + 1)):
        yield f"wide, bounded by {title}, 0 to 7", decimals(
            stream.wide_bounded(bound, i) for i in range(8))
    yield "weights of 0.1, 0, 3, 1e-20, 7", decimals(relative_weights([0.1, 0, 3, 1e-20, 7]))
    weights = [5, 0, 1, MASK, 1 << 31]
    yield "order by weight, epoch 3, 0 to 19", decimals(weighted(weights, 20, 3))
    whole = Stream(42, "shuffle", position=3).permutation(10)
    yield "shard 1 of 3, epoch 3 of 10", decimals(shard(whole, 1, 3))
    yield "shard 2 of 3, epoch 3 of 10, equal counts", decimals(shard(whole, 2, 3, equal=True))
    yield "order in buckets, epoch 3", decimals(bucketed(
        [100 + i for i in range(23)], [(7 * i + 3) % 11 for i in range(23)], 3, 4, 3))
    stream = Stream(42, "augment", 1, position=(1 << 40) + 7)
    tokens, labels = mask_tokens([5 * i % 13 for i in range(40)], stream)
    yield "masked tokens", decimals(tokens)
    yield "masked tokens, labels", decimals(labels)
    events = Stream(42, "augment", position=(1 << 40) + 7)
    yield "events of 0.5, elements 0 to 15", decimals(int(events.event(0.5, i)) for i in range(16))
    order = Stream(42, "split").permutation(1797)
    yield "permutation of 1797, split, SHA-256", hashlib.sha256(
        b"".join(struct.pack("<I", i) for i in order)).hexdigest()


def main():
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    if len(sys.argv) == 1:
        for title, answer in answers():
            print(f"{title}: {answer}")
        return
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    found = list(answers())
    missing = [f"{title}: {answer}" for title, answer in found
               if f"| {title} | `{answer}` |" not in text]
    if missing:
        sys.exit(f"{sys.argv[1]} lacks these answers:\n" + "\n".join(missing))
    print(f"{len(found)} known answers stand in {sys.argv[1]}")


if __name__ == "__main__":
    main()
