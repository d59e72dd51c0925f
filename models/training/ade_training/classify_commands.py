"""The commands of the classifier of posts: their options, and what they call."""

from __future__ import annotations

import argparse
from pathlib import Path

from .base import known_base
from .classify_data import LABELS, PostData, read_sentences
from .classify_export import ClassifyExport, export_classifier
from .classify_plan import read_classify_plan
from .classify_report import classify_tables, read_classify_result
from .classify_results import measure_classifiers
from .classify_run import SOUP, run_classify
from .files import write_json
from .options import HOME, STARTER, command_line, keep_float_option, more_posts_option, say
from .report import put_into

_SHIPPED = HOME.parent / "ade-classify"
_RESULT = Path("results/classify/ade-classify.json")


def _recipe_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", type=Path, help="a TOML file, such as configs/ade-classify.toml")
    parser.add_argument("--data", type=Path, required=True, help="folder with posts/ and mentions/")
    parser.add_argument("--starter", type=Path, default=STARTER, help=f"default {STARTER}")
    more_posts_option(parser)
    parser.add_argument("--run", type=Path, help="folder of the run (default .cache/runs/<recipe>)")


def _run_folder(args: argparse.Namespace, name: str) -> Path:
    return args.run or HOME / ".cache/runs" / name


def _data(args: argparse.Namespace) -> PostData:
    return PostData(args.data, tuple(args.more_posts), args.starter)


def _train_options(parser: argparse.ArgumentParser) -> None:
    _recipe_options(parser)
    parser.add_argument("--start", type=Path, help="folder of the first weights (default: the recipe's start)")


def _train(args: argparse.Namespace) -> None:
    plan = read_classify_plan(args.recipe)
    start = args.start or HOME / plan.start
    print(run_classify(plan, start, _data(args), _run_folder(args, plan.name), say))


def _export_options(parser: argparse.ArgumentParser) -> None:
    _recipe_options(parser)
    parser.add_argument("--model", default=SOUP, help=f"folder in the run (default {SOUP})")
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--id", default="ade-classify", help="the model's id in its manifest")
    parser.add_argument("--card", type=Path, required=True, help="model card template")
    keep_float_option(parser)


def _export(args: argparse.Namespace) -> None:
    plan = read_classify_plan(args.recipe)
    source = _run_folder(args, plan.name) / args.model
    dev = read_sentences(PostData(args.data).sentences("dev"))
    options = ClassifyExport(
        model_id=args.id,
        base=known_base(plan.base),
        card=args.card,
        examples=dev,
        max_tokens=plan.max_tokens,
        keep_float=tuple(args.keep_float),
        command=command_line(args),
    )
    export_classifier(source, args.target, options, say)
    print(f"wrote {args.target} with the labels {', '.join(LABELS)}")


def _measure_options(parser: argparse.ArgumentParser) -> None:
    _recipe_options(parser)
    parser.add_argument("--shipped", type=Path, default=_SHIPPED, help="model folder (default ../ade-classify)")
    parser.add_argument("--to", type=Path, default=_RESULT, help=f"file to write (default {_RESULT})")
    parser.add_argument(
        "--exam", action="store_true", help="PsyTAR's test too: only once everything is chosen"
    )


def _measure(args: argparse.Namespace) -> None:
    plan = read_classify_plan(args.recipe)
    run = _run_folder(args, plan.name)
    result = measure_classifiers(plan, run, args.shipped, _data(args), args.exam, say)
    args.to.parent.mkdir(parents=True, exist_ok=True)
    write_json(args.to, result)
    print(classify_tables(result))


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("result", type=Path, nargs="?", default=_RESULT, help=f"default {_RESULT}")
    parser.add_argument("--into", type=Path, help="a model card with the markers of the tables")


def _report(args: argparse.Namespace) -> None:
    text = classify_tables(read_classify_result(args.result))
    if args.into:
        put_into(args.into, text)
    print(text)


CLASSIFY_COMMANDS = (
    ("classify-train", "train the classifier of posts, or go on with it", _train_options, _train),
    ("classify-export", "make the classifier's model folder", _export_options, _export),
    ("classify-measure", "measure classifiers, for a report", _measure_options, _measure),
    ("classify-report", "tables of what classifiers reach", _report_options, _report),
)
