"""The peer's child process: answers lines on standard input, one by one.

    measure THREADS SECONDS WORKLOAD...  ->  MEDIAN_SECONDS LOWEST_SECONDS -
    memory THREADS COUNT WORKLOAD...     ->  BYTES, after so many calls

It is given the fastest way to ask for each workload that its documentation offers without
changing the program: outputs in memory that is there already, no gradients where none are needed.
"""

import ctypes
import glob
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

import peer_networks

SAMPLE = 5e-4


def seconds_of(count, call):
    start = time.perf_counter()
    for _ in range(count):
        call()
    return time.perf_counter() - start


def seconds_per_call(budget, call):
    """Median and lowest sample; the first third of the budget warms up (as in Stopwatch.swift)."""
    calls, start = 1, time.perf_counter()
    while True:
        elapsed = seconds_of(calls, call)
        if time.perf_counter() - start >= budget / 3:
            break
        if elapsed < SAMPLE:
            calls *= 2
    samples, start = [], time.perf_counter()
    while True:
        samples.append(seconds_of(calls, call) / calls)
        if time.perf_counter() - start >= budget * 2 / 3:
            break
    samples.sort()
    return samples[len(samples) // 2], samples[0]


def sizes_of(word):
    return [int(size) for size in word.split("x")]


def uniform(*shape, low=-1.0, high=1.0):
    return torch.rand(*shape) * (high - low) + low


def gemm(sizes, layout):
    m, n, k = sizes_of(sizes)
    a = uniform(k, m).t() if layout == "tn" else uniform(m, k)
    b = uniform(n, k).t() if layout == "nt" else uniform(k, n)
    output = torch.empty(m, n)
    return lambda: torch.mm(a, b, out=output)


def openblas_gemm(sizes, layout):
    """numpy hands binary32 products to the OpenBLAS that it brings along."""
    m, n, k = sizes_of(sizes)
    a, b = numpy.random.rand(m, k), numpy.random.rand(k, n)
    a, b = a.astype(numpy.float32), b.astype(numpy.float32)
    a = numpy.ascontiguousarray(a.T).T if layout == "tn" else a
    b = numpy.ascontiguousarray(b.T).T if layout == "nt" else b
    output = numpy.empty((m, n), numpy.float32)
    return lambda: numpy.matmul(a, b, out=output)


def elementwise(function, count):
    low, high = (0.01, 10) if function == "log" else (-5, 5)
    x, y = (uniform(int(count), low=low, high=high) for _ in range(2))
    output = torch.empty(int(count))
    if function in ("gelu", "silu"):  # PyTorch has no form of these that writes into memory
        return lambda: {"gelu": lambda: F.gelu(x, approximate="tanh"),
                        "silu": lambda: F.silu(x)}[function]()
    return {
        "tanh": lambda: torch.tanh(x, out=output),
        "sigmoid": lambda: torch.sigmoid(x, out=output),
        "add": lambda: torch.add(x, y, out=output),
        "relu": lambda: torch.clamp_min(x, 0, out=output),
        "exp": lambda: torch.exp(x, out=output),
        "log": lambda: torch.log(x, out=output),
    }[function]


def dropout(count):
    x = uniform(int(count))
    return lambda: F.dropout(x, 0.1, True)


def total(sizes, axis):
    rows, columns = sizes_of(sizes)
    x = uniform(rows, columns)
    if axis == "all":
        x = x.view(1, -1)
    dim = 0 if axis == "columns" else 1
    output = torch.empty(columns if axis == "columns" else x.shape[0])
    return lambda: torch.sum(x, dim=dim, out=output)


def rows(function, sizes, direction):
    m, n = sizes_of(sizes)
    x = uniform(m, n, low=-3, high=3).requires_grad_()
    labels = torch.randint(0, n, (m,))
    norm = nn.BatchNorm1d(n) if function == "batch-norm" else nn.LayerNorm(n)
    upstream = uniform(m, n)

    def forward():
        return {"cross-entropy": lambda: F.cross_entropy(x, labels),
                "softmax": lambda: F.softmax(x, 1),
                "layer-norm": lambda: norm(x), "batch-norm": lambda: norm(x)}[function]()

    def both():
        x.grad = norm.weight.grad = norm.bias.grad = None
        value = forward()
        value.backward(upstream if value.dim() else None)

    def forward_only():
        with torch.no_grad():
            forward()

    return both if direction == "both" else forward_only


def perceptron(sizes, regularized=False):
    layers = []
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(inputs, outputs))
        if index + 2 < len(sizes):
            layers += [nn.LayerNorm(outputs)] if regularized else []
            layers += [nn.ReLU()]
            layers += [nn.Dropout(0.1)] if regularized else []
    return nn.Sequential(*layers)


def optimizer_for(name, parameters):
    return {
        "sgd": lambda: torch.optim.SGD(parameters, 1e-3),
        "sgd-momentum": lambda: torch.optim.SGD(parameters, 1e-3, momentum=0.9),
        "adam": lambda: torch.optim.Adam(parameters, 1e-3),
        "adam-fused": lambda: torch.optim.Adam(parameters, 1e-3, fused=True),
        "adamw": lambda: torch.optim.AdamW(parameters, 1e-3),
    }[name]()


def update(name, sizes):
    model = perceptron(sizes_of(sizes))
    for parameter in model.parameters():
        parameter.grad = uniform(*parameter.shape)
    return optimizer_for(name, list(model.parameters())).step


def training_step(sizes, batch, optimizer, kind):
    sizes, batch = sizes_of(sizes), int(batch)
    model = perceptron(sizes, kind == "regularized")
    optimizer = optimizer_for(optimizer, list(model.parameters()))
    images, labels = uniform(batch, sizes[0]), torch.randint(0, sizes[-1], (batch,))

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()

    return step


def network_step(name, optimizer):
    model, inputs, labels = peer_networks.network(name)
    optimizer = optimizer_for(optimizer, list(model.parameters()))

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(inputs), labels).backward()
        optimizer.step()

    return step


def convolution(images, filters, direction):
    return peer_networks.convolution(sizes_of(images), sizes_of(filters), direction)


def attention(sizes, direction):
    return peer_networks.attention(*sizes_of(sizes), direction)


def fit(epochs, batch):
    """A plain loop over as many samples as there are digits; their values cost nothing."""
    data = torch.utils.data.TensorDataset(uniform(1797, 64), torch.randint(0, 10, (1797,)))

    def run():
        model = perceptron([64, 32, 10])
        optimizer = torch.optim.Adam(model.parameters(), 1e-3)
        loader = torch.utils.data.DataLoader(data, batch_size=int(batch), shuffle=True)
        for _ in range(int(epochs)):
            for images, labels in loader:
                optimizer.zero_grad()
                F.cross_entropy(model(images), labels).backward()
                optimizer.step()

    return run


def workload(name, *words):
    table = {
        "gemm": gemm, "openblas-gemm": openblas_gemm, "dropout": dropout, "sum": total,
        "training-step": training_step, "fit": fit, "network-step": network_step,
        "convolution": convolution, "attention": attention,
    }
    if name in table:
        return table[name](*words)
    if name in ("add", "relu", "exp", "log", "tanh", "sigmoid", "gelu", "silu"):
        return elementwise(name, *words)
    if name in ("cross-entropy", "layer-norm", "batch-norm", "softmax"):
        return rows(name, *words)
    return update(name, *words)


def openblas_setter():
    """The function that sets OpenBLAS's threads, or None when numpy uses another library."""
    folder = os.path.join(os.path.dirname(os.path.dirname(numpy.__file__)), "numpy.libs")
    for path in sorted(glob.glob(os.path.join(folder, "*openblas*"))):
        library = ctypes.CDLL(path)
        for name in ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads"):
            if hasattr(library, name):
                return getattr(library, name)
    return None


def status(field):
    """Bytes of this process, by the kernel's account."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))


def peak_growth(count, *words):
    """Bytes by which the process grew at its largest while it did something for the first time."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # forgets the largest size so far
    before = status("VmRSS")
    call = workload(*words)
    for _ in range(count):
        call()
    return status("VmHWM") - before


def main():
    set_openblas_threads = openblas_setter()
    for line in sys.stdin:
        words = line.split()
        if words[0] == "versions":
            openblas = "yes" if set_openblas_threads else "no"
            answer = f"{torch.__version__} {numpy.__version__} {openblas}"
        elif words[0] == "memory":
            torch.set_num_threads(int(words[1]))
            answer = f"{peak_growth(int(words[2]), *words[3:])}"
        else:
            threads, budget = int(words[1]), float(words[2])
            torch.set_num_threads(threads)
            if set_openblas_threads:
                set_openblas_threads(threads)
            torch.manual_seed(0)
            middle, lowest = seconds_per_call(budget, workload(*words[3:]))
            answer = f"{middle} {lowest} -"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
