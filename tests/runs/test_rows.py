from hypothesis import given
from hypothesis import strategies as st

from alphagen.core import (
    ExecutionResult,
    Judgement,
    Language,
    Metadata,
    Program,
    Prompt,
    Sample,
    Status,
    Verdict,
)
from alphagen.runs import Shards, rows

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LANGUAGE = st.sampled_from(Language)
METADATA = st.builds(
    Metadata, st.none() | st.integers(800, 3500), st.lists(TEXT).map(tuple), LANGUAGE, st.booleans()
)
SAMPLE = st.builds(
    Sample,
    index=st.integers(0, 2**40),
    prompt=st.builds(Prompt, TEXT, METADATA),
    text=TEXT,
    seed=st.integers(0, 2**63 - 1),
    temperature=st.floats(0, 2),
    logprob=st.none() | st.floats(-1e6, 0),
    program=st.none() | st.builds(Program, TEXT, LANGUAGE),
    failure=TEXT,
    tokens=st.none() | st.integers(0, 10**6),
)


@given(st.lists(SAMPLE, max_size=4))
def test_samples_come_back_as_they_were(tmp_path_factory, samples):
    shards = Shards(tmp_path_factory.mktemp("x"), rows.SAMPLES, rows.sample_row, rows.row_sample)
    shards.write(0, samples)
    assert shards.read(0) == samples


def test_samples_of_earlier_versions_have_no_number_of_tokens():
    metadata = Metadata(None, (), Language.CPP)
    row = rows.sample_row(Sample(0, Prompt("", metadata), "x", 0, 1.0, tokens=3))
    assert rows.row_sample(row).tokens == 3
    del row["tokens"]
    assert rows.row_sample(row).tokens is None


def test_judgements_come_back_without_what_was_printed(tmp_path):
    ran = ExecutionResult(Status.OK, "3", "noise", 0.5, 1.0, 4096, exit_code=0)
    crashed = ExecutionResult(Status.RTE, "", "ValueError" + "!" * 3000, 0.25, 0.5, 512, signal=11)
    judgement = Judgement((Verdict.AC, Verdict.RTE), (ran, crashed), 3)
    shards = Shards(tmp_path, rows.JUDGEMENTS, rows.judgement_row, rows.row_judgement)
    shards.write(0, [(7, judgement), (8, None)])
    [(first, back), missing] = shards.read(0)
    assert missing == (8, None)
    assert (first, back.verdicts, back.total) == (7, judgement.verdicts, 3)
    assert back.accepted is judgement.accepted
    assert [r.status for r in back.results] == [Status.OK, Status.RTE]
    assert [r.cpu_s for r in back.results] == [0.5, 0.25]
    assert [r.memory_bytes for r in back.results] == [4096, 512]
    assert back.results[0].stderr == ""
    assert back.results[1].stderr == "!" * 2000
