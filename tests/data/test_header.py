import pytest

from alphagen.data import parse_statement
from alphagen.data.header import read_memory, read_time

TESTS = "\n\nSample Input\n1 2\n\nSample Output\n3\n"
MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("time limit per test: 2 seconds", 2.0),
        ("time limit per test2 seconds", 2.0),
        ("time limit per test 0.5 seconds", 0.5),
        ("Time Limit: 2 sec / Memory Limit: 1024 MB", 2.0),
        ("Time limit: 1500 ms", 1.5),
        ("Time Limit (ms): 500", 0.5),
        ("CPU Time limit 1 second", 1.0),
        ("**Time limit:** 3s", 3.0),
        ("Time limit: 1 second(s)", 1.0),
        ("Time limit is 4 seconds", 4.0),
        ("Time limit: 1,5 s", 1.5),
        ("Time limit: 1,500 s", 1.5),
        ("Time limit: 1,500 ms", 1.5),
        ("Time Limit: 2000/1000 MS (Java/Others)", 1.0),
        ("TL: 2s ML: 256MB", 2.0),
        ("実行時間制限: 2 sec", 2.0),
        ("Time limit: 0 s", None),
        ("He wrote tl 2.", None),
        ("Timing is everything", None),
    ],
)
def test_time_limits(line, seconds):
    assert read_time(line) == seconds


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("memory limit per test: 256 megabytes", 256 * MIB),
        ("memory limit per test512 megabytes", 512 * MIB),
        ("Memory limit 1 GB", 1024 * MIB),
        ("Time Limit: 2 sec / Memory Limit: 1024 MB", 1024 * MIB),
        ("Memory Limit: 64 MiB", 64 * MIB),
        ("Memory limit: 65536 KB", 64 * MIB),
        ("Memory Limit (MB): 128", 128 * MIB),
        ("Memory limit: 1,024 MB", 1024 * MIB),
        ("Memory limit: 65,536 KB", 64 * MIB),
        ("Memory Limit: 65536/32768 K (Java/Others)", 32 * MIB),
        ("Memory Limit: 65536", 64 * MIB),
        ("Memory Limit: 256", 256 * MIB),
        ("メモリ制限: 1024 MiB", 1024 * MIB),
        ("Memory limit: 0 MB", None),
        ("The volume in ml is 500.", None),
        ("memories are not limited", None),
    ],
)
def test_memory_limits(line, size):
    assert read_memory(line) == size


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("A. Two Cats", "Two Cats"),
        ("B - Two Cats", "Two Cats"),
        ("C1. Two Cats (easy version)", "Two Cats (easy version)"),
        ("4A. Two Cats", "Two Cats"),
        ("Problem D: Two Cats", "Two Cats"),
        ("# Two Cats", "Two Cats"),
        ("**Two Cats**", "Two Cats"),
        ("Two Cats\n========", "Two Cats"),
        ("Two Cats", "Two Cats"),
        ("Title: Two Cats", "Two Cats"),
        ("1000. Two Cats", "Two Cats"),
        ("1000 - Two Cats", "Two Cats"),
        ("#12345. Two Cats", "Two Cats"),
        ("Problem 3: Two Cats", "Two Cats"),
        ("A - Two Cats Editorial", "Two Cats"),
        ("Two Cats Editorial", "Two Cats Editorial"),
    ],
)
def test_titles(first, title):
    problem = parse_statement(f"{first}\n\nCount the legs of two cats.{TESTS}")
    assert (problem.title, problem.statement) == (title, "Count the legs of two cats.")


@pytest.mark.parametrize(
    "first", ["Given two numbers, print their sum.", "Print the sum of two given integers"]
)
def test_a_sentence_is_no_title(first):
    problem = parse_statement(first + TESTS)
    assert (problem.title, problem.statement) == ("", first)


def test_the_only_line_is_no_title():
    assert parse_statement("Add\n\nInput\nTwo numbers" + TESTS).title == ""


@pytest.mark.parametrize("side", ["*1300", "Rating: 1300", "Difficulty: 1300"])
def test_rating(side):
    problem = parse_statement(f"A. Cats\n{side}\n\nCount the cats.{TESTS}")
    assert problem.rating == 1300
    assert problem.statement == "Count the cats."


def test_tags_and_their_rating():
    problem = parse_statement(f"A. Cats\nTags: dp, two pointers, *1700\n\nCount them.{TESTS}")
    assert (problem.tags, problem.rating) == (("dp", "two pointers"), 1700)


def test_a_limit_inside_a_sentence_is_read_and_stays():
    problem = parse_statement(f"Cats\n\nThe time limit is 3 seconds here, so be quick.{TESTS}")
    assert problem.time_limit_s == 3.0
    assert "so be quick" in problem.statement
