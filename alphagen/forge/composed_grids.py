"""Made-up families over grids and matrices: rows, columns and cells, selected and folded."""

# ruff: noqa: E501 - tables read best in one line each

from random import Random

from alphagen.forge.family import Family
from alphagen.forge.parts_clauses import LIMITS, draw_atom
from alphagen.forge.parts_walks import Mapped, Scene, Walk, finish_walk

CELLS = (
    (
        "#.",
        "#",
        "trees",
        "{person} looks at a map of a forest: '#' marks a tree and '.' a free cell.",
    ),
    (
        ".*",
        "*",
        "stars",
        "A photo of the night sky of {place} shows stars ('*') and darkness ('.').",
    ),
    ("01", "1", "ones", "A board consists of zeros and ones."),
    ("xo.", "x", "crosses", "A sheet holds crosses (x), circles (o) and free cells (.)."),
    (
        ".@#",
        "@",
        "treasures",
        "On the map of an island, '@' is a treasure, '#' a rock and '.' sand.",
    ),
    (".S", "S", "seats", "In the hall of {place} 'S' stands for a seat and '.' for the floor."),
)
MEASURES: tuple[tuple[str, str, str, str], ...] = (
    ("sum(row)", "sum(row[j] for row in t)", "sum", "sums"),
    ("sum(row)", "sum(row[j] for row in t)", "sum of the numbers", "sums of the numbers"),
    ("max(row)", "max(row[j] for row in t)", "largest number", "largest numbers"),
    ("min(row)", "min(row[j] for row in t)", "smallest number", "smallest numbers"),
    ("row[0]", "t[0][j]", "first number", "first numbers"),
    ("row[-1]", "t[-1][j]", "last number", "last numbers"),
    ("len(set(row))", "len(set(row[j] for row in t))", "number of different values", "numbers of different values"),
)  # fmt: skip
TABLES = (
    "A table holds {h} rows of {w} numbers.",
    "{person} counts the cars on {w} days (columns) at {h} crossings (rows).",
    "In {h} classes (rows) {w} tests (columns) were written; the table shows the points.",
    "A warehouse has {h} rows of shelves with {w} shelves each; for every shelf the number of boxes is known.",
)  # fmt: skip


TABLE_PHRASES = {
    "h": "the number of rows",
    "w": "the number of columns",
    "t": "the numbers",
    **LIMITS,
}


def _characters(rng: Random) -> Family:
    alphabet, char, noun, story = rng.choice(CELLS)
    columns = rng.random() < 0.35
    clause = draw_atom(rng, "x", 4, read=0.2, top=8) if rng.random() < 0.8 else None
    setup = (
        f'counts = [sum(1 for row in g if row[j] == "{char}") for j in range(w)]\n'
        if columns
        else f'counts = [row.count("{char}") for row in g]\n'
    )
    item, items = ("column", "columns") if columns else ("row", "rows")
    phrases = {
        "h": "the number of rows",
        "w": "the number of columns",
        "g": "the rows of the grid",
        **LIMITS,
    }
    texts = (
        f"You are given a grid of {{h}} rows and {{w}} columns. Look at the cells with the character '{char}'.",
        f"{story} It has {{h}} rows and {{w}} columns.",
        f"Read a picture of {{h}} lines with {{w}} characters each. Only the character '{char}' matters.",
        f"A rectangle of {{h}} x {{w}} characters is given; here, '{char}' is the character to count.",
    )
    scenes = []
    for number, text in enumerate(texts):
        counted = noun if number == 1 else f"{char!r} characters"
        scenes.append(
            Scene(text, phrases, items, item, {"x": f"the number of {counted}"},
                  f"numbers of {counted}", f"number of {counted}", places="numbers", place="number")
        )  # fmt: skip
    walk = Walk(
        "grid", {"h": "int 1 30", "w": "int 1 30", "g": f"grid h w {alphabet}"}, "x in counts", scenes, clause, Mapped(),
        {"x": "x", "i": "i"}, igen="i in range(w)" if columns else "i in range(h)", inames={"x": "counts[i]"}, setup=setup, rating=900,
    )  # fmt: skip
    return finish_walk(walk, rng)


def _numbers(rng: Random) -> Family:
    story = rng.choice(TABLES)
    columns = rng.random() < 0.3
    code, down, name, values = rng.choice(MEASURES)
    high = rng.choice((9, 20, 100))
    clause = draw_atom(rng, "x", 30, read=0.2, top=100) if rng.random() < 0.85 else None
    item, items = ("column", "columns") if columns else ("row", "rows")
    texts = (
        "You are given a matrix of integers with {h} rows and {w} columns.",
        story,
        f"Read a table of {{h}} x {{w}} integers and go through its {items} one by one.",
        "{h} lines follow, and every line holds {w} integers; together they form a table.",
    )
    scenes = [
        Scene(text, TABLE_PHRASES, items, item, {"x": f"the {name}"}, values, name,
              places="numbers", place="number")
        for text in texts
    ]  # fmt: skip
    setup = (
        f"values = [{down} for j in range(w)]\n" if columns else f"values = [{code} for row in t]\n"
    )
    walk = Walk(
        "grid", {"h": "int 1 20", "w": "int 1 20", "t": f"matrix h w int 0 {high}"}, "x in values", scenes, clause, Mapped(),
        {"x": "x", "i": "i"}, igen="i in range(w)" if columns else "i in range(h)", inames={"x": "values[i]"}, setup=setup, rating=900,
    )  # fmt: skip
    return finish_walk(walk, rng)


def _cells(rng: Random) -> Family:
    story = rng.choice(TABLES)
    high = rng.choice((9, 20, 100))
    clause = draw_atom(rng, "x", min(high, 30), read=0.25, top=high)
    part, code = rng.choice(
        (("", "x for row in t for x in row"), ("", "x for row in t for x in row"), (" of the main diagonal (from the top left)", "t[i][i] for i in range(min(h, w))"),
         (" of the first row", "x for x in t[0]"), (" of the last column", "row[-1] for row in t"),
         (" on the border (first and last row, first and last column)", "t[i][j] for i in range(h) for j in range(w) if i in (0, h - 1) or j in (0, w - 1)"),
         (" in rows with an even number (rows are counted from 1)", "x for row in t[1::2] for x in row"))
    )  # fmt: skip
    texts = (
        "You are given a matrix of integers with {h} rows and {w} columns.",
        story,
        "Read a table of {h} x {w} integers.",
        "{h} lines follow, and every line holds {w} integers; together they form a table.",
    )
    scenes = [
        Scene(text, TABLE_PHRASES, f"numbers{part}", f"number{part}", {"x": ""}, bare=True)
        for text in texts
    ]
    walk = Walk(
        "grid", {"h": "int 1 20", "w": "int 1 20", "t": f"matrix h w int 0 {high}"}, "x in cells", scenes, clause,
        Mapped() if rng.random() < 0.8 else Mapped("x * x", "squares of the ", "square of the "), setup=f"cells = [{code}]\n", rating=900,
    )  # fmt: skip
    return finish_walk(walk, rng)


def over_grid(rng: Random) -> Family:
    """Select rows, columns or cells of a grid and fold."""
    return rng.choice((_characters, _numbers, _cells))(rng)
