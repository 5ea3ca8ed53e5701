#!/usr/bin/env python3
"""Reads a Lockstep checkpoint by checkpoint-v1.md alone: prints its tree, checks its digests.

Usage: reader.py [--quiet] FILE...

Exit status 0: every rule that is checked holds; 1: one does not, and is named; 2: no file to read.
Needs Python 3 and h5py. It reads the content through h5py, so the HDF5 subset of appendix A (which
bytes stand between the arrays) is not its business; all else of the text that a file can break is.
"""

import decimal
import hashlib
import json
import math
import sys
import unicodedata

import h5py

ATTRIBUTES = ["format", "format_version", "profile", "contract", "canonical"]
VERSIONS = ["1"]
LEAF = 4_194_304
TABLES = ["commit", "fileRoot", "index", "leaves", "sections", "stateRoot"]
SECTIONS = ["callbacks", "data", "gradients", "integrity", "loggers", "loop", "meta", "metrics",
            "model", "optimizer", "rng", "scheduler"]
SIZES = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "bool": 1,
         **{f"{sign}int{bits}": bits // 8 for sign in ("", "u") for bits in (8, 16, 32, 64)}}
# Bits of exponent and fraction (HDF-008).
FLOATS = {(5, 10): "float16", (8, 7): "bfloat16", (8, 23): "float32", (11, 52): "float64"}


class Broken(Exception):
    """A rule that the file does not keep."""


def require(rule, place, holds, expected, found):
    if not holds:
        raise Broken(f"{rule}: {place}: expected {expected}, found {found}")


# Digests: CKPT-016 to CKPT-020.

def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def counted(text):
    return word(len(text.encode())) + text.encode()


def word(number):
    return number.to_bytes(8, "little")


def leaves_of(data):
    parts = [data[i:i + LEAF] for i in range(0, len(data), LEAF)]
    return [sha(b"lockstep-leaf-1\0", word(i), word(len(p)), p) for i, p in enumerate(parts)]


def tensor(array, leaves):
    return sha(b"lockstep-tensor-1\0", counted(array["path"]), counted(array["type"]),
               word(len(array["shape"])), *map(word, array["shape"]), *leaves)


def node(parts):
    named = sorted(parts.items(), key=lambda part: part[0].encode())
    return sha(b"lockstep-node-1\0", word(len(named)), *(counted(n) + d for n, d in named))


# Canonical JSON: RFC 8785, CKPT-009.

def number_text(x):
    """As ECMAScript writes it: the shortest digits, which Python has too, placed its own way."""
    if isinstance(x, int) or x == 0:
        return str(int(x))
    sign, digits, exponent = decimal.Decimal(repr(x)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent
    if 0 < point <= 21:
        text = text[:point].ljust(point, "0") + ("." + text[point:] if text[point:] else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    return "-" * sign + text


def canonical(value):
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda m: m[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(k) + ":" + canonical(v) for k, v in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False)


def parsed(rule, place, data):
    try:
        value = json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise Broken(f"{rule}: {place}: expected JSON, found {error}") from error
    require(rule, place, canonical(value).encode() == data, "canonical JSON", "another spelling")
    return value


# The arrays.

def type_name(dataset):
    kind = dataset.id.get_type()
    if isinstance(kind, h5py.h5t.TypeFloatID):
        _, _, exponent, _, fraction = kind.get_fields()
        return FLOATS.get((exponent, fraction))
    if isinstance(kind, h5py.h5t.TypeEnumID):
        return "bool"
    sign = "" if kind.get_sign() == h5py.h5t.SGN_2 else "u"
    return f"{sign}int{8 * kind.get_size()}"


class Checkpoint:
    """One file, opened once: h5py finds the arrays, their bytes are read where they lie."""

    def __init__(self, file):
        self.file = file
        self.h5 = h5py.File(file, "r")
        self.arrays, self.groups = {}, ["/"]
        self.h5.visititems(self.note)

    def note(self, name, item):
        path = "/" + name
        if isinstance(item, h5py.Group):
            self.groups.append(path)
        else:
            self.arrays[path] = item

    def data(self, path):
        dataset = self.arrays[path]
        offset = dataset.id.get_offset()
        if offset is None:
            return b""
        self.file.seek(offset)
        return self.file.read(dataset.id.get_storage_size())

    def check_attributes(self):
        found = {name: self.h5.attrs[name] for name in self.h5.attrs}
        texts = {n: v.decode() if isinstance(v, bytes) else str(v) for n, v in found.items()}
        require("CKPT-004", "/", texts.get("format") == "lockstep-checkpoint",
                "the format lockstep-checkpoint", texts.get("format"))
        require("CKPT-004", "/", texts.get("format_version") in VERSIONS,
                f"a version of {VERSIONS}", texts.get("format_version"))
        require("CKPT-003", "/", sorted(found) == sorted(ATTRIBUTES), ATTRIBUTES, sorted(found))
        require("CKPT-003", "/", texts["profile"] and texts["contract"], "names", "empty text")
        require("CKPT-003", "/", bool(found["canonical"]), "canonical TRUE", "FALSE")
        texts["canonical"] = True
        return texts

    def check_names(self):
        expected = ["/integrity/" + name for name in TABLES]
        found = [path for path in self.arrays if path.startswith("/integrity/")]
        require("CKPT-005", "/integrity", sorted(found) == expected, expected, sorted(found))
        meta = sorted(path for path in self.arrays if path.startswith("/meta/"))
        require("CKPT-005", "/meta", meta == ["/meta/parameters", "/meta/run"], "two arrays", meta)
        for path in list(self.arrays) + self.groups[1:]:
            section = path.split("/")[1]
            require("CKPT-005", path, section in SECTIONS, "a section", section)
        for path in self.arrays:
            require("CKPT-005", path, path.count("/") > 1, "a path in a section", path)
        leading = {"/"} | {path[:i] for path in self.arrays for i, c in enumerate(path)
                           if c == "/" and i > 0}
        require("CKPT-006", "groups", leading == set(self.groups), sorted(leading), self.groups)
        names = [unicodedata.normalize("NFC", p) for p in list(self.arrays) + self.groups]
        require("CKPT-007", "names", len(set(names)) == len(names), "distinct paths", "equal ones")

    def check(self):
        """The tensors' digests by path, and the roots, after all checks."""
        attributes = self.check_attributes()
        self.check_names()
        require("CKPT-014", "/integrity/commit", self.data("/integrity/commit")
                == b"lockstep-commit\n", "the marker of a finished save", "other bytes")
        index = parsed("CKPT-011", "/integrity/index", self.data("/integrity/index"))
        content = sorted((p for p in self.arrays if not p.startswith("/integrity/")),
                         key=str.encode)
        require("CKPT-006", "/integrity/index", [a["path"] for a in index] == content, content,
                [a["path"] for a in index])
        stored = self.data("/integrity/leaves")
        leaves, digests, taken = [], {}, 0
        for array in index:
            path = array["path"]
            digests[path] = tensor(array, self.check_array(array, stored, len(leaves)))
            count = -(-array["bytes"] // LEAF)
            leaves += [stored[32 * i:32 * i + 32] for i in range(taken, taken + count)]
            taken += count
        require("CKPT-012", "/integrity/leaves", 32 * taken == len(stored), 32 * taken,
                len(stored))
        for path in ("/meta/run", "/meta/parameters"):
            parsed("CKPT-009", path, self.data(path))
        return digests, self.check_roots(attributes, digests)

    def check_array(self, array, stored, first):
        dataset, path = self.arrays[array["path"]], array["path"]
        found = {"path": path, "type": type_name(dataset), "shape": list(dataset.shape),
                 "offset": dataset.id.get_offset() or 0,
                 "bytes": math.prod(dataset.shape) * SIZES.get(type_name(dataset), 0)}
        require("CKPT-006", path, found == array, array, found)
        data = self.data(path)
        require("CKPT-011", path, len(data) == array["bytes"], array["bytes"], len(data))
        if array["type"] == "bool":
            require("CKPT-008", path, set(data) <= {0, 1}, "bytes 0 and 1", "others")
        leaves = leaves_of(data)
        for i, leaf in enumerate(leaves):
            known = stored[32 * (first + i):32 * (first + i) + 32]
            require("CKPT-016", f"{path}, leaf {i}", leaf == known, known.hex(), leaf.hex())
        return leaves

    def check_roots(self, attributes, digests):
        parts = {}
        for path, digest in digests.items():
            parts.setdefault(path.split("/")[1], {})[path] = digest
        sections = {name: node(arrays) for name, arrays in parts.items()}
        known = parsed("CKPT-013", "/integrity/sections", self.data("/integrity/sections"))
        for name in sorted(set(sections) | set(known)):
            found = sections.get(name, b"").hex()
            require("CKPT-013", name, known.get(name) == found, known.get(name), found)
        state = node({n: d for n, d in sections.items() if n != "meta"})
        attribute = sha(b"lockstep-attributes-1\0", counted(canonical(attributes)))
        file = node({"attributes": attribute, "meta": sections["meta"], "state": state})
        for rule, name, root in (("CKPT-019", "stateRoot", state), ("CKPT-020", "fileRoot", file)):
            known = self.data("/integrity/" + name)
            require(rule, "/integrity/" + name, known == root, known.hex(), root.hex())
        return state, file

    def tree(self, digests):
        for path in sorted(digests, key=str.encode):
            dataset = self.arrays[path]
            plain = hashlib.sha256(self.data(path)).hexdigest()
            yield f"  {path}  {type_name(dataset)} {list(dataset.shape)}  sha256 {plain[:16]}…"


def main(arguments):
    quiet = "--quiet" in arguments
    names = [a for a in arguments if a != "--quiet"]
    if not names or any(a.startswith("-") for a in names):
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for name in names:
        try:
            with open(name, "rb") as file:
                checkpoint = Checkpoint(file)
                digests, (state, root) = checkpoint.check()
                print(f"{name}: verified, state {state.hex()}, file {root.hex()}")
                if not quiet:
                    print("\n".join(checkpoint.tree(digests)))
        except Broken as broken:
            print(f"{name}: {broken}", file=sys.stderr)
            status = max(status, 1)
        except OSError as error:
            print(f"{name}: no HDF5 file to read: {error}", file=sys.stderr)
            status = 2
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            print(f"{name}: CKPT-001: HDF5's library finds it broken: {error}", file=sys.stderr)
            status = max(status, 1)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
