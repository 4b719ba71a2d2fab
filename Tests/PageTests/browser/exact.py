"""Exactly once: what a page holds is what the log holds, in the same order, and nothing twice."""

from itertools import pairwise


class NotExact(AssertionError):
    """The page holds something twice, out of order, something else, or lacks something."""


def demand(held, expected):
    if held == expected:
        return
    twice = [b for a, b in pairwise(sorted(held)) if a == b]
    missing = sorted(set(expected) - set(held))
    strange = sorted(set(held) - set(expected))
    back = [b for a, b in pairwise(held) if b < a]
    raise NotExact(
        f"the page holds {len(held)} of {len(expected)} events: {len(missing)} missing {missing[:3]}, "
        f"{len(twice)} twice {twice[:3]}, {len(strange)} strange {strange[:3]}, {len(back)} out of order {back[:3]}"
    )
