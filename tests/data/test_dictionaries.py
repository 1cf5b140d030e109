"""Dictionaries whose index is kept: the same words from the second start on, whatever became of the file."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from data.dictionaries import KeptDictionaries

PLAIN = DefaultDictionaryFactory()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dictionaries")
    for language in ("ms", "id"):
        KeptDictionaries(folder).get_dictionary(language)
    return folder


@pytest.mark.parametrize("language", ["ms", "id"])
def test_each_form_has_its_lemma_from_the_kept_index(kept: Path, language: str) -> None:
    assert (kept / f"{language}.safetensors").stat().st_size > 0
    again = KeptDictionaries(kept).get_dictionary(language)
    forms = list(PLAIN.get_dictionary(language).items())[::7]
    assert [(form, again[form]) for form, _lemma in forms] == forms


@given(word=strategies.text(strategies.sampled_from("aeiougklmnprst'"), max_size=9))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_a_dictionary_lacks_is_lacking_from_the_kept_index(kept: Path, word: str) -> None:
    again = KeptDictionaries(kept).get_dictionary("ms")
    assert again.get(word) == PLAIN.get_dictionary("ms").get(word)


@pytest.mark.parametrize("keep", [0, 7, 900, -1, -40])
def test_a_damaged_index_is_made_anew(tmp_path: Path, keep: int) -> None:
    KeptDictionaries(tmp_path).get_dictionary("ms")
    index = tmp_path / "ms.safetensors"
    whole = index.read_bytes()
    index.write_bytes(whole[:keep])
    assert KeptDictionaries(tmp_path).get_dictionary("ms")["berjalan"] == PLAIN.get_dictionary("ms")["berjalan"]
    assert index.read_bytes() == whole


def test_where_nothing_can_be_kept_the_words_are_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    dictionary = KeptDictionaries(tmp_path / "file").get_dictionary("ms")
    assert dictionary["berjalan"] == PLAIN.get_dictionary("ms")["berjalan"]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_index_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "ms.safetensors").mkdir()
    assert KeptDictionaries(tmp_path).get_dictionary("ms")["berjalan"] == "jalan"
    assert [path.name for path in tmp_path.iterdir()] == ["ms.safetensors"]


def test_no_dictionary_is_an_error() -> None:
    with pytest.raises(ValueError, match="Unsupported language: be"):
        KeptDictionaries().get_dictionary("be")
