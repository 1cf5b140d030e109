from __future__ import annotations

import json
import pickle
import shutil
from datetime import date

import numpy as np
import polars as pl
import pytest
from sample import TEXTS, Toy, fitted

from analysis import TopicModel
from analysis.encoder import load_encoder
from analysis.errors import AnalysisError

# Looking at topics


def test_topics_are_listed_with_what_they_are_about(small):
    info = small.get_topic_info()
    assert info.columns[:5] == ["Topic", "Count", "Name", "Representation", "Representative_Docs"]
    assert info["Topic"].to_list() == [-1, 0, 1]
    assert info["Count"].to_list() == [1, 3, 2]
    assert info["Languages"].to_list() == [["en"], ["de", "en", "uk"], ["en", "uk"]]
    assert "bridge" in info["Representation"][1]
    assert small.get_topic_info(1).height == 1
    assert small.get_topic(0, "uk")[0] == "міст"
    assert small.get_topic(0, "pl") == []
    assert set(small.get_topics()[1]) == {"en", "uk"}
    assert set(small.get_representative_docs(0)) == set(TEXTS[:3])
    headlines = small.topics_[1].headlines
    assert {language: small.languages_[row] for language, row in headlines.items()} == {"en": "en", "uk": "uk"}


def test_a_topic_that_is_not_there_is_told(small):
    with pytest.raises(AnalysisError, match="no topic 9; the topics are: 0, 1"):
        small.get_topic(9)
    with pytest.raises(AnalysisError, match="no topic -1"):
        small.merge_topics([-1, 0])


@pytest.mark.parametrize("query", ["elections", "вибори", "wybory", "Wahlen", "élections"])
def test_words_of_any_language_find_the_topic(whole, sample, query):
    (found, *_), (similarity, *_) = whole.find_topics(query, top_n=3)
    gold = [sample.topics[row] for row in np.flatnonzero(whole.labels_ == found)]
    assert gold.count("elections") > len(gold) / 2
    assert 0.2 < similarity <= 1


def test_a_query_without_words_is_told(small):
    with pytest.raises(AnalysisError, match="query is empty"):
        small.find_topics("  ")


def test_topics_over_time_count_every_text_with_a_date(small):
    weekly = small.topics_over_time()
    assert weekly.columns == ["Topic", "Name", "Timestamp", "Frequency", "Share"]
    # 1 and 8 March 2025 are Saturdays: the weeks of 24 February and of 3 March.
    bridge = weekly.filter(pl.col("Topic") == 0)
    assert bridge["Timestamp"].to_list() == [date(2025, 2, 24), date(2025, 3, 3)]
    assert bridge["Frequency"].to_list() == [3, 0]
    assert bridge["Share"].to_list() == [1.0, 0.0]
    other = small.topics_over_time([None, None, *["2025-01-05"] * 4], period="month")
    assert dict(other.select("Topic", "Frequency").iter_rows()) == {-1: 1, 0: 1, 1: 2}


def test_topics_over_time_need_times(small):
    with pytest.raises(AnalysisError, match="No text has a time"):
        small.topics_over_time([None] * 6)
    with pytest.raises(AnalysisError, match="day, week or month"):
        small.topics_over_time(period="year")


# Merging


def test_merged_topics_are_one_and_stay_so(small):
    assert small.merge_topics([0, 1]) is small
    assert small.labels_.tolist() == [0, 0, 0, 0, 0, -1]
    assert small.transform(TEXTS).shape == (6, 1)
    assert set(small.topics_[0].keywords) == {"de", "en", "uk"}
    small.partial_fit(
        ["Floods closed the schools. Rescuers came to the flood in the valley."], timestamps=["2025-03-08"]
    )
    assert small.labels_.tolist() == [0, 0, 0, 0, 0, -1, 0]


def test_several_groups_and_groups_of_groups_are_merged(sample):
    model = fitted(sample)
    n_topics, outliers = len(model.topics_), int((model.labels_ == -1).sum())
    sizes = np.bincount(model.labels_[model.labels_ >= 0])
    model.merge_topics([[1, 2], [4, 3]]).merge_topics([3, 1])
    assert len(model.topics_) == n_topics - 3
    assert int((model.labels_ == 1).sum()) == sizes[1] + sizes[2] + sizes[3] + sizes[4]
    assert int((model.labels_ == -1).sum()) == outliers
    with pytest.raises(AnalysisError, match="named twice"):
        model.merge_topics([[0, 1], [1, 5]])


def test_topics_are_reduced_to_a_number(sample):
    model = fitted(sample)
    outliers = model.labels_ == -1
    assert len(model.reduce_topics(5).topics_) == 5
    assert np.array_equal(model.labels_ == -1, outliers)
    assert len(model.reduce_topics(9).topics_) == 5
    with pytest.raises(AnalysisError, match="at least 1"):
        model.reduce_topics(0)


# Keeping


def test_what_is_loaded_is_what_was_saved(whole, sample, tmp_path):
    whole.save(tmp_path / "model")
    again = TopicModel.load(tmp_path / "model")
    assert again.get_params() == whole.get_params()
    assert np.array_equal(again.labels_, whole.labels_)
    assert np.array_equal(again.scores_, whole.scores_)
    assert again.topics_ == whole.topics_
    assert list(again.topics_) == list(whole.topics_)
    assert again.get_topic_info().equals(whole.get_topic_info())
    texts = sample.texts[:100]
    assert np.array_equal(again.predict(texts), whole.predict(texts))
    assert again.find_topics("peace plan") == whole.find_topics("peace plan")
    assert {path.name for path in (tmp_path / "model").iterdir()} == {
        "model.safetensors",
        "articles.jsonl",
        "model.json",
    }


def test_a_loaded_model_goes_on_as_the_saved_one(small, tmp_path):
    small.merge_topics([0, 1])
    small.save(tmp_path)
    again = TopicModel.load(tmp_path)
    new = ["The bridge over the river was opened.\u2028The council met on the bridge."]
    for model in (small, again):
        model.partial_fit(new, timestamps=["2025-03-02"])
    assert np.array_equal(again.labels_, small.labels_)
    again.save(tmp_path)
    assert np.array_equal(TopicModel.load(tmp_path).labels_, small.labels_)


def test_a_model_of_vectors_alone_can_be_kept(tmp_path):
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 0, 1, 1, 1]]
    model = TopicModel().fit(vectors)
    model.save(tmp_path)
    again = TopicModel.load(tmp_path)
    assert np.array_equal(again.predict(vectors), model.predict(vectors))
    assert np.array_equal(pickle.loads(pickle.dumps(model)).labels_, again.labels_)


def test_an_encoder_without_a_name_is_given_when_loading(tmp_path):
    TopicModel(encoder=Toy()).fit(["bridge"] * 4 + ["flood"] * 4, languages=["en"] * 8).save(tmp_path)
    with pytest.raises(AnalysisError, match="encoder="):
        TopicModel.load(tmp_path).predict(["bridge"])
    assert TopicModel.load(tmp_path, encoder=Toy()).predict(["bridge"], languages=["en"]).shape == (1,)


def test_an_encoder_that_has_changed_is_told(small, tmp_path):
    small.save(tmp_path)
    path = tmp_path / "model.json"
    path.write_text(path.read_text("utf-8").replace(load_encoder().fingerprint, "bundled-another"), "utf-8")
    with pytest.raises(AnalysisError, match="not the one that the model was fitted with"):
        TopicModel.load(tmp_path).predict(TEXTS)


@pytest.mark.parametrize("name", ["model.safetensors", "articles.jsonl", "model.json"])
@pytest.mark.parametrize("damage", ["gone", "cut", "emptied"])
def test_a_damaged_model_is_told(small, tmp_path, name, damage):
    small.save(tmp_path)
    path = tmp_path / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20] if damage == "cut" else b"")
    with pytest.raises(AnalysisError, match=r"(damaged|There is no model)"):
        TopicModel.load(tmp_path)


def test_a_model_of_another_version_is_told(small, tmp_path):
    small.save(tmp_path)
    model = json.loads((tmp_path / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps({**model, "format": 99}), "utf-8")
    with pytest.raises(AnalysisError, match="another version"):
        TopicModel.load(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(small, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AnalysisError, match="cannot be written"):
        small.save(tmp_path / "file")
    shutil.rmtree(tmp_path, ignore_errors=True)
