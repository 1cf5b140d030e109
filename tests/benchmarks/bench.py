"""One table: newstide and its peers on the same vectors of generated news, each in a process of its own.

    python -m tests.benchmarks.bench [ARTICLES ...] [--repeats N] [--cold] [--only PEER ...] [--update N]

All peers get the same vectors and texts; KMeans and agglomerative clustering get the true number of topics, too. Times
are medians of warm runs, from vectors to topics with labels where a peer makes labels; with `--cold`, those of whole
processes, from their start. Peaks are those of the process. Top2Vec stands here by its clustering (UMAP, HDBSCAN, every
article to the nearest topic), as it takes no vectors; turftopic asks for older libraries than newstide and has no part.

With `--update`, newstide alone is measured instead, as so many articles come to a store that is analysed already: see
`tests.benchmarks.updates`.
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
from tests.benchmarks import filters, updates
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
    describe_topics(
        found.topic, rows["title"], rows["text"], rows["language"], rows["source"], vectors, stories=found.story
    )
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

    return np.asarray(BERTopic().fit_transform(_documents(rows), vectors)[0]), None


def bertopic_kmeans(vectors: NDArray[np.float32], rows: dict[str, list[str]], n_topics: int) -> tuple[Labels, None]:
    from bertopic import BERTopic
    from sklearn.cluster import KMeans

    model = BERTopic(hdbscan_model=KMeans(n_topics, random_state=0))
    return np.asarray(model.fit_transform(_documents(rows), vectors)[0]), None


def top2vec(vectors: NDArray[np.float32], _rows: dict[str, list[str]], _n_topics: int) -> tuple[Labels, None]:
    from hdbscan import HDBSCAN
    from umap import UMAP

    flat = UMAP(n_neighbors=15, n_components=5, metric="cosine").fit_transform(vectors)
    found = HDBSCAN(min_cluster_size=15).fit_predict(flat)
    if found.max() < 0:
        return np.asarray(found, dtype=np.int64), None
    topics = np.stack([vectors[found == topic].mean(axis=0) for topic in range(found.max() + 1)])
    topics /= np.linalg.norm(topics, axis=1, keepdims=True)
    return (vectors @ topics.T).argmax(axis=1).astype(np.int64), None


def _documents(rows: dict[str, list[str]]) -> list[str]:
    return [f"{title}. {text}" for title, text in zip(rows["title"], rows["text"], strict=True)]


PEERS: dict[str, Callable[[NDArray[np.float32], dict[str, list[str]], int], tuple[Labels, Labels | None]]] = {
    "newstide": newstide,
    "KMeans": kmeans,
    "agglomerative": agglomerative,
    "BERTopic": bertopic,
    "BERTopic, KMeans": bertopic_kmeans,
    "Top2Vec's clustering": top2vec,
}
NEEDS = {"BERTopic": "bertopic", "BERTopic, KMeans": "bertopic", "Top2Vec's clustering": "umap"}


def prepare(n_articles: int, folder: Path) -> None:
    """Generate, encode and write what every peer reads."""
    from analysis.encoder import load_encoder

    articles = [article for article in generate(n_articles) if not article.reprint_of]
    columns = ("title", "text", "language", "source", "story", "topic")
    rows: dict[str, list[str]] = {name: [getattr(article, name) for article in articles] for name in columns}
    rows["day"] = [str(article.published_at.timestamp() / 86_400) for article in articles]
    (folder / "rows.json").write_text(json.dumps(rows), "utf-8")
    np.save(folder / "vectors.npy", load_encoder().encode(rows["text"], titles=rows["title"]))


def run_one(peer: str, folder: Path, repeats: int) -> dict[str, float | None]:
    """Measure one peer: warm, after a small run, or the only run of a process where nothing is repeated."""
    rows = json.loads((folder / "rows.json").read_text("utf-8"))
    vectors = np.load(folder / "vectors.npy")
    n_topics = len(set(rows["topic"]) - {""})
    if repeats:
        small = {name: values[:1_000] for name, values in rows.items()}
        PEERS[peer](vectors[:1_000], small, n_topics)
    seconds = []
    for _ in range(max(1, repeats)):
        started = time.perf_counter()
        topic, story = PEERS[peer](vectors, rows, n_topics)
        seconds.append(time.perf_counter() - started)
    peak = _peak_mib()
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
        "seconds": float(np.median(seconds)),
        "mib": peak,
    }


def _peak_mib() -> float:
    """Give the most memory that this program has held; `getrusage` counts the one that started it, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=int, default=[5_000])
    parser.add_argument("--repeats", type=int, default=3, help="warm runs, of which the median counts")
    parser.add_argument("--cold", action="store_true", help="measure whole processes")
    parser.add_argument("--only", nargs="*", choices=sorted(PEERS), help="these peers, newstide first")
    parser.add_argument("--filters", action="store_true", help="measure changes of the page's filter, too")
    parser.add_argument("--update", type=int, metavar="N", help="measure newstide with N articles that come later")
    parser.add_argument("--one", choices=sorted(PEERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(run_one(chosen.one, chosen.folder, 0 if chosen.cold else chosen.repeats)))
        return
    for n_articles in chosen.articles:
        if chosen.update:
            updates.show(n_articles, chosen.update)
            continue
        with tempfile.TemporaryDirectory() as name:
            prepare(n_articles, Path(name))
            peers = [peer for peer in PEERS if _takes_part(peer, n_articles, chosen.only)]
            Console(width=140).print(_table(peers, n_articles, Path(name), chosen.repeats, cold=chosen.cold))
        if chosen.filters:
            filters.show(n_articles)


def _takes_part(peer: str, n_articles: int, only: list[str] | None) -> bool:
    if peer == "newstide":
        return True
    if only and peer not in only:
        return False
    if peer == "agglomerative" and n_articles > MOST_AGGLOMERATIVE:
        return False
    return peer not in NEEDS or find_spec(NEEDS[peer]) is not None


def _table(peers: list[str], n_articles: int, folder: Path, repeats: int, *, cold: bool) -> Table:
    runs = "whole processes from cold" if cold else f"warm, median of {repeats}"
    table = Table(title=f"{n_articles:,} generated articles less reprints, {runs}")
    heads = ("topics B³ F1", "ARI", "mixing", "outliers", "strangers out", "stories B³ F1", "topics", "s", "MiB", "×")
    for head in ("", *heads):
        table.add_column(head, justify="right" if head else "left")
    own = 0.0
    for peer in peers:
        command = [sys.executable, "-m", "tests.benchmarks.bench", "--one", peer, "--folder", str(folder)]
        command += ["--cold"] if cold else ["--repeats", str(repeats)]
        started = time.perf_counter()
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        whole = time.perf_counter() - started
        found = json.loads(done.stdout.splitlines()[-1])
        seconds = whole if cold else found["seconds"]
        own = own or seconds
        shares = [f"{found[name]:.3f}" for name in ("b_cubed", "ari", "mixing", "outliers", "strangers")]
        stories = "" if found["stories"] is None else f"{found['stories']:.3f}"
        table.add_row(
            peer,
            *shares,
            stories,
            f"{found['topics']:.0f}",
            f"{seconds:.1f}",
            f"{found['mib']:.0f}",
            f"{seconds / own:.1f}",
        )
    return table


if __name__ == "__main__":
    main()
