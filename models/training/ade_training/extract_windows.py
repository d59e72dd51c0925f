"""Long texts in windows that a model can read, and which window to believe for each word."""

from __future__ import annotations

from collections.abc import Sequence

OVERLAP = 32


def windows_of(lengths: Sequence[int], room: int, overlap: int = OVERLAP) -> list[range]:
    """Cut words of `lengths` tokens, each 1 to `room`, into windows of at most `room` tokens.

    A window takes as many words as it has room for. The next one begins so many words before its
    end as have together at most `overlap` tokens, but after the window's own first word.
    """
    windows: list[range] = []
    first = end = 0
    while end < len(lengths):
        if windows:
            first = _back(lengths, first + 1, end, overlap)
        end = first
        used = 0
        while end < len(lengths) and used + lengths[end] <= room:
            used += lengths[end]
            end += 1
        windows.append(range(first, end))
    return windows


def _back(lengths: Sequence[int], least: int, end: int, overlap: int) -> int:
    first, used = end, 0
    while first > least and used + lengths[first - 1] <= overlap:
        first -= 1
        used += lengths[first]
    return first


def window_of_each(windows: Sequence[range], lengths: Sequence[int]) -> list[int]:
    """Return for each word the number of the window in which it stands farthest from an edge.

    The distance is the lesser of the tokens before it and the tokens after it in the window; of
    windows alike, the first.
    """
    best: list[tuple[int, int]] = [(-1, 0)] * len(lengths)
    for number, window in enumerate(windows):
        before, after = 0, sum(lengths[at] for at in window)
        for at in window:
            after -= lengths[at]
            if min(before, after) > best[at][0]:
                best[at] = (min(before, after), number)
            before += lengths[at]
    return [number for _, number in best]
