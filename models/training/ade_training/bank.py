"""The names that the lay stage tells mentions from, with vectors that follow the encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence


@dataclass(frozen=True)
class Phrase:
    """A text with the number of its concept and that of its normal form (-1 for a definition, which has none)."""

    text: str
    form: int
    concept: int


class NameBank:
    """Names of each concept, the preferred one first; `vectors` is float32 [names, dim], as they were last met."""

    def __init__(self, names: Sequence[Sequence[Phrase]], encode: Callable[[Sequence[str]], np.ndarray]) -> None:
        """Encode all names; `names[i]` are those of concept i."""
        drawn = [name for own in names for name in own]
        self.texts = [name.text for name in drawn]
        self._concepts = torch.tensor([name.concept for name in drawn])
        self._forms = torch.tensor([name.form for name in drawn])
        self._row_of = {name: row for row, name in enumerate(drawn)}
        ends = list(accumulate(map(len, names), initial=0))
        # [concepts, most names of one], -1 where a concept has fewer.
        self._rows = pad_sequence(
            [torch.arange(start, end) for start, end in pairwise(ends)], batch_first=True, padding_value=-1
        )
        self.vectors = torch.from_numpy(encode(self.texts))
        self._coarse = self.vectors.bfloat16()  # to find what is near, several times as fast

    def preferred(self) -> Tensor:
        """Vectors of the preferred names, [concepts, dim]."""
        return self.vectors[self._rows[:, 0]]

    @torch.no_grad()
    def company(self, queries: Tensor, phrases: Sequence[Phrase], count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Rows of each phrase's own concept and the `count` nearest ones of others, [phrases, rows].

        `queries` are the phrases' vectors. With the rows come which of them are the phrase itself or none, and which are
        of its concept (bool, as large). Equal words in another concept are left out.
        """
        concepts = torch.tensor([phrase.concept for phrase in phrases])
        forms = torch.tensor([phrase.form for phrase in phrases])
        scores = queries.bfloat16() @ self._coarse.T
        scores.masked_fill_(self._concepts.unsqueeze(0) == concepts.unsqueeze(1), -2.0)
        scores.masked_fill_(self._forms.unsqueeze(0) == forms.unsqueeze(1), -2.0)
        others = scores.topk(count, dim=1).indices
        mine = self._rows[concepts]
        near = torch.cat([mine.clamp(min=0), others], dim=1)
        itself = (mine < 0) | (self._forms[mine.clamp(min=0)] == forms.unsqueeze(1))
        none = torch.zeros_like(others, dtype=torch.bool)
        return near, torch.cat([itself, none], dim=1), torch.cat([mine >= 0, none], dim=1)

    def renew(self, met: Sequence[tuple[Phrase, str]], vectors: Tensor) -> None:
        """Take over the vectors, [met, dim], of those phrases that are names here and were encoded as they are."""
        found = [
            (self._row_of[phrase], at)
            for at, (phrase, text) in enumerate(met)
            if phrase in self._row_of and text == phrase.text
        ]
        if found:
            rows, at = (torch.tensor(column) for column in zip(*found, strict=True))
            self.vectors[rows] = vectors[at]
            self._coarse[rows] = vectors[at].bfloat16()
