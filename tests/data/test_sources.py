import pytest

from alphagen.data.sources import read_file
from alphagen.errors import ProblemError


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json"])
def test_a_file_that_is_not_utf8_is_named(name, tmp_path):
    (tmp_path / name).write_bytes(b'{"statement": "\xe9"}\n')
    with pytest.raises(ProblemError, match=rf"{name} is not UTF-8 text; save it as that\."):
        list(read_file(tmp_path / name))


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json"])
def test_a_file_that_cannot_be_opened_is_named(name, tmp_path):
    (tmp_path / name).mkdir()
    with pytest.raises(ProblemError, match=rf"{name} cannot be read \(Is a directory\)"):
        list(read_file(tmp_path / name))


def test_a_local_file_that_is_spoilt_does_not_send_one_to_the_hub(tmp_path):
    pytest.importorskip("datasets")
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"no Parquet, but long enough")
    with pytest.raises(ProblemError, match=r"rows\.parquet cannot be read \(.*\); is it whole\?$"):
        list(read_file(path))
