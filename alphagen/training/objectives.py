"""What is minimised in training, as functions of logits and labels (paper, section 4.3).

Shapes: N label positions, V vocabulary, B examples.

The paper does not state the share of prompt tokens that are masked, nor the weights of the masked
tokens' and the value head's losses; they are settings of a stage. Nor does it say what GOLD does
with incorrect solutions: here they keep the plain loss. GOLD narrows a distribution to what is
likely already, which is meant for programs that are asked for, and nobody asks for wrong ones.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from alphagen.models.model import IGNORED

ALPHA, BETA = 0.5, 0.05  # of GOLD: paper, section 4.3 and appendix C.3
CORRECT, INCORRECT, NO_PROGRAM = 1, 0, -1
"""What the value head is to say of an example; nothing where the target is no program."""


def token_losses(logits_NV: Tensor, labels_N: Tensor, temperature: float = 1.0) -> Tensor:
    """Return the cross-entropy of each token under the tempered distribution.

    Tempering divides the logits by a temperature below 1 in training, so that the untempered
    distribution, which is sampled from, becomes smoother (paper: 0.2).

    Args:
        logits_NV: before tempering.
        labels_N: tokens, ``IGNORED`` where there is no loss.
        temperature: what the logits are divided by.

    Returns:
        (N,), 0 where the label is ``IGNORED``.
    """
    if temperature != 1:
        logits_NV = logits_NV / temperature
    return F.cross_entropy(logits_NV, labels_N, ignore_index=IGNORED, reduction="none")


def gold_weights(losses_N: Tensor, correct_N: Tensor) -> Tensor:
    """Return GOLD's weight of each token, ``max(P ** alpha, beta)``, detached from the graph.

    Tokens that the network finds unlikely count little, so that it learns to write one solution
    well and not to cover them all.

    >>> losses = -torch.tensor([0.64, 0.0001, 0.64]).log()
    >>> [round(w, 2) for w in gold_weights(losses, torch.tensor([True, True, False])).tolist()]
    [0.8, 0.05, 1.0]

    Args:
        losses_N: cross-entropy of each token under the distribution that is trained; with
            tempering, the tempered one.
        correct_N: whether the token is of a correct solution; others weigh 1.
    """
    weights_N = (-ALPHA * losses_N.detach()).exp().clamp(min=BETA)
    return torch.where(correct_N, weights_N, 1.0)


def value_losses(scores_B: Tensor, verdicts_B: Tensor) -> Tensor:
    """Return the value head's cross-entropy for each example, 0 where there is no program.

    Args:
        scores_B: logits of being correct.
        verdicts_B: ``CORRECT``, ``INCORRECT`` or ``NO_PROGRAM``.
    """
    losses_B = F.binary_cross_entropy_with_logits(
        scores_B, (verdicts_B == CORRECT).to(scores_B.dtype), reduction="none"
    )
    return losses_B.masked_fill(verdicts_B == NO_PROGRAM, 0.0)
