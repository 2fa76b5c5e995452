import ctypes

from alphagen.tensors.memory import keep_freed_memory


def test_freed_memory_is_kept_where_the_c_library_can():
    assert keep_freed_memory() is hasattr(ctypes.CDLL(None), "mallopt")


def test_a_library_without_mallopt_changes_nothing(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert keep_freed_memory() is False
