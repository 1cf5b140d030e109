from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evaluation import b_cubed, evaluate, language_mixing

LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


def test_b_cubed_by_hand():
    found = b_cubed(["a", "a", "a", "b"], [1, 1, 2, 2])
    assert found.precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


@given(LABELS)
def test_b_cubed_is_the_mean_over_articles(pairs):
    gold, predicted = [a for a, _ in pairs], [b for _, b in pairs]
    precision = recall = 0.0
    for a, b in pairs:
        both = pairs.count((a, b))
        precision += both / predicted.count(b) / len(pairs)
        recall += both / gold.count(a) / len(pairs)
    found = b_cubed(gold, predicted)
    assert found.precision == pytest.approx(precision)
    assert found.recall == pytest.approx(recall)


def test_equal_partitions_score_one_whatever_their_names():
    scores = evaluate(["a", "a", "b"], [7, 7, 0])
    assert (scores.b_cubed.f1, scores.ari, scores.nmi, scores.v_measure) == (1.0, 1.0, 1.0, 1.0)


def test_language_mixing_counts_pairs_of_two_languages():
    # One story in three languages; the Polish article was not found, a stranger in English was taken in.
    found = language_mixing(["s", "s", "s", "t"], [1, 1, 2, 1], ["uk", "en", "pl", "en"])
    assert found.pairs == 3
    assert found.recall == pytest.approx(1 / 3)
    assert found.precision == pytest.approx(1 / 2)
