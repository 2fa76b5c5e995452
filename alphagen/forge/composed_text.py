"""Made-up families over a word: count, keep, drop or change its characters."""

# ruff: noqa: E501 - programs in one line each read best as a table

from random import Random

from alphagen.forge.family import Family, Telling
from alphagen.forge.parts import make_family


def over_text(rng: Random) -> Family:
    """Walk over a word: count, keep, drop or change its characters."""
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    vowels = '"aeiou"'
    tests: tuple[tuple[str, str], ...] = (
        (f'c in {vowels}', "vowels (a, e, i, o, u)"), (f'c not in {vowels}', "consonants"),
        (f'c == "{letter}"', f"letters '{letter}'"), (f'c != "{letter}"', f"letters other than '{letter}'"),
        (f'c < "{letter}"', f"letters that come before '{letter}' in the alphabet"),
        (f'c > "{letter}"', f"letters that come after '{letter}' in the alphabet"),
        ("s.count(c) == 1", "letters that occur exactly once"),
        ("s.count(c) > 1", "letters that occur more than once"),
    )  # fmt: skip
    code, text = rng.choice(tests)
    kinds = (
        (f"print(sum(1 for c in s if {code}))",
         f"count = 0\nfor c in s:\n    if {code}:\n        count += 1\nprint(count)",
         f"the number of {text}"),
        (f'print("".join(c for c in s if {code}))',
         f'res = ""\nfor c in s:\n    if {code}:\n        res += c\nprint(res)',
         f"only the {text} of the word, in their order"),
        (f'print("".join(c for c in s if not ({code})))',
         f'res = ""\nfor c in s:\n    if not ({code}):\n        res += c\nprint(res)',
         f"the word without its {text}"),
        (f'print("".join(MARK if {code} else c for c in s))',
         f'res = ""\nfor c in s:\n    if {code}:\n        res += MARK\n    else:\n        res += c\nprint(res)',
         f"the word with all {text} replaced by {{MARK}}"),
        (f'print("".join(c.upper() if {code} else c for c in s))',
         f'res = ""\nfor c in s:\n    if {code}:\n        res += c.upper()\n    else:\n        res += c\nprint(res)',
         f"the word with all {text} in upper case"),
        (f'print("".join(c * 2 if {code} else c for c in s))',
         f'res = ""\nfor c in s:\n    res += c\n    if {code}:\n        res += c\nprint(res)',
         f"the word with all {text} doubled"),
        (f"print(*[i + 1 for i, c in enumerate(s) if {code}])",
         f"res = []\nfor i, c in enumerate(s):\n    if {code}:\n        res.append(i + 1)\nprint(*res)",
         f"the positions (from 1) of its {text}"),
        (f"print(YES if any({code} for c in s) else NO)",
         f"ok = False\nfor c in s:\n    if {code}:\n        ok = True\nprint(YES if ok else NO)",
         f"{{YES}} if the word has any {text}, and {{NO}} if not"),
    )  # fmt: skip
    short, long, output = rng.choice(kinds)
    constants = {"YES NO": "answers"} if "YES" in short else {}
    if "MARK" in short:
        constants["MARK"] = "choice * # - . _ ? x"
    extra = rng.random()
    tail = ""
    if extra < 0.12 and short.startswith('print("".join'):
        short = short.replace('print("".join', 'print("".join', 1)[:-1] + "[::-1])"
        long = long.replace("print(res)", "print(res[::-1])")
        tail = ", written backwards"
    return make_family(
        "text",
        {"s": "word 1 100 lower"},
        (
            Telling("You are given a word {s}.", output + tail, {"s": "the word"}),
            Telling(
                "{person} finds a word {s} carved into a wall in {place}.",
                output + tail,
                {"s": "a word of small letters"},
            ),
        ),
        (short, long) if rng.random() < 0.5 else (long, short),
        ("strings", "implementation"),
        constants=constants,
    )
