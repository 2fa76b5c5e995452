from alphagen.pipeline import progress


def test_a_stage_inside_another_counts_for_itself_alone(monkeypatch):
    now = iter([0, 1, 11, 12, 20, 23])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
    watch = progress.Stopwatch("sampling", "running", "other")
    with watch.stage("running"), watch.stage("sampling"):
        pass
    with watch.stage("running"):
        pass
    assert watch.seconds == {"running": 1 + 1 + 3, "sampling": 10, "other": 0}
