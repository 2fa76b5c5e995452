from hypothesis import given
from hypothesis import strategies as st

from alphagen.sampling.tree import spans


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_spans_cover_all_prompts_in_order(counts):
    counts.sort(reverse=True)
    found = spans(counts)
    assert [(s.first, s.end) for s in found] == list(
        zip([0, *[s.end for s in found]], [s.end for s in found], strict=False)
    )
    assert found[-1].end == len(counts)
    for span in found:
        inside = counts[span.first : span.end]
        assert max(inside) == span.widest <= 2 * min(inside)
