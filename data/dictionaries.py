"""The dictionaries of simplemma as streams whose index is kept on disk.

As plain dictionaries sixteen languages take 900 MiB, as streams 130; the index of a stream is made by reading it to its
end, however, which takes seconds for a language of three million forms. It is made once and kept in the user's cache
folder; where that is read only, every process makes its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from platformdirs import user_cache_path
from safetensors import SafetensorError
from safetensors.numpy import load_file, save
from simplemma import __version__
from simplemma.strategies.dictionaries import frontcode
from simplemma.strategies.dictionaries.dictionary_factory import CachingDictionaryFactory, _read_decompressed
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamMap

LANGUAGES = 64
"""More than simplemma has, so that no dictionary is let go."""
SEPARATOR = b"\n"
WORDS = ("first", "key", "value")
"""Of each block: its first form, and the form and the lemma before it, from which the next ones are spelled."""


class KeptDictionaries(CachingDictionaryFactory):
    """Dictionaries of simplemma by language.

    Parameters
    ----------
    folder : Path, optional
        Where indexes are kept; in the user's cache folder unless given.

    Examples
    --------
    >>> KeptDictionaries().get_dictionary("uk")["перемовин"]
    'перемовини'
    """

    __slots__ = ("_folder",)

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_cache_path("newstide") / f"dictionaries-{__version__}"
        super().__init__(LANGUAGES)

    def _get_dictionary_uncached(self, lang: str) -> Mapping[str, str]:
        return _KeptStream(lang, self._folder / f"{lang}.safetensors")


class _KeptStream(StreamMap):
    __slots__ = ()

    def __init__(self, lang: str, kept: Path) -> None:
        try:
            index = load_file(kept)
            firsts, keys, values = (index[name].tobytes().split(SEPARATOR) for name in WORDS)
            rows = list(zip(firsts, index["start"].tolist(), keys, values, strict=True))
        except (OSError, SafetensorError, KeyError, ValueError):
            super().__init__(lang)
            with suppress(OSError):
                self._keep(kept)
            return
        self._firsts = firsts
        self._blocks = [row[1:] for row in rows]
        self._data = _read_decompressed(lang)
        self._rev, self._count, self._pos = frontcode._read_header(self._data)  # noqa: SLF001

    def _keep(self, kept: Path) -> None:
        starts, keys, values = zip(*self._blocks, strict=True)
        index = {
            name: np.frombuffer(SEPARATOR.join(words), dtype=np.uint8)
            for name, words in zip(WORDS, (self._firsts, keys, values), strict=True)
        }
        index["start"] = np.asarray(starts, dtype=np.int64)
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Other processes may be about to write the same.
        with NamedTemporaryFile(dir=kept.parent, delete=False) as part:
            written = Path(part.name)
            try:
                part.write(save(index))
                part.flush()
                written.replace(kept)
            finally:
                # What a full disk cut off is not left there.
                written.unlink(missing_ok=True)
