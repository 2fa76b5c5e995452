"""Made-up families that answer several questions about one list."""

# ruff: noqa: E501 - tables read best in one line each

from dataclasses import replace
from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import article, fill, make_family, say
from alphagen.forge.parts_clauses import draw_atom
from alphagen.forge.parts_worlds import draw_world

# code of one answer, the same in another style, and the answer in words
SINGLE: tuple[tuple[str, str, str], ...] = (
    ("sum(1 for x in a if x > k)", "len([x for x in a if x > k])", "how many VALUES are greater than QUERY"),
    ("sum(1 for x in a if x < k)", "len([x for x in a if x < k])", "how many VALUES are less than QUERY"),
    ("sum(1 for x in a if x >= k)", "len([x for x in a if x >= k])", "the number of VALUES that are at least QUERY"),
    ("sum(1 for x in a if x <= k)", "len([x for x in a if x <= k])", "the number of VALUES that do not exceed QUERY"),
    ("a.count(k)", "sum(1 for x in a if x == k)", "how often QUERY occurs among the VALUES"),
    ("sum(1 for x in a if x % k == 0)", "len([x for x in a if x % k == 0])", "the number of VALUES that are divisible by QUERY"),
    ("sum(x for x in a if x > k)", "sum([x for x in a if x > k])", "the sum of all VALUES greater than QUERY"),
    ("sum(x for x in a if x <= k)", "sum([x for x in a if x <= k])", "the sum of all VALUES that are at most QUERY"),
    ("YES if k in a else NO", "YES if a.count(k) > 0 else NO", "{YES} if QUERY is one of the VALUES, and {NO} if not"),
    ("YES if max(a) >= k else NO", "YES if any(x >= k for x in a) else NO", "{YES} if some VALUE is at least QUERY, and {NO} if none is"),
    ("a.index(k) + 1 if k in a else NONE", "([i + 1 for i in range(n) if a[i] == k] + [NONE])[0]", "the position (from 1) of the first VALUE that is equal to QUERY, or NOTHING if there is none"),
    ("max([x for x in a if x <= k], default=NONE)", "([x for x in sorted(a, reverse=True) if x <= k] + [NONE])[0]", "the largest VALUE that is at most QUERY, or NOTHING if there is none"),
    ("min([x for x in a if x > k], default=NONE)", "([x for x in sorted(a) if x > k] + [NONE])[0]", "the smallest VALUE that is greater than QUERY, or NOTHING if there is none"),
    ("min(abs(x - k) for x in a)", "min([abs(x - k) for x in a])", "the smallest distance between QUERY and any of the VALUES"),
    ("sum(abs(x - k) for x in a)", "sum([abs(x - k) for x in a])", "the sum of the distances between QUERY and all VALUES"),
    ("sum(min(x, k) for x in a)", "sum([x if x < k else k for x in a])", "the sum of all VALUES when each VALUE above QUERY is counted as QUERY"),
    ("sum(max(0, x - k) for x in a)", "sum([x - k for x in a if x > k])", "by how much all VALUES above QUERY exceed it in total"),
)  # fmt: skip
RANGE: tuple[tuple[str, str, str], ...] = (
    ("sum(PART)", "sum(a[i] for i in INDEX)", "the sum of the VALUES from SPAN"),
    ("max(PART)", "max(a[i] for i in INDEX)", "the largest of the VALUES from SPAN"),
    ("min(PART)", "min(a[i] for i in INDEX)", "the smallest of the VALUES from SPAN"),
    ("max(PART) - min(PART)", "max(a[i] for i in INDEX) - min(a[i] for i in INDEX)", "the difference between the largest and the smallest of the VALUES from SPAN"),
    ("len(set(PART))", "len({a[i] for i in INDEX})", "the number of different VALUES from SPAN"),
    ("sum(1 for x in PART if COND)", "sum(1 for i in INDEX if ATCOND)", "the number of VALUES from SPAN that CLAUSE"),
    ("sum(1 for x in PART if COND)", "sum(1 for i in INDEX if ATCOND)", "how many of the VALUES from SPAN CLAUSE"),
    ("sum(x for x in PART if COND)", "sum(a[i] for i in INDEX if ATCOND)", "the sum of those VALUES from SPAN that CLAUSE"),
    ("max([x for x in PART if COND], default=NONE)", "max([a[i] for i in INDEX if ATCOND], default=NONE)", "the largest of the VALUES from SPAN that CLAUSE, or NOTHING if there are none"),
    ("YES if any(COND for x in PART) else NO", "YES if any(ATCOND for i in INDEX) else NO", "{YES} if among the VALUES from SPAN there are some that CLAUSE, otherwise {NO}"),
    ("YES if all(COND for x in PART) else NO", "YES if all(ATCOND for i in INDEX) else NO", "{YES} if all VALUES from SPAN CLAUSE, otherwise {NO}"),
    ("*PART[::-1]", "*[a[i] for i in INDEX][::-1]", "the VALUES from SPAN in reverse order, separated by spaces"),
    ("*sorted(PART)", "*sorted(a[i] for i in INDEX)", "the VALUES from SPAN in increasing order, separated by spaces"),
    ("YES if a[l - 1] < a[r - 1] else NO", "YES if a[r - 1] > a[l - 1] else NO", "{YES} if the VALUE with number {l_i} is less than that with number {r_i}, otherwise {NO}"),
    ("abs(a[l - 1] - a[r - 1])", "max(a[l - 1], a[r - 1]) - min(a[l - 1], a[r - 1])", "the absolute difference of the VALUES with the numbers {l_i} and {r_i}"),
)  # fmt: skip
ASKED = (
    "For each query, PRINT ANSWER, on a line of its own.",
    "PRINT one line for each question: ANSWER.",
    "Answer the queries in the order of the input, one per line: PRINT ANSWER.",
)


def over_queries(rng: Random) -> Family:
    """Answer several questions about one list."""
    world = draw_world(rng)
    high = rng.choice((10, 20, 100))
    ranges = rng.random() < 0.5
    clause = draw_atom(rng, "x", min(high, 30))
    code, other, answer = rng.choice(RANGE if ranges else SINGLE)
    if not ranges and " in a if " in code and " in a if " in other and rng.random() < 0.6:
        only = clause.code if " or " not in clause.code else f"({clause.code})"
        code, other = (text.replace(" in a if ", f" in a if {only} and ") for text in (code, other))
        answer += " (only VALUES that CLAUSE are taken into account)"
    none = rng.choice(("-1", "0", "-1"))
    codes = {
        "PART": "a[l - 1:r]",
        "INDEX": "range(l - 1, r)",
        "COND": clause.code,
        "ATCOND": clause.at({"x": "a[i]"}),
        "NONE": none,
    }
    code, other = fill(code, codes), fill(other, codes)
    data = {"n": "int 1 100", "q": "int 1 20", "a": f"list n int 1 {high}"}
    if rng.random() < 0.3:
        data = {"n": "int 1 100", "a": f"list n int 1 {high}", "q": "int 1 20"}
    data["b"] = "rows q (l int 1 n, r int l n)" if ranges else f"list q int 1 {high}"
    head = "for l, r in b:\n" if ranges else "for k in b:\n"
    limits = {
        "q": "the number of queries",
        "l": "the number of the first element asked for",
        "r": "the number of the last one",
        "b": "the queries",
    }
    tellings = []
    for text, values, value, phrases in (
        ("You are given a list {a} of {n} integers and {q} queries.", "elements", "element", {"n": "the length of the list", "a": "the list"}),
        (f"{world.opening} Their {world.whats} are known. {{person}} asks {{q}} questions.", world.whats, world.what, {"n": f"the number of {world.several}", "a": f"the {world.whats}"}),
        ("Read {n} numbers, and after them {q} questions about them.", "numbers", "number", {"n": "how many numbers there are", "a": "the numbers"}),
        (f"The {world.whats} of {{n}} {world.several} are stored. Then {{q}} requests come in.", world.whats, world.what, {"n": f"how many {world.whats} are stored", "a": f"the stored {world.whats}"}),
    ):  # fmt: skip
        tokens = {"VALUES": values, "VALUE": value, "AVALUE": article(value), "NOTHING": none, "QUERY": "{b_i}",
                  "CLAUSE": clause.plural({"x": ""}, "")}  # fmt: skip
        tokens["SPAN"] = rng.choice(
            (
                "the {l_i}-th to the {r_i}-th (both included, counted from 1)",
                "number {l_i} to number {r_i} (both included; the first has number 1)",
            )
        )
        said = (
            "Query i is given by two numbers {l_i} and {r_i}."
            if ranges
            else "Query i is a single number {b_i}."
        )
        output = fill(rng.choice(ASKED), {"ANSWER": fill(answer, tokens), "PRINT": say(rng)})
        for verb in ("Print", "Output", "Write", "Display"):
            output = output.replace(f", {verb}", f", {verb.lower()}").replace(
                f": {verb}", f": {verb.lower()}"
            )
        tellings.append(Telling(f"{text} {said}", output, {**phrases, **limits}))
    constants = {"YES NO": "answers"} if "YES" in code else {}
    family = make_family("queries", data, tellings, (f"{head}    print({code})", f"{head}    ans = {other.lstrip('*')}\n    print({'*' * other.startswith('*')}ans)"),
                       ("implementation",), constants=constants)  # fmt: skip
    return replace(family, rating=1000)
