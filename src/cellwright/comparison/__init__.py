"""Cells side by side on a user's own data: which one is better, and is that more than luck?"""

from cellwright.comparison.compare import compare
from cellwright.comparison.result import Comparison

__all__ = ["Comparison", "compare"]
