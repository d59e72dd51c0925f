"""The extractor in PyTorch: encoder, dictionary marks beside its last hidden state, for each token a tag and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from .encoder import Encoder
from .errors import TrainingError
from .extract_spans import SAID, TAGS
from .extract_tokens import MARKS, Reading, WordTokenizer
from .extract_windows import window_of_each

HEAD = "head.safetensors"
# A batch of `WordTokenizer.batch` to float32 [windows, width, tags and SAID].
Run = Callable[[dict[str, np.ndarray]], np.ndarray]


class Extractor(torch.nn.Module):
    """Tags the tokens of a text, and says of each whether it would be reported, denied, … were it in a mention.

    As at SMM4H 2020 (Miftahutdinov, Sakhovskiy, Tutubalina), the one-hot dictionary mark of a token
    is concatenated to what the encoder makes of it, and a last layer chooses the tag. A second last
    layer on the same encoder chooses among SAID.
    """

    def __init__(self, encoder: Encoder, loudness: float = 1.0) -> None:
        """A head of random weights on `encoder`; the marks are multiplied by `loudness` before it.

        Each step moves a weight by about the rate of learning, and three marks beside hundreds of
        numbers say little if they are as small. `save` puts the factor into the head's weights.
        """
        super().__init__()
        self.encoder = encoder
        self.loudness = loudness
        self.inputs = (*encoder.inputs, "gazetteer")
        self.head = torch.nn.Linear(encoder.dimension + len(MARKS), len(TAGS))
        self.said = torch.nn.Linear(encoder.dimension, len(SAID))

    def logits(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None,
        gazetteer: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return float [batch, width, tags] and [batch, width, SAID] of int64 [batch, width] and float [batch, width, 3]."""
        extra = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        output = self.encoder.transformer(input_ids=input_ids, attention_mask=attention_mask, **extra)
        states = output.last_hidden_state
        return self.head(torch.cat([states, self.loudness * gazetteer], dim=2)), self.said(states)

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the probabilities, float [batch, width, tags and SAID]; the inputs are `self.inputs` in their order."""
        feed = dict(zip(self.inputs, inputs, strict=True))
        tags, said = self.logits(**{"token_type_ids": None, **feed})
        return torch.cat([torch.softmax(tags, dim=2), torch.softmax(said, dim=2)], dim=2)

    @classmethod
    def load(cls, folder: Path) -> Extractor:
        """Read what `save` wrote, for inference; raises TrainingError if it is something else."""
        extractor = cls(Encoder.load(folder))
        try:
            state = load_file(folder / HEAD)
            for name, layer in (("head", extractor.head), ("said", extractor.said)):
                layer.load_state_dict({key: state[f"{name}.{key}"] for key in ("weight", "bias")})
        except (OSError, RuntimeError, KeyError) as error:
            raise TrainingError(f"{folder / HEAD} is not the head of an extractor: {error}") from None
        return extractor.eval()

    def save(self, folder: Path) -> None:
        """Write the encoder as `Encoder.save` does, and the head beside it."""
        self.encoder.save(folder)
        weight = self.head.weight.detach().clone()
        weight[:, -len(MARKS) :] *= self.loudness
        state = {
            "head.weight": weight,
            "head.bias": self.head.bias.detach().contiguous(),
            "said.weight": self.said.weight.detach().contiguous(),
            "said.bias": self.said.bias.detach().contiguous(),
        }
        save_file(state, folder / HEAD, metadata={"format": "pt"})

    @torch.inference_mode()
    def run_exact(self, feed: dict[str, np.ndarray]) -> np.ndarray:
        """Return float32 [windows, width, tags and SAID] for a batch of `WordTokenizer.batch`."""
        return self(*(torch.from_numpy(feed[name]) for name in self.inputs)).float().numpy()

    def run(self, feed: dict[str, np.ndarray]) -> np.ndarray:
        """As `run_exact`, but in bfloat16, which is several times as fast."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.run_exact(feed)


def word_probabilities(
    run: Run, tokenizer: WordTokenizer, readings: Sequence[Reading], batch_size: int = 32
) -> list[np.ndarray]:
    """Return float32 [words, tags and SAID] for each text.

    A word's probabilities are those of its first token, in the window in which it stands farthest
    from an edge. Windows of like length run together.
    """
    windows = [
        (text, window) for text, reading in enumerate(readings) for window in tokenizer.windows(reading)
    ]
    windows.sort(key=lambda each: len(each[1].ids))
    of_text: list[dict[int, np.ndarray]] = [{} for _ in readings]
    for start in range(0, len(windows), batch_size):
        part = windows[start : start + batch_size]
        for (text, window), rows in zip(part, run(tokenizer.batch([w for _, w in part])), strict=True):
            of_text[text][window.words.start] = rows[window.firsts]
    return [_joined(reading, found) for reading, found in zip(readings, of_text, strict=True)]


def _joined(reading: Reading, found: dict[int, np.ndarray]) -> np.ndarray:
    starts = sorted(found)
    windows = [range(start, start + len(found[start])) for start in starts]
    chosen = window_of_each(windows, [len(pieces) for pieces in reading.pieces])
    rows = [found[starts[number]][at - starts[number]] for at, number in enumerate(chosen)]
    return np.stack(rows) if rows else np.empty((0, len(TAGS) + len(SAID)), dtype=np.float32)
