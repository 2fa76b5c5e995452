import threading
import time

import pytest

from alphagen.errors import UsageError
from alphagen.execution import run_all


def test_every_item_once():
    assert sorted(run_all(lambda x: x * x, range(50), 3)) == [(i, i * i) for i in range(50)]


def test_results_come_as_they_complete():
    release = threading.Event()

    def work(item):
        if item == 0:
            assert release.wait(10)
        return item

    results = run_all(work, range(3), 2)
    assert next(results)[0] != 0
    release.set()
    assert {0} < {index for index, _ in results}


def test_items_are_read_lazily():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield 0

    results = run_all(lambda x: x, endless(), 2)
    for _ in range(20):
        next(results)
    results.close()
    assert len(taken) <= 24


def test_an_error_reaches_the_reader():
    with pytest.raises(ZeroDivisionError):
        list(run_all(lambda x: 1 // x, [1, 0], 1))


def test_no_items():
    assert list(run_all(str, [])) == []


def test_workers_must_be_positive():
    with pytest.raises(UsageError, match="workers is 0"):
        run_all(str, [], 0)


def test_at_most_that_many_at_once():
    running, most, lock = 0, 0, threading.Lock()

    def work(_):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.002)
        with lock:
            running -= 1

    list(run_all(work, range(20), 2))
    assert most == 2
