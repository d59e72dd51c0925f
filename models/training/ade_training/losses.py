"""What training makes small. Vectors have length 1; every loss is a mean over the batch."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, kl_div

_NEVER = -1e4
DISTANCES = ("cosine", "euclidean")


def info_nce(left: Tensor, right: Tensor, group: Tensor, scale: float) -> Tensor:
    """In-batch contrastive loss, both ways (InfoNCE; van den Oord et al. 2018).

    `left` and `right` are [batch, dim], row i of one belonging to row i of the other; rows whose
    `group` (int64 [batch]) is equal mean the same and are no negatives of each other.
    """
    logits = scale * left @ right.T
    same = group.unsqueeze(0) == group.unsqueeze(1)
    same.fill_diagonal_(False)
    logits = logits.masked_fill(same, _NEVER)
    target = torch.arange(len(left))
    return (cross_entropy(logits, target) + cross_entropy(logits.T, target)) / 2


def neighbourhood(
    queries: Tensor, bank: Tensor, own: Tensor, positive: Tensor, scale: float
) -> Tensor:
    """The share of a query's neighbourhood that its own concept lacks, as a log (NCA).

    After Goldberger et al. 2005, with the soft maximum by which the service ranks concepts.
    `queries` is [batch, dim]; `bank` [batch, near, dim] holds the names near each query, `own`
    (bool [batch, near]) marks the query itself, which does not count, and `positive` the names of
    its concept. Queries without a positive name count nothing.
    """
    logits = scale * torch.einsum("bd,bnd->bn", queries, bank)
    logits = logits.masked_fill(own, _NEVER)
    right = logits.masked_fill(~positive, _NEVER).logsumexp(dim=1)
    loss = logits.logsumexp(dim=1) - right
    counts = (positive & ~own).any(dim=1)
    return (loss * counts).sum() / counts.sum().clamp(min=1)


def cosent(cosines: Tensor, scores: Tensor, scale: float = 20.0) -> Tensor:
    """Make the order of cosines that of the scores (CoSENT; Su 2022). Both are float [batch]."""
    differences = scale * (cosines.unsqueeze(0) - cosines.unsqueeze(1))
    wrong = scores.unsqueeze(0) < scores.unsqueeze(1)
    return torch.cat([torch.zeros(1), differences[wrong]]).logsumexp(dim=0)


def similarity_divergence(
    student: Tensor, teacher: Tensor, own: Tensor | None, temperature: float
) -> Tensor:
    """How far the student's nearness to names is from the teacher's (Kullback-Leibler).

    `student` and `teacher` are cosines of texts and names, [batch, names], made a distribution
    over the names by the temperature; names marked in `own` (bool [batch, names]) do not count.
    """
    if own is not None:
        student, teacher = (each.masked_fill(own, _NEVER * temperature) for each in (student, teacher))
    have = (student / temperature).log_softmax(dim=1)
    want = (teacher / temperature).log_softmax(dim=1)
    return kl_div(have, want, reduction="batchmean", log_target=True)


def multi_similarity(vectors: Tensor, labels: Tensor) -> Tensor:
    """Multi-similarity loss on online hard pairs, as SapBERT trains (Liu et al. 2021).

    `vectors` is [batch, dim], `labels` int64 [batch]. A negative counts if it is nearer than the
    farthest positive plus the margin, a positive if it is farther than the nearest negative less
    the margin (Wang et al. 2019).
    """
    same = labels.unsqueeze(0) == labels.unsqueeze(1)
    positive = same & ~torch.eye(len(labels), dtype=torch.bool)
    return multi_similarity_of(vectors @ vectors.T, positive, ~same)


def multi_similarity_of(
    cosines: Tensor,
    positive: Tensor,
    negative: Tensor,
    alpha: float = 2.0,
    beta: float = 50.0,
    base: float = 0.5,
    margin: float = 0.2,
) -> Tensor:
    """Multi-similarity loss of cosines [rows, columns]; the masks (bool) say which pairs count.

    Pairs in neither mask count nothing, nor do the negatives of a row without a positive.
    """
    farthest = cosines.masked_fill(~positive, 2.0).amin(dim=1, keepdim=True)
    nearest = cosines.masked_fill(~negative, -2.0).amax(dim=1, keepdim=True)
    hard_negative = negative & (cosines + margin > farthest) & positive.any(dim=1, keepdim=True)
    hard_positive = positive & (cosines - margin < nearest)
    zero = torch.zeros(len(cosines), 1)
    pull = torch.cat([zero, (-alpha * (cosines - base)).masked_fill(~hard_positive, _NEVER)], dim=1)
    push = torch.cat([zero, (beta * (cosines - base)).masked_fill(~hard_negative, _NEVER)], dim=1)
    return (pull.logsumexp(dim=1) / alpha + push.logsumexp(dim=1) / beta).mean()


def triplet(
    anchors: Tensor, positives: Tensor, negatives: Tensor, margin: float, distance: str = "cosine"
) -> Tensor:
    """How much farther than wanted an anchor's positive is than its negatives (triplet loss).

    After Schroff et al. 2015, over all negatives. `anchors` and `positives` are [batch, dim], `negatives`
    [batch, count, dim]; `distance` is one of DISTANCES, and the margin in its units.
    """
    to_positive = (anchors * positives).sum(dim=1, keepdim=True)
    to_negative = torch.einsum("bd,bnd->bn", anchors, negatives)
    near, far = 1 - to_positive, 1 - to_negative
    if distance == "euclidean":
        # Of unit vectors; away from 0, where the root has no slope.
        near, far = ((2 * each).clamp(min=1e-9).sqrt() for each in (near, far))
    return (margin + near - far).clamp(min=0).mean()
