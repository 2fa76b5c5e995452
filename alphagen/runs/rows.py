"""How the nouns become rows of a Parquet file, and how they are read back."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from alphagen.core import (
    Checker,
    ExecutionResult,
    Judgement,
    Language,
    Metadata,
    Program,
    Prompt,
    Protocol,
    Rules,
    Sample,
    Status,
    Verdict,
)

_LONGEST_MESSAGE = 2000  # characters of standard error kept with a judgement

SAMPLES = pa.schema(
    {
        "index": pa.int64(),
        "prompt": pa.string(),
        "rating": pa.int32(),
        "tags": pa.list_(pa.string()),
        "language": pa.string(),
        "correct": pa.bool_(),
        "text": pa.string(),
        "seed": pa.int64(),
        "temperature": pa.float64(),
        "logprob": pa.float64(),
        "source": pa.string(),
        "source_language": pa.string(),
        "failure": pa.string(),
        "model": pa.string(),
        "tokens": pa.int32(),
    }
)
JUDGEMENTS = pa.schema(
    {
        "index": pa.int64(),
        "judged": pa.bool_(),
        "verdicts": pa.list_(pa.string()),
        "total": pa.int32(),
        "status": pa.list_(pa.string()),
        "cpu_s": pa.list_(pa.float64()),
        "wall_s": pa.list_(pa.float64()),
        "memory_bytes": pa.list_(pa.int64()),
        "message": pa.string(),
    }
)
HIDDEN = pa.schema([("program", pa.string()), *list(JUDGEMENTS)[1:]])
INPUTS = pa.schema({"input": pa.string()})
SIGNATURES = pa.schema({"program": pa.string(), "outputs": pa.list_(pa.string())})


def sample_row(sample: Sample) -> dict[str, Any]:
    """Return a sample as a row of ``SAMPLES``."""
    metadata, program = sample.prompt.metadata, sample.program
    return {
        "index": sample.index,
        "prompt": sample.prompt.text,
        "rating": metadata.rating,
        "tags": list(metadata.tags),
        "language": metadata.language.value,
        "correct": metadata.correct,
        "text": sample.text,
        "seed": sample.seed,
        "temperature": sample.temperature,
        "logprob": sample.logprob,
        "source": program and program.source,
        "source_language": program and program.language.value,
        "failure": sample.failure,
        "model": sample.model,
        "tokens": sample.tokens,
    }


def row_sample(row: dict[str, Any]) -> Sample:
    """Read a row of ``SAMPLES``."""
    language = Language(row["language"])
    metadata = Metadata(row["rating"], tuple(row["tags"]), language, row["correct"])
    program = None
    if row["source"] is not None:
        program = Program(row["source"], Language(row["source_language"]))
    names = ("index", "text", "seed", "temperature", "logprob", "failure", "model")
    kept = {name: row[name] for name in names}
    kept["tokens"] = row.get("tokens")  # runs of earlier versions have none
    return Sample(prompt=Prompt(row["prompt"], metadata), program=program, **kept)


def judgement_row(pair: tuple[int, Judgement | None]) -> dict[str, Any]:
    """Return the index of a sample and its judgement as a row of ``JUDGEMENTS``."""
    index, judgement = pair
    results = judgement.results if judgement else ()
    message = next((r.stderr for r in results if r.status is not Status.OK), "")
    return {
        "index": index,
        "judged": judgement is not None,
        "verdicts": [verdict.value for verdict in judgement.verdicts] if judgement else [],
        "total": judgement.total if judgement else 0,
        "status": [result.status.value for result in results],
        "cpu_s": [result.cpu_s for result in results],
        "wall_s": [result.wall_s for result in results],
        "memory_bytes": [result.memory_bytes for result in results],
        "message": message[-_LONGEST_MESSAGE:],
    }


def hidden_row(pair: tuple[str, Judgement]) -> dict[str, Any]:
    """Return the hash of a program and its judgement on the hidden tests as a row of ``HIDDEN``."""
    row = judgement_row((0, pair[1]))
    del row["index"]
    return {"program": pair[0], **row}


def row_hidden(row: dict[str, Any]) -> tuple[str, Judgement]:
    """Read a row of ``HIDDEN``; what the program printed is not kept."""
    _, judgement = row_judgement({"index": 0, **row})
    if judgement is None:
        raise ValueError(f"program {row['program']} has no verdict")
    return row["program"], judgement


def row_judgement(row: dict[str, Any]) -> tuple[int, Judgement | None]:
    """Read a row of ``JUDGEMENTS``; what the program printed is not kept."""
    if not row["judged"]:
        return row["index"], None
    runs = zip(row["status"], row["cpu_s"], row["wall_s"], row["memory_bytes"], strict=True)
    results = []
    for status, cpu_s, wall_s, memory_bytes in runs:
        message = "" if status == Status.OK else row["message"]
        results.append(ExecutionResult(Status(status), "", message, cpu_s, wall_s, memory_bytes))
    verdicts = tuple(Verdict(verdict) for verdict in row["verdicts"])
    return row["index"], Judgement(verdicts, tuple(results), row["total"])


def read_rules(held: dict[str, Any]) -> Rules:
    """Read the rules of a problem from what ``dataclasses.asdict`` made of them."""
    checker = held.get("checker")
    if checker is not None:
        program = Program(checker["program"]["source"], Language(checker["program"]["language"]))
        arguments = tuple(checker["arguments"])
        checker = Checker(program, Protocol(checker["protocol"]), arguments)
    return Rules(**{**held, "checker": checker})
