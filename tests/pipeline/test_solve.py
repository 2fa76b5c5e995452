import json

import pytest

from alphagen.core import Problem
from alphagen.core import TestCase as Case
from alphagen.errors import NoExamplesError, RunError
from alphagen.runs import Run


def sources(solution):
    return [submission.program.source for submission in solution.submissions]


def test_the_toy_contest_comes_out_as_known(toy):
    solution = toy.solve()
    counts = solution.counts
    assert (counts.samples, counts.programs, counts.unique) == (16, 16, 10)
    assert (counts.survivors, counts.unjudged) == (12, 1)
    groups = [(c.size, sorted(p.source for p in c.programs)) for c in solution.clusters]
    # "shaky" was sampled most often, but fails on every new input.
    assert groups == [(4, ["n**2", "n*n", "pow"]), (2, ["2*n", "n+n"]), (1, ["4"]), (5, ["shaky"])]
    assert sources(solution) == ["n*n", "n+n", "4", "shaky", "pow", "2*n", "n**2"]
    assert [s.cluster_size for s in solution.submissions] == [4, 2, 1, 5, 4, 2, 4]


def test_programs_that_are_equal_run_once(toy):
    toy.solve(inputs=0)
    assert max(toy.runs.values()) == 1


def test_all_is_on_disk(toy):
    solution = toy.solve()
    run = Run.read(toy.path)
    assert [sample.index for sample in run.samples] == list(range(16))
    judged = dict(run.judgements)
    assert sum(judgement.accepted for judgement in judged.values()) == 12
    assert len(run.inputs.read(0)) == 8
    assert {len(behaviour) for _, behaviour in run.signatures} == {8}
    assert run.read_submissions() == solution.submissions
    frozen = json.loads((toy.path / "submissions.json").read_text())
    assert frozen["sha256"] == solution.sha256
    assert (frozen["samples"], frozen["survivors"], frozen["clusters"]) == (16, 12, 4)


def test_the_same_call_again_makes_nothing_again(toy, make_toy):
    first = toy.solve()
    again = make_toy()
    second = again.solve()
    assert (second.submissions, second.clusters) == (first.submissions, first.clusters)
    assert second.counts == first.counts
    # What could not be judged is tried again.
    assert (again.drawn, again.runs, again.inputs_asked) == ([], {"lost": 1}, 0)


def test_the_seed_decides(toy, make_toy):
    one = toy.solve()
    assert make_toy("same").solve().sha256 == one.sha256
    others = {make_toy(f"other-{seed}").solve(seed=seed).sha256 for seed in range(1, 6)}
    assert others - {one.sha256}


def test_numbers_can_be_changed_later(toy, make_toy):
    whole = make_toy("whole").solve()
    assert toy.solve(samples=6).counts.samples == 6
    more = make_toy()
    solution = more.solve()
    assert solution.sha256 == whole.sha256
    # The cut chunk is drawn again whole; the one before is not.
    assert more.drawn == list(range(4, 16))
    fewer = make_toy()
    assert sources(fewer.solve(samples=6, submissions=2)) == ["n*n", "n+n"]
    assert fewer.drawn == []
    assert make_toy().solve(max_survivors=2).counts.survivors == 12


def test_other_settings_are_refused(toy):
    toy.solve(samples=4)
    with pytest.raises(RunError, match="seed is 0 there and 1 here"):
        toy.solve(seed=1)
    with pytest.raises(RunError, match=r"limits is .* there and .*7\.5"):
        toy.solve(cpu_limit=7.5)
    with pytest.raises(RunError, match="strict is False there and True here"):
        toy.solve(strict=True)


def test_hidden_tests_are_out_of_reach(toy):
    toy.solve()
    problems = [seen for seen in toy.seen if isinstance(seen, Problem)]
    assert len(problems) == 2
    assert all(problem == toy.problem.public() for problem in problems)
    hidden = Problem("s", (Case("2", "4"),), hidden=(Case("777\n", "secret"),))
    toy.path = toy.path.with_name("other")
    toy.solve(hidden)
    written = b"".join(file.read_bytes() for file in toy.path.rglob("*") if file.is_file())
    assert b"secret" not in written
    assert "777\n" not in toy.seen


def test_nothing_passes(make_toy):
    toy = make_toy(sources=["n+1", "crash"])
    solution = toy.solve()
    assert (solution.submissions, solution.clusters, solution.counts.survivors) == ([], [], 0)
    assert toy.inputs_asked == 0
    assert Run.read(toy.path).read_submissions() == []
    more = make_toy(sources=["n+1", "crash", "n*n"])
    assert sources(more.solve()) == ["n*n"]


def test_no_samples_at_all(make_toy):
    assert make_toy(sources=[]).solve().counts.samples == 0


def test_a_problem_without_examples_is_refused(toy):
    with pytest.raises(NoExamplesError, match="Bare has no example tests"):
        toy.solve(Problem("Do.", (), title="Bare"))


def test_survivors_enough(toy, make_toy):
    solution = toy.solve(until=3)
    assert 3 <= solution.counts.survivors < 12
    assert solution.counts.samples % 4 == 0
    first = solution.counts.samples
    again = make_toy()
    assert again.solve(until=3).counts.samples == first
    assert again.drawn == []
    assert make_toy().solve().counts.samples == 16


def test_time_is_up(toy):
    solution = toy.solve(time_limit=1e-9)
    assert solution.counts.samples == 4
    assert toy.solve(time_limit=100.0).counts.samples == 16


def test_without_inputs_the_survivors_are_one_group(toy):
    solution = toy.solve(inputs=0)
    assert [c.size for c in solution.clusters] == [12]
    assert len(set(sources(solution))) == 7
