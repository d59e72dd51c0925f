"""The text that the classifier of posts reads: the twin of `src/text/clean.ts`.

After KFU NLP at SMM4H 2020 (Miftahutdinov, Sakhovskiy, Tutubalina): entities decoded, addresses to
`link`, handles to `@username`, emoji to words. Both read `test/fixtures/posts/cleaning.json`. The
two emoji libraries differ in some names; those that health talk needs stand in `_OWN_WORDS`.
"""

from __future__ import annotations

import unicodedata
from html import unescape
from html.entities import html5

import emoji
import regex

_MAX_ROUNDS = 8
_MAX_DEPTH = 8

# Only with its semicolon: "AT&T" and "R&D" are no entities.
_ENTITY = regex.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_SPACES = regex.compile(r"[\s\x85\ufeff]+")
# Joiners and variation selectors hold emoji together, so they go only after those.
_CONTROLS = regex.compile(r"(?![\t-\r\x85\u200d])[\p{Cc}\p{Cs}\p{Cf}]")
_INVISIBLES = regex.compile(r"[\p{Cf}\p{Default_Ignorable_Code_Point}\u20e3]")
# The punctuation that ends a sentence is not part of the address.
_URL = regex.compile(
    r"(?<![\p{L}\p{N}_])(?:https?://|www\.|pic\.twitter\.com/)[^\s<>\"]*[^\s<>\".,;:!?'()\[\]{}]",
    regex.IGNORECASE,
)
# What stands before a handle is no part of an e-mail address or a dose, and "@work" or "@8pm" are no handles.
_LETTER = r"[\p{L}\p{M}\p{N}_]"
_PREPOSITION = (
    r"(?:night|bedtime|noon|midnight|lunch|dinner|home|work|school|least|first|times|the"
    r"|\p{N}+(?:am|pm|mg|h|hrs?)?)"
)
_HANDLE = regex.compile(
    rf"(?<!{_LETTER}|@)@(?!{_PREPOSITION}(?!{_LETTER}))(?!\p{{M}}){_LETTER}+", regex.IGNORECASE
)

# Flags, keycaps, pictures joined by joiners, a lone regional letter or skin tone; and repeats of the same.
_EMOJI = regex.compile(
    r"(\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3"
    r"|\p{ExtPict}[\p{EMod}\ufe0e\ufe0f]*(?:\u200d\p{ExtPict}[\p{EMod}\ufe0e\ufe0f]*)*"
    r"|\p{EMod}|\p{RI})(?:\s*\1)*"
)
_MODIFIERS = regex.compile(r"[\p{EMod}\ufe0e\ufe0f]")
_SIGNS = frozenset("©®™")

_OWN_WORDS = {
    "👍": "thumbs up",
    "👎": "thumbs down",
    "‼": "!!",
    "⁉": "!?",
    "☹": "frowning face",
    "✋": "raised hand",
    "😵‍💫": "dizzy face",
    "😮‍💨": "exhaling face",
    "😶‍🌫": "face in clouds",
    "❤‍🩹": "mending heart",
    "😍": "heart eyes",
    "😡": "rage",
    "😵": "dizzy face",
    "🤬": "symbols over mouth",
    "🤮": "vomiting",
    "🤷": "woman shrugging",
    "🥳": "partying",
    "🥴": "woozy",
    "🥵": "hot",
    "🥶": "cold",
    "🥺": "pleading",
    "🤪": "zany",
    "💩": "poop",
    "🖕": "fu",
    "🥹": "face holding back tears",
    "🫤": "unhappy face",
    "🫩": "face with bags under eyes",
    "🤦": "facepalm",
    "🩻": "x-ray",
    "🫀": "heart",
    "🫃": "swollen belly",
}


def clean_text(text: str) -> str:
    """Return the text as the classifier reads it; cleaning twice changes nothing. Never fails."""
    current = text
    for number in range(1, 2 * _MAX_ROUNDS + 1):
        following = _round(current)
        if following == current:
            break
        # Settled text needs two rounds; more are for hostile input.
        current = following if number < _MAX_ROUNDS else following.replace("&", " ")
    return current


def _round(text: str) -> str:
    text = _EMOJI.sub(_words_of_run, _CONTROLS.sub("", _decode_entities(text)))
    text = unicodedata.normalize("NFC", _INVISIBLES.sub("", text))
    return _SPACES.sub(" ", _HANDLE.sub("@username", _URL.sub("link", text))).strip()


def _decode_entities(text: str) -> str:
    for _ in range(_MAX_DEPTH + 1):
        decoded = _ENTITY.sub(_character, text)
        if decoded == text:
            return text
        text = decoded
    return text.replace("&", " ")


def _character(entity: regex.Match[str]) -> str:
    """Only whole names: Python's own decoder would take `&not` out of `&nothing;`."""
    named = entity[0][1] != "#"
    return html5.get(entity[0][1:], entity[0]) if named else unescape(entity[0])


def _words_of_run(run: regex.Match[str]) -> str:
    bare = _MODIFIERS.sub("", run[1])
    if bare in _SIGNS:
        return _MODIFIERS.sub("", run[0])
    parts = filter(None, map(_name, bare.split("\u200d")))
    return f" {_name(bare) or ' '.join(parts)} "


def _name(picture: str) -> str:
    """The last alias is most often the name that the service's library has; without one, the English name."""
    if picture in _OWN_WORDS:
        return _OWN_WORDS[picture]
    known = emoji.EMOJI_DATA.get(picture) or emoji.EMOJI_DATA.get(f"{picture}\ufe0f")
    if not known:
        return ""
    return (known.get("alias") or [known["en"]])[-1].strip(":").replace("_", " ")
