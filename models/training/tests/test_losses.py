import math

import pytest
import torch
from ade_training.losses import cosent, info_nce, multi_similarity, neighbourhood
from torch.nn.functional import normalize


def unit(*rows: tuple[float, ...]) -> torch.Tensor:
    return normalize(torch.tensor(rows, dtype=torch.float32), dim=1)


def test_info_nce_is_the_mean_of_both_directions():
    left, right = unit((1, 0), (0, 1)), unit((1, 1), (0, 1))
    groups = torch.tensor([1, 2])
    s = math.sqrt(0.5)
    rows = [-s + math.log(math.exp(s) + 1), -1 + math.log(math.exp(1) + math.exp(s))]
    columns = [-s + math.log(2 * math.exp(s)), -1 + math.log(1 + math.exp(1))]
    assert info_nce(left, right, groups, 1.0).item() == pytest.approx(
        (sum(rows) + sum(columns)) / 4, abs=1e-5
    )


def test_info_nce_does_not_push_what_means_the_same():
    left, right = unit((1, 0), (1, 0)), unit((1, 0), (1, 0))
    assert info_nce(left, right, torch.tensor([4, 4]), 20.0).item() == pytest.approx(0, abs=1e-5)
    assert info_nce(left, right, torch.tensor([4, 5]), 20.0).item() == pytest.approx(math.log(2))


def test_neighbourhood_counts_neither_the_text_itself_nor_the_hopeless():
    queries = unit((1, 0), (0, 1))
    bank = torch.stack([unit((1, 0), (1, 0), (0, 1)), unit((0, 1), (1, 0), (1, 1))])
    own = torch.tensor([[True, False, False], [False, False, False]])
    positive = torch.tensor([[True, True, False], [False, False, False]])
    expected = math.log(math.exp(2) + 1) - 2
    assert neighbourhood(queries, bank, own, positive, 2.0).item() == pytest.approx(expected, abs=1e-5)


def test_neighbourhood_of_nothing_is_zero():
    nothing = torch.zeros(1, 2, dtype=torch.bool)
    bank = unit((1, 0), (0, 1)).unsqueeze(0)
    assert neighbourhood(unit((1, 0)), bank, nothing, nothing, 20.0).item() == 0


def test_cosent_asks_for_the_order_alone():
    scores = torch.tensor([0.0, 2.0, 5.0])
    right = cosent(torch.tensor([-0.9, 0.1, 0.95]), scores).item()
    wrong = cosent(torch.tensor([0.9, 0.1, -0.9]), scores).item()
    assert right == pytest.approx(0, abs=1e-3)
    assert wrong > 30
    assert cosent(torch.tensor([0.3, 0.7]), torch.tensor([1.0, 1.0])).item() == 0


def test_multi_similarity_pulls_the_hard_pairs_together():
    labels = torch.tensor([0, 0, 1, 1])
    apart = unit((1, 0), (0, 1), (1, 0.1), (0.1, 1)).requires_grad_()
    together = unit((1, 0), (1, 0.01), (-1, 0), (-1, 0.01))
    assert multi_similarity(together, labels).item() == pytest.approx(0, abs=1e-6)
    loss = multi_similarity(apart, labels)
    assert loss.item() > 0.3
    loss.backward()
    step = normalize(apart.detach() - 0.05 * apart.grad, dim=1)
    assert (step[0] @ step[1]) > (apart[0] @ apart[1])
