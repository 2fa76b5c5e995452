import json

import pytest

from alphagen.errors import UsageError
from alphagen.pipeline.specs import Kind, ModelSpec, Style, parse_model


def spec(kind, name, **more):
    return ModelSpec(Kind(kind), name, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bundled", spec("native", "bundled")),
        ("bundled:0.25", spec("native", "bundled", share=0.25)),
        ("bundled:25%", spec("native", "bundled", share=0.25)),
        ("bundled:1.0", spec("native", "bundled", share=1.0)),
        ("Qwen/Qwen2.5-Coder-0.5B", spec("transformers", "Qwen/Qwen2.5-Coder-0.5B")),
        ("Qwen/Qwen2.5-Coder-0.5B:.5", spec("transformers", "Qwen/Qwen2.5-Coder-0.5B", share=0.5)),
        ("completion:a/b:0.5", spec("transformers", "a/b", share=0.5, style=Style.COMPLETION)),
        ("http://localhost:8000", spec("server", "", urls=("http://localhost:8000",))),
        ("http://localhost:8000/v1/", spec("server", "", urls=("http://localhost:8000/v1",))),
        ("https://x/v1#a/b:7b", spec("server", "a/b:7b", urls=("https://x/v1",))),
        (
            "chat:http://x:1/v1, http://y:2/v1#m:30%",
            spec(
                "server",
                "m",
                urls=("http://x:1/v1", "http://y:2/v1"),
                share=0.3,
                style=Style.CHAT,
            ),
        ),
    ],
)
def test_what_is_meant(text, expected):
    assert parse_model(text) == expected


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        ({"model_type": "alphagen"}, "native"),
        ({"model_type": "llama"}, "transformers"),
        ([], "native"),
    ],
)
def test_a_folder_says_what_runs_it(tmp_path, held, kind):
    (tmp_path / "config.json").write_text(json.dumps(held))
    assert parse_model(f"{tmp_path}:0.5") == spec(kind, str(tmp_path), share=0.5)


def test_an_empty_folder_is_left_to_the_engine(tmp_path):
    assert parse_model(str(tmp_path)).kind is Kind.NATIVE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bundles", "no model 'bundles': give bundled, the folder"),
        ("a/b/c", "no model 'a/b/c'"),
        ("", "no model ''"),
        ("bundled:0%", "share of 0: give one above 0"),
        ("bundled:200%", "share of 2"),
        ("http://x/v1,y/v1#m", "'y/v1' is no base URL"),
    ],
)
def test_what_means_nothing(text, said):
    with pytest.raises(UsageError, match=said):
        parse_model(text)
