from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.encoder import BUNDLED, EncoderError, load_encoder


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def cosine(encoder, one: str, other: str) -> float:
    a, b = encoder.encode([one, other])
    return float(a @ b)


@pytest.mark.parametrize(
    "text",
    ["🙂", "2025", "x", "Ђ", "ប្រទេសកម្ពុជា", "東京で地震", "\u200b\u200b", "...", "نص عربي", "ა", "слово " * 200_000],
)
def test_any_text_gives_a_finite_unit_vector(encoder, text):
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_every_text_gives_a_finite_unit_vector(text):
    if text.strip():
        vector = load_encoder_once().encode([text])[0]
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


def load_encoder_once(cache: list = []):  # noqa: B006 - kept between examples on purpose
    if not cache:
        cache.append(load_encoder())
    return cache[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("П'ять ракет", "П’ять ракет"),
        ("П'ять ракет", "Пʼять ракет"),
        ("Президент", "ПРЕЗИДЕНТ"),
        ("Зеле\u0301нський", "Зеленський"),
        ("пере\u00adговори", "переговори"),
        ("cafe\u0301", "café"),
        ("ﬁnance", "finance"),
        ("Pоссия и мир", "Россия и мир"),
        ("Украинa", "Украина"),
    ],
)
def test_spellings_of_one_word_give_one_vector(encoder, one, other):
    assert cosine(encoder, one, other) == pytest.approx(1.0, abs=1e-5)


def test_the_same_text_gives_the_same_vector_in_every_batch_and_with_any_number_of_threads(encoder):
    import torch

    texts = [f"Переговори про мир, раунд {n}, у Женеві" for n in range(300)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts[:20]])
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        single = encoder.encode(texts)
    finally:
        torch.set_num_threads(threads)
    assert np.abs(together[:20] - alone).max() < 1e-5
    assert np.abs(together - single).max() < 1e-5


def test_translations_are_nearer_than_other_sentences(encoder):
    english = ["The parliament adopted the budget", "The football club won the cup", "Drones attacked the power plant"]
    for translated in (
        ["Парламент ухвалив бюджет", "Футбольний клуб виграв кубок", "Дрони атакували електростанцію"],
        ["Parlament uchwalił budżet", "Klub piłkarski zdobył puchar", "Drony zaatakowały elektrownię"],
        [
            "Das Parlament verabschiedete den Haushalt",
            "Der Fußballverein gewann den Pokal",
            "Drohnen griffen das Kraftwerk an",
        ],
        ["Парламент прыняў бюджэт", "Футбольны клуб выйграў кубак", "Дроны атакавалі электрастанцыю"],
    ):
        similar = encoder.encode(english) @ encoder.encode(translated).T
        assert similar.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_bundled_model_loads_through_sentence_transformers(encoder):
    from sentence_transformers import SentenceTransformer

    from analysis.encoder import FOLDER

    # The module is newstide's own, which sentence-transformers takes for remote code.
    model = SentenceTransformer(str(FOLDER), device="cpu", trust_remote_code=True)
    text = "The parliament adopted the budget"
    assert np.abs(model.encode([text]) - encoder.encode([text])).max() < 1e-6


def test_the_fingerprint_names_the_weights(encoder):
    assert encoder.fingerprint == load_encoder().fingerprint
    assert encoder.fingerprint.startswith(BUNDLED)


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode([]).shape == (0, encoder.dims)


@pytest.mark.parametrize("name", ["/no/such/folder", "nobody/no-such-model-anywhere"])
def test_a_model_that_cannot_be_had_is_one_sentence(name, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError) as error:
        load_encoder(name)
    assert name in str(error.value)
    assert "--model" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_without_a_model_is_told(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match="holds no model"):
        load_encoder(str(tmp_path))
