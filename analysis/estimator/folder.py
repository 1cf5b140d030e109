"""A fitted model as three files: numbers as safetensors, texts as JSON Lines, the rest as JSON. Nothing is pickled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from analysis.errors import AnalysisError
from analysis.estimator.inputs import Articles
from analysis.estimator.topics import Clusters, Topics
from analysis.labels import Description
from analysis.space import LanguageMeans

FORMAT = 1
NUMBERS, TEXTS, MODEL = "model.safetensors", "articles.jsonl", "model.json"


def write_model(
    folder: Path,
    settings: Mapping[str, Any],
    articles: Articles,
    clusters: Clusters,
    merges: Mapping[int, int],
    topics: Topics,
) -> None:
    """Write a model; the last file, which names the others by their hashes, makes it valid.

    Raises
    ------
    AnalysisError
        When the folder cannot be written.
    """
    means = topics.means
    numbers = save(
        {
            "vectors": articles.vectors,
            "days": articles.days,
            "story": clusters.story,
            "topic": clusters.topic,
            "order": clusters.order,
            "labels": topics.labels,
            "scores": topics.scores,
            "middles": topics.middles,
            "everything": means.everything,
            "of_language": np.stack(list(means.of_language.values())),
        }
    )
    texts = _lines(articles).encode()
    model = {
        "format": FORMAT,
        "newstide": version("newstide"),
        "settings": dict(settings),
        "has_texts": articles.texts is not None,
        "has_titles": articles.titles is not None,
        "next_id": clusters.next_id,
        "typical": clusters.typical,
        "n_full": clusters.n_full,
        "merges": sorted(merges.items()),
        "threshold": topics.threshold,
        "mean_languages": list(means.of_language),
        "topics": [{"id": number, **asdict(found)} for number, found in topics.descriptions.items()],
        "sha256": {NUMBERS: _digest(numbers), TEXTS: _digest(texts)},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / NUMBERS, numbers)
        _write(folder / TEXTS, texts)
        _write(folder / MODEL, json.dumps(model, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise AnalysisError(f"The model cannot be written to {folder}: {error.strerror or error}.") from error


def read_model(folder: Path) -> tuple[dict[str, Any], Articles, Clusters, dict[int, int], Topics]:
    """Read a model: settings, articles, clusters, merges, topics.

    Raises
    ------
    AnalysisError
        When there is none, it is damaged, or of another version.
    """
    try:
        model = json.loads((folder / MODEL).read_bytes())
    except OSError as error:
        raise AnalysisError(
            f"There is no model in {folder}: {MODEL} cannot be read ({error.strerror or error})."
        ) from error
    except ValueError as error:
        raise AnalysisError(f"The model in {folder} is damaged: {MODEL} is not JSON.") from error
    if not isinstance(model, dict) or model.get("format") != FORMAT:
        raise AnalysisError(f"The model in {folder} is of another version of newstide than this one: fit it again.")
    try:
        numbers = load(_checked(folder, NUMBERS, model))
        texts = [json.loads(line) for line in _checked(folder, TEXTS, model).decode().splitlines()]
        return _understood(model, numbers, texts)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise AnalysisError(f"The model in {folder} is damaged: {error}.") from error


def _understood(
    model: Mapping[str, Any], numbers: Mapping[str, Any], texts: list[dict[str, Any]]
) -> tuple[dict[str, Any], Articles, Clusters, dict[int, int], Topics]:
    articles = Articles(
        numbers["vectors"],
        numbers["days"],
        [line["language"] for line in texts],
        [line["text"] for line in texts] if model["has_texts"] else None,
        [line["title"] for line in texts] if model["has_titles"] else None,
    )
    clusters = Clusters(
        numbers["story"],
        numbers["topic"],
        numbers["order"],
        model["next_id"],
        model["typical"],
        model["n_full"],
    )
    means = LanguageMeans(
        numbers["everything"], dict(zip(model["mean_languages"], numbers["of_language"], strict=True))
    )
    topics = Topics(
        labels=numbers["labels"],
        scores=numbers["scores"],
        descriptions={
            found["id"]: Description(found["labels"], found["keywords"], found["headlines"])
            for found in model["topics"]
        },
        middles=numbers["middles"],
        means=means,
        threshold=model["threshold"],
    )
    return dict(model["settings"]), articles, clusters, dict(model["merges"]), topics


def _lines(articles: Articles) -> str:
    lines = []
    for row, language in enumerate(articles.languages):
        line: dict[str, str | None] = {"language": language}
        if articles.texts is not None:
            line["text"] = articles.texts[row]
        if articles.titles is not None:
            line["title"] = articles.titles[row]
        # Escaped, because texts may hold separators that splitlines takes for the end of a line.
        lines.append(json.dumps(line) + "\n")
    return "".join(lines)


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _checked(folder: Path, name: str, model: Mapping[str, Any]) -> bytes:
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise AnalysisError(f"The model in {folder} is damaged: {name} cannot be read.") from error
    if _digest(content) != model["sha256"][name]:
        raise ValueError(f"{name} is not the file that {MODEL} was written with")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
