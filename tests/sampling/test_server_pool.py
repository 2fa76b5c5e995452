from alphagen.sampling import pool
from alphagen.sampling.http import Endpoint, TryAgain
from alphagen.sampling.pool import Lane


def test_a_failing_server_is_set_aside_and_tried_with_one_request():
    lane = Lane(Endpoint("http://h"), 4)
    lane.failed(TryAgain("busy", busy=True, wait=5), 0, 1)
    assert (lane.failures, lane.free(5.9), lane.free(6)) == (0, False, True)
    lane.open = 3
    lane.failed(TryAgain("a"), 6, 7)
    lane.failed(TryAgain("a"), 6, 8)  # was open when the other failed
    lane.failed(TryAgain("a"), 7.5, 9)
    assert (lane.failures, lane.free(9)) == (2, True)
    lane.failed(TryAgain("b"), 9, 10)
    assert lane.fault == "b"
    assert (lane.free(10.9), lane.free(11)) == (False, True)
    lane.tried = True
    assert not lane.free(11)
    lane.failed(TryAgain("b"), 11, 7 + pool.LOST_S - 1)
    assert not lane.lost()
    lane.failed(TryAgain("b"), 7 + pool.LOST_S - 1, 7 + pool.LOST_S)
    assert lane.lost()


def test_waits_grow_to_a_limit():
    longest = [max(pool.backoff(attempt) for _ in range(300)) for attempt in (0, 2, 9, 10_000)]
    for wait, limit in zip(longest, (0.5, 2, 30, 30), strict=True):
        assert limit / 2 < wait <= limit
