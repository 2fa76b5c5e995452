import pytest

from alphagen.tensors.bundles import PIECE, PIECES, weights_name


def test_the_name_of_a_network_tells_its_weights_and_not_its_place(tmp_path):
    def name(place, *files):
        folder = tmp_path / place / "best"
        folder.mkdir(parents=True)
        for number, held in enumerate(files):
            (folder / f"{number}.safetensors").write_bytes(held)
        return weights_name(folder)

    first = name("a", b"one", b"two")
    assert first == name("b", b"one", b"two")
    assert len({first, name("c", b"one", b"tow"), name("d", b"onet", b"wo"), name("e")}) == 4
    assert first.startswith("best@")


@pytest.mark.parametrize("size", [3 * PIECE, 2 * PIECES * PIECE])
def test_other_weights_in_any_part_of_a_file_have_another_name(tmp_path, size):
    names = set()
    for changed in range(4):
        parts = [(b"1" if part == changed else b"0") * (size // 3) for part in range(3)]
        (tmp_path / "model.safetensors").write_bytes(b"".join(parts))
        names.add(weights_name(tmp_path))
    assert len(names) == 4
