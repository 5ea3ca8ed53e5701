"""What is compared: groups, names, and the words that both children understand."""

GEMM = [
    # square
    (64, 64, 64, "nn"), (128, 128, 128, "nn"), (256, 256, 256, "nn"), (384, 384, 384, "nn"),
    (512, 512, 512, "nn"), (1024, 1024, 1024, "nn"),
    # skinny
    (2048, 64, 576, "nn"), (64, 2048, 256, "nn"), (1024, 16, 1024, "nn"),
    # a linear layer: forward, gradient of the weight
    (64, 32, 64, "nt"), (64, 10, 128, "nt"), (128, 512, 784, "nt"), (512, 784, 128, "tn"),
    # transposed
    (512, 512, 512, "nt"), (512, 512, 512, "tn"),
    # tiny
    (8, 8, 8, "nn"), (32, 32, 32, "nn"),
    # odd
    (127, 129, 131, "nn"), (333, 77, 555, "nn"), (1, 1000, 1000, "nn"),
]
# images [n, height, width, channels]; outputs, kernel, stride, padding, groups
CONVOLUTION = [
    ("64x28x28x1", "32x3x1x0x1"), ("64x26x26x32", "64x3x1x0x1"),
    # residual networks
    ("16x32x32x3", "64x3x1x1x1"), ("16x32x32x64", "64x3x1x1x1"), ("16x32x32x64", "128x3x2x1x1"),
    ("16x32x32x64", "128x1x2x0x1"), ("16x8x8x256", "256x3x1x1x1"), ("16x4x4x512", "512x3x1x1x1"),
    # wide kernel, grouped, depthwise
    ("16x28x28x16", "32x5x1x2x1"), ("16x28x28x64", "64x3x1x1x4"), ("16x28x28x64", "64x3x1x1x64"),
]
COUNTS = [1 << 10, 1 << 16, 1 << 20]
SMALL, LARGE = "64x32x10", "784x512x256x10"


class Case:
    """One row of the table. `peer` is what the peer is asked, where that is something else."""

    def __init__(self, group, name, words, peer=None):
        self.group, self.name, self.words = group, name, words
        self.peer_words = peer or words


def all_cases():
    cases = []

    def add(group, name, words, peer=None):
        cases.append(Case(group, name, words, peer))

    steps = [
        (SMALL, 64, "adam", "plain"), (LARGE, 128, "adam", "plain"),
        ("784x256x10", 128, "adamw", "regularized"),
    ]
    for sizes, batch, optimizer, kind in steps:
        words = f"training-step {sizes} {batch} {optimizer} {kind}"
        name = f"mlp-{sizes}-b{batch}-{optimizer}"
        if kind == "regularized":
            name += "-layernorm-dropout"
        add("training-step", name, words)
    for network, optimizer, name in [
        ("cnn", "adam", "cnn-28x28-conv32-conv64-fc128-b64-adam"),
        ("resnet", "sgd-momentum", "resnet18-like-32x32-b16-sgd"),
        ("gpt", "adamw", "char-gpt-4x128-64-tokens-b16-adamw"),
        ("lstm", "adam", "lstm-10x20-100-steps-b30-adam"),
    ]:
        add("training-step", name, f"network-step {network} {optimizer}")
    for m, n, k, layout in GEMM:
        add("gemm", f"{m}x{n}x{k}-{layout}", f"gemm {m}x{n}x{k} {layout}")
    for images, filters in CONVOLUTION:
        for direction in ("forward", "both"):
            add("convolution", f"{images}-to-{filters}-{direction}",
                f"convolution {images} {filters} {direction}")
    for sizes in ("16x64x4x32", "4x256x8x64"):
        for direction in ("forward", "both"):
            add("attention", f"causal-{sizes}-{direction}", f"attention {sizes} {direction}")
    for function in ("add", "relu", "exp", "log", "tanh", "sigmoid", "gelu", "silu", "dropout"):
        for count in COUNTS:
            add("elementwise", f"{function}-{count}", f"{function} {count}")
    add("elementwise", f"add-{1 << 23}", f"add {1 << 23}")
    for sizes, axis in [
        ("1x1024", "all"), ("64x1024", "all"), ("1024x1024", "all"), ("8192x1024", "all"),
        ("64x10", "rows"), ("1024x1024", "rows"), ("64x32", "columns"), ("1024x1024", "columns"),
    ]:
        add("reduction", f"sum-{axis}-{sizes}", f"sum {sizes} {axis}")
    for sizes in ("64x10", "128x1000", "1024x1000"):
        for direction in ("forward", "both"):
            add("softmax", f"cross-entropy-{sizes}-{direction}",
                f"cross-entropy {sizes} {direction}")
            add("softmax", f"softmax-{sizes}-{direction}", f"softmax {sizes} {direction}")
    for sizes in ("64x128", "1024x768"):
        for direction in ("forward", "both"):
            add("normalization", f"layernorm-{sizes}-{direction}",
                f"layer-norm {sizes} {direction}")
    for sizes in ("64x128", "43264x32", "43264x64"):
        for direction in ("forward", "both"):
            add("normalization", f"batchnorm-{sizes}-{direction}",
                f"batch-norm {sizes} {direction}")
    for sizes in (SMALL, LARGE):
        for optimizer in ("sgd", "sgd-momentum", "adam", "adamw"):
            add("optimizer", f"{optimizer}-{sizes}", f"{optimizer} {sizes}")
        add("optimizer", f"adam-{sizes}-against-fused", f"adam {sizes}", f"adam-fused {sizes}")
    add("trainer", "digits-fit-4-epochs-b64", "fit 4 64")
    return cases
