#!/usr/bin/env python3
"""Writes the files of other programs in Fixtures/foreign, with those programs themselves.

Needs Python 3.11 or later with numpy, safetensors, torch, pytorch-lightning and gguf. Usage:
foreign-fixtures.py [FORMAT …], every format unless some are named; then lists the files in
Fixtures/manifest.json.
"""

import hashlib
import json
import os
import pathlib
import pickle
import struct
import sys
import tempfile
import zipfile

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
FOLDER = FIXTURES / "foreign"


def safetensors():
    import numpy
    from safetensors.numpy import save_file

    tensors = {
        "layers.0.weight": numpy.arange(12, dtype="<f4").reshape(3, 4) / 8,
        "layers.0.bias": numpy.array([1, -2.5, 0.0, float("nan")], dtype="<f2"),
        "counts": numpy.array([-1, 2**40], dtype="<i8"),
        "flags": numpy.array([True, False, True]),
        "scalar": numpy.array(0.1, dtype="<f8"),
        "empty": numpy.zeros((0, 5), dtype="<u1"),
        "größe": numpy.array([7], dtype="<u2"),
    }
    path = FOLDER / "small.safetensors"
    save_file(tensors, path, metadata={"format": "np"})
    yield path, "What safetensors' own writer makes is read: types, an empty tensor, a scalar, metadata."


def sharded():
    import torch
    from safetensors.torch import save_file

    folder = FOLDER / "sharded"
    folder.mkdir(exist_ok=True)
    torch.manual_seed(5)
    parts = [
        {"embed.weight": torch.randn(4, 3), "norm.weight": torch.ones(3, dtype=torch.bfloat16)},
        {"head.weight": torch.randn(2, 3).to(torch.float8_e4m3fn)},
    ]
    weight_map = {}
    for number, part in enumerate(parts, 1):
        name = f"model-{number:05}-of-00002.safetensors"
        save_file(part, folder / name, metadata={"format": "pt"})
        weight_map.update({key: name for key in part})
        yield folder / name, "A shard of a model in several files, named by an index."
    size = sum(t.numel() * t.element_size() for part in parts for t in part.values())
    index = {"metadata": {"total_size": size}, "weight_map": dict(sorted(weight_map.items()))}
    path = folder / "model.safetensors.index.json"
    path.write_text(json.dumps(index, indent=2) + "\n")
    yield path, "An index that says which shard has which tensor."


def numpy():
    import numpy as np

    path = FOLDER / "column-major.npy"
    np.save(path, np.asfortranarray(np.arange(24, dtype=">i4").reshape(2, 3, 4)))
    yield path, "A big-endian, column-major array is read row-major and little-endian."
    arrays = {
        "weight": np.arange(6, dtype="<f4").reshape(2, 3),
        "bias": np.asfortranarray(np.arange(6, dtype=">f8").reshape(3, 2)),
        "step": np.array(7, dtype="<i8"),
        "wave": np.array([1 + 2j, -3j], dtype="<c8"),
        "names": np.array(["ab", "c"]),
    }
    for name, save in [("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)]:
        save(FOLDER / name, **arrays)
        # NumPy writes the time of day, which a fixture must not have.
        without_times(FOLDER / name)
        yield FOLDER / name, "Arrays of an archive, of numbers and of other types."


def without_times(path):
    with zipfile.ZipFile(path) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in members:
            fixed = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = info.compress_type
            archive.writestr(fixed, data)


def pytorch():
    import torch

    torch.manual_seed(1)
    base = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    layer = torch.nn.Linear(3, 2)
    contents = {
        "model": layer.state_dict(),
        "views": {"transposed": base.t(), "row": base[1], "whole": base, "tail": base.flatten()[5:]},
        "list": [torch.tensor(3), torch.zeros(0, 4), {"deep": torch.tensor([True, False])}],
        "types": {
            name: torch.tensor([1, 0, 3]).to(getattr(torch, name))
            for name in ["float16", "bfloat16", "float64", "int8", "int16", "int32", "uint8",
                         "uint16", "uint32", "uint64", "complex64", "float8_e4m3fn"]
        },
        "parameter": torch.nn.Parameter(base[:2, 1:3]),
        "epoch": 3, "rate": 1e-3, "name": "größe", "none": None, "flag": True, "large": 2**70,
        "negative": -(2**40), "infinite": float("inf"), "size": torch.Size([2, 3]),
        "device": torch.device("cpu"), "type": torch.float16, "set": {5}, "pair": (1, "two"),
        "bytes": b"\x00\xff", "complex": 1 + 2j, "path": pathlib.PurePosixPath("a/b"),
        7: "integer key",
    }
    path = FOLDER / "nested.pt"
    torch.save(contents, path)
    yield path, "Every kind of value and type that torch.save writes as data, views and shared storages."
    path = FOLDER / "protocol4.pt"
    torch.save({"a": base, "b": {"c": b"xyz", "d": [1] * 3}}, path, pickle_protocol=4)
    yield path, "A pickle of version 4: frames, short texts, bytes, remembered values."
    path = FOLDER / "expanded.pt"
    torch.save(torch.ones(1).expand(2, 3), path)
    yield path, "A bare tensor with strides of zero."


def lightning():
    import pytorch_lightning
    import torch

    class Model(pytorch_lightning.LightningModule):
        def __init__(self, width=4, rate=0.1):
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(3, width)

        def training_step(self, batch, index):
            loss = self.layer(batch).square().mean()
            self.log("train_loss", loss)
            return loss

        def configure_optimizers(self):
            optimizer = torch.optim.Adam(self.parameters(), lr=self.hparams.rate)
            return [optimizer], [torch.optim.lr_scheduler.StepLR(optimizer, 1)]

    pytorch_lightning.seed_everything(3)
    data = torch.utils.data.DataLoader(torch.randn(8, 3), batch_size=4)
    with tempfile.TemporaryDirectory() as folder:
        trainer = pytorch_lightning.Trainer(
            max_epochs=2, accelerator="cpu", logger=False, enable_checkpointing=False,
            enable_progress_bar=False, enable_model_summary=False, default_root_dir=folder)
        trainer.fit(Model(), data)
        path = FOLDER / "lightning.ckpt"
        trainer.save_checkpoint(path)
    yield path, "A checkpoint that Lightning saved: weights, optimizer state, loops, hyperparameters."


def gguf():
    import gguf
    import numpy as np

    path = FOLDER / "small.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_string("general.name", "small")
    writer.add_uint32("llama.block_count", 2)
    writer.add_float32("llama.rope.freq_base", 0.1)
    writer.add_bool("tokenizer.ggml.add_bos_token", True)
    writer.add_array("tokenizer.ggml.tokens", ["a", "b", "größe"])
    writer.add_array("list", [[1, 2], [3]])
    writer.add_int64("large", -(2**60))
    writer.add_tensor("token_embd.weight", np.arange(6, dtype=np.float32).reshape(2, 3))
    writer.add_tensor("blk.0.norm", np.ones(5, dtype=np.float16))
    quantized = gguf.quants.quantize(
        np.arange(64, dtype=np.float32).reshape(2, 32), gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("blk.0.weight", quantized, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    yield path, "Key-value pairs of every kind, numbers and quantized blocks, by gguf's own writer."


class Caller:
    """Pickles as a call of a function."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def plain_data():
    import argparse
    import collections

    import numpy as np

    data = {
        "rate": np.float64(1e-3), "count": np.int64(-3), "half": np.float16(-0.5), "flag": np.bool_(True),
        "big": np.dtype(">f4").type(1), "type": np.dtype("i4"),
        "options": argparse.Namespace(width=3, inner=argparse.Namespace(), none=None),
        "seen": collections.defaultdict(list, {"a": [1]}), "last": collections.deque([1, 2], 5),
        "path": pathlib.PurePosixPath("/runs/a"), "means": np.arange(6, dtype="<f4").reshape(2, 3),
    }
    path = FOLDER / "plain-data.pt"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            zipfile.ZipInfo("archive/data.pkl", (1980, 1, 1, 0, 0, 0)), pickle.dumps(data, 2))
    yield path, "What people keep beside tensors is read: numbers and arrays of NumPy, namespaces."


def hostile():
    """Files that attack their reader; the commands in them would do nothing but print a word."""
    import numpy as np

    folder = FIXTURES / "hostile"
    for name in ["gguf", "npy", "npz", "pytorch", "safetensors"]:
        (folder / name).mkdir(parents=True, exist_ok=True)

    def archive(path, pickled, members=()):
        with zipfile.ZipFile(path, "w") as file:
            for name, data in [("archive/data.pkl", pickled), *members]:
                file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
        return path

    yield archive(
        folder / "pytorch/system.pt", pickle.dumps({"a": Caller(os.system, "echo owned")}, 2)
    ), "A pickle that would run a shell command is refused by the name of what it calls."
    yield archive(
        folder / "pytorch/eval.pt", pickle.dumps([Caller(eval, "print('owned')")], 4)
    ), "A pickle of version 4 that would evaluate an expression is refused."
    storage = [("archive/data/0", bytes(4))]
    start = pickle.dumps(0, 2)[:2] + b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storage"
    start += b"ctorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x01tQ"
    end = b"\x89ccollections\nOrderedDict\n)RtR."
    yield archive(
        folder / "pytorch/outside.pt", start + b"K\0K\x02\x85K\x01\x85" + end, storage
    ), "A tensor whose second element lies outside of its storage is refused."
    yield archive(
        folder / "pytorch/endless.pt",
        start + b"K\0" + b"\x8a\x06\0\0\0\0\0\x01\x85" + b"K\0\x85" + end, storage
    ), "A tensor of 2^40 elements, all of them the same one, is refused."
    yield archive(
        folder / "pytorch/itself.pt", b"\x80\x02]q\0h\0a."
    ), "A list that contains itself is refused."
    yield archive(
        folder / "pytorch/doubling.pt",
        b"\x80\x02cpathlib\nPurePosixPath\nq\0X\x01\0\0\0aq\1" + b"h\0h\1h\1\x86Rq\1" * 64 + b"."
    ), "A path that is joined with itself 64 times, 2^64 bytes, is refused."

    def tensors(path, header, data):
        path.write_bytes(struct.pack("<Q", len(header)) + header + data)
        return path

    one = '"%s":{"dtype":"U8","shape":[%d],"data_offsets":[%d,%d]}'
    yield tensors(
        folder / "safetensors/overlap.safetensors",
        ("{" + one % ("a", 4, 0, 4) + "," + one % ("b", 4, 2, 6) + "}").encode(), bytes(6)
    ), "Tensors that share bytes are refused."
    yield tensors(
        folder / "safetensors/twice.safetensors",
        ("{" + one % ("a", 4, 0, 4) + "," + one % ("a", 4, 0, 4) + "}").encode(), bytes(4)
    ), "A name that occurs twice, of which readers see one or the other, is refused."
    path = folder / "safetensors/header.safetensors"
    path.write_bytes(struct.pack("<Q", 99_999_999) + b"{")
    yield path, "A header that claims to be longer than the file is refused before it is read."
    path = folder / "safetensors/escape.safetensors.index.json"
    path.write_text('{"weight_map": {"a": "../../foreign/small.safetensors"}}\n')
    yield path, "An index that leads out of its folder is refused."

    path = folder / "npy/objects.npy"
    np.save(path, np.array([Caller(os.system, "echo owned")], dtype=object), allow_pickle=True)
    yield path, "An array of Python objects, which are pickled, is refused."
    path = folder / "npy/shape.npy"
    text = b"{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }"
    path.write_bytes(b"\x93NUMPY\x01\0" + struct.pack("<H", len(text)) + text)
    yield path, "A shape whose number of bytes overflows is refused."
    path = folder / "npz/bomb.npz"
    np.savez_compressed(path, a=np.zeros(1 << 20, dtype="<f8"))
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    # The time of day, and a size of 1000 bytes where 8 MiB come out.
    for place in (entry + 12, data.index(b"PK\x03\x04") + 10):
        data[place : place + 4] = b"\0\0\x21\0"
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    path.write_bytes(data)
    yield path, "A member that unpacks to more than its directory says is refused."
    path = folder / "npz/sizes.npz"
    # A stored member of 2^63 - 1 bytes, as a further field of 8-byte numbers says.
    sizes = struct.pack("<HHQQ", 1, 16, 2**63 - 1, 2**63 - 1)
    common = struct.pack("<HHHHHIIIH", 45, 0, 0, 0, 33, 0, 2**32 - 1, 2**32 - 1, 5)
    local = b"PK\x03\x04" + common + struct.pack("<H", 0) + b"a.npy"
    entry = b"PK\x01\x02" + struct.pack("<H", 45) + common
    entry += struct.pack("<HHHHII", len(sizes), 0, 0, 0, 0, 0) + b"a.npy" + sizes
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
    path.write_bytes(local + entry + end)
    yield path, "A member whose end lies beyond the range of Int is refused."
    path = folder / "gguf/count.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 0))
    yield path, "A count of tensors beyond what the file can hold is refused before room is made."


MAKERS = [safetensors, sharded, numpy, pytorch, plain_data, lightning, gguf, hostile]


def main():
    names = sys.argv[1:]
    FOLDER.mkdir(exist_ok=True)
    manifest_path = FIXTURES / "manifest.json"
    manifest = json.loads(manifest_path.read_text())
    for maker in MAKERS:
        if names and maker.__name__ not in names:
            continue
        for path, proves in maker():
            name = str(path.relative_to(FIXTURES))
            data = path.read_bytes()
            entry = {
                "path": name,
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "proves": proves,
                "command": f"Scripts/foreign-fixtures.py {maker.__name__}",
                "licence": "Apache-2.0",
            }
            manifest["files"] = [f for f in manifest["files"] if f["path"] != name] + [entry]
    manifest["files"].sort(key=lambda file: file["path"])
    manifest_path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
