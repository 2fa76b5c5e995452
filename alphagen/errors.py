"""Every exception alphagen raises on purpose, in one tree.

::

    AlphagenError                one sentence: what is wrong, the value, the next step
    ├── UsageError               the call itself is wrong (exit code 2)
    │   └── ConfigError          a configuration file or ``--set`` value is wrong
    ├── ProblemError             a problem cannot be read
    │   ├── EmptyProblemError    nothing in it
    │   ├── BinaryProblemError   not text
    │   ├── NoExamplesError      no example test was found
    │   └── InteractiveError     the program would have to talk to a judge
    ├── ModelError               a model or tokenizer cannot be loaded or used
    ├── SandboxError             untrusted code cannot be isolated here
    ├── ForgeError               a problem family is ill-formed
    └── RunError                 a run directory cannot be written, read or resumed

The command line catches ``AlphagenError`` only. Anything else that escapes is a bug.
"""


class AlphagenError(Exception):
    """Base of all errors meant for a person; the message is one sentence with the next step."""

    exit_code = 1


class UsageError(AlphagenError):
    """The call itself is wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file or a ``--set`` value is wrong."""


class ProblemError(AlphagenError):
    """A problem cannot be read."""


class EmptyProblemError(ProblemError):
    """The problem holds no text."""


class BinaryProblemError(ProblemError):
    """The problem is not a text file."""


class NoExamplesError(ProblemError):
    """No example test was found, so nothing can be filtered."""


class InteractiveError(ProblemError):
    """The program would have to talk to a judge, which alphagen cannot do."""


class ModelError(AlphagenError):
    """A model or tokenizer cannot be loaded or used."""


class ServersLostError(ModelError):
    """No server is left, for this problem or any other."""


class SandboxError(AlphagenError):
    """Untrusted code cannot be isolated on this machine."""


class ForgeError(AlphagenError):
    """A problem family is ill-formed."""


class RunError(AlphagenError):
    """A run directory cannot be written, read or resumed."""
