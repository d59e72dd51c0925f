"""The encoder in PyTorch: transformer, mean over the text's tokens, unit length."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModel, PretrainedConfig
from transformers.utils import logging as transformers_logging

from .errors import TrainingError
from .tokens import TextTokenizer

transformers_logging.disable_progress_bar()

# The inputs of each supported architecture, by `model_type` of config.json.
INPUTS: dict[str, tuple[str, ...]] = {
    "bert": ("input_ids", "attention_mask", "token_type_ids"),
    "mpnet": ("input_ids", "attention_mask"),
}

# In checkpoints, but no part of the encoder: an unused head and a constant.
_IGNORED = ("pooler.", "embeddings.position_ids")


def pool(hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """Average the vectors of the real tokens and scale the average to length 1.

    `hidden` is float [batch, sequence, dim], `attention_mask` is 1 for a token and 0 for
    padding, [batch, sequence]; the result is float [batch, dim]. This is the pooling of the
    sentence-transformers models (mean tokens, then normalize).
    """
    weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
    return torch.nn.functional.normalize(mean, p=2.0, dim=-1)


class Encoder(torch.nn.Module):
    """A BERT or MPNet transformer that turns token ids into one unit vector per text."""

    def __init__(self, config: PretrainedConfig) -> None:
        """Random weights; raises TrainingError if the architecture is not supported."""
        super().__init__()
        if config.model_type not in INPUTS:
            raise TrainingError(
                f"model_type {config.model_type!r} is not supported; supported: {', '.join(INPUTS)}"
            )
        self.config = config
        self.inputs = INPUTS[config.model_type]
        # Plain matrix products: the only form that exports alike on every version.
        self.transformer = AutoModel.from_config(
            config, add_pooling_layer=False, attn_implementation="eager"
        )

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self.config.hidden_size)

    @property
    def max_positions(self) -> int:
        """The longest text the position embeddings allow, in tokens."""
        # MPNet counts its positions from the one after the padding id.
        offset = self.config.pad_token_id + 1 if self.config.model_type == "mpnet" else 0
        return int(self.config.max_position_embeddings) - offset

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the lowest `layers` from training; none for 0.

        Raises TrainingError if there are not more layers than that.
        """
        if layers == 0:
            return
        stack = self.transformer.encoder.layer
        if not 0 < layers < len(stack):
            raise TrainingError(f"freeze = {layers}: the encoder has {len(stack)} layers, and one must train")
        kept = [self.transformer.embeddings, *stack[:layers]]
        # MPNet's layers share one bias; were it to learn, its gradient would go through all of them.
        if self.config.model_type == "mpnet":
            kept.append(self.transformer.encoder.relative_attention_bias)
        for module in kept:
            module.requires_grad_(False)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the vectors, float [batch, dim], of int64 inputs [batch, sequence]."""
        extra = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        output = self.transformer(input_ids=input_ids, attention_mask=attention_mask, **extra)
        return pool(output.last_hidden_state, attention_mask)

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """Read `config.json` and `model.safetensors`, for inference.

        Raises TrainingError if a file is missing, a weight is missing or unknown, or the
        architecture is not supported.
        """
        try:
            settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            weights = load_file(folder / "model.safetensors")
        except OSError as error:
            raise TrainingError(f"{folder} is not a model folder: {error}") from None
        kind = settings.pop("model_type", None)
        if kind not in INPUTS:
            raise TrainingError(
                f"model_type {kind!r} is not supported; supported: {', '.join(INPUTS)}"
            )
        encoder = cls(AutoConfig.for_model(kind, **settings))
        state = {}
        for name, tensor in weights.items():
            plain = name.removeprefix(f"{kind}.")
            if not plain.startswith(_IGNORED):
                state[plain] = tensor.float()
        missing, unknown = encoder.transformer.load_state_dict(state, strict=False)
        if missing or unknown:
            raise TrainingError(f"{folder}: weights missing {missing}, unknown {unknown}")
        return encoder.eval()

    def save(self, folder: Path) -> None:
        """Write `config.json` and `model.safetensors` in the form that `load` reads."""
        folder.mkdir(parents=True, exist_ok=True)
        self.config.save_pretrained(folder)
        state = {k: v.detach().contiguous() for k, v in self.transformer.state_dict().items()}
        save_file(state, folder / "model.safetensors", metadata={"format": "pt"})

    @torch.inference_mode()
    def encode(self, feed: dict[str, np.ndarray]) -> np.ndarray:
        """Return float32 [batch, dim] for a batch of `TextTokenizer.batch`."""
        return self(*(torch.from_numpy(feed[name]) for name in self.inputs)).numpy()

    def encode_texts(
        self, tokenizer: TextTokenizer, texts: list[str], batch_size: int = 32
    ) -> np.ndarray:
        """Return float32 [texts, dim]."""
        parts = range(0, len(texts), batch_size)
        return np.concatenate(
            [self.encode(tokenizer.batch(texts[at : at + batch_size])) for at in parts]
        )
