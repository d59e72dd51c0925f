"""The commands of the extractor: their options, and what they call."""

from __future__ import annotations

import argparse
from pathlib import Path

from .base import BASES, known_base
from .extract_corpora import Corpora
from .extract_export import ExtractExport, export_extractor
from .extract_report import read_figures, tables, write_measures
from .extract_soup import soup_extractors
from .extract_thresholds import table as threshold_table
from .extract_train import development_sets, read_plan, train_extractor
from .files import write_json
from .gazetteer import starter_gazetteer
from .options import STARTER, command_line, keep_float_option, more_posts_option, say
from .report import put_into



def _data_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder with posts/ and mentions/")
    parser.add_argument("--starter", type=Path, default=STARTER, help=f"default {STARTER}")


def train_options(parser: argparse.ArgumentParser) -> None:
    """Options of extract-train."""
    parser.add_argument("recipe", type=Path, help="a TOML file, such as configs/ade-extract.toml")
    _data_options(parser)
    parser.add_argument("--base", type=Path, required=True, help="folder of the weights to begin with")
    parser.add_argument("--to", type=Path, required=True, help="folder of the run")
    parser.add_argument("--seed", type=int, help="instead of the recipe's")
    parser.add_argument("--without-gazetteer", action="store_true", help="no dictionary marks")
    parser.add_argument("--without-labels", action="store_true", help="no drug labels")
    more_posts_option(parser)
    parser.add_argument("--result", type=Path, help="a second place for figures.json, for extract-report")


def train(args: argparse.Namespace) -> None:
    """Run extract-train."""
    changes: dict[str, object] = {} if args.seed is None else {"seed": args.seed}
    if args.without_gazetteer:
        changes["gazetteer"] = False
    if args.without_labels:
        changes |= {"labels": 0, "bare_labels": 0}
    plan = read_plan(args.recipe, **changes)
    corpora = Corpora(args.data, tuple(args.more_posts))
    figures = train_extractor(plan, args.base, corpora, args.starter, args.to, say)
    if args.result:
        args.result.parent.mkdir(parents=True, exist_ok=True)
        write_json(args.result, figures)
    print(tables([figures]))


def soup_options(parser: argparse.ArgumentParser) -> None:
    """Options of extract-soup."""
    parser.add_argument("runs", type=Path, nargs="+", help="finished runs that differ in their seed")
    parser.add_argument("--to", type=Path, required=True, help="folder of their mean")
    _data_options(parser)


def soup(args: argparse.Namespace) -> None:
    """Run extract-soup."""
    print(tables([soup_extractors(args.runs, args.to, Corpora(args.data), args.starter)]))


def export_options(parser: argparse.ArgumentParser) -> None:
    """Options of extract-export."""
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="FOLDER")
    _data_options(parser)
    parser.add_argument("--id", required=True, help="the model's id in its manifest")
    parser.add_argument("--base", required=True, choices=sorted(BASES))
    parser.add_argument("--card", type=Path, required=True, help="model card template")
    parser.add_argument("--max-tokens", type=int, default=128, help="default 128")
    parser.add_argument("--min-probability", type=float, help="spans below it are left out (default none)")
    keep_float_option(parser)


def export(args: argparse.Namespace) -> None:
    """Run extract-export."""
    gazetteer = starter_gazetteer(args.starter)
    options = ExtractExport(
        model_id=args.id,
        base=known_base(args.base),
        card=args.card,
        gazetteer=gazetteer,
        min_probability=args.min_probability,
        keep_float=tuple(args.keep_float),
        max_tokens=args.max_tokens,
        command=command_line(args),
    )
    corpora = Corpora(args.data)
    export_extractor(
        args.source, args.target, options, lambda tokenizer: development_sets(corpora, tokenizer, gazetteer)
    )
    print(f"wrote {args.target}")


def measure_options(parser: argparse.ArgumentParser) -> None:
    """Options of extract-measure."""
    parser.add_argument("folder", type=Path, help="a model folder of the extractor")
    parser.add_argument("--to", type=Path, required=True, help="file to write")
    parser.add_argument("--exam", action="store_true", help="the test texts too: only of what is chosen")
    _data_options(parser)


def measure(args: argparse.Namespace) -> None:
    """Run extract-measure."""
    print(tables([write_measures(args.folder, Corpora(args.data), args.starter, args.to, args.exam)]))


def thresholds_options(parser: argparse.ArgumentParser) -> None:
    """Options of extract-thresholds."""
    parser.add_argument("folder", type=Path, help="a folder that extract-train wrote")
    _data_options(parser)


def thresholds(args: argparse.Namespace) -> None:
    """Run extract-thresholds."""
    print(threshold_table(args.folder, Corpora(args.data), starter_gazetteer(args.starter)))


def report_options(parser: argparse.ArgumentParser) -> None:
    """Options of extract-report."""
    parser.add_argument(
        "results", type=Path, nargs="+", help="files that extract-train and extract-measure wrote"
    )
    parser.add_argument("--into", type=Path, help="a model card with the markers of the tables")


def report(args: argparse.Namespace) -> None:
    """Run extract-report."""
    text = tables(read_figures(args.results))
    if args.into:
        put_into(args.into, text)
    print(text)


# Name, what it does, its options, what runs it.
EXTRACT_COMMANDS = (
    ("extract-train", "train an extractor of mentions, or go on with it", train_options, train),
    ("extract-soup", "average runs of several seeds", soup_options, soup),
    ("extract-export", "make an extractor's folder for the service", export_options, export),
    ("extract-measure", "measure an extractor's folder, and the dictionary alone", measure_options, measure),
    ("extract-thresholds", "what a least probability would do", thresholds_options, thresholds),
    ("extract-report", "tables of what was measured", report_options, report),
)
