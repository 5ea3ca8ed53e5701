#!/usr/bin/env python3
"""Makes Sources/CText/jargon.txt from the Jargon File of Debian's package jargon-text.

Usage: make-text.py DEB-OR-TEXT [OUTPUT]

DEB-OR-TEXT is the package (apt-get download jargon-text) or its jargon.txt.gz. The bytes of the
result depend on the text alone, which must have the SHA-256 below.
"""

import gzip
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tarfile

TEXT_IN_PACKAGE = "./usr/share/doc/jargon-text/jargon.txt.gz"
TEXT_SHA256 = "40dfb4b98191a670a09a183d5798d50f243d23fdbd1495dcc0aca2ce5895ba97"
FIRST, END_OF_CHAPTERS = "Chapter 1. Hacker Slang and Hacker Culture", "Part II. The Jargon Lexicon"
FIRST_ENTRY, END_OF_ENTRIES = "  0", "  D"
TYPOGRAPHY = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2014": "--", "\u00a0": " ",
    "\u2022": "*", "\u2192": "->", "\u00b7": "*", "\u00b4": "'", "\u00d7": "x", "\u00e8": "e",
    "\u00e9": "e"})


def read_text(path):
    if path.suffix == ".deb":
        data = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", str(path)], check=True, stdout=subprocess.PIPE)
        with tarfile.open(fileobj=io.BytesIO(data.stdout)) as package:
            compressed = package.extractfile(TEXT_IN_PACKAGE).read()
    else:
        compressed = path.read_bytes()
    text = gzip.decompress(compressed)
    found = hashlib.sha256(text).hexdigest()
    if found != TEXT_SHA256:
        sys.exit(f"{path}: expected a jargon.txt with SHA-256 {TEXT_SHA256}, found {found}")
    return text.decode().translate(TYPOGRAPHY).split("\n")


def entries(lines):
    """The lexicon without the list of names that opens each letter."""
    opening = False
    for line in lines:
        if re.match(r"  \S", line):
            opening = True
        elif line.startswith("   :"):
            opening = False
        if not opening:
            yield line


def excerpt(lines):
    chapters = lines[lines.index(FIRST):]
    chapters = chapters[:[line.strip() for line in chapters].index(END_OF_CHAPTERS)]
    lexicon = lines[lines.index(FIRST_ENTRY):lines.index(END_OF_ENTRIES)]
    kept = [line.rstrip() for line in chapters + list(entries(lexicon))]
    # Tables and words in other alphabets: whole lines go, so that what stays is ASCII.
    kept = [line.removeprefix("   ") for line in kept if line.isascii()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    root = pathlib.Path(__file__).resolve().parent.parent
    output = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else (
        root / "Sources" / "CText" / "jargon.txt")
    content = excerpt(read_text(pathlib.Path(sys.argv[1]))).encode("ascii")
    output.write_bytes(content)
    print(
        f"{output}: {len(content)} bytes, {len(set(content))} distinct, "
        f"SHA-256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
