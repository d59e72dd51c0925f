"""The commands that measure what a choice gains and costs, on development data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from .attachments import (
    VOCABULARIES,
    attach,
    attach_similar,
    counts_table,
    draw,
    draw_similar,
    read_verdicts,
    similar_table,
    unread,
    verdicts_table,
)
from .coincidences import count_coincidences, table
from .crowded import measure_crowded, strangers
from .crowded import table as crowded_table
from .development import Mention, Split, post_mentions, split_starter
from .embedder import Embedder, open_embedder, remembering
from .figures import Data
from .hubness import Background
from .nearest import Lending
from .options import HOME, data_options, say, seed_option, whole_option
from .partial import measure_partial
from .partial import table as partial_table
from .renamed import measure_renamed
from .renamed import table as renamed_table
from .reported import measure_reported
from .reported import table as reported_table
from .search import Pooling
from .vocabularies import Term, load_terms

VERDICTS = HOME / "results/attachments-read.tsv"
SHIPPED = HOME.parent / "ade-minilm"
# Those that hold nothing but what ails people.
COMPLAINTS = ("hpo", "symp", "oae", "ctcae", "doid")


def data_of(args: argparse.Namespace) -> Data:
    """Where the data are."""
    return Data(args.data, args.starter)


def split_of(args: argparse.Namespace, unknown: float | None = None) -> Split:
    """The starter, divided, or whole; or with another share of unknown concepts."""
    shares = {"concepts": 0.0, "phrases": 0.0} if args.whole else {}
    if unknown is not None:
        shares["concepts"] = unknown
    return split_starter(load_terms(["starter"], args.data, args.starter), args.seed, **shares)


def development_options(parser: argparse.ArgumentParser) -> None:
    """What `development` needs."""
    parser.add_argument("folder", type=Path, help="an encoder: a model folder, or weights")
    data_options(parser)
    seed_option(parser)
    whole_option(parser)


class Development(NamedTuple):
    """What a choice is measured on: an encoder, the starter divided, the posts' mentions, what hubness is told by."""

    embed: Embedder
    split: Split
    posts: list[Mention]
    background: Background | None


def development(args: argparse.Namespace, unknown: float | None = None) -> Development:
    """Open the encoder and what it is measured with; `unknown` as in `split_of`."""
    embed = remembering(open_embedder(args.folder))
    data = data_of(args)
    return Development(embed, split_of(args, unknown), post_mentions(data.posts, even=True), data.background(embed))


def _partial_options(parser: argparse.ArgumentParser) -> None:
    development_options(parser)
    parser.add_argument(
        "--hubness-weight", type=float, default=Pooling().hubness_weight, help="0: without hubness"
    )


def _partial(args: argparse.Namespace) -> None:
    embed, split, posts, background = development(args)
    pooling = Pooling(hubness_weight=args.hubness_weight)
    say("Reactions in posts, Acc@1 / Acc@5 in % by offset:\n")
    print(partial_table(list(measure_partial(embed, split, posts, background, pooling))))


def _near_options(parser: argparse.ArgumentParser) -> None:
    development_options(parser)
    parser.add_argument("--least", type=float, default=Lending().least, help="least cosine of concepts that are near")
    parser.add_argument("--discount", type=float, default=Lending().discount, help="times 1 - cosine")


def _near(args: argparse.Namespace) -> None:
    embed, split, posts, background = development(args)
    lending = Lending(args.least, args.discount)
    say("Reactions in posts, Acc@1 / Acc@5 in % (Acc@1 of those whose concept goes by another name):\n")
    print(renamed_table(list(measure_renamed(embed, split, posts, background, lending))))


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"{text} is no share: from 0 to below 1")
    return share


def _crowded_options(parser: argparse.ArgumentParser) -> None:
    development_options(parser)
    parser.add_argument(
        "--unknown",
        type=_share,
        help="share of the starter's concepts that are as unknown as the others (default: those held out)",
    )


def _crowded(args: argparse.Namespace) -> None:
    embed, split, posts, background = development(args, args.unknown)
    others = strangers(split, load_terms(COMPLAINTS, args.data, args.starter), args.seed)
    say("Reactions in posts, Acc@1 / Acc@5 in % by what is made of counts:\n")
    print(crowded_table(list(measure_crowded(embed, split, posts, others, background))))


def _reported(args: argparse.Namespace) -> None:
    embed, split, posts, background = development(args)
    pooling = Pooling(hubness_weight=args.hubness_weight)
    print(reported_table(list(measure_reported(embed, split, posts, background, pooling))))


def _coincidences(args: argparse.Namespace) -> None:
    terms = load_terms(["starter"], args.data, args.starter)
    print(table(count_coincidences(terms, args.data)))


def _attachments_options(parser: argparse.ArgumentParser) -> None:
    data_options(parser)
    parser.add_argument("--sample", type=int, default=200, help="how many to read (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample (default 1)")
    parser.add_argument("--show", action="store_true", help="print the sample, for reading it")
    parser.add_argument(
        "--similar",
        type=float,
        metavar="COSINE",
        help="instead: pairs that no name leads to, but this similarity, of symp, oae and ctcae",
    )
    parser.add_argument("--encoder", type=Path, default=SHIPPED, help="for --similar")
    parser.add_argument(
        "--verdicts", type=Path, default=VERDICTS, help="default results/attachments-read.tsv"
    )


def _attachments(args: argparse.Namespace) -> None:
    starter = load_terms(["starter"], args.data, args.starter)
    if args.similar is not None:
        _similar(args, starter)
        return
    found = attach(load_terms(VOCABULARIES, args.data, args.starter), starter)
    say(counts_table(found.counts))
    sample = draw(found.attached, args.sample, args.seed)
    if args.show:
        say("\n" + "\n".join(map(str, sample)))
    verdicts = read_verdicts(args.verdicts)
    say("\n" + verdicts_table(sample, verdicts, found.counts))
    say(f"\n{unread(sample, verdicts)} of the {len(sample)} have no verdict in {args.verdicts.name}")


def _similar(args: argparse.Namespace, starter: list[Term]) -> None:
    terms = load_terms(["symp", "oae", "ctcae"], args.data, args.starter)
    found = attach_similar(terms, starter, open_embedder(args.encoder), args.similar)
    sample = draw_similar(found, args.sample, args.seed)
    cosine = {pair.key: score for score, pair in found}
    if args.show:
        say("\n".join(f"{cosine[each.key]:.3f}\t{each}" for each in sample) + "\n")
    verdicts = read_verdicts(args.verdicts)
    say(similar_table(found, sample, verdicts))
    missing = unread(sample, verdicts)
    say(f"\n{missing} of the {len(sample)} have no verdict in {args.verdicts.name}")


# Name, what it does, its options, what runs it.
DEVELOPMENT_COMMANDS = (
    ("crowded", "what a large dictionary costs, and counts gain there", _crowded_options, _crowded),
    ("near", "what names of near concepts gain where concepts go by another name", _near_options, _near),
    ("partial", "what partial expansion costs, for the choice of its offset", _partial_options, _partial),
    ("reported", "what weighing concepts by how often they are reported gains and costs", _partial_options, _reported),
    ("coincidences", "count evaluation mentions that stand in the vocabulary as they are", data_options, _coincidences),
    ("attachments", "how right names of the starter are in other vocabularies", _attachments_options, _attachments),
)
