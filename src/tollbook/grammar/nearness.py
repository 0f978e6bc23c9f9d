"""How near something stands to a mention of harm, so that the nearest time, place and doer win."""

from __future__ import annotations

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.mentions import Mention

#: Farther than anything.
FAR = 1 << 30


def distance(s: Sentence, mention: Mention, start: int, end: int, most: int = FAR) -> int:
    """How far something is from a mention: characters, and a toll for each finite verb and clause edge between.

    What is farther than ``most`` need not be told how far.
    """
    own = mention.group.span if mention.group else mention.trigger
    if mention.rule == "ellipsis" or mention.rule.endswith("listed") or "itemised" in mention.rule:
        # "eight in Yobe and four in Adamawa": what stands beside the number
        left, right = own.start, max(own.end, mention.trigger.end if mention.trigger.start > own.start else 0)
    else:
        left, right = min(mention.trigger.start, own.start), max(mention.trigger.end, own.end)
    if start >= right:
        low, high, cost = right, start, 0
    elif end <= left:
        low, high, cost = end, left, 90 if "itemised" in mention.rule else 12
    else:
        return 0
    cost += high - low
    if start >= right and s.lower.find(")", low, high) > s.lower.find("(", low, high):
        cost += 150  # "(57 killed), Sa'ada for 19 killed": what stands behind the bracket is told of something else
    if cost > most:
        return cost
    for chunk in s.chunks:
        at = s.starts[chunk.first]
        if at >= high:
            break
        if at >= low:
            if chunk.tag in "VKPI":
                cost += 60
            elif chunk.tag == ";":
                cost += 70
            elif chunk.tag in "sq":
                cost += 40
            elif chunk.tag in "RJ,c":
                cost += 15
    return cost
