from alphagen.cli import parts


def test_problems_of_one_name_are_told_apart():
    assert parts.distinct(["Sum", "Max", "Sum", "Sum"]) == ["Sum", "Max", "Sum (2)", "Sum (3)"]
    assert parts.slug("data/Some file.jsonl") == "some-file"
    assert parts.slug("forge:seen") == "forge-seen"
