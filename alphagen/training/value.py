"""The value head: it tells correct solutions from incorrect ones, in training alone.

Shapes: B examples, T decoder tokens, D model width.
"""

import torch
from torch import Tensor, nn

from alphagen.models import AlphagenConfig
from alphagen.models.stacks import EncoderBlock, Norm
from alphagen.tensors.attention import padding_bias, rope_tables


class ValueHead(nn.Module):
    """A small Transformer over the representations of a program's tokens (paper, section 4.3).

    Its gradient teaches the decoder what makes programs wrong. The paper does not state its size;
    here it is one block that sees all tokens, and a mean over them.
    """

    def __init__(self, config: AlphagenConfig) -> None:
        super().__init__()
        self.config = config
        self.block = EncoderBlock(config)
        self.norm = Norm(config)
        self.score = nn.Linear(config.d_model, 1, bias=False)

    @torch.no_grad()
    def draw(self, generator: torch.Generator) -> None:
        """Draw the weights; what is added to the stream, and the score, begin at 0."""
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                layer.weight.normal_(std=layer.in_features**-0.5, generator=generator)
        for layer in (self.block.attention.out, self.block.ffn.out, self.score):
            layer.weight.zero_()

    def forward(self, hidden_BTD: Tensor, mask_BT: Tensor) -> Tensor:
        """Return logits of being correct, (B,).

        Args:
            hidden_BTD: last layer of the decoder.
            mask_BT: whether the position holds a token of the program.
        """
        positions = torch.arange(hidden_BTD.shape[1], device=hidden_BTD.device)
        cos, sin = rope_tables(positions, self.config.head_dim, self.config.rope_theta)
        dtype = hidden_BTD.dtype
        x_BTD = self.block(hidden_BTD, (cos.to(dtype), sin.to(dtype)), padding_bias(mask_BT, dtype))
        x_BTD = self.norm(x_BTD).float() * mask_BT[..., None]
        mean_BD = x_BTD.sum(1) / mask_BT.sum(1, keepdim=True).clamp(min=1)
        scores_B: Tensor = self.score(mean_BD).squeeze(-1)
        return scores_B.float()
