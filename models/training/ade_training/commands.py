"""The commands: their options, and what they call."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
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
from .base import BASES, fetch_base, known_base
from .calibrate import (
    LAY_MARGIN,
    by_margin,
    cross_fitted_error,
    development_examples,
    fit,
    phrase_examples,
)
from .classify_commands import CLASSIFY_COMMANDS
from .coincidences import count_coincidences, table
from .crowded import measure_crowded, strangers
from .crowded import table as crowded_table
from .development import Mention, Split, post_mentions, split_starter
from .embedder import Embedder, open_embedder, remembering
from .export import ExportOptions, export
from .extract_commands import EXTRACT_COMMANDS
from .figures import Data, development_dictionaries
from .files import write_json
from .hubness import Background
from .manifest import verify_folder
from .nearest import Lending
from .options import STARTER, command_line, keep_float_option, more_posts_option
from .partial import measure_partial
from .partial import table as partial_table
from .recipe import read_recipe
from .renamed import measure_renamed
from .renamed import table as renamed_table
from .report import put_into, read_results, tables, write_result
from .reported import measure_reported
from .reported import table as reported_table
from .run import run_recipe
from .search import Pooling
from .soup import average
from .thaw import thaw
from .vocabularies import Term, load_terms

HOME = Path(__file__).resolve().parent.parent
VERDICTS = HOME / "results/attachments-read.tsv"
SHIPPED = HOME.parent / "ade-minilm"
SEED = 20261
# Those that hold nothing but what ails people.
COMPLAINTS = ("hpo", "symp", "oae", "ctcae", "doid")


@dataclass(frozen=True)
class Command:
    """A command of the command line."""

    help: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], None]


def _data_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with vocab/, posts/, sts/ and mentions/"
    )
    parser.add_argument("--starter", type=Path, default=STARTER, help=f"default {STARTER}")


def _seed_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"seed of what the recipe held out (default {SEED})"
    )


def _data(args: argparse.Namespace) -> Data:
    return Data(args.data, args.starter)


def _split(args: argparse.Namespace) -> Split:
    return split_starter(load_terms(["starter"], args.data, args.starter), args.seed)


def _development_options(parser: argparse.ArgumentParser) -> None:
    """What `_development` needs."""
    parser.add_argument("folder", type=Path, help="an encoder: a model folder, or weights")
    _data_options(parser)
    _seed_option(parser)


class Development(NamedTuple):
    """What a choice is measured on: an encoder, the starter divided, the posts' mentions, what hubness is told by."""

    embed: Embedder
    split: Split
    posts: list[Mention]
    background: Background | None


def _development(args: argparse.Namespace) -> Development:
    embed = remembering(open_embedder(args.folder))
    data = _data(args)
    return Development(embed, _split(args), post_mentions(data.posts, even=True), data.background(embed))


def _say(line: str) -> None:
    print(line, flush=True)


def _fetch_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", choices=sorted(BASES))
    parser.add_argument("--to", type=Path, help="folder to write (default .cache/<base>)")


def _fetch(args: argparse.Namespace) -> None:
    target = args.to or HOME / ".cache" / args.base
    base = fetch_base(args.base, target)
    print(f"{base.name}: {target}")


def _train_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", type=Path, help="a TOML file, such as configs/ade-minilm.toml")
    _data_options(parser)
    parser.add_argument("--base", type=Path, help="folder of the base (default .cache/<base>)")
    parser.add_argument("--to", type=Path, help="folder of the run (default .cache/runs/<recipe>)")
    more_posts_option(parser, coded=True)


def _train(args: argparse.Namespace) -> None:
    recipe = read_recipe(args.recipe)
    base = args.base or HOME / ".cache" / recipe.base
    target = args.to or HOME / ".cache/runs" / recipe.name
    data = replace(_data(args), more_posts=tuple(args.more_posts))
    print(run_recipe(recipe, base, data, target, _say))


def _soup_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", type=Path, nargs="+", help="encoders of one base")
    parser.add_argument("--weights", type=float, nargs="+", required=True, help="sum to 1")
    parser.add_argument("--to", type=Path, required=True, help="folder to write")


def _soup(args: argparse.Namespace) -> None:
    average(args.folders, args.weights, args.to)
    print(args.to)


def _thaw_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a model folder of an encoder, such as ../ade-minilm")
    parser.add_argument("--base", type=Path, default=HOME / ".cache/minilm", help="folder of its base")
    parser.add_argument("--to", type=Path, required=True, help="folder to write")


def _thaw(args: argparse.Namespace) -> None:
    thaw(args.folder, args.base, args.to)
    print(args.to)


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--id", required=True, help="the model's id in its manifest")
    parser.add_argument("--base", required=True, choices=sorted(BASES))
    parser.add_argument("--tuned", action="store_true", help="the weights differ from the base's")
    parser.add_argument("--card", type=Path, required=True, help="model card template")
    parser.add_argument(
        "--names", type=Path, default=STARTER, help=f"names to check on (default {STARTER})"
    )
    parser.add_argument("--sample", type=int, default=2000, help="how many names (default 2000)")
    parser.add_argument("--seed", type=int, default=20240, help="seed of the sample (default 20240)")
    parser.add_argument("--license", default=None, help="SPDX id (default: the base's)")
    parser.add_argument("--language", action="append", help="repeatable (default en)")
    parser.add_argument("--max-tokens", type=int, default=128, help="default 128")
    keep_float_option(parser)
    parser.add_argument(
        "--smoothing",
        type=float,
        default=0.0,
        metavar="STRENGTH",
        help="move that share of what makes activations hard to quantise to the weights, below 1 (default 0: none)",
    )
    parser.add_argument(
        "--full-range",
        action="store_true",
        help="use all 8 bits of the weights (overflows on processors without VNNI)",
    )


def _export(args: argparse.Namespace) -> None:
    base = known_base(args.base)
    options = ExportOptions(
        model_id=args.id,
        base=base,
        names=args.names,
        card=args.card,
        license_id=args.license or base.license,
        languages=args.language or ["en"],
        max_tokens=args.max_tokens,
        keep_float=tuple(args.keep_float),
        reduce_range=not args.full_range,
        smoothing=args.smoothing,
        tuned=args.tuned,
        sample=args.sample,
        seed=args.seed,
        command=command_line(args),
    )
    export(args.source, args.target, options)
    print(f"wrote {args.target}")


def _calibrate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a model folder; its manifest gets the calibration")
    _data_options(parser)
    _seed_option(parser)


def _calibrate(args: argparse.Namespace) -> None:
    manifest = verify_folder(args.folder)
    embed, split, posts, background = _development(args)
    dictionaries = development_dictionaries(split)
    examples = {
        kind: development_examples(embed, [dictionary], posts, background)
        for kind, dictionary in dictionaries.items()
    }
    everything = [example for found in examples.values() for example in found]
    for kind, found in {**examples, "all three": everything}.items():
        _say(f"calibration error of {len(found)} candidates, {kind}: {cross_fitted_error(found):.4f}")
    calibration = replace(fit(everything), background=background.sha256 if background else "")
    phrases = phrase_examples(embed, dictionaries["lay"], posts, background)
    for where, found in by_margin(phrases, LAY_MARGIN).items():
        _say(f"lay phrases word for word, margin {where} {LAY_MARGIN}: {sum(found)} of {len(found)} right")
    write_json(args.folder / "manifest.json", {**manifest, "calibration": calibration.as_json()})
    print(f"{args.folder / 'manifest.json'} has the calibration")


def _measure_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="an encoder: a model folder, or weights")
    parser.add_argument("--name", required=True, help="how the table calls it")
    parser.add_argument("--note", default="", help="what else is to be said of it")
    parser.add_argument("--to", type=Path, required=True, help="file to write, results/<id>.json")
    parser.add_argument(
        "--exam",
        action="store_true",
        help="the evaluation sets too: only of what is chosen, or of what was never a choice",
    )
    _data_options(parser)
    _seed_option(parser)


def _measure(args: argparse.Namespace) -> None:
    embed = open_embedder(args.folder)
    write_result(
        args.to, args.name, args.note, args.folder, embed, _data(args), _split(args), args.exam
    )
    print(tables(read_results([args.to])))


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("results", type=Path, nargs="+", help="files that `measure` wrote")
    parser.add_argument("--into", type=Path, help="a model card with the markers of the table")


def _report(args: argparse.Namespace) -> None:
    text = tables(read_results(args.results))
    if args.into:
        put_into(args.into, text)
    print(text)


def _partial_options(parser: argparse.ArgumentParser) -> None:
    _development_options(parser)
    parser.add_argument(
        "--hubness-weight", type=float, default=Pooling().hubness_weight, help="0: without hubness"
    )


def _partial(args: argparse.Namespace) -> None:
    embed, split, posts, background = _development(args)
    pooling = Pooling(hubness_weight=args.hubness_weight)
    _say("Reactions in posts, Acc@1 / Acc@5 in % by offset:\n")
    print(partial_table(list(measure_partial(embed, split, posts, background, pooling))))


def _near_options(parser: argparse.ArgumentParser) -> None:
    _development_options(parser)
    parser.add_argument("--least", type=float, default=Lending().least, help="least cosine of concepts that are near")
    parser.add_argument("--discount", type=float, default=Lending().discount, help="times 1 - cosine")


def _near(args: argparse.Namespace) -> None:
    embed, split, posts, background = _development(args)
    lending = Lending(args.least, args.discount)
    _say("Reactions in posts, Acc@1 / Acc@5 in % (Acc@1 of those whose concept goes by another name):\n")
    print(renamed_table(list(measure_renamed(embed, split, posts, background, lending))))


def _crowded(args: argparse.Namespace) -> None:
    embed, split, posts, background = _development(args)
    others = strangers(split, load_terms(COMPLAINTS, args.data, args.starter), args.seed)
    _say("Reactions in posts, Acc@1 / Acc@5 in % by what is made of counts:\n")
    print(crowded_table(list(measure_crowded(embed, split, posts, others, background))))


def _reported(args: argparse.Namespace) -> None:
    embed, split, posts, background = _development(args)
    pooling = Pooling(hubness_weight=args.hubness_weight)
    print(reported_table(list(measure_reported(embed, split, posts, background, pooling))))


def _coincidences(args: argparse.Namespace) -> None:
    terms = load_terms(["starter"], args.data, args.starter)
    print(table(count_coincidences(terms, args.data)))


def _attachments_options(parser: argparse.ArgumentParser) -> None:
    _data_options(parser)
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
    _say(counts_table(found.counts))
    sample = draw(found.attached, args.sample, args.seed)
    if args.show:
        _say("\n" + "\n".join(map(str, sample)))
    verdicts = read_verdicts(args.verdicts)
    _say("\n" + verdicts_table(sample, verdicts, found.counts))
    _say(f"\n{unread(sample, verdicts)} of the {len(sample)} have no verdict in {args.verdicts.name}")


def _similar(args: argparse.Namespace, starter: list[Term]) -> None:
    terms = load_terms(["symp", "oae", "ctcae"], args.data, args.starter)
    found = attach_similar(terms, starter, open_embedder(args.encoder), args.similar)
    sample = draw_similar(found, args.sample, args.seed)
    cosine = {pair.key: score for score, pair in found}
    if args.show:
        _say("\n".join(f"{cosine[each.key]:.3f}\t{each}" for each in sample) + "\n")
    verdicts = read_verdicts(args.verdicts)
    _say(similar_table(found, sample, verdicts))
    missing = unread(sample, verdicts)
    _say(f"\n{missing} of the {len(sample)} have no verdict in {args.verdicts.name}")


def _verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)


def _verify(args: argparse.Namespace) -> None:
    manifest = verify_folder(args.folder)
    print(f"{manifest['id']}: {len(manifest['files'])} files as described")


COMMANDS = {
    "fetch-base": Command("download the weights of a base model", _fetch_options, _fetch),
    "train": Command("run a recipe, or go on with it", _train_options, _train),
    "soup": Command("average encoders, weight by weight", _soup_options, _soup),
    "thaw": Command("weights to train on from a model folder that ships", _thaw_options, _thaw),
    "export": Command("make a model folder for the service", _export_options, _export),
    "calibrate": Command("fit confidences on development data", _calibrate_options, _calibrate),
    "measure": Command("measure an encoder, for a report", _measure_options, _measure),
    "report": Command("tables of what was measured", _report_options, _report),
    "crowded": Command(
        "what a large dictionary costs, and counts gain there", _development_options, _crowded
    ),
    "near": Command(
        "what names of near concepts gain where concepts go by another name", _near_options, _near
    ),
    "partial": Command(
        "what partial expansion costs, for the choice of its offset", _partial_options, _partial
    ),
    "reported": Command(
        "what weighing concepts by how often they are reported gains and costs",
        _partial_options,
        _reported,
    ),
    "coincidences": Command(
        "count evaluation mentions that stand in the vocabulary word for word",
        _data_options,
        _coincidences,
    ),
    "attachments": Command(
        "how right the starter's names are that other vocabularies get",
        _attachments_options,
        _attachments,
    ),
    "verify": Command("compare a model folder with its manifest", _verify_options, _verify),
    **{name: Command(*parts) for name, *parts in (*CLASSIFY_COMMANDS, *EXTRACT_COMMANDS)},
}
