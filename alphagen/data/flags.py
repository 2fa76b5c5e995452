"""What may make the verdicts on a problem wrong: said, never silently counted."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from alphagen.data.text import interactive_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alphagen.core import Problem

MANY_OUTPUTS = 5
"""Outputs of correct programs on one test from which there is more than one right answer."""

FEWEST_HIDDEN = 5
"""Hidden tests below which a problem is not kept (paper, section 3.2.1)."""

_ANSWERS = r"(?:answers?|solutions?|outputs?|ways?|orders?|ones?|paths?|sequences?|strings?)"
_GIVE = r"(?:print|output|return|report|find|write|give|display|choose|produce|show)"
_MANY = r"(?:multiple|several|many|more\s+than\s+one|different)"
_WHICH = (
    r"(?:any|one\s+of|either|only\s+one|arbitrary|all\s+(?:of\s+(?:them|which)\s+)?(?:are|will))"
)
_GOOD = r"(?:one|of|valid|correct|such|possible|suitable|acceptable|optimal)"
_FINE = (
    r"(?:is|are|(?:will|would)\s+be)\s+"
    r"(?:accepted|acceptable|fine|ok|allowed|(?:judged\s+)?(?:as\s+)?correct)"
)
_FREELY = r"in\s+(?:any|an\s+arbitrary)\s+order"
_SEVERAL = re.compile(
    "|".join(
        (
            rf"\b(?:if|when|in\s+case)\b[^.;]{{0,40}}\b{_MANY}\b"
            rf"[^.;]{{0,80}}[.,;:]?\s[^.;]{{0,60}}\b{_WHICH}\b",
            rf"\bnot\s+unique\b[^.;]{{0,60}}\b{_WHICH}\b",
            rf"\b{_GIVE}\s+(?:out\s+)?any\s+(?:{_GOOD}|{_ANSWERS})\b",
            r"(?<!not )(?<!n't )\b(?:print|output|return|(?:re)?construct|build)\s+any\s+"
            r"(?!extra|other|additional|more|further)\w+",
            rf"\bany\s+(?:{_GOOD}\s+)?{_ANSWERS}\b[^.;]{{0,60}}\b{_FINE}",
            rf"\b(?:you\s+(?:may|can)|(?:may|can)\s+be|{_GIVE})\b[^.;]{{0,80}}\b{_FREELY}\b",
            rf"\b(?:{_MANY}|all\s+(?:valid|correct))\s+{_ANSWERS}\s+{_FINE}",
        )
    ),
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"[*_`]+")
_TOLERANCE = re.compile(
    r"\b(?:absolute|relative)\b[^.;]{0,60}\b(?:error|precision)\b"
    r"|\b(?:within|exceed)\s+(?:10\s*\^?\s*\{?\s*-|1e-)\s*\d+",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"<image>|!\[[^\]]*\]\(")


def flags(problem: Problem) -> list[str]:
    """List reasons to doubt verdicts on a problem; each is a name, a colon and a sentence.

    >>> from alphagen.core import Problem, TestCase
    >>> flags(Problem("Print any of them.", (TestCase("1", "2"),), (TestCase("3", "4"),)))
    ['several answers: the statement says "Print any of"', \
'weak tests: 1 hidden, fewer than 5', 'weak tests: all hidden outputs are the same']
    """
    found = []
    several = (
        None if problem.rules.checker else _SEVERAL.search(_EMPHASIS.sub("", problem.statement))
    )
    if several:
        found.append(f'several answers: the statement says "{_short(several.group())}"')
    compared = not problem.rules.checker and problem.rules.tolerance is None
    if compared and (allowed := _TOLERANCE.search(problem.statement)):
        found.append(
            f'tolerance: the statement says "{_short(allowed.group())}", and none was read'
        )
    if words := interactive_words(problem.statement):
        found.append(f'interactive: the statement says "{_short(words)}"')
    if image := _IMAGE.search(problem.statement):
        found.append(f'image: the statement shows one ("{_short(image.group())}")')
    if not problem.examples:
        found.append("no examples: nothing can be filtered")
    return found + _about_tests(problem)


def _about_tests(problem: Problem) -> list[str]:
    found = []
    hidden = problem.hidden
    if 0 < len(hidden) < FEWEST_HIDDEN:
        found.append(f"weak tests: {len(hidden)} hidden, fewer than {FEWEST_HIDDEN}")
    if hidden and len({tuple(test.output.split()) for test in hidden}) == 1:
        found.append("weak tests: all hidden outputs are the same")
    outputs: dict[str, str] = {}
    for test in () if problem.rules.checker else problem.examples + hidden:
        if outputs.setdefault(test.input, test.output).split() != test.output.split():
            found.append(f'contradiction: two outputs for the input "{_short(test.input)}"')
            break
    return found


def several_outputs(outputs: Sequence[Sequence[str]], same: Callable[[str, str], bool]) -> str:
    """Say why correct programs suggest that there are several right answers, or nothing.

    The paper's rule (appendix A.2): on some test they print five different outputs, or two
    outputs that are each printed by several of them.

    Args:
        outputs: for each test, what each program printed that ended well.
        same: whether the problem's judge takes two outputs for one, as ``0.5`` and ``0.50``.

    >>> several_outputs([["1", "1", "2"], ["1 2", "2 1", "1 2", "2 1"]], str.__eq__)
    'on test 2, 4 correct programs print 2 different outputs'
    """
    for number, printed in enumerate(outputs, 1):
        found: Counter[str] = Counter()
        for text, count in Counter(printed).items():
            found[next((other for other in found if same(other, text)), text)] += count
        if len(found) >= MANY_OUTPUTS or sum(count > 1 for count in found.values()) > 1:
            return (
                f"on test {number}, {len(printed)} correct programs print {len(found)} different "
                "outputs"
            )
    return ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:97]}..."
