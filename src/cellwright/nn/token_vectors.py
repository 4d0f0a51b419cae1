"""What networks of tokens have in common: a part that makes the vectors of tokens."""

from __future__ import annotations

import torch


class TokenVectors(torch.nn.Module):
    """A part of a network whose output are the vectors (batch, steps, width) of tokens, whatever they are made of.

    What is explained of such a network is how much each of them counts.
    """
