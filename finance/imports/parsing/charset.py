"""Which encoding the bytes of a file are in: proven where that is possible, likely otherwise."""

import codecs
import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

ENCODINGS = {
    "utf-8": _("Unicode (UTF-8)"),
    "utf-16": _("Unicode (UTF-16)"),
    "utf-16-le": _("Unicode (UTF-16, little end first)"),
    "utf-16-be": _("Unicode (UTF-16, big end first)"),
    "cp1252": _("Western (Windows-1252)"),
    "iso-8859-15": _("Western (ISO-8859-15)"),
    "mac-roman": _("Western (Mac)"),
    "cp850": _("Western (DOS)"),
    "cp1250": _("Central European (Windows-1250)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "cp1253": _("Greek (Windows-1253)"),
    "cp1254": _("Turkish (Windows-1254)"),
    "shift-jis": _("Japanese (Shift-JIS)"),
    "gb18030": _("Chinese (GB 18030)"),
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In the order in which they are preferred when they read equally well.
_LEGACY = ("cp1252", "iso-8859-15", "cp1250", "cp1251", "cp1253", "cp1254", "cp850", "mac-roman")
_ACCENTED_WORD = re.compile(rb"[0-9A-Za-z]{0,20}[\x80-\xff][0-9A-Za-z\x80-\xff]{0,40}")
_MOST_WORDS = 500
_USUAL = frozenset("äöüßÄÖÜéèêëàâáãåçíìîïñóòôõúùûÉÀÁÃÇÍÓÕÚÑøæØÆœ€ąęćłńśźżŁŚŻčďěňřšťůýžşğıİ")
_UNLIKELY = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\u0080-\u024f]{3}",  # accents in a row
        r"[a-zß-ÿά-ώа-я][A-ZÀ-ÞΆ-ΫА-Я]",  # a capital inside a word
        r"[^\W\d_][^\w\s\x00-\x7f’][^\W\d_]",  # a sign inside a word
        r"[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]",  # two scripts in a word
    )
)


class Utf8Test:
    """Tells, of bytes that pass in pieces, whether all of them are UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.passed = True

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Look at the next bytes."""
        if self.passed:
            try:
                self._decoder.decode(piece, is_last)
            except UnicodeDecodeError:
                self.passed = False


def is_utf8(pieces: Iterable[bytes]) -> bool:
    """Return whether bytes are UTF-8, from the first to the last."""
    test = Utf8Test()
    for piece in pieces:
        test.feed(piece)
    test.feed(b"", is_last=True)
    return test.passed


def detect(sample: bytes, *, is_utf8: bool) -> str:
    """Return the encoding of a file: its first bytes, and whether all of it is UTF-8."""
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    wide = _wide(sample)
    if wide or is_utf8:
        return wide or "utf-8"
    words = list(dict.fromkeys(_ACCENTED_WORD.findall(sample)))[:_MOST_WORDS]
    return max(_LEGACY, key=lambda encoding: _likeness(b"\n".join(words), encoding))


def codec(encoding: str) -> str:
    """Return the codec that reads an encoding, dropping the mark at the beginning if any."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _wide(sample: bytes) -> str:
    """Return which UTF-16 it is when every other byte is mostly zero, as in Western text."""
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    if sample[1::2].count(0) > pairs * 0.6 and sample[0::2].count(0) < pairs * 0.1:
        return "utf-16-le"
    if sample[0::2].count(0) > pairs * 0.6 and sample[1::2].count(0) < pairs * 0.1:
        return "utf-16-be"
    return ""


def _likeness(sample: bytes, encoding: str) -> float:
    """Return how much the sample reads like words of people, when read in an encoding."""
    text = sample.decode(encoding, errors="replace")
    score = sum(_weight(character) for character in text if character > "\x7f")
    return score - 6 * sum(len(pattern.findall(text)) for pattern in _UNLIKELY)


def _weight(character: str) -> float:
    if character in _USUAL:
        return 3
    if "\u0370" <= character <= "\u052f":
        return 2.5  # Greek and Cyrillic: few other bytes read as whole words of them
    if character == "\ufffd" or character < "\xa0":
        return -20
    return 1 if character.isalpha() else -1
