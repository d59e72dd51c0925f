"""Reading the vocabularies that may be trained on, each into the same kind of term."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import TrainingError
from .normal_form import normal_form
from .readers_formats import lines, obo_terms, rows


@dataclass(frozen=True)
class Term:
    """A concept of a vocabulary as training sees it.

    No two of its names have the same normal form. `parents` may name concepts that the file itself
    does not hold (OAE lists additions only; the groups of the starter are no terms).
    """

    source: str
    id: str  # unique within the source
    name: str
    synonyms: tuple[str, ...]  # clinical names
    lay: tuple[str, ...]  # as patients say it
    definition: str | None
    parents: tuple[str, ...]  # ids within the source
    group: str | None  # name of the starter's group of siblings; its id is the parent
    reported: int | None = None  # how often people report it, where that is known


def load_terms(sources: Sequence[str], data: Path, starter: Path) -> list[Term]:
    """Return the terms of the named sources, source by source in file order.

    `data` is the folder with `vocab/` and `glossary/`, `starter` the file starter.jsonl. Raises
    TrainingError for an unknown source, a repeated id, a source without terms, and a missing or
    malformed file (with the line).
    """
    terms: dict[tuple[str, str], Term] = {}
    for source in dict.fromkeys(sources):
        if source not in _READERS:
            raise TrainingError(f"no vocabulary {source!r}; there are {', '.join(SOURCES)}")
        before = len(terms)
        for term in _READERS[source](starter if source == "starter" else data):
            if (source, term.id) in terms:
                raise TrainingError(f"{source}: the id {term.id} stands twice")
            terms[source, term.id] = term
        if len(terms) == before:
            raise TrainingError(f"{source}: no terms")
    return list(terms.values())


def starter_names(starter: Path) -> list[str]:
    """All names of the starter vocabulary's concepts, of whatever kind, in its order, each once."""
    terms = load_terms(["starter"], starter.parent, starter)
    return list(dict.fromkeys(text for term in terms for text in (term.name, *term.synonyms, *term.lay)))


# What every source shares


def _json_terms(path: Path, build: Callable[[str, Any], Term | None]) -> Iterator[Term]:
    """Yield what `build` makes of the object on each line; it returns None to leave one out."""
    for where, line in lines(path):
        try:
            term = build(where, json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TrainingError(f"{where}: not an entry of this vocabulary") from None
        if term:
            yield term


def _term(
    where: str,
    source: str,
    id: str,
    name: str,
    *,
    synonyms: Iterable[str] = (),
    lay: Iterable[str] = (),
    definition: str | None = None,
    parents: Iterable[str] = (),
    group: str | None = None,
    reported: int | None = None,
) -> Term:
    """Make a tidy term: spaces collapsed; of equal names the first stays: name, synonyms, lay."""
    seen = {""}

    def fresh(names: Iterable[str]) -> tuple[str, ...]:
        kept = []
        for text in map(_tidy, names):
            form = normal_form(text)
            if form not in seen:
                seen.add(form)
                kept.append(text)
        return tuple(kept)

    names = fresh([name])
    if not (id and names):
        raise TrainingError(f"{where}: a term without id or name")
    return Term(
        source=source,
        id=id,
        name=names[0],
        synonyms=fresh(synonyms),
        lay=fresh(lay),
        definition=_tidy(definition or "") or None,
        parents=tuple(dict.fromkeys(parents)),
        group=group,
        reported=reported,
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())


# JSON lines: the starter and HPO


def _starter(path: Path) -> Iterator[Term]:
    """The concepts; the groups, which stand before them, only lend their names."""
    groups: dict[str, str] = {}

    def build(where: str, entry: Any) -> Term | None:
        if entry["level"] != "concept":
            groups[entry["id"]] = entry["name"]
            return None
        return _term(
            where,
            "starter",
            entry["id"],
            entry["name"],
            synonyms=entry["synonyms"],
            lay=entry["lay"],
            definition=entry["definition"],
            parents=entry["parents"],
            group=groups[entry["parents"][0]],
            reported=entry.get("reported"),
        )

    return _json_terms(path, build)


_HPO_CLINICAL = {None, "uk_spelling", "abbreviation", "plural_form"}


def _hpo(data: Path) -> Iterator[Term]:
    """All but the roots. Layperson synonyms of any scope are lay, others count if EXACT.

    The scopes of layperson synonyms say little ("Blood cancer" is BROAD of Leukemia); among the
    clinical ones NARROW, BROAD and RELATED often mean another concept.
    """

    def build(where: str, entry: Any) -> Term | None:
        if not entry["parents"]:
            return None
        given = [(item["type"], item["scope"], item["text"]) for item in entry["synonyms"]]
        return _term(
            where,
            "hpo",
            entry["id"],
            entry["name"],
            synonyms=(t for kind, scope, t in given if kind in _HPO_CLINICAL and scope == "EXACT"),
            lay=(text for kind, _, text in given if kind == "layperson"),
            definition=entry["definition"],
            parents=entry["parents"],
        )

    return _json_terms(data / "vocab" / "hpo-2023-01-27.jsonl.gz", build)


# OBO: SYMP and DOID

# What DOID's synonyms still carry of the vocabularies they were taken from.
_FOREIGN_TAG = re.compile(
    r"(?:\s*\((?:disorder|finding|morpholog[a-z]*(?: abnormality)?|qualifier value|category"
    r"|context-dependent category)\)|\s*\[(?:Ambiguous|obs|dup)\]|,?\s+NOS|,\s+unspecified)+\s*$"
)
_SEVERAL = re.compile(r"\[|\(&|\) or \(")


def _obo(source: str, path: Path) -> Iterator[Term]:
    """The terms that are not obsolete, with their EXACT synonyms.

    Those of several names in brackets, "Candidal: [vulvovaginitis NOS] or [cervix]", are left out.
    """
    for where, tags in obo_terms(path):
        exact = (_FOREIGN_TAG.sub("", text) for text, scope in tags["synonym"] if scope == "EXACT")
        yield _term(
            where,
            source,
            "".join(text for text, _ in tags["id"]),
            "".join(text for text, _ in tags["name"]),
            synonyms=(text for text in exact if not _SEVERAL.search(text)),
            # DOID writes relations as has_material_basis_in.
            definition=" ".join(text for text, _ in tags["def"]).replace("_", " "),
            parents=(text for text, _ in tags["is_a"]),
        )


# Tables: OAE, CTCAE, MeSH, glossaries

_OAE_LEAD = re.compile(r"this i[as] an\s+ae (?:which|that)\s*(?:is\b\s*)?", re.IGNORECASE)


def _oae(data: Path) -> Iterator[Term]:
    """The adverse events; ids are the terms, since the MedDRA codes are neither unique nor sound.

    "AE" goes from the end of a term, "This is an AE which is" from the start of a definition.
    """
    path = data / "vocab" / "oae-2022-additions.tsv.gz"
    for where, (name, parent, text) in rows(path, "term", "parent_term", "definition"):
        name, parent = name.strip().removesuffix(" AE"), parent.strip().removesuffix(" AE")
        text = _OAE_LEAD.sub("", text, count=1)
        parents = [parent] if parent else []
        definition = text[:1].upper() + text[1:]
        yield _term(where, "oae", name, name, definition=definition, parents=parents)


def _ctcae(data: Path) -> Iterator[Term]:
    """The terms but for the rests "... - Other, specify".

    Neither grades nor notes are read: the ten notes "Synonym: ..." are loose (Restless legs for
    Extrapyramidal disorder).
    """
    path = data / "vocab" / "ctcae-v5.tsv.gz"
    for where, (code, name, text) in rows(path, "MedDRA.Code", "CTCAE.Term", "Definition"):
        if not name.endswith("Other, specify"):
            yield _term(where, "ctcae", code, name, definition="" if text == "-" else text)


def _mesh(data: Path) -> Iterator[Term]:
    """The headings, inverted ones turned round, with the heading itself as the synonym.

    mesh-2015-symptoms.tsv repeats 438 of them and is not read.
    """
    path = data / "vocab" / "mesh-2015-names.tsv.gz"
    for where, (id, heading) in rows(path, "mesh_id", "mesh_name"):
        yield _term(where, "mesh", id, _turned(heading), synonyms=[heading])


def _turned(heading: str) -> str:
    """Return "Anemia, Hemolytic, Autoimmune" as "Autoimmune Hemolytic Anemia"; lists stay."""
    parts = heading.split(", ")
    if any(part.startswith(("and ", "or ")) for part in parts):
        return heading
    return " ".join(reversed(parts))


_ALSO_CALLED = re.compile(r'\bAlso (?:called|known as) ((?:[^.]|\.(?! [A-Z"“]))+)$')
_LIST_BREAK = re.compile(r",? (?:and|or) |, ")
_ARTICLE = re.compile(r"^(?:a|an|the) ")


def _glossary(data: Path) -> Iterator[Term]:
    """The headwords with their texts; ids are "cdc:abdomen", "nci-cancer:anemia" and so on.

    A last sentence "Also called A, B, and C." becomes synonyms. The headword "zoonoses, zoonotic"
    of Michigan's glossary is a name and a synonym.
    """
    folder = data / "glossary"
    yield from _thesaurus(folder / "cdc-plain-language-thesaurus.tsv.gz")
    for key, file, column in (
        ("nci-cancer", "nci-cancer-terms.tsv.gz", "plain"),
        ("nci-genetics", "nci-genetics.tsv.gz", "plain"),
        ("umich", "umich-plain-language.tsv.gz", "definition"),
    ):
        for where, (head, text) in rows(folder / file, "term", column):
            forms = head.split(", ") if key == "umich" and " or " not in head else [head]
            text, others = _also_called(text)
            synonyms = forms[1:] + others
            id = f"{key}:{head}"
            yield _term(where, "glossary", id, forms[0], synonyms=synonyms, definition=text)


def _also_called(text: str) -> tuple[str, list[str]]:
    """Return the text without its last sentence "Also called ..." and the names in that."""
    match = _ALSO_CALLED.search(text.rstrip(". "))
    if not match:
        return text, []
    found = (_ARTICLE.sub("", name.strip(' .,"“”')) for name in _LIST_BREAK.split(match[1]))
    # A quote that is left shows a sentence that was more than a list.
    return text[: match.start()], [name for name in found if not re.search('["“”]', name)]


_SHORT_WORDS = 4


def _thesaurus(path: Path) -> Iterator[Term]:
    """CDC's headwords; a repeated one collects its cells.

    A cell is a list of alternatives, and so lay, if no piece between its commas and semicolons
    has over four words or starts with "and" or "or"; else it is prose, and so the definition.
    """
    cells: dict[str, list[str]] = defaultdict(list)
    places: dict[str, str] = {}
    for where, (head, text) in rows(path, "term", "plain"):
        cells[head].append(text)
        places.setdefault(head, where)
    for head, texts in cells.items():
        lay: list[str] = []
        prose: list[str] = []
        for text in texts:
            pieces = [piece.strip() for piece in re.split("[,;]", text)]
            alternatives = all(
                len(piece.split()) <= _SHORT_WORDS and not piece.startswith(("and ", "or "))
                for piece in pieces
            )
            lay += pieces if alternatives else []
            prose += [] if alternatives else [text]
        definition = "; ".join(prose)
        yield _term(places[head], "glossary", f"cdc:{head}", head, lay=lay, definition=definition)


_READERS: dict[str, Callable[[Path], Iterator[Term]]] = {
    "starter": _starter,
    "hpo": _hpo,
    "symp": lambda data: _obo("symp", data / "vocab" / "symp-2026-07.obo"),
    "doid": lambda data: _obo("doid", data / "vocab" / "doid-2016-09-01.obo.gz"),
    "oae": _oae,
    "ctcae": _ctcae,
    "mesh": _mesh,
    "glossary": _glossary,
}
SOURCES = tuple(_READERS)
