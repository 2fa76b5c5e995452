"""Settings are read from YAML and ``--set``, and every fault is a sentence."""

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from alphagen.config import (
    Config,
    Float,
    Int,
    SolveConfig,
    TrainConfig,
    load_config,
    parse_config,
)
from alphagen.core import Language
from alphagen.errors import ConfigError


class Inner(Config):
    """A group of settings."""

    rate: Float = Field(default=1e-3, gt=0)
    """How fast."""

    steps: Int = 10
    """How long."""


class Outer(Config):
    """Settings with a group."""

    inner: Inner = Inner()
    """The group."""

    name: str
    """A setting without a default."""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    return path


def test_defaults_are_those_of_the_paper() -> None:
    config = load_config(SolveConfig)
    assert (config.submissions, config.inputs, config.max_survivors) == (10, 50, 8192)


def test_file_then_overrides(tmp_path: Path) -> None:
    path = written(tmp_path, "samples: 5\nlanguages: [cpp]\n")
    config = load_config(SolveConfig, path, ["samples=7", "workers=2", "strict=true"])
    assert config.samples == 7
    assert config.languages == (Language.CPP,)
    assert config.workers == 2
    assert config.strict


def test_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_config(SolveConfig, written(tmp_path, "# nothing\n")) == SolveConfig()


def test_3e_4_is_a_number(tmp_path: Path) -> None:
    text = "name: x\ninner:\n  rate: 3e-4\n"
    assert yaml.safe_load(text)["inner"]["rate"] == "3e-4", "PyYAML reads it as text"
    assert load_config(Outer, written(tmp_path, text)).inner.rate == 3e-4
    assert load_config(Outer, None, ["name=x", "inner.rate=3e-4"]).inner.rate == 3e-4


def test_override_in_a_group_keeps_its_neighbours(tmp_path: Path) -> None:
    path = written(tmp_path, "name: x\ninner: {rate: 0.5, steps: 3}\n")
    config = load_config(Outer, path, ["inner.steps=4"])
    assert (config.inner.rate, config.inner.steps) == (0.5, 4)


def test_all_faults_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "sampels: 5\nsubmissions: 0\ninputs: many\n")
    with pytest.raises(ConfigError) as caught:
        load_config(SolveConfig, path, ["temperature=hot", "seed"])
    assert str(caught.value).splitlines() == [
        f"{path}: `seed` should look like `key=value` or `stage.key=value`.",
        f"{path}: `submissions` is 0, but it should be greater than or equal to 1.",
        f"{path}: `inputs` is 'many', but it should be a valid integer.",
        f"{path}: `temperature` is 'hot', but it should be a valid number.",
        f"{path}: `sampels` is not a setting; did you mean `samples`?",
    ]
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("temperature=0", "`temperature` is 0, but it should be greater than 0."),
        ("temperature=.inf", "`temperature` is inf, but it should be a finite number."),
        ("samples=yes", "`samples` is True, but it should be a number, not a truth value."),
        ("samples=1.5", "`samples` is 1.5, but it should be a valid integer"),
        ("languages=[java]", "`languages.0` is 'java', but it should be 'python3' or 'cpp'."),
        ("languages=[]", "`languages` is []"),
        ("cpu_limit=86401", "`cpu_limit` is 86401, but it should be less than or equal to 86400"),
        ("zzz=1", "`zzz` is not a setting; known are samples, submissions, inputs"),
        ("a..b=1", "`a..b=1` should look like"),
        ("samples=[", "`samples` is '[', which is not valid YAML"),
        ("=1", "`=1` should look like"),
    ],
)
def test_fault_names_key_value_and_what_is_allowed(override: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(SolveConfig, None, [override])
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("inner.rat=1", "`inner.rat` is not a setting; did you mean `rate`?"),
        ("inner=3", "`inner` is 3, but it should be a valid dictionary or instance of Inner."),
        ("name.first=x", "`name.first` cannot be set: `name` is 'n', not a group."),
        ("inner.rate.x=1", "`inner.rate` is {'x': 1}"),
    ],
)
def test_fault_in_a_group(tmp_path: Path, override: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(Outer, written(tmp_path, "name: n\n"), [override])
    assert sentence in str(caught.value)


def test_fault_in_a_group_whose_names_are_free() -> None:
    values = {"stages": {"first": {"stps": 3, "steps": 1}}}
    with pytest.raises(ConfigError, match="did you mean `steps`"):
        parse_config(TrainConfig, values)


def test_missing_setting() -> None:
    with pytest.raises(ConfigError, match="`name` is missing; give it a value"):
        load_config(Outer)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- 1\n- 2\n", "should hold lines of `key: value`"),
        ("just text", "should hold lines of `key: value`"),
        ("date: 2024-99-99\n", "not valid YAML: month must be in 1..12"),
        ("a: [1\n", "line 2: not valid YAML"),
        ("samples: 1\nseed: 2\nsamples: 3\n", "line 3: not valid YAML: `samples` is given twice"),
    ],
)
def test_files_that_are_not_settings(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match="config") as caught:
        load_config(SolveConfig, written(tmp_path, text))
    assert sentence in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Cannot read .*none\.yaml: No such file"):
        load_config(SolveConfig, tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="it is not UTF-8 text"):
        load_config(SolveConfig, tmp_path / "binary.yaml")


def test_merged_checks_and_skips_none() -> None:
    config = SolveConfig(samples=5).merged(seed=3, workers=None)
    assert (config.samples, config.seed) == (5, 3)
    with pytest.raises(ConfigError, match="`samples` is -1"):
        config.merged(samples=-1)


def test_key_heads_divide_the_query_heads() -> None:
    fault = "`model.num_key_value_heads` is 3, but it should divide the 4 query heads"
    with pytest.raises(ConfigError, match=fault):
        load_config(TrainConfig, None, ["stages={}", "model.num_key_value_heads=3"])


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        SolveConfig().samples = 3  # type: ignore[misc]


def settings_models() -> list[type[Config]]:
    """Every settings model of the package itself."""
    found, queue = [], [Config]
    while queue:
        for model in queue.pop().__subclasses__():
            queue.append(model)
            if model.__module__.startswith("alphagen.config."):
                found.append(model)
    return found


@pytest.mark.parametrize("model", settings_models(), ids=lambda model: model.__name__)
def test_every_setting_is_described(model: type[Config]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


@given(st.integers(min_value=1, max_value=10**6), st.floats(min_value=0.01, max_value=10))
def test_what_is_dumped_reads_back(samples: int, temperature: float) -> None:
    config = SolveConfig(samples=samples, temperature=temperature)
    text = yaml.safe_dump(config.model_dump(mode="json"))
    assert parse_config(SolveConfig, yaml.safe_load(text)) == config


@given(st.text(max_size=30))
def test_an_override_works_or_is_a_config_error(text: str) -> None:
    with contextlib.suppress(ConfigError):
        assert isinstance(load_config(SolveConfig, None, [text]), SolveConfig)


def test_a_wrong_value_in_a_list_is_one_fault() -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(SolveConfig, None, ["languages=[rust]"])
    assert str(caught.value) == "`languages.0` is 'rust', but it should be 'python3' or 'cpp'."
