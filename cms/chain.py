"""Walks the audit log and finds the first place where it was tampered with.

The hashes are worked out here and not by the database, whose functions an intruder with the
owner's rights could have replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.db import connections

START = "0" * 64
_PAGE = 1000

_ENTRIES = """
    SELECT seq, prev_hash, hash, jsonb_build_array(
        seq, id, admin_user_id, action, target_user_id, target_type, target_id, details,
        ip_address, user_agent, extract(epoch FROM created_at))::text
    FROM admin_audit_log WHERE seq > %s ORDER BY seq LIMIT %s
"""
_HEAD = "SELECT seq, hash FROM app.audit_head"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many links hold, the hash of the last of them, and what is wrong with the next."""

    links: int
    head: str
    problem: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether nothing was changed, taken out or cut off."""
        return not self.problem


class _Link(NamedTuple):
    seq: int
    prev_hash: str
    hash: str
    content: str


def verify(*, using: str = "default") -> Verdict:
    """Return the verdict on the whole chain. Reads as staff or service, whoever is acting."""
    written = _head(using)
    links, head = 0, START
    for link in _links(using):
        if problem := _problem(link, links, head) or _problem_at_end(link, written):
            return Verdict(links, head, f"entry {links + 1} is {problem}")
        links, head = link.seq, link.hash
    # Entries may have been added since the end was read, but none taken away.
    if links < written[0]:
        return Verdict(links, head, f"entry {links + 1} is missing: the end was cut off")
    return Verdict(links, head)


def _problem(link: _Link, links: int, head: str) -> str:
    if link.seq != links + 1:
        return "missing"
    if link.prev_hash != head:
        return "not chained to the entry before it"
    if link.hash != sha256((head + link.content).encode()).hexdigest():
        return "changed"
    return ""


def _problem_at_end(link: _Link, written: tuple[int, str]) -> str:
    seq, head = written
    return "not the one that was written" if link.seq == seq and link.hash != head else ""


def _head(using: str) -> tuple[int, str]:
    with connections[using].cursor() as cursor:
        cursor.execute(_HEAD)
        seq, head = cursor.fetchone()
    return int(seq), str(head)


def _links(using: str) -> Iterator[_Link]:
    last = 0
    while True:
        with connections[using].cursor() as cursor:
            cursor.execute(_ENTRIES, [last, _PAGE])
            page = [_Link(*row) for row in cursor.fetchall()]
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1].seq
