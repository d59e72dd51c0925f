"""The classifier in PyTorch: transformer, mean over the tokens, one linear layer, a sigmoid a label."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from .classify_data import LABELS
from .encoder import Encoder
from .errors import TrainingError
from .tokens import padded

HEAD = "head.safetensors"
_CHUNK = 64


class Classifier(torch.nn.Module):
    """Multi-label classification of a text (KFU NLP at SMM4H 2020, with mean pooling for `[CLS]`)."""

    def __init__(self, encoder: Encoder, seed: int = 1) -> None:
        """A new head on `encoder`; its weights are drawn with `seed`."""
        super().__init__()
        self.encoder = encoder
        self.head = torch.nn.Linear(encoder.dimension, len(LABELS))
        draw = torch.Generator().manual_seed(seed)
        torch.nn.init.normal_(self.head.weight, std=0.02, generator=draw)
        torch.nn.init.zeros_(self.head.bias)

    def logits(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return float [batch, labels] before the sigmoid, of int64 inputs [batch, width]."""
        extra = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        hidden = self.encoder.transformer(
            input_ids=input_ids, attention_mask=attention_mask, **extra
        ).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
        return self.head(mean)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the labels' probabilities, float [batch, labels], of int64 inputs [batch, width]."""
        return self.logits(input_ids, attention_mask, token_type_ids).sigmoid()

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read what `save` wrote, for inference; raises TrainingError if the head is missing or another's."""
        model = cls(Encoder.load(folder))
        try:
            model.head.load_state_dict(read_head(folder))
        except (OSError, RuntimeError) as error:
            raise TrainingError(f"{folder / HEAD} is not a classifier's head: {error}") from None
        return model.eval()

    def save(self, folder: Path) -> None:
        """Write the encoder's files and `head.safetensors`."""
        self.encoder.save(folder)
        write_head(folder, self.head.state_dict())


def read_head(folder: Path) -> dict[str, torch.Tensor]:
    """Return the weights of the linear layer that `write_head` wrote; raises OSError where there are none."""
    return load_file(folder / HEAD)


def write_head(folder: Path, state: Mapping[str, torch.Tensor]) -> None:
    """Write the linear layer's weights beside the encoder's."""
    tensors = {name: tensor.detach().contiguous() for name, tensor in state.items()}
    save_file(tensors, folder / HEAD, metadata={"labels": json.dumps(LABELS)})


def logits_of(model: Classifier, pad_id: int, rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """Return float32 [rows, labels] of rows of token ids, with gradients where these are on.

    Rows of like length go through the transformer together, so that little of it is padding.
    """
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
    parts = []
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), _CHUNK):
            feed = padded([rows[at] for at in order[start : start + _CHUNK]], pad_id)
            parts.append(model.logits(*(torch.from_numpy(feed[name]) for name in model.encoder.inputs)))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts).float()[back]
