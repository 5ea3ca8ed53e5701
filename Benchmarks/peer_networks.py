"""Whole networks for the peer: what `training-step` asks for besides perceptrons."""

import torch
import torch.nn.functional as F
from torch import nn


class Convolutional(nn.Module):
    """1 x 28 x 28 images: two convolutions, pooling, two linear layers."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.hidden, self.scores = nn.Linear(64 * 12 * 12, 128), nn.Linear(128, 10)

    def forward(self, images):
        value = F.relu(self.second(F.relu(self.first(images))))
        value = F.max_pool2d(value, 2).flatten(1)
        return self.scores(F.relu(self.hidden(value)))


class ResidualBlock(nn.Module):
    """Two normalised convolutions and a way around them."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)])
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.norms.append(nn.BatchNorm2d(outputs))

    def forward(self, images):
        value = F.relu(self.norms[0](self.first(images)))
        value = self.norms[1](self.second(value))
        if self.shortcut is not None:
            images = self.norms[2](self.shortcut(images))
        return F.relu(value + images)


class Residual(nn.Module):
    """ResNet-18's blocks for 32 x 32 images: four stages of two blocks, 64 to 512 channels."""

    def __init__(self):
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64)
        blocks, inputs = [], 64
        for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
            blocks += [ResidualBlock(inputs, outputs, stride), ResidualBlock(outputs, outputs, 1)]
            inputs = outputs
        self.blocks, self.scores = nn.Sequential(*blocks), nn.Linear(512, 10)

    def forward(self, images):
        value = self.blocks(F.relu(self.norm(self.stem(images))))
        return self.scores(value.mean((2, 3)))


class TransformerBlock(nn.Module):
    """Pre-norm: attention, then a perceptron four times as wide."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.projection, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, value):
        batch, tokens, width = value.shape
        packed = self.projection(self.norms[0](value)).view(batch, tokens, 3, self.heads, -1)
        query, key, content = packed.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, content, is_causal=True)
        value = value + self.output(mixed.transpose(1, 2).reshape(batch, tokens, width))
        hidden = F.gelu(self.widen(self.norms[1](value)), approximate="tanh")
        return value + self.narrow(hidden)


class Transformer(nn.Module):
    """A character model: 4 layers, 128 wide, 4 heads."""

    def __init__(self, characters=65, tokens=64, width=128, layers=4, heads=4):
        super().__init__()
        self.characters = nn.Embedding(characters, width)
        self.places = nn.Parameter(torch.randn(tokens, width) * 0.02)
        self.blocks = nn.Sequential(*(TransformerBlock(width, heads) for _ in range(layers)))
        self.norm, self.scores = nn.LayerNorm(width), nn.Linear(width, characters)

    def forward(self, indices):
        value = self.blocks(self.characters(indices) + self.places)
        return self.scores(self.norm(value)).flatten(0, 1)


class Recurrent(nn.Module):
    """An LSTM over 100 steps and a linear layer on its last output."""

    def __init__(self, inputs=10, hidden=20, classes=10):
        super().__init__()
        self.memory = nn.LSTM(inputs, hidden, batch_first=True)
        self.scores = nn.Linear(hidden, classes)

    def forward(self, sequence):
        return self.scores(self.memory(sequence)[0][:, -1])


def network(name):
    """A network, its inputs and its labels."""
    if name == "cnn":
        return Convolutional(), torch.rand(64, 1, 28, 28), torch.randint(0, 10, (64,))
    if name == "resnet":
        return Residual(), torch.rand(16, 3, 32, 32), torch.randint(0, 10, (16,))
    if name == "gpt":
        return Transformer(), torch.randint(0, 65, (16, 64)), torch.randint(0, 65, (16 * 64,))
    return Recurrent(), torch.rand(30, 100, 10), torch.randint(0, 10, (30,))


def convolution(images, filters, direction):
    """`NxHxWxC OUTPUTSxKERNELxSTRIDExPADDINGxGROUPS`, in whichever memory format is faster."""
    n, height, width, channels = images
    outputs, kernel, stride, padding, groups = filters
    import time

    def prepare(form):
        x = torch.rand(n, channels, height, width).to(memory_format=form).requires_grad_()
        layer = nn.Conv2d(channels, outputs, kernel, stride, padding, groups=groups)
        layer = layer.to(memory_format=form)
        with torch.no_grad():
            upstream = torch.rand_like(layer(x))

        def forward():
            with torch.no_grad():
                layer(x)

        def both():
            x.grad = layer.weight.grad = layer.bias.grad = None
            layer(x).backward(upstream)

        return forward if direction == "forward" else both

    def cost(call):
        times = []
        for _ in range(4):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
        return min(times)

    calls = [prepare(form) for form in (torch.contiguous_format, torch.channels_last)]
    return min(calls, key=cost)


def attention(batch, tokens, heads, size, direction):
    """Causal attention on a packed projection."""
    packed = torch.rand(batch, tokens, 3, heads, size, requires_grad=True)
    upstream = torch.rand(batch, heads, tokens, size)

    def forward():
        query, key, content = packed.permute(2, 0, 3, 1, 4)
        return F.scaled_dot_product_attention(query, key, content, is_causal=True)

    def forward_only():
        with torch.no_grad():
            forward()

    def both():
        packed.grad = None
        forward().backward(upstream)

    return forward_only if direction == "forward" else both
