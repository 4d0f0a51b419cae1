"""Law: advice about pages changes no number, and is given for large blocks only."""

from __future__ import annotations

import mmap

import numpy as np
import pytest

from cellwright.run import pages


def test_small_blocks_are_left_alone(monkeypatch):
    asked = []
    monkeypatch.setattr(pages, "_advise", lambda: lambda *block: asked.append(block) or 0)
    pages.prefer_large_pages(4096, pages.FRESH - 1)
    assert asked == []


@pytest.mark.skipif(not hasattr(mmap, "MADV_HUGEPAGE"), reason="this system has no advice about large pages")
def test_only_whole_pages_inside_the_block_are_named(monkeypatch):
    asked = []
    monkeypatch.setattr(pages, "_advise", lambda: lambda *block: asked.append(block) or 0)
    pages.prefer_large_pages(10 * mmap.PAGESIZE + 64, pages.FRESH)
    [(start, size, _)] = asked
    assert start == 11 * mmap.PAGESIZE
    assert size == pages.FRESH - mmap.PAGESIZE


def test_a_block_keeps_its_numbers():
    block = np.arange(pages.FRESH // 4 + 5, dtype=np.float32)
    pages.prefer_large_pages(block.ctypes.data, block.nbytes)
    assert np.array_equal(block, np.arange(len(block), dtype=np.float32))
