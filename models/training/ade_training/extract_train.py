"""Training an extractor, and its figures on development texts."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .encoder import Encoder
from .errors import TrainingError
from .extract_corpora import Corpora, MarkedSet, compare, marked_set, marks_told, reading_of, spans_in
from .extract_data import Example, swapped
from .extract_model import Extractor, word_probabilities
from .extract_spans import SAID, TAGS, UNSAID, said_of, tags_of
from .extract_tokens import Window, WordTokenizer
from .files import sha256_of, write_json
from .gazetteer import Gazetteer, starter_gazetteer
from .loop import Schedule, fit
from .plans import plan_of
from .vocabularies import load_terms

# Examples are sorted by length within so many batches.
_BLOCK = 16


@dataclass(frozen=True)
class ExtractPlan:
    """How an extractor is trained.

    `labels` pieces of drug labels with mentions and `bare_labels` without are drawn beside PsyTAR
    and posts; none for 0. `gazetteer` switches the dictionary marks on, which are then withheld
    from the share `blind` of the texts, since another dictionary may know less; `loudness` multiplies
    them (see `Extractor`). `freeze` keeps the embeddings and so many of the lowest layers as they
    are; a step then costs little more than half. `swaps` posts are read once more with lay phrases of the
    starter in place of their reactions, without dictionary marks, since it knows each of those phrases.
    `said` weighs the loss of what is said of a mention beside that of the tags.
    """

    seed: int
    epochs: float
    learning_rate: float
    batch: int = 32
    dropout: float = 0.1
    freeze: int = 0
    gazetteer: bool = True
    blind: float = 0.0
    loudness: float = 1.0
    labels: int = 1500
    bare_labels: int = 300
    swaps: int = 0
    said: float = 0.5


def read_plan(path: Path, **changes: Any) -> ExtractPlan:
    """Read a TOML file, with `changes` in place of what it says; raises TrainingError for what is wrong in it."""
    try:
        values = {**tomllib.loads(path.read_text(encoding="utf-8")), **changes}
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(f"{path}: {error}") from None
    return plan_of(ExtractPlan, values, str(path))


def train_extractor(
    plan: ExtractPlan,
    base: Path,
    corpora: Corpora,
    starter: Path,
    folder: Path,
    report: Callable[[str], None] = print,
    checkpoint_minutes: float = 1.0,
) -> dict[str, Any]:
    """Train on the weights of `base`; returns what `folder`/figures.json gets.

    `folder` gets losses, a checkpoint every `checkpoint_minutes`, and at the end weights, tokenizer and
    figures.json: plan, hashes of data and weights, agreement on development texts. A run that was
    cut off goes on when started again; a finished one is not done again, and its figures are read.
    """
    if (folder / "figures.json").is_file():
        raise TrainingError(f"{folder} has a finished run; train into another folder, or remove it")
    encoder = Encoder.load(base)
    encoder.freeze(plan.freeze)
    tokenizer = WordTokenizer.load(base, int(encoder.config.pad_token_id))
    gazetteer = starter_gazetteer(starter) if plan.gazetteer else None
    # The same first head for every seed, so that runs of several can be averaged.
    torch.manual_seed(0)
    extractor = Extractor(encoder, plan.loudness)
    examples = corpora.training(plan.labels, plan.bare_labels, plan.seed)
    others = swapped(corpora.training_posts(), lay_phrases(starter), plan.swaps, plan.seed) if plan.swaps else []
    tagged = [each for example in examples for each in tagged_windows(example, tokenizer, gazetteer)]
    tagged += [each for example in others for each in tagged_windows(example, tokenizer, None)]
    report(f"{len(examples)} texts and {len(others)} with other words in them, {len(tagged)} windows")
    if len(tagged) < plan.batch:
        raise TrainingError(f"{len(tagged)} windows to learn from; a batch has {plan.batch}")
    schedule = Schedule(
        steps=max(1, round(plan.epochs * (len(tagged) // plan.batch))),
        learning_rate=plan.learning_rate,
        seed=plan.seed,
        dropout=plan.dropout,
        checkpoint_minutes=checkpoint_minutes,
    )
    loss_at = _loss(extractor, tokenizer, tagged, plan)
    made_of = {
        "plan": asdict(plan),
        "base": sha256_of(base / "model.safetensors"),
        "data": {**corpora.hashes(), "starter": sha256_of(starter)},
    }
    fit(encoder, loss_at, schedule, folder, report, extra=[extractor.head, extractor.said], made_of=made_of)
    extractor.save(folder)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    sets = development_sets(corpora, tokenizer, gazetteer)
    figures = {
        **made_of,
        "torch": torch.__version__,
        "texts": len(examples) + len(others),
        "weights": {name: sha256_of(folder / name) for name in ("model.safetensors", "head.safetensors")},
        "development": measure_sets(extractor, tokenizer, sets),
    }
    write_json(folder / "figures.json", figures)
    return figures


def lay_phrases(starter: Path) -> list[str]:
    """All lay phrases of the starter vocabulary, in its order."""
    return [text for term in load_terms(["starter"], starter.parent, starter) for text in term.lay]


@dataclass(frozen=True)
class Taught:
    """A window with what is to be learned of its words: indices in TAGS, and in SAID or UNSAID."""

    window: Window
    tags: list[int]
    said: list[int]


def tagged_windows(example: Example, tokenizer: WordTokenizer, gazetteer: Gazetteer | None) -> list[Taught]:
    """Return the windows of a text, each with the tags of its words and what is said of them."""
    reading = reading_of(example.text, tokenizer, gazetteer)
    tags = tags_of(example.spans, reading.words)
    said = said_of(example.spans, example.marks, reading.words)
    return [
        Taught(window, [tags[at] for at in window.words], [said[at] for at in window.words])
        for window in tokenizer.windows(reading)
    ]


def alike_at(step: int, lengths: np.ndarray, batch: int, seed: int) -> np.ndarray:
    """Which examples a step takes: each epoch all of them in a new order, those of like length together.

    Batches of like length hold little padding. An epoch leaves out a rest that fills no batch.
    """
    epoch, place = divmod(step, len(lengths) // batch)
    draw = np.random.default_rng((seed, epoch))
    order = draw.permutation(len(lengths))
    block = batch * _BLOCK
    for start in range(0, len(order), block):
        part = order[start : start + block]
        order[start : start + block] = part[np.argsort(lengths[part], kind="stable")]
    turn = draw.permutation(len(lengths) // batch)[place]
    return order[turn * batch : (turn + 1) * batch]


def _loss(
    extractor: Extractor,
    tokenizer: WordTokenizer,
    tagged: Sequence[Taught],
    plan: ExtractPlan,
) -> Callable[[int], torch.Tensor]:
    lengths = np.array([len(each.window.ids) for each in tagged])
    rarity = _rarity(tagged)

    def loss_at(step: int) -> torch.Tensor:
        chosen = [tagged[at] for at in alike_at(step, lengths, plan.batch, plan.seed)]
        feed = tokenizer.batch([each.window for each in chosen])
        if plan.blind:
            hidden = np.random.default_rng((plan.seed, step, 1)).random(len(chosen)) < plan.blind
            feed["gazetteer"][hidden] = (0, 0, 1)
        tags = np.full(feed["input_ids"].shape, UNSAID, dtype=np.int64)
        said = tags.copy()
        for row, each in enumerate(chosen):
            tags[row, each.window.firsts] = each.tags
            said[row, each.window.firsts] = each.said
        with torch.autocast("cpu", dtype=torch.bfloat16):
            inputs = {name: torch.from_numpy(feed[name]) for name in extractor.inputs}
            of_tags, of_said = extractor.logits(**{"token_type_ids": None, **inputs})
        loss = _cross_entropy(of_tags, tags)
        return loss if (said == UNSAID).all() else loss + plan.said * _cross_entropy(of_said, said, rarity)

    return loss_at


def _cross_entropy(logits: torch.Tensor, targets: np.ndarray, weight: torch.Tensor | None = None) -> torch.Tensor:
    """The mean over all targets but UNSAID; of float [batch, width, classes] and int64 [batch, width]."""
    flat = logits.float().reshape(-1, logits.shape[-1])
    aims = torch.from_numpy(targets).reshape(-1)
    return torch.nn.functional.cross_entropy(flat, aims, weight=weight, ignore_index=UNSAID)


def _rarity(tagged: Sequence[Taught]) -> torch.Tensor:
    """Weights of SAID by the root of how rare each is: most mentions are reported, and the others count as much."""
    said = np.concatenate([np.array(each.said, dtype=np.int64) for each in tagged])
    counts = np.bincount(said[said != UNSAID], minlength=len(SAID)).clip(min=1)
    return torch.from_numpy(np.sqrt(counts.sum() / (len(SAID) * counts))).float()


def development_sets(
    corpora: Corpora, tokenizer: WordTokenizer, gazetteer: Gazetteer | None
) -> dict[str, MarkedSet]:
    """Read the development texts once."""
    return {
        name: marked_set(examples, tokenizer, gazetteer) for name, examples in corpora.development().items()
    }


def measure_sets(
    extractor: Extractor, tokenizer: WordTokenizer, sets: dict[str, MarkedSet]
) -> dict[str, Any]:
    """Return the agreement on each set of all spans, whatever their probability."""
    figures = {}
    for name, texts in sets.items():
        rows = word_probabilities(extractor.run, tokenizer, texts.readings)
        figures[name] = compare(spans_in(texts, rows, 0.0), texts)
        if any(texts.said):
            figures[name]["marks"] = marks_told(rows, texts)
    return figures
