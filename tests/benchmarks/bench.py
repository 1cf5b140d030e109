"""One table: newstide and its peers on the same vectors of generated news, each in a process of its own.

    python -m tests.benchmarks.bench [ARTICLES ...]

BERTopic takes part where it is installed (the extra `bench`); agglomerative clustering up to 5,000 articles.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from analysis.evaluation import evaluate
from tests.benchmarks import filters
from tests.benchmarks.generator import generate

Labels = NDArray[np.int64]
MOST_AGGLOMERATIVE = 5_000


def newstide(vectors: NDArray[np.float32], rows: dict[str, list[str]], _n_topics: int) -> tuple[Labels, Labels | None]:
    from analysis.clustering import cluster
    from analysis.labels import describe_topics
    from analysis.names import name_features

    names = name_features(rows["title"], rows["text"], rows["language"])
    days = np.asarray(rows["day"], dtype=np.float64)
    found = cluster(vectors, names=names, languages=rows["language"], timestamps=days)
    describe_topics(found.topic, rows["title"], rows["text"], rows["language"], rows["source"], vectors)
    return found.topic, found.story


def kmeans(vectors: NDArray[np.float32], _rows: dict[str, list[str]], n_topics: int) -> tuple[Labels, None]:
    from sklearn.cluster import KMeans

    return KMeans(n_topics, n_init=3, random_state=0).fit_predict(vectors).astype(np.int64), None


def agglomerative(vectors: NDArray[np.float32], _rows: dict[str, list[str]], n_topics: int) -> tuple[Labels, None]:
    from sklearn.cluster import AgglomerativeClustering

    found = AgglomerativeClustering(n_topics, metric="cosine", linkage="average").fit_predict(vectors)
    return found.astype(np.int64), None


def bertopic(vectors: NDArray[np.float32], rows: dict[str, list[str]], _n_topics: int) -> tuple[Labels, None]:
    from bertopic import BERTopic

    texts = [f"{title}. {text}" for title, text in zip(rows["title"], rows["text"], strict=True)]
    return np.asarray(BERTopic(calculate_probabilities=False).fit_transform(texts, vectors)[0]), None


PEERS: dict[str, Callable[[NDArray[np.float32], dict[str, list[str]], int], tuple[Labels, Labels | None]]] = {
    "newstide": newstide,
    "KMeans": kmeans,
    "agglomerative": agglomerative,
    "BERTopic": bertopic,
}


def prepare(n_articles: int, folder: Path) -> None:
    """Generate, encode and write what every peer reads."""
    from analysis.encoder import load_encoder

    articles = [article for article in generate(n_articles) if not article.reprint_of]
    columns = ("title", "text", "language", "source", "story", "topic")
    rows: dict[str, list[str]] = {name: [getattr(article, name) for article in articles] for name in columns}
    rows["day"] = [str(article.published_at.timestamp() / 86_400) for article in articles]
    (folder / "rows.json").write_text(json.dumps(rows), "utf-8")
    np.save(folder / "vectors.npy", load_encoder().encode(rows["text"], titles=rows["title"]))


def run_one(peer: str, folder: Path) -> dict[str, float | None]:
    """Measure one peer, warm: imports and a small run come first."""
    rows = json.loads((folder / "rows.json").read_text("utf-8"))
    vectors = np.load(folder / "vectors.npy")
    n_topics = len(set(rows["topic"]) - {""})
    small = {name: values[:1_000] for name, values in rows.items()}
    PEERS[peer](vectors[:1_000], small, n_topics)
    started = time.perf_counter()
    topic, story = PEERS[peer](vectors, rows, n_topics)
    seconds = time.perf_counter() - started
    inside = [row for row, name in enumerate(rows["topic"]) if name]
    outside = [row for row, name in enumerate(rows["topic"]) if not name]
    gold, languages = [rows["topic"][row] for row in inside], [rows["language"][row] for row in inside]
    scores = evaluate(gold, topic[inside].tolist(), languages=languages)
    return {
        "topics": float(len(set(topic.tolist()) - {-1})),
        "b_cubed": scores.b_cubed.f1,
        "ari": scores.ari,
        "mixing": scores.mixing.recall if scores.mixing else 0.0,
        "outliers": float(np.mean(topic[inside] < 0)),
        "strangers": float(np.mean(topic[outside] < 0)),
        "stories": None if story is None else evaluate(rows["story"], story.tolist()).b_cubed.f1,
        "seconds": seconds,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="*", type=int, default=[5_000])
    parser.add_argument("--one", choices=sorted(PEERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(run_one(chosen.one, chosen.folder)))
        return
    for n_articles in chosen.articles:
        with tempfile.TemporaryDirectory() as name:
            prepare(n_articles, Path(name))
            Console(width=120).print(_table(n_articles, Path(name)))
        filters.show(n_articles)


def _table(n_articles: int, folder: Path) -> Table:
    table = Table(title=f"{n_articles:,} generated articles (reprints left out)")
    heads = ("topics B³ F1", "ARI", "mixing", "outliers", "strangers out", "stories B³ F1", "topics", "s", "MiB", "×")
    for head in ("", *heads):
        table.add_column(head, justify="right" if head else "left")
    own = 0.0
    for peer in PEERS:
        if (peer == "BERTopic" and find_spec("bertopic") is None) or (
            peer == "agglomerative" and n_articles > MOST_AGGLOMERATIVE
        ):
            continue
        command = [sys.executable, "-m", "tests.benchmarks.bench", "--one", peer, "--folder", str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        own = own or found["seconds"]
        shares = [f"{found[name]:.3f}" for name in ("b_cubed", "ari", "mixing", "outliers", "strangers")]
        stories = "" if found["stories"] is None else f"{found['stories']:.3f}"
        figures = [
            f"{found['topics']:.0f}",
            f"{found['seconds']:.1f}",
            f"{found['mib']:.0f}",
            f"{found['seconds'] / own:.1f}",
        ]
        table.add_row(peer, *shares, stories, *figures)
    return table


if __name__ == "__main__":
    main()
