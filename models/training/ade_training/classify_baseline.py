"""The baseline: a linear classifier over bags of word and character n-grams.

As fastText does it (Joulin et al. 2016, "Bag of Tricks for Efficient Text Classification"), with the
n-grams weighted by tf-idf and each label a logistic regression, which at this size is solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from .classify_data import LABELS, Example, label_array
from .classify_measures import best_threshold, score


@dataclass(frozen=True)
class LinearSettings:
    """Longest n-gram of words, of characters inside a word (0: none), weight of the data, balanced classes."""

    words: int
    characters: int
    strength: float
    balanced: bool

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


GRID = tuple(
    LinearSettings(*values)
    for values in product((1, 2, 3), (0, 4, 6), (1.0, 3.0, 10.0, 30.0, 100.0), (False, True))
)


class Bags:
    """The n-grams of the training texts, each in two of them at least."""

    def __init__(self, texts: Sequence[str], words: int, characters: int) -> None:
        """`words` and `characters` are the longest n-grams; those of characters begin at 2."""
        shared = {"lowercase": True, "sublinear_tf": True, "min_df": 2}
        # A word is whatever stands between spaces, and punctuation apart from it.
        pattern = r"\w+|[^\w\s]"
        self._bags = [TfidfVectorizer(ngram_range=(1, words), token_pattern=pattern, **shared)]
        if characters:
            self._bags.append(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, characters), **shared))
        self.training = hstack([bag.fit_transform(texts) for bag in self._bags], format="csr")

    def of(self, texts: Sequence[str]) -> csr_matrix:
        """Return float64 [texts, n-grams]."""
        return hstack([bag.transform(texts) for bag in self._bags], format="csr")


def fit_label(
    bags: csr_matrix, wanted: np.ndarray, strength: float, balanced: bool
) -> LogisticRegression:
    """Fit one label on the rows where it is known (`wanted` is 1, 0 or NaN, float [texts])."""
    known = ~np.isnan(wanted)
    model = LogisticRegression(
        C=strength, class_weight="balanced" if balanced else None, solver="liblinear", random_state=1
    )
    return model.fit(bags[known], wanted[known] == 1)


def choose(
    train: Sequence[Example],
    dev: Sequence[Example],
    grid: Sequence[LinearSettings] = GRID,
    report: Callable[[str], None] = print,
) -> tuple[LinearSettings, float]:
    """Return the settings with the best F1 of ADR on `dev` at its best threshold, and that F1."""
    wanted, truth = label_array(train)[:, 0], label_array(dev)[:, 0] == 1
    best: tuple[LinearSettings, float] | None = None
    for sizes in dict.fromkeys((each.words, each.characters) for each in grid):
        bags = Bags([each.text for each in train], *sizes)
        asked = bags.of([each.text for each in dev])
        for settings in (each for each in grid if (each.words, each.characters) == sizes):
            model = fit_label(bags.training, wanted, settings.strength, settings.balanced)
            found = model.predict_proba(asked)[:, 1]
            figure = score(truth, found >= best_threshold(truth, found)).f1
            if best is None or figure > best[1]:
                best = settings, figure
                report(f"{settings}: {100 * figure:.1f}")
    if best is None:
        raise ValueError("no settings to choose from")
    return best


def linear_probabilities(
    train: Sequence[Example], settings: LinearSettings, texts: dict[str, list[str]]
) -> dict[str, np.ndarray]:
    """Fit every label on `train`; return float32 [texts, labels] for each named list of texts."""
    bags = Bags([each.text for each in train], settings.words, settings.characters)
    wanted = label_array(train)
    models = [
        fit_label(bags.training, wanted[:, at], settings.strength, settings.balanced)
        for at in range(len(LABELS))
    ]
    return {
        name: np.stack(
            [model.predict_proba(bags.of(some))[:, 1] for model in models], axis=1
        ).astype(np.float32)
        for name, some in texts.items()
    }
