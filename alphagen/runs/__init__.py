"""A run: one directory that holds everything one problem's solving produced.

::

    manifest.json                         problem, settings, versions and host; written first
    samples/chunk-000000.parquet          one file for each chunk of samples
    judgements/chunk-000000.parquet       the verdicts on that chunk
    inputs/chunk-000000.parquet           the generated inputs
    signatures/chunk-000000.parquet       outputs of some survivors on them
    submissions.json                      what is handed in
    hidden/chunk-000000.parquet           verdicts on the hidden tests, in an evaluation
    answers.json                          what the user has said: tests, and which cluster is right
    answers/chunk-000000.parquet          verdicts on the first of these tests

An evaluation has ``evaluation.json``, a contest ``contest.json`` and ``steps.json``; both have a
run for each problem under ``problems/``.

Every file is written under another name, synced and renamed, so it is whole or absent whenever
the writer is killed. To resume is to make what is absent: there is no other state. A run has one
writer at a time, which ``lock`` sees to. ``datasets.load_dataset("parquet", ...)``, DuckDB and
pandas read the shards as they are.
"""

from alphagen.runs.answers import Answer, Answers
from alphagen.runs.collection import Collection, Contest, Evaluation
from alphagen.runs.run import Run
from alphagen.runs.shards import Shards

__all__ = ["Answer", "Answers", "Collection", "Contest", "Evaluation", "Run", "Shards"]
