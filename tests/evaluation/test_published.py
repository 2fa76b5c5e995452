import pytest

from alphagen.evaluation.published import (
    FIGURE_8_SHAPE,
    TABLE_5,
    TABLE_6,
    TABLE_8,
    TEST,
    references,
)


def row(table, system, problems=None):
    (found,) = (c for c in table if c.system == system and problems in (None, c.problems))
    return found


def test_rows_are_those_of_the_paper():
    best = row(TABLE_5, "41B + clustering", TEST)
    assert [(p.k, p.rate) for p in best.points] == [
        (1_000, pytest.approx(0.164)),
        (10_000, pytest.approx(0.254)),
        (100_000, pytest.approx(0.296)),
    ]
    last = row(TABLE_8, "1B, + clustering").points[-1]
    assert (last.k, last.rate, last.low, last.high) == pytest.approx((10**6, 0.284, 0.275, 0.293))


def test_attention_is_the_papers():
    one, many, _ = TABLE_6
    assert one.samples_per_s / many.samples_per_s > 10
    # Both tables have the network with the whole recipe and without clustering.
    assert one.rate == pytest.approx(row(TABLE_8, "1B, + GOLD").points[1].rate)


@pytest.mark.parametrize("curve", TABLE_5 + TABLE_8, ids=lambda curve: curve.label)
def test_a_row_makes_sense_and_names_its_source(curve):
    rates = [point.rate for point in curve.points]
    assert rates == sorted(rates)
    assert len(rates) == (3 if curve.problems == TEST else 4)
    assert all(0.05 < rate < 0.4 for rate in rates)
    assert all(p.low <= p.rate <= p.high for p in curve.points if p.low is not None)
    assert curve.label.endswith(f"(paper, {curve.source})")
    assert curve.selector in FIGURE_8_SHAPE


def test_clustering_does_not_help_the_1b_model_at_a_thousand_samples_but_does_beyond():
    filtering = row(TABLE_8, "1B, + GOLD").points
    clustering = row(TABLE_8, "1B, + clustering").points
    gains = [after.rate - before.rate for before, after in zip(filtering, clustering, strict=True)]
    assert gains[0] < 0 < gains[1] < gains[2] < gains[3]


def test_there_is_a_reference_for_ten_submissions_only():
    assert [curve.selector for curve in references(10)] == ["filter", "cluster"]
    assert references(1) == ()
