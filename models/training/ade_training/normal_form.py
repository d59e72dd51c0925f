"""The normal form of a name: the Python twin of src/text/normal-form.ts.

Both read test/fixtures/normal-form.jsonl in their tests; change them together and raise the version.
Letters that are newer than Unicode 14 may differ from the service, whose tables are newer.
"""

import re
import unicodedata
from html.entities import html5

NORMAL_FORM_VERSION = 1

_MAX_DEPTH = 8
_MAX_ROUNDS = 8

_ENTITY = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|([0-9a-zA-Z]+));")
# What HTML makes of the numbers of Windows-1252, and of NUL.
_NUMERIC = {0: 0xFFFD} | {
    0x80 + at: ord(char)
    for at, char in enumerate(bytes(range(0x80, 0xA0)).decode("cp1252", errors="replace"))
    if char != "\ufffd"
}
_SPACED = re.compile("[\t-\r\x85™℠]")
_DEFAULT_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_DELETED_CATEGORIES = {"Cc", "Cf", "Cs", "Me"}
_APOSTROPHE = re.compile("['’‘ʼ`′]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(" +")


def normal_form(text: str) -> str:
    """The form under which two spellings count as the same name ("Can&rsquo;t  SLEEP!" -> "cant sleep")."""
    current = _round(_decode_entities(text))
    for _ in range(1, _MAX_ROUNDS):
        following = _round(current)
        if following == current:
            break
        current = following
    return current


def _decode_entities(text: str) -> str:
    for _ in range(_MAX_DEPTH + 1):
        decoded = _ENTITY.sub(_decode_entity, text)
        if decoded == text:
            return text
        text = decoded
    return text.replace("&", " ")


def _decode_entity(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return html5.get(name + ";", match.group())
    digits, base = (decimal, 10) if decimal is not None else (hexadecimal, 16)
    digits = digits.lstrip("0") or "0"
    # Longer numbers are beyond Unicode, and int() refuses very long ones.
    code = int(digits, base) if len(digits) <= 7 else 0x10FFFF
    return "\ufffd" if code >= 0x10FFFF else chr(_NUMERIC.get(code, code))


def _round(text: str) -> str:
    if _SURROGATE.search(text):
        # Two halves that meet are one character, as they are in JavaScript; halves alone are deleted below.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _SPACED.sub(" ", text)
    text = _DEFAULT_IGNORABLE.sub("", text)
    text = "".join(char for char in text if char != "´" and unicodedata.category(char) not in _DELETED_CATEGORIES)
    text = unicodedata.normalize("NFKC", text).lower().replace("ς", "σ")
    text = _APOSTROPHE.sub("", text)
    return _SPACES.sub(" ", _keep(text)).strip(" ")


def _keep(text: str) -> str:
    """Letters, marks, numbers and `+ < > %` stay; marks without a letter before them go; the rest is space."""
    kept: list[str] = []
    base = " "
    for char in text:
        major = unicodedata.category(char)[0]
        if major == "M":
            if base not in " +<>%":
                kept.append(char)
            continue
        base = char if major in "LN" or char in "+<>%" else " "
        kept.append(base)
    return "".join(kept)
