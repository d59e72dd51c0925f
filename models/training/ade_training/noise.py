"""How people type: names and phrases made to look like posts, without a change of meaning."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import islice, pairwise

# How often each operation is drawn, relative to the others. Those drawn are applied in this order:
# slips hit the text's own words and no fillers, and abbreviations are still known by their capitals.
WEIGHTS: dict[str, float] = {
    "drop": 8,
    "swap": 7,
    "double": 6,
    "neighbour": 6,
    "elongate": 5,
    "speak": 10,
    "unspace": 5,
    "join": 4,
    "before": 14,
    "after": 12,
    "blame": 8,
    "apostrophe": 10,
    "ending": 5,
    "lower": 27,
    "caps": 3,
    "emoji": 6,
}
COUNTS = {1: 5, 2: 4, 3: 2}  # how many operations a text gets, with weights
SHORT = 3  # characters; shorter texts would not survive more than case and fillers
SHORT_OPERATIONS = ("before", "after", "lower", "caps")
MIN_LETTERS = 4  # of a word that letter operations may hit

_AUXILIARIES = (
    "ai are ca could dare did do does had has have is might must need sha should was were wo would"
)
# As `negations` spells them: lower case, no apostrophes.
NEGATIONS = frozenset(
    "no non not never none nothing nobody nowhere neither nor nope nah cannot without unable "
    "hardly barely scarcely rarely seldom lack lacks lacking".split()
) | {f"{word}nt" for word in _AUXILIARIES.split()}

# A text that starts so, or has a negated verb, does not go on from "it made me".
SENTENCE_STARTS = frozenset(
    "i im ive id my me you your u he she it its we they the this that there thats had got took was "
    "were been have has woke threw went lost gained felt feel feels keep keeps started "
    "stopped".split()
)
OPENERS = (
    "it made me", "made me", "now i have", "i've been having", "this med gives me", "it gives me",
    "been having", "i'm having", "i get", "still having", "dealing with", "started having",
)  # fmt: skip
INTERJECTIONS = (
    "omg", "lol", "ugh", "kinda", "tbh", "wow", "so yeah", "honestly", "gosh", "guys", "well", "@username",
)  # fmt: skip
CLOSERS = (
    "lol", "omg", "ugh", "like crazy", "all day", "since i started it", "since i started this med",
    "smh", "tbh", "rn", "again", "today", "so much", "wtf", "anyone else", "this week", "i swear",
    "on this stuff", "from this med", "big time", "link",
)  # fmt: skip

# Medicines that people write about; what is said of one is said of another.
DRUGS = tuple(
    "accutane adderall advil albuterol ambien amitriptyline amlodipine amoxicillin aripiprazole aspirin atorvastatin "
    "avelox benadryl botox bupropion buspar celexa chantix cipro citalopram clonazepam codeine concerta crestor "
    "cymbalta dexamethasone diazepam doxycycline duloxetine effexor eliquis enbrel escitalopram fluoxetine gabapentin "
    "geodon haldol humira hydrocodone ibuprofen imitrex klonopin lamictal lamotrigine latuda letrozole levaquin "
    "levothyroxine lexapro lipitor lisinopril lithium loestrin losartan lunesta lyrica metformin methotrexate "
    "metoprolol metronidazole mirtazapine morphine naproxen nexium olanzapine omeprazole ondansetron oxycodone "
    "ozempic paroxetine paxil percocet pradaxa prednisone pregabalin pristiq propranolol prozac quetiapine remeron "
    "risperdal ritalin roaccutane seroquel sertraline simvastatin singulair suboxone sumatriptan tamiflu tamoxifen "
    "topamax tramadol trazodone tylenol valium venlafaxine viagra victoza vyvanse warfarin wellbutrin xanax xarelto "
    "xeljanz zoloft zolpidem zyprexa".split()
)
BLAMED_AFTER = ("from", "from the", "on", "since", "since starting", "thanks to", "with", "bc of", "after my first")
BLAMED_BEFORE = ("{} gives me", "{} gave me", "{}:", "{} =", "{} and", "on {}", "damn {}", "that {}")
SAID_BEFORE = ("on {}", "{}:", "{} and", "since {}", "took {} and")  # of a text that goes on from no "gives me"

EMOJI = "😩😫😭🙄😒😑🤦😤"
# Only for a text that says so and denies nothing: a 🤢 would add a symptom to any other.
FITTING_EMOJI = (
    (re.compile(r"\b(?:tired|sleepy|drows|fatigue|exhaust|somnolen)", re.I), "😴🥱💤"),
    (re.compile(r"\b(?:nause|queasy|vomit|throwing up|threw up|puking)", re.I), "🤢🤮"),
    (re.compile(r"\b(?:headache|migraine|head hurts)", re.I), "🤕😣"),
    (re.compile(r"\b(?:fever|hot flash|hot flush|burning up)", re.I), "🥵🤒"),
    (re.compile(r"\b(?:dizz|vertigo|spinning)", re.I), "😵"),
    (re.compile(r"\b(?:sad|crying|depressed)\b", re.I), "😢😞"),
)

# word -> (how it is typed, weight)
TEXT_SPEAK = {
    "you": ("u", 5), "your": ("ur", 4), "are": ("r", 2), "because": ("cuz", 5), "with": ("w/", 5),
    "really": ("rly", 5), "and": ("&", 4), "to": ("2", 0.3), "for": ("4", 0.3), "too": ("2", 0.2),
    "before": ("b4", 1), "about": ("abt", 2), "people": ("ppl", 4), "though": ("tho", 4),
    "through": ("thru", 4), "please": ("pls", 4), "probably": ("prob", 4), "something": ("smth", 2),
    "going to": ("gonna", 4), "want to": ("wanna", 4), "right now": ("rn", 4), "very": ("v", 1),
    "medication": ("meds", 3), "medicine": ("meds", 3), "doctor": ("doc", 3), "hours": ("hrs", 3),
    "weeks": ("wks", 3), "minutes": ("mins", 3), "every": ("evry", 1), "feeling": ("feelin", 2),
    "what": ("wut", 1), "have": ("hav", 1), "like": ("lyk", 0.5), "okay": ("ok", 3),
}  # fmt: skip
STRETCHED = frozenset(
    "so very really too much all bad sick tired sleepy hurt hurts pain painful ache aches awful "
    "sore horrible terrible weird super crazy ugly dizzy sad itchy hot cold always".split()
)
ENDINGS = ("!!!", "...", "!!", "!", "..", "…", "?!")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# The words are ASCII, so that the table has whatever is found.
_SPOKEN = re.compile(
    rf"(?<![\w'’-])(?ai:{'|'.join(sorted(TEXT_SPEAK, key=len, reverse=True))})(?![\w'’-])"
)
# Not 'll: "I'll" would become "ill".
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?!ll\b)(?=[^\W\d_])", re.IGNORECASE)
_SPACED_MARK = re.compile(r"(?<!\d)\s*([,.;:!?])\s+(?=[^\s\d])|\s+([/&])\s+(?=\S)")


def noisy(text: str, rng: random.Random) -> str:
    """Return the text as someone in a hurry might type it, by one to three operations.

    The same text and state of `rng` give the same result. `negations` of the text stay as they
    are; a text of at most SHORT characters changes only in case and by fillers; white space alone
    is returned unchanged.
    """
    if not text.strip():
        return text
    names = SHORT_OPERATIONS if len(text.strip()) <= SHORT else tuple(WEIGHTS)
    count = rng.choices(list(COUNTS), list(COUNTS.values()))[0]
    # Sorted so, the first n are a draw of n without replacement, by weight.
    order = sorted(names, key=lambda name: rng.random() ** (1 / WEIGHTS[name]), reverse=True)
    # One that has nothing to change in the text (no apostrophe to drop) leaves its turn to the next.
    fitting = (name for name in order if _applied(name, text, rng) != text)
    for name in sorted(islice(fitting, count), key=names.index):
        text = _applied(name, text, rng)
    return text


def typed(text: str, share: float, rng: random.Random) -> str:
    """Return the text, now and then (for a `share` of draws) as `noisy` makes it."""
    return noisy(text, rng) if rng.random() < share else text


def _applied(name: str, text: str, rng: random.Random) -> str:
    changed = _OPERATIONS[name](text, rng)
    return changed if negations(changed) == negations(text) else text


def variants(text: str, rng: random.Random, count: int) -> list[str]:
    """Return up to `count` distinct noisy forms of the text, none of them the text itself."""
    found: dict[str, None] = {}
    for _ in range(10 * count):
        if len(found) == count:
            break
        form = noisy(text, rng)
        if form != text:
            found[form] = None
    return list(found)


def negations(text: str) -> list[str]:
    """Return the words that carry negation, in order, in lower case and without apostrophes."""
    words = (_plain(match.group()) for match in _WORD.finditer(text))
    return [word for word in words if word in NEGATIONS]


def _plain(word: str) -> str:
    return word.lower().replace("'", "").replace("’", "")


# Operations: each returns the text unchanged where it does not apply


def _before(text: str, rng: random.Random) -> str:
    filler = rng.choice(INTERJECTIONS if _is_sentence(text) else OPENERS + INTERJECTIONS)
    return f"{filler} {_without_capital(text)}"


def _is_sentence(text: str) -> bool:
    first = _WORD.search(text)
    starts = first is not None and _plain(first.group()) in SENTENCE_STARTS
    return starts or any(word.endswith("nt") for word in negations(text))


def _without_capital(text: str) -> str:
    """Not of "I" or an abbreviation."""
    return text[0].lower() + text[1:] if text[:2].istitle() and text[1:2].isalpha() else text


def _after(text: str, rng: random.Random) -> str:
    return f"{text} {rng.choice(CLOSERS)}"


def _blame(text: str, rng: random.Random) -> str:
    """Name the medicine, before or after."""
    drug = rng.choice(DRUGS)
    drug = rng.choice((drug, drug, drug.capitalize(), f"#{drug}"))
    if rng.random() < 0.6:
        return f"{text} {rng.choice(BLAMED_AFTER)} {drug}"
    start = rng.choice(SAID_BEFORE if _is_sentence(text) else BLAMED_BEFORE)
    return f"{start.format(drug)} {_without_capital(text)}"


def _join(text: str, rng: random.Random) -> str:
    """Leave out a space between two words; a denial stands by itself."""
    words = text.split(" ")
    plain = [word.isalpha() and not negations(word) for word in words]
    seams = [at for at, both in enumerate(pairwise(plain)) if all(both)]
    if not seams:
        return text
    at = rng.choice(seams)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def _speak(text: str, rng: random.Random) -> str:
    found = []
    for match in _SPOKEN.finditer(text):
        short, weight = TEXT_SPEAK[match.group().lower()]
        # Beside numbers "2" for "to" would be one of them.
        if not (short.isdigit() and re.search(r"\d", text)):
            found.append((match, short, weight))
    if not found:
        return text
    match, short, _ = rng.choices(found, [weight for *_, weight in found])[0]
    return text[: match.start()] + short + text[match.end() :]


def _apostrophe(text: str, rng: random.Random) -> str:
    return _APOSTROPHE.sub("", text)


def _letters(edit: Callable[[str, int, random.Random], str]) -> Callable[[str, random.Random], str]:
    """Make an operation that applies `edit` inside one word, at a letter after the first."""

    def operation(text: str, rng: random.Random) -> str:
        words = [match for match in _WORD.finditer(text) if _may_be_hit(match.group())]
        if not words:
            return text
        match = rng.choice(words)
        word = match.group()
        spots = [at for at in range(1, len(word)) if word[at].isalpha()]
        for at in rng.sample(spots, len(spots)):
            changed = edit(word, at, rng)
            if changed != word:
                return text[: match.start()] + changed + text[match.end() :]
        return text

    return operation


def _may_be_hit(word: str) -> bool:
    """Abbreviations are spared too: one letter is a good part of them."""
    plain = _plain(word)
    long = plain.isalpha() and len(plain) >= MIN_LETTERS
    return long and not word.isupper() and plain not in NEGATIONS


def _drop(word: str, at: int, rng: random.Random) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int, rng: random.Random) -> str:
    return word[:at] + word[at] + word[at:]


def _swap(word: str, at: int, rng: random.Random) -> str:
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _neighbour(word: str, at: int, rng: random.Random) -> str:
    near = _near(word[at].lower())
    return word[:at] + rng.choice(near) + word[at + 1 :] if near else word


def _near(letter: str) -> str:
    """The letters left and right of a letter on a keyboard, "" if it has no such key."""
    for row in _ROWS:
        at = row.find(letter)
        if at >= 0:
            return row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    return ""


def _elongate(text: str, rng: random.Random) -> str:
    words = [match for match in _WORD.finditer(text) if _plain(match.group()) in STRETCHED]
    if not words:
        return text
    match = rng.choice(words)
    vowel = re.search("[aeiouy]", match.group(), re.IGNORECASE)
    at = match.start() + vowel.start()  # every word of STRETCHED has one
    return text[:at] + text[at] * rng.randint(2, 4) + text[at:]


def _unspace(text: str, rng: random.Random) -> str:
    return _SPACED_MARK.sub(lambda match: match[1] or match[2], text)


def _ending(text: str, rng: random.Random) -> str:
    return text.rstrip(" .!?…") + rng.choice(ENDINGS)


def _emoji(text: str, rng: random.Random) -> str:
    fitting = "".join(emoji for pattern, emoji in FITTING_EMOJI if pattern.search(text))
    return f"{text} {rng.choice(EMOJI if negations(text) or not fitting else fitting)}"


_OPERATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "drop": _letters(_drop),
    "swap": _letters(_swap),
    "double": _letters(_double),
    "neighbour": _letters(_neighbour),
    "elongate": _elongate,
    "speak": _speak,
    "unspace": _unspace,
    "join": _join,
    "before": _before,
    "after": _after,
    "blame": _blame,
    "apostrophe": _apostrophe,
    "ending": _ending,
    "lower": lambda text, rng: text.lower(),
    "caps": lambda text, rng: text.upper(),
    "emoji": _emoji,
}
