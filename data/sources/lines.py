"""Bytes → numbered lines of text: compression, encoding and broken lines are dealt with here, once for all readers."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, Self

import regex
from charset_normalizer import from_bytes

from data.errors import OriginError
from data.messages import message

HEAD = 1 << 16
MAX_LINE = 20_000_000
ESCAPED = regex.compile("[\udc80-\udcff]")
CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b\x08")
SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive or an office document; unpack it or save it as CSV",
    b"%PDF": "a PDF; save its text",
    b"SQLite format 3\x00": "a database; give it with --store if it is a store",
    b"PAR1": "a Parquet file; save it as CSV or JSON Lines",
    b"BZh": "compressed by bzip2; unpack it",
    b"\xfd7zXZ": "compressed by xz; unpack it",
    b"\x28\xb5\x2f\xfd": "compressed by zstd; unpack it",
}


class BrokenLine(str):
    """The reason why a line could not be read; its text is the beginning of the line, as far as it can be shown."""

    __slots__ = ("reason",)

    reason: str

    def __new__(cls, excerpt: str, reason: str) -> Self:
        """Join excerpt and reason."""
        line = super().__new__(cls, excerpt)
        line.reason = reason
        return line


class Lines:
    """Iterate over ``(number, line)``, numbers from 1, lines without their end; a line may be a `BrokenLine`.

    Parameters
    ----------
    stream : text stream
    origin : str
    """

    def __init__(self, stream: IO[str], origin: str) -> None:
        self.origin = origin
        self._stream = stream
        self._number = 0
        self._waiting: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        if self._waiting:
            return self._waiting.pop()
        line = self._read()
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) == MAX_LINE and not line.endswith("\n"):
            self._skip_line()
            return self._number, BrokenLine(line[:200], message(f"the line is longer than {MAX_LINE // 1_000_000} MB"))
        if ESCAPED.search(line):
            shown = ESCAPED.sub("\ufffd", line[:400])
            return self._number, BrokenLine(shown, message("the line is not valid UTF-8"))
        return self._number, line.rstrip("\r\n")

    def push_back(self, pairs: list[tuple[int, str]]) -> None:
        """Give lines back, to be read again."""
        self._waiting.extend(reversed(pairs))

    def peek(self) -> str:
        """Look at the first line that is not empty."""
        seen = []
        for pair in self:
            seen.append(pair)
            if pair[1].strip() or len(seen) > 1_000:
                break
        self.push_back(seen)
        return seen[-1][1] if seen else ""

    def _skip_line(self) -> None:
        while part := self._read():
            if part.endswith("\n"):
                return

    def _read(self) -> str:
        try:
            return self._stream.readline(MAX_LINE)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise OriginError(
                f"{self.origin} breaks off after line {self._number:,}: the gzip data is damaged; fetch it again."
            ) from error
        except UnicodeError as error:
            raise OriginError(f"{self.origin} breaks off after line {self._number:,}: {error}.") from error
        except OSError as error:
            raise OriginError(f"{self.origin} cannot be read after line {self._number:,}: {error}.") from error


def open_lines(stream: BinaryIO, origin: str) -> Lines:
    """Read lines from bytes, unpacked and decoded as the first 64 KiB suggest.

    Raises
    ------
    OriginError
        When there is nothing, or it is not text.
    """
    plain = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream, HEAD)  # type: ignore[type-var]
    try:
        head = plain.peek(HEAD)[:HEAD]
        if head.startswith(b"\x1f\x8b"):
            plain = io.BufferedReader(gzip.GzipFile(fileobj=plain), HEAD)
            head = plain.peek(HEAD)[:HEAD]
    except (OSError, EOFError, zlib.error) as error:
        raise OriginError(f"{origin} cannot be read: {error}.") from error
    if not head.strip():
        raise OriginError(f"{origin} is empty; there is nothing to read.")
    encoding = _encoding(head, origin)
    # Bytes that are not valid become lone surrogates, by which the line is known as broken; the next one is read.
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return Lines(io.TextIOWrapper(plain, encoding=encoding, errors=errors, newline=None), origin)


def _encoding(head: bytes, origin: str) -> str:
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            raise OriginError(f"{origin} is {kind}.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in head or len(head.translate(None, CONTROL)) < 0.99 * len(head):
        raise OriginError(f"{origin} is not text (binary data); newstide reads JSON Lines, CSV and plain text.")
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    # The head may end inside a character, and a line or two may be broken: UTF-8 when most lines are.
    valid = sum(_is_utf8(line) for line in lines)
    if valid >= len(lines) / 2:
        return "utf-8-sig"
    best = from_bytes(head).best()
    if best is None:
        raise OriginError(f"The encoding of {origin} cannot be told; save it as UTF-8.")
    return best.encoding


def _is_utf8(line: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line)
    except UnicodeDecodeError:
        return False
    return True
