"""A copy of a folder on real file systems of fsspec: memory, and another folder as file://."""

import os
import shutil
import uuid

import fsspec
import pytest

from alphagen.errors import RunError, UsageError
from alphagen.runs.lock import sole_writer
from alphagen.runs.mirror import mirrored
from alphagen.runs.shards import remove_file, watchers, write_whole


@pytest.fixture(params=["memory", "file"])
def url(request, tmp_path):
    return {"memory": f"memory://{uuid.uuid4()}/a", "file": f"file://{tmp_path}/far/a"}[
        request.param
    ]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "near"


def copies(url):
    files, root = fsspec.core.url_to_fs(url)
    return {path[len(root) + 1 :]: files.cat_file(path) for path in files.find(root)}


def test_files_are_copied_as_they_are_written_and_removed(folder, url):
    with mirrored(folder, url):
        write_whole(folder / "a" / "b.json", b"one")
        assert copies(url) == {"a/b.json": b"one"}
        write_whole(folder / "a" / "b.json", b"two")
        write_whole(folder / "c.parquet", b"")
        write_whole(folder.parent / "elsewhere", b"")
        assert copies(url) == {"a/b.json": b"two", "c.parquet": b""}
        remove_file(folder / "c.parquet")
        remove_file(folder / "c.parquet")
        assert copies(url) == {"a/b.json": b"two"}
    write_whole(folder / "later", b"")
    assert list(copies(url)) == ["a/b.json"]


def test_a_folder_that_is_lost_comes_back(folder, url):
    content = {f"{number}.json": str(number).encode() for number in range(70)}
    with mirrored(folder, url):
        for name, text in content.items():
            write_whole(folder / name, text)
    shutil.rmtree(folder)
    with mirrored(folder, url):
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == content


def test_what_was_not_copied_yet_is_copied(folder, url):
    write_whole(folder / "a.parquet", b"1")
    for name in (".a.json.tmp", "a.parquet.broken"):
        (folder / name).write_text("")
    with mirrored(folder, url):
        assert copies(url) == {"a.parquet": b"1"}


def test_the_newer_of_two_files_stays(folder, url):
    with mirrored(folder, url):
        for name in ("mine", "theirs"):
            write_whole(folder / name, b"old")
    write_whole(folder / "mine", b"new")
    files, root = fsspec.core.url_to_fs(url)
    files.pipe_file(f"{root}/theirs", b"new")
    os.utime(folder / "mine", (2e9, 2e9))
    os.utime(folder / "theirs", (1e9, 1e9))
    for _ in range(2):
        with mirrored(folder, url):
            assert copies(url) == {"mine": b"new", "theirs": b"new"}
            assert (folder / "theirs").read_bytes() == b"new"


def test_without_a_url_nothing_happens(folder):
    with mirrored(folder, None):
        assert watchers == []
    assert not folder.exists()


def test_a_store_that_fails_is_named_and_the_folder_keeps_all(folder, monkeypatch):
    def away(*_, **__):
        raise TimeoutError("no route")

    url = f"memory://{uuid.uuid4()}"
    with mirrored(folder, url):
        monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.pipe_file", away)
        with pytest.raises(RunError, match=r"memory://.* cannot be written \(TimeoutError\('no r"):
            write_whole(folder / "a", b"1")
    monkeypatch.undo()
    assert watchers == []
    with mirrored(folder, url):
        assert copies(url) == {"a": b"1"}
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.find", away)
    with pytest.raises(RunError, match="cannot be read"), mirrored(folder, url):
        pass


def test_urls_that_are_no_use(folder, tmp_path):
    (tmp_path / "file").write_text("")
    for url, why in {
        "nonsense://a": "Protocol not known: nonsense",
        f"file://{folder}": "holds .* itself",
        f"{tmp_path}": "holds .* itself",
        f"file://{tmp_path}/file": "is a file: name a folder",
    }.items():
        with pytest.raises(UsageError, match=why), mirrored(folder, url):
            pass


def test_another_process_at_work_is_left_alone(folder, url):
    folder.mkdir()
    with (
        sole_writer(folder),
        pytest.raises(RunError, match="Another alphagen"),
        mirrored(folder, url),
    ):
        pass
