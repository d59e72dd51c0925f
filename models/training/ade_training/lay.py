"""The stage in which the encoder learns how patients talk."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from .bank import NameBank, Phrase
from .development import Mention
from .encoder import Encoder
from .errors import TrainingError
from .loop import batch_at, embed, embed_all
from .losses import info_nce, neighbourhood, similarity_divergence
from .noise import typed
from .normal_form import normal_form
from .pairs import Pair, concept_numbers, description_pairs, name_pairs
from .teacher import Teacher
from .tokens import TextTokenizer
from .vocabularies import Term


@dataclass(frozen=True)
class LaySettings:
    """Sizes and weights of the stage."""

    batch: int = 128
    noise: float = 0.4  # share of the anchors that are typed badly
    near: int = 256  # names of other concepts that a mention is told from
    scale: float = 20.0
    contrast: float = 1.0  # weights of the three losses
    neighbours: float = 1.0
    names: float = 0.5
    repeat_mentions: int = 3  # how often an epoch meets each mention of a post
    rehearse: int = 0  # pairs of other vocabularies beside each batch
    bank: int | None = None  # names of a concept that mentions are told from, drawn; without it all
    both_sides: bool = False  # the other side of a pair is told from the names, too: more to learn from a step
    refresh: int | None = None  # steps after which all names are encoded anew
    redraw: bool = False  # and other names drawn for the bank
    taught: float = 1.0  # weight of what a teacher makes of the same texts, where there is one
    known: float = 1.0  # share of what stages before were shown that an epoch meets, where something is new
    repeat_new: int = 1  # how often it meets each phrase that is new
    said: int = 0  # clauses of posts beside each batch, whatever they are about: only the teacher judges them
    seed: int = 1


class LayStage:
    """Lay phrases, synonyms and mentions, drawn to the other names of their concept.

    Three losses: in-batch contrast with another name or the definition, the neighbourhood among
    all names (without the phrase itself, so that it is learnt from its company), and the choice
    among the preferred names alone, which is all that a dictionary without expansion has. Pairs of
    other vocabularies may stand in the contrast, so that what they taught is not lost. With a teacher, a fourth: its
    similarities to the preferred names, which say more of a text than which concept it names.
    """

    extra: Sequence[torch.nn.Module] = ()

    def __init__(
        self,
        encoder: Encoder,
        tokenizer: TextTokenizer,
        terms: Sequence[Term],
        mentions: Sequence[Mention],
        settings: LaySettings,
        others: Sequence[Term] = (),
        teacher: Teacher | None = None,
        said: Sequence[str] = (),
        new: frozenset[str] = frozenset(),
    ) -> None:
        """Collect what is to be learnt; a mention whose concept is not among the terms is left out.

        The teacher must know all names, mentions and what is `said`. `new` are normal forms that no stage before was
        shown. Raises TrainingError where clauses are to be
        learnt and there are fewer than a step takes, or nobody to judge them, or where they come and none is taken.
        """
        if (settings.said > 0) != bool(said) or (said and not teacher) or len(said) < settings.said:
            raise TrainingError(
                f"{len(said)} clauses of posts, {settings.said} beside each batch, {'a' if teacher else 'no'} teacher: "
                "a stage that learns from posts needs all three (posts = true, options said, teacher)"
            )
        self.encoder, self.tokenizer, self.settings = encoder, tokenizer, settings
        self.terms = list(terms)
        forms: dict[str, int] = {}
        concept_of = {term.name: at for at, term in enumerate(self.terms)}
        anchors: list[Phrase] = []
        # The same words may name several concepts: none of them is wrong then.
        self.owners: dict[int, set[int]] = {}
        self.names: list[list[Phrase]] = []  # of each concept, the preferred one first
        for at, term in enumerate(self.terms):
            names = []
            for text in (term.name, *term.synonyms, *term.lay):
                form = forms.setdefault(normal_form(text), len(forms))
                self.owners.setdefault(form, set()).add(at)
                names.append(Phrase(text, form, at))
            self.names.append(names)
            anchors += names[1:]
        for mention in mentions:
            if mention.concept in concept_of:
                form = forms.setdefault(normal_form(mention.text), len(forms))
                anchor = Phrase(mention.text, form, concept_of[mention.concept])
                anchors += [anchor] * settings.repeat_mentions
        self.anchors = self._weighed(anchors, {number for form, number in forms.items() if form in new})
        self.anchors_of: list[list[Phrase]] = [[] for _ in self.terms]
        for anchor in anchors:
            self.anchors_of[anchor.concept].append(anchor)
        numbers = concept_numbers([*self.terms, *others])
        self.groups = torch.tensor(numbers[: len(self.terms)])
        self.rehearsal = (
            self._rehearsal(others, numbers[len(self.terms) :]) if settings.rehearse else []
        )
        self.teacher, self.said = teacher, list(said)
        self.wanted = teacher.of([term.name for term in self.terms]) if teacher else None
        # None before the first step: then the weights are those that the step has, after an interruption, too.
        self.turn: int | None = None

    def _weighed(self, anchors: list[Phrase], new: set[int]) -> list[Phrase]:
        """What an epoch meets: of what is known a share, what is new several times."""
        if not new:
            return anchors
        known = [anchor for anchor in anchors if anchor.form not in new]
        drawn = random.Random(self.settings.seed).sample(known, round(self.settings.known * len(known)))
        return drawn + [anchor for anchor in anchors if anchor.form in new] * self.settings.repeat_new

    def _rehearsal(self, others: Sequence[Term], numbers: Sequence[int]) -> list[Pair]:
        draw = random.Random(self.settings.seed)
        return name_pairs(others, numbers) + description_pairs(others, numbers, draw)

    @property
    def steps_per_epoch(self) -> int:
        """Batches in which each anchor comes once."""
        return len(self.anchors) // self.settings.batch

    def fill_bank(self, turn: int) -> None:
        """Draw the names of a turn and encode them; until the next a step renews the names that it meets."""
        self.turn = turn
        draw = random.Random(self.settings.seed + (turn if self.settings.redraw else 0))
        self.drawn = [[names[0], *_drawn(names[1:], self.settings.bank, draw)] for names in self.names]
        self.bank = NameBank(self.drawn, lambda texts: embed_all(self.encoder, self.tokenizer, texts))

    def loss_at(self, step: int) -> torch.Tensor:
        """The loss of a step, counted from 0; its batch depends on the step and the seed alone."""
        settings = self.settings
        turn = step // settings.refresh if settings.refresh else 0
        if turn != self.turn:
            self.fill_bank(turn)
        part = batch_at(step, len(self.anchors), settings.batch, settings.seed)
        anchors = [self.anchors[at] for at in part]
        draw = random.Random(settings.seed * 1_000_003 + step)
        partners = [self._partner(anchor, draw) for anchor in anchors]
        asked = [at for at, partner in enumerate(partners) if self._is_asked(partner)]
        left = [typed(anchor.text, settings.noise, draw) for anchor in anchors]
        right = [partner.text for partner in partners]
        for at in asked:
            right[at] = typed(right[at], settings.noise, draw)
        old = [
            self.rehearsal[at]
            for at in batch_at(step, len(self.rehearsal), settings.rehearse, settings.seed)
        ] if self.rehearsal else []
        half = len(left) + len(old)
        said = self._said_at(step)
        vectors = embed(
            self.encoder,
            self.tokenizer,
            [
                *left,
                *(pair.left for pair in old),
                *right,
                *(pair.right for pair in old),
                *(typed(text, settings.noise, draw) for text in said),
            ],
        )
        vectors, alone = vectors[: 2 * half], vectors[2 * half :]
        concepts = torch.tensor([anchor.concept for anchor in anchors])
        groups = torch.cat([self.groups[concepts], torch.tensor([p.concept for p in old], dtype=torch.long)])
        loss = settings.contrast * info_nce(vectors[:half], vectors[half:], groups, settings.scale)
        first, second = vectors[: len(left)], vectors[half : half + len(right)]
        queries = torch.cat([first, second[asked]])
        named = [*anchors, *(partners[at] for at in asked)]
        loss = loss + self._told_from_names(queries, named)
        if self.teacher:
            texts = [*(phrase.text for phrase in named), *said]
            loss = loss + settings.taught * self._told_by(self.teacher, torch.cat([queries, alone]), texts)

        met = zip([*partners, *anchors], [*right, *left], strict=True)
        self.bank.renew(list(met), torch.cat([second, first]).detach())
        return loss

    def _told_from_names(self, queries: torch.Tensor, anchors: Sequence[Phrase]) -> torch.Tensor:
        """How far the queries, [anchors, dim], are from choosing their concepts, among all names and preferred ones."""
        settings = self.settings
        concepts = torch.tensor([anchor.concept for anchor in anchors])
        near, own, positive = self.bank.company(queries.detach(), anchors, settings.near)
        loss = settings.neighbours * neighbourhood(
            queries, self.bank.vectors[near], own, positive, settings.scale
        )
        logits = settings.scale * queries @ self.bank.preferred().T
        for row, anchor in enumerate(anchors):
            for other in self.owners.get(anchor.form, set()) - {anchor.concept}:
                logits[row, other] = -1e4
        return loss + settings.names * torch.nn.functional.cross_entropy(logits, concepts)

    def _said_at(self, step: int) -> list[str]:
        """The clauses of a step, if there are any."""
        if not self.said:
            return []
        return [self.said[at] for at in batch_at(step, len(self.said), self.settings.said, self.settings.seed)]

    def _told_by(self, teacher: Teacher, queries: torch.Tensor, texts: Sequence[str]) -> torch.Tensor:
        """How far the queries, [texts, dim], are from the teacher in how near they are to each preferred name."""
        student, wanted = queries @ self.bank.preferred().T, teacher.of(texts) @ self.wanted.T
        return similarity_divergence(student, wanted, None, 1 / self.settings.scale)

    def _partner(self, anchor: Phrase, draw: random.Random) -> Phrase:
        """Another text of the anchor's concept: another name, its preferred one, or the definition."""
        term = self.terms[anchor.concept]
        definition, preferred = (0.04, 0.2) if self.settings.both_sides else (0.15, 0.5)
        kind = draw.random()
        if kind < definition and term.definition:
            return Phrase(term.definition, -1, anchor.concept)
        name = self.names[anchor.concept][0]
        if kind < preferred:
            return name
        among = self.anchors_of if self.settings.both_sides else self.drawn
        others = [other for other in among[anchor.concept] if other.form != anchor.form]
        return draw.choice(others) if others else name

    def _is_asked(self, partner: Phrase) -> bool:
        """Whether a partner is to be told from names, too: one that is an anchor, so no definition or preferred name."""
        return self.settings.both_sides and partner.form >= 0 and partner != self.names[partner.concept][0]


def _drawn(names: Sequence[Phrase], most: int | None, draw: random.Random) -> Sequence[Phrase]:
    """All names, or so many of them that with the preferred one there are `most`."""
    if most is None or len(names) < most:
        return names
    return draw.sample(names, most - 1)
