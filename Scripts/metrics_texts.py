"""Perplexity and BLEU, for metrics_fixtures.py (NUM-152 and NUM-153)."""

import math
from collections import Counter
from fractions import Fraction

import mpmath
import torch
import torchmetrics.functional as tm
from metrics_cases import INF, NAN, case, floats, integers, peer, real, root
from numerics_rules import cross_entropy


def perplexities(source):
    rows, n = 30, 6
    x = source.numbers(rows * n, 3)
    labels = [source.word() % n for _ in range(rows)]
    labels[3] = labels[17] = -100
    kept, slack = [], 0.0
    for r, label in enumerate(labels):
        if label == -100:
            continue
        row = x[r * n:(r + 1) * n]
        loss, m = cross_entropy(row, label)[0], max(row)
        log_s = math.log(sum(math.exp(v - m) for v in row))
        kept.append(Fraction(loss))
        # The loss in binary32 is wrong by the roundings of x − m, of e^x, of n sums, of log s, of m + log s
        # and of the last difference; in units of 2^-24, absolute, which is the power's relative error.
        slack = max(slack, max(m - v for v in row) + 1 + n + 2 * abs(log_s) + abs(m) + abs(loss) + 1)
    value = mpmath.exp(real(sum(kept) / len(kept)))
    theirs = tm.text.perplexity(
        torch.tensor(x, dtype=torch.float64).reshape(1, rows, n), torch.tensor([labels]),
        ignore_index=-100)
    case("NUM-152", "thirty tokens, two ignored", "perplexity",
         [floats(x, [1, rows, n]), integers(labels, [1, rows])], value,
         [peer("torchmetrics", theirs, slack + 1, "binary32")], ignoredLabel=-100)
    case("NUM-152", "beyond binary64", "perplexity",
         [floats([0.0, 800.0], [1, 2]), integers([0])], INF)
    case("NUM-152", "a sure token", "perplexity", [floats([800.0, 0.0], [1, 2]), integers([0])],
         Fraction(1))
    case("NUM-152", "an impossible token", "perplexity",
         [floats([0.0, -INF], [1, 2]), integers([1])], INF)
    case("NUM-152", "a label out of range", "perplexity",
         [floats([0.0, 1.0], [1, 2]), integers([2])], NAN)
    case("NUM-152", "of nothing", "perplexity", [floats([], [0, 2]), integers([])], NAN)


def ngrams(text, n):
    return Counter(tuple(text[i:i + n]) for i in range(len(text) - n + 1))


def bleu(candidates, references, k, smoothed):
    h, c, length, nearest = [0] * k, [0] * k, 0, 0
    for candidate, own in zip(candidates, references):
        own = [r for r in own if r]
        length += len(candidate)
        nearest += min((abs(len(r) - len(candidate)), len(r)) for r in own)[1] if own else 0
        for n in range(1, k + 1):
            most = Counter()
            for reference in own:
                most |= ngrams(reference, n)
            h[n - 1] += sum((ngrams(candidate, n) & most).values())
            c[n - 1] += max(0, len(candidate) - n + 1)
    extra = [int(smoothed and n > 0) for n in range(k)]
    if h[0] == 0 or any(m + e == 0 for m, e in zip(c, extra)):
        return Fraction(0), 0
    product = math.prod(Fraction(m + e, t + e) for m, t, e in zip(h, c, extra))
    if product == 0:
        return product, 0
    short = min(Fraction(0), Fraction(length - nearest, length))
    # Logarithms of quotients, their mean, its power, and the power for the length, in binary32.
    logs = sum(abs(math.log(Fraction(m + e, t + e))) for m, t, e in zip(h, c, extra)) / k
    roundings = 4 + k + (k + 3) * logs + 3 * (1 + abs(short))
    return mpmath.exp(real(short)) * root(product, k), roundings


def bleus(source):
    def texts(tokens, lengths):
        return [[source.word() % tokens for _ in range(n)] for n in lengths]

    def noisy(text):
        return [w if source.word() % 5 else source.word() % 9 for w in text]

    def padded(rows):
        width = max([len(r) for r in rows] + [0])
        return integers([w for r in rows for w in r + [-1] * (width - len(r))], [len(rows), width])

    def words(text):
        return " ".join(f"w{w}" for w in text)

    def add(name, candidates, references, k, smoothed, peers=True):
        value, roundings = bleu(candidates, references, k, smoothed)
        theirs = []
        if peers:
            score = tm.bleu_score([words(c) for c in candidates],
                                  [[words(r) for r in own] for own in references], n_gram=k,
                                  smooth=smoothed)
            theirs = [peer("torchmetrics", score, roundings, "binary32")]
        count = max([len(own) for own in references] + [1])
        columns = [[own[i] if i < len(own) else [] for own in references] for i in range(count)]
        case("NUM-153", name, "bleu", [padded(candidates)] + list(map(padded, columns)), value,
             theirs, upTo=k, isSmoothed=smoothed, padding=-1)

    first = texts(9, [12, 15, 9, 20])
    second = [noisy(r) + [1, 2] for r in first]
    add("two references", [noisy(r) for r in first], [list(p) for p in zip(first, second)], 4, False)
    add("shorter than the references", [noisy(r)[:-3] for r in first], [[r] for r in first], 4, False)
    add("smoothed", [noisy(r)[:-2] for r in first], [[r] for r in first], 4, True)
    add("two words at most", [noisy(r) for r in first], [[r] for r in first], 2, False)
    add("the same texts", first, [[r] for r in first], 4, False)
    add("no common run of four, smoothed", [[1, 2, 3, 9, 4]], [[[1, 2, 3, 4, 4]]], 4, True, False)
    add("no common run of four", [[1, 2, 3, 9, 4]], [[[1, 2, 3, 4, 4]]], 4, False)
    add("no common word, smoothed", [[7, 8]], [[[1, 2, 3]]], 4, True)
    add("shorter than the runs", [[1, 2]], [[[1, 2]]], 4, False, False)
    add("references as near, the shorter counts", [[1, 2, 3, 4, 5]],
        [[[1, 2, 3, 4, 5, 6, 7], [1, 2, 3]]], 2, False, False)
    add("an absent reference", [[1, 2, 3], [4, 5]], [[[1, 2, 3, 4], [1, 2]], [[4, 5, 6]]], 2, False,
        False)
    add("of nothing", [], [], 4, False, False)
