"""Accuracy, scores of classes and rankings, for metrics_fixtures.py (NUM-142 to NUM-147)."""

import math
from fractions import Fraction

import numpy
import sklearn.metrics as sk
import torch
import torchmetrics.functional as tm
from metrics_cases import INF, NAN, case, floats, integers, peer
from numerics_rules import to32


def matrix(decisions, labels, classes, ignored=None):
    counts = [[0] * classes for _ in range(classes)]
    for decision, label in zip(decisions, labels):
        if label != ignored:
            counts[label][decision] += 1
    return counts


def outcomes(counts):
    classes = range(len(counts))
    return [(counts[c][c], sum(counts[o][c] for o in classes if o != c),
             sum(counts[c][o] for o in classes if o != c)) for c in classes]


def quotient(formula, outcome, zero, beta=1):
    a, b, d = outcome
    square = Fraction(beta) ** 2
    part, whole = {"precision": (a, a + b), "recall": (a, a + d),
                   "fBeta": ((1 + square) * a, (1 + square) * a + square * d + b)}[formula]
    return Fraction(part) / whole if whole else Fraction(zero)


def averaged(formula, counts, average, zero, beta=1):
    each = outcomes(counts)
    results = [quotient(formula, o, zero, beta) for o in each]
    if average == "micro":
        return quotient(formula, [sum(part) for part in zip(*each)], zero, beta)
    if average == "perClass":
        return results
    if average == "binary":
        return results[1]
    weights = [a + d if average == "weighted" else int(a + b + d > 0) for a, b, d in each]
    return (sum(w * r for w, r in zip(weights, results)) / Fraction(sum(weights))
            if sum(weights) else Fraction(zero))


def argmax(row):
    return next((i for i, x in enumerate(row) if math.isnan(x)), None) \
        if any(map(math.isnan, row)) else row.index(max(row))


def topk_hits(rows, labels, k, ignored=None):
    def key(row, i):  # comes before: NaN, then greater, then smaller index
        return (0 if math.isnan(row[i]) else 1, 0 if math.isnan(row[i]) else -row[i], i)
    kept = [(r, t) for r, t in zip(rows, labels) if t != ignored]
    hits = sum(sum(key(r, i) < key(r, t) for i in range(len(r))) < k for r, t in kept)
    return Fraction(hits, len(kept)) if kept else NAN


SK_AVERAGE = {"micro": "micro", "macro": "macro", "weighted": "weighted", "binary": "binary",
              "perClass": None}
TM_AVERAGE = dict(SK_AVERAGE, perClass="none")


def class_scores(source):
    classes, n = 5, 60
    labels = [source.word() % 4 for _ in range(n)]  # class 4 never occurs as a label
    decisions = [t if source.word() % 3 else source.word() % classes for t in labels]
    decisions = [2 if d == 3 else d for d in decisions]  # class 3 is never decided for
    counts = matrix(decisions, labels, classes)
    inputs = [integers(decisions), integers(labels)]
    case("NUM-144", "confusion matrix", "confusionMatrix", inputs,
         [Fraction(c) for row in counts for c in row],
         [peer("scikit-learn", sk.confusion_matrix(labels, decisions, labels=range(classes)), 0)],
         classes=classes)
    for formula in ("precision", "recall", "fBeta"):
        for average in ("micro", "macro", "weighted", "perClass"):
            for zero in (0, 1):
                beta = 0.5 if zero else 2.0
                if formula == "fBeta":
                    ours = sk.fbeta_score(labels, decisions, beta=beta, labels=range(classes),
                                          average=SK_AVERAGE[average], zero_division=zero)
                    theirs = tm.fbeta_score(
                        torch.tensor(decisions), torch.tensor(labels), "multiclass", beta=beta,
                        num_classes=classes, average=TM_AVERAGE[average], zero_division=zero)
                else:
                    score = getattr(sk, formula + "_score")
                    ours = score(labels, decisions, labels=range(classes),
                                 average=SK_AVERAGE[average], zero_division=zero)
                    theirs = getattr(tm, formula)(
                        torch.tensor(decisions), torch.tensor(labels), "multiclass",
                        num_classes=classes, average=TM_AVERAGE[average], zero_division=zero)
                # Each quotient is one division of small integers; then `classes` products and sums
                # of numbers that are not negative, and a division.
                roundings = 2 * classes + 2 if average in ("macro", "weighted") else 1
                # torchmetrics multiplies and adds β² in binary32: exact here, but may use a product
                # with a reciprocal.
                peers = [peer("torchmetrics", theirs, roundings + 2, "binary32")]
                # With a list of labels, scikit-learn's macro counts classes that do not occur; here
                # every class does.
                peers.append(peer("scikit-learn", ours, roundings))
                case("NUM-145", f"{formula}, {average}, 0 ÷ 0 is {zero}", formula, inputs,
                     averaged(formula, counts, average, zero, beta), peers, classes=classes,
                     average=average, zeroDivision=zero, beta=beta)
    # Two classes from one score, an ignored label, a NaN and a score on the threshold.
    scores = [to32(x) for x in (0.1, 0.9, 0.5, 0.51, NAN, 0.7, 0.2, 0.8)]
    labels = [0, 1, 1, 0, 1, 7, 1, 1]
    counts = matrix([int(s > 0.5) for s in scores], labels, 2, ignored=7)
    for formula in ("precision", "recall", "fBeta"):
        case("NUM-142", f"{formula} of class 1 of two", formula,
             [floats(scores), integers(labels)], averaged(formula, counts, "binary", 0),
             classes=2, average="binary", zeroDivision=0, beta=1.0, ignoredLabel=7)
    for average in ("micro", "macro", "weighted"):
        for zero in (0, 1):
            case("NUM-145", f"{average} precision of nothing", "precision",
                 [integers([]), integers([])], Fraction(zero), classes=3, average=average,
                 zeroDivision=zero)
    n = 3
    case("NUM-145", "macro recall of one class, all right", "recall",
         [integers([1] * n), integers([1] * n)], Fraction(1),
         [peer("scikit-learn", sk.recall_score([1] * n, [1] * n, average="macro"), 0)],
         classes=3, average="macro", zeroDivision=0)
    case("NUM-145", "a third from 1/3 and 0", "precision",
         [integers([0, 0, 0, 2]), integers([0, 1, 2, 0])], Fraction(1, 3) / 3, classes=4,
         average="macro", zeroDivision=0)


def accuracies(source):
    rows = [[to32(Fraction(source.word() % 8, 8)) for _ in range(6)] for _ in range(40)]
    labels = [source.word() % 6 for _ in rows]
    flat = [x for row in rows for x in row]
    inputs = [floats(flat, [40, 6]), integers(labels)]
    for k in (1, 2, 3, 6):
        case("NUM-143", f"the {k} likeliest of 6, with ties", "accuracy", inputs,
             topk_hits(rows, labels, k), topK=k)
    assert topk_hits(rows, labels, 1) == Fraction(
        sum(argmax(r) == t for r, t in zip(rows, labels)), 40)
    distinct = [[to32(Fraction(source.word() >> 40, 1 << 24)) for _ in range(6)] for _ in range(40)]
    flat = [x for row in distinct for x in row]
    for k in (1, 2, 5):
        # One division of small integers.
        theirs = tm.accuracy(torch.tensor(flat).reshape(40, 6), torch.tensor(labels), "multiclass",
                             num_classes=6, top_k=k, average="micro")
        case("NUM-143", f"the {k} likeliest of 6", "accuracy",
             [floats(flat, [40, 6]), integers(labels)], topk_hits(distinct, labels, k),
             [peer("scikit-learn", sk.top_k_accuracy_score(
                 labels, numpy.array(distinct), k=k, labels=range(6)), 1),
              peer("torchmetrics", theirs, 1, "binary32")], topK=k)
    odd = [[NAN, 1.0, NAN], [0.0, -0.0, -INF], [INF, NAN, 3.0], [-0.0, 0.0, 1.0]]
    for k in (1, 2):
        case("NUM-143", f"NaN first, zeros equal, {k} likeliest", "accuracy",
             [floats([x for r in odd for x in r], [4, 3]), integers([2, 1, 0, 9])],
             topk_hits(odd, [2, 1, 0, 9], k, 9), topK=k, ignoredLabel=9)
    case("NUM-143", "of nothing", "accuracy", [floats([], [0, 3]), integers([])], NAN, topK=1)
    case("NUM-143", "all ignored", "accuracy", [integers([1, 2]), integers([3, 3])], NAN, topK=1,
         ignoredLabel=3)


def area(scores, positive):
    p, n = sum(positive), len(positive) - sum(positive)
    if p == 0 or n == 0:
        return None
    wins = sum(Fraction(2 if s > t else 1 if s == t else 0, 2)
               for s, a in zip(scores, positive) if a
               for t, b in zip(scores, positive) if not b)
    return wins / (p * n)


def average_precision(scores, positive):
    p = sum(positive)
    if p == 0:
        return None
    total = Fraction(0)
    for s in set(scores):
        own = sum(1 for t, b in zip(scores, positive) if t == s and b)
        above = sum(1 for t, b in zip(scores, positive) if t >= s and b)
        all_above = sum(1 for t in scores if t >= s)
        total += Fraction(float(own) * (float(above) / float(all_above)))
    return total / p


def ranking_roundings(value, thresholds):
    """Rates are rounded quotients up to 1: each of the differences of two rates is wrong by at most 2
    roundings of 1, its term by another two, the sum by one for each term; relative to the value."""
    return (5 * thresholds + 6) / value


def rankings(source):
    n = 50
    positive = [int(source.word() % 3 == 0) for _ in range(n)]
    for name, scores in (
            ("distinct scores", [to32(Fraction(source.word() >> 40, 1 << 24)) for _ in range(n)]),
            ("eight scores", [to32(Fraction(source.word() % 8, 8)) for _ in range(n)]),
            ("all ties", [0.25] * n),
            ("a perfect order", [to32(Fraction(2 + p, 4)) for p in positive])):
        inputs = [floats(scores), integers(positive)]
        a, p = area(scores, positive), average_precision(scores, positive)
        distinct = len(set(scores))
        t, y = torch.tensor(scores), torch.tensor(positive)
        case("NUM-146", f"ROC, {name}", "areaUnderROC", inputs, a, [
            peer("scikit-learn", sk.roc_auc_score(positive, scores),
                 ranking_roundings(a, distinct)),
            peer("torchmetrics", tm.auroc(t, y, "binary"), ranking_roundings(a, distinct),
                 "binary32")])
        case("NUM-147", f"precision, {name}", "averagePrecision", inputs, p, [
            peer("scikit-learn", sk.average_precision_score(positive, scores),
                 ranking_roundings(p, distinct)),
            peer("torchmetrics", tm.average_precision(t, y, "binary"),
                 ranking_roundings(p, distinct), "binary32")])
    wide = [to32(x) for x in (INF, -INF, 3e38, -3e38, 0.0, -0.0, 1e-45, -1e-45, 1.0)]
    labels = [1, 0, 1, 1, 1, 0, 0, 1, 5]
    own, kept = wide[:8], labels[:8]
    for metric, rule, value in (("areaUnderROC", "NUM-146", area(own, kept)),
                                ("averagePrecision", "NUM-147", average_precision(own, kept))):
        case(rule, "infinite, subnormal and zero scores, one ignored", metric,
             [floats(wide), integers(labels)], value, ignoredLabel=5)
        case(rule, "a NaN score", metric, [floats([0.5, NAN]), integers([0, 1])], NAN)
        case(rule, "an ignored NaN score", metric,
             [floats([0.5, NAN, 0.75]), integers([0, 9, 1])], Fraction(1), ignoredLabel=9)
        case(rule, "no positive sample", metric, [floats([0.5, 0.25]), integers([0, 0])], NAN)
        case(rule, "of nothing", metric, [floats([]), integers([])], NAN)
    case("NUM-146", "no negative sample", "areaUnderROC", [floats([0.5]), integers([1])], NAN)
    case("NUM-147", "no negative sample", "averagePrecision", [floats([0.5]), integers([1])],
         Fraction(1))
    # Four classes whose scores are 64ths that add up to 1, as scikit-learn asks.
    classes, rows, labels = 4, [], []
    for _ in range(60):
        cuts = sorted(source.word() % 65 for _ in range(classes - 1))
        row = [b - a for a, b in zip([0] + cuts, cuts + [64])]
        rows.append([x / 64 for x in row])
        labels.append(source.word() % classes if source.word() % 2 else row.index(max(row)))
    inputs = [floats([x for r in rows for x in r], [60, classes]), integers(labels)]
    x, t, y = numpy.array(rows), torch.tensor(rows), torch.tensor(labels)
    for metric, rule, result in (("areaUnderROC", "NUM-146", area),
                                 ("averagePrecision", "NUM-147", average_precision)):
        each = [result([r[c] for r in rows], [int(v == c) for v in labels])
                for c in range(classes)]
        support = [labels.count(c) for c in range(classes)]
        roundings = ranking_roundings(float(min(each)), 65) + 2 * classes + 2
        theirs = tm.auroc if metric == "areaUnderROC" else tm.average_precision
        for average, value in (
                ("macro", sum(each) / classes), ("perClass", each),
                ("weighted", sum(w * v for w, v in zip(support, each)) / sum(support))):
            ours = (sk.roc_auc_score(labels, x, multi_class="ovr", average=SK_AVERAGE[average])
                    if metric == "areaUnderROC" else
                    sk.average_precision_score(numpy.eye(classes)[labels], x,
                                               average=SK_AVERAGE[average]))
            case(rule, f"four classes, {average}", metric, inputs, value, [
                peer("scikit-learn", ours, roundings),
                peer("torchmetrics", theirs(t, y, "multiclass", num_classes=classes,
                                            average=TM_AVERAGE[average]), roundings, "binary32")],
                classes=classes, average=average)
    some = [floats([0.5, 0.25, 0.75, 0.5, 0.25, 1.0], [2, 3]), integers([0, 2])]
    first, third = area([0.5, 0.5], [1, 0]), area([0.75, 1.0], [0, 1])
    case("NUM-146", "a class without samples does not count", "areaUnderROC", some,
         (first + third) / 2, classes=3, average="macro")
    case("NUM-146", "a class without samples is undefined", "areaUnderROC", some,
         [first, NAN, third], classes=3, average="perClass")
