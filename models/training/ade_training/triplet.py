"""The stage that learns from mentions which people have coded (metric learning by triplets).

As KFU NLP did at SMM4H 2020 (Miftahutdinov, Sakhovskiy, Tutubalina): a mention comes nearer to a name
of its concept than to names of others, by a margin. The service learns the same on frozen vectors
(`src/learners/metric.ts`); here the whole encoder moves.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch

from .encoder import Encoder
from .errors import TrainingError
from .loop import batch_at, embed, embed_all
from .losses import DISTANCES, triplet
from .normal_form import normal_form
from .tokens import TextTokenizer


@dataclass(frozen=True)
class TripletSettings:
    """`negatives` names of other concepts for each mention, `hard` the nearest or `random` ones.

    Hard ones are drawn from the `mined` names that are nearest by the vectors of the moment. `margin`
    is in units of `distance`: `cosine` (1 - cosine) or `euclidean`.
    """

    batch: int = 32
    negatives: int = 15
    choice: str = "hard"
    mined: int = 64
    margin: float = 0.15
    distance: str = "cosine"
    seed: int = 1


def read_coded(path: Path, columns: tuple[str, str]) -> list[tuple[str, str]]:
    """Read two columns of a table with a header: (mention, concept) or (name, concept).

    Columns stand between tabs in a `.tsv`, else between commas. Raises TrainingError that names the
    file and the row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")
            missing = [each for each in columns if each not in (table.fieldnames or ())]
            if missing:
                found = ", ".join(table.fieldnames or ()) or "none"
                raise TrainingError(f"{path}: no column {', '.join(missing)}; its columns: {found}")
            pairs = []
            for number, row in enumerate(table, start=2):
                values = [(row[column] or "").strip() for column in columns]
                if not all(values):
                    raise TrainingError(f"{path}: row {number} lacks {' or '.join(columns)}")
                pairs.append((values[0], values[1]))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TrainingError(f"{path}: not a table in UTF-8 ({error})") from None
    if not pairs:
        raise TrainingError(f"{path}: no rows")
    return pairs


class TripletStage:
    """Coded mentions among the names of a dictionary.

    A mention that was coded with several concepts has names of none of them as negatives. Mentions of
    concepts without a name are left out.
    """

    extra: Sequence[torch.nn.Module] = ()

    def __init__(
        self,
        encoder: Encoder,
        tokenizer: TextTokenizer,
        coded: Sequence[tuple[str, str]],
        names: Sequence[tuple[str, str]],
        settings: TripletSettings,
    ) -> None:
        """`coded` are (mention, concept), `names` (name, concept); raise TrainingError for too few."""
        if settings.choice not in ("hard", "random") or settings.distance not in DISTANCES:
            raise TrainingError(
                f"triplet: choice is hard or random, distance {' or '.join(DISTANCES)}; "
                f"not {settings.choice!r} and {settings.distance!r}"
            )
        self.encoder, self.tokenizer, self.settings = encoder, tokenizer, settings
        self.texts = [name for name, _ in names]
        numbers = {concept: at for at, concept in enumerate(dict.fromkeys(c for _, c in names))}
        self.concepts = torch.tensor([numbers[concept] for _, concept in names])
        self.anchors = [(text, numbers[concept]) for text, concept in coded if concept in numbers]
        self.right: dict[str, set[int]] = {}
        for text, concept in self.anchors:
            self.right.setdefault(normal_form(text), set()).add(concept)
        if len(self.anchors) < settings.batch:
            raise TrainingError(
                f"{len(self.anchors)} of {len(coded)} coded mentions have a concept with a name; "
                f"a batch has {settings.batch}"
            )
        if len(self.texts) <= settings.negatives:
            raise TrainingError(f"{len(self.texts)} names are too few for {settings.negatives} negatives")

    @cached_property
    def bank(self) -> torch.Tensor:
        """Vectors of the names; made at the first step, so with a checkpoint's weights after an interruption."""
        return torch.from_numpy(embed_all(self.encoder, self.tokenizer, self.texts))

    @property
    def steps_per_epoch(self) -> int:
        """Batches in which each mention comes once."""
        return len(self.anchors) // self.settings.batch

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step, counted from 0; its batch depends on the step, the seed and the encoder."""
        settings = self.settings
        part = batch_at(step, len(self.anchors), settings.batch, settings.seed)
        anchors = [self.anchors[at] for at in part]
        draw = random.Random(settings.seed * 1_000_003 + step)
        queries = embed(self.encoder, self.tokenizer, [text for text, _ in anchors])
        rows = [
            self._names(row, text, concept, draw)
            for row, (text, concept) in zip(queries.detach(), anchors, strict=True)
        ]
        used, back = torch.tensor(rows).unique(return_inverse=True)
        vectors = embed(self.encoder, self.tokenizer, [self.texts[at] for at in used.tolist()])
        # The bank follows the encoder with the names that this step met.
        self.bank[used] = vectors.detach()
        company = vectors[back]
        return triplet(queries, company[:, 0], company[:, 1:], settings.margin, settings.distance)

    def _names(self, query: torch.Tensor, text: str, concept: int, draw: random.Random) -> list[int]:
        """The nearest name of the right concept, then names of others."""
        settings = self.settings
        scores = self.bank @ query
        own = self.concepts == concept
        nearest_own = int(scores.masked_fill(~own, -2.0).argmax())
        right = torch.tensor(sorted(self.right[normal_form(text)]))
        wrong = ~torch.isin(self.concepts, right)
        allowed = wrong.nonzero().flatten()
        if settings.choice == "hard":
            most = min(settings.mined, len(allowed))
            allowed = allowed[scores[allowed].topk(most).indices]
        among = allowed.tolist()
        if not among:
            raise TrainingError(f"every name is right for {text!r}: there is nothing to tell it from")
        # A small dictionary may have fewer wrong names than are wanted.
        negatives = [among[at % len(among)] for at in range(settings.negatives)]
        if len(among) >= settings.negatives:
            negatives = draw.sample(among, settings.negatives)
        return [nearest_own, *negatives]
