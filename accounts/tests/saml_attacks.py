"""Answers as an attacker would change them who cannot sign for the organisation."""

import copy
import uuid
from typing import Any

from lxml import etree

NAMES = {
    "p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "a": "urn:oasis:names:tc:SAML:2.0:assertion",
    "d": "http://www.w3.org/2000/09/xmldsig#",
}
VICTIM = "boss@corp.example"


def parsed(xml: str) -> tuple[Any, Any]:
    """Return the response and its assertion."""
    root = etree.fromstring(xml.encode())
    assertion = root.find("a:Assertion", NAMES)
    assert assertion is not None
    return root, assertion


def written(root: Any) -> str:
    """Return a response as text."""
    return str(etree.tostring(root, encoding="unicode"))


def forged(assertion: Any, *, keeps_id: bool = False) -> Any:
    """Return a copy of an assertion that names somebody else and bears no signature."""
    copied = copy.deepcopy(assertion)
    signature = copied.find("d:Signature", NAMES)
    if signature is not None:
        copied.remove(signature)
    if not keeps_id:
        copied.set("ID", f"_{uuid.uuid4().hex}")
    for node in copied.iter():
        if node.text and "jane" in node.text:
            node.text = VICTIM
    return copied


def tampered(xml: str) -> str:
    """Change the address within the signed part."""
    return xml.replace("jane@corp.example", VICTIM)


def put_before(xml: str) -> str:
    """Put a forged assertion before the signed one."""
    root, assertion = parsed(xml)
    assertion.addprevious(forged(assertion))
    return written(root)


def put_after(xml: str) -> str:
    """Put a forged assertion behind the signed one."""
    root, assertion = parsed(xml)
    assertion.addnext(forged(assertion))
    return written(root)


def wrapped_in_the_forged_one(xml: str) -> str:
    """Put the signed assertion into a forged one."""
    root, assertion = parsed(xml)
    evil = forged(assertion)
    root.replace(assertion, evil)
    evil.append(assertion)
    return written(root)


def moved_into_the_signature(xml: str) -> str:
    """Give a forged assertion the signature, with the signed assertion as an object within."""
    root, assertion = parsed(xml)
    evil = forged(assertion)
    signature = assertion.find("d:Signature", NAMES)
    original = copy.deepcopy(assertion)
    original.remove(original.find("d:Signature", NAMES))
    moved = copy.deepcopy(signature)
    holder = etree.SubElement(moved, f"{{{NAMES['d']}}}Object")
    holder.append(original)
    evil.insert(1, moved)
    root.replace(assertion, evil)
    return written(root)


def moved_into_extensions(xml: str) -> str:
    """Hide the signed assertion in the response's extensions, a forged one in its place."""
    root, assertion = parsed(xml)
    evil = forged(assertion)
    root.replace(assertion, evil)
    extensions = etree.Element(f"{{{NAMES['p']}}}Extensions")
    extensions.append(assertion)
    issuer = root.find("a:Issuer", NAMES)
    issuer.addnext(extensions)
    return written(root)


def same_id(xml: str) -> str:
    """Put a forged assertion with the id of the signed one in its place, and that elsewhere."""
    root, assertion = parsed(xml)
    evil = forged(assertion, keeps_id=True)
    root.replace(assertion, evil)
    evil.find("a:Subject", NAMES).append(assertion)
    return written(root)


def commented(xml: str) -> str:
    """Split the name by a comment, which some readers stop at."""
    return xml.replace("jane@corp.example", "jane@corp.example<!-- -->.evil.example")


def unsolicited(xml: str) -> str:
    """Take away what says that somebody asked, outside of the signature."""
    root, _assertion = parsed(xml)
    del root.attrib["InResponseTo"]
    return written(root)


WRAPPINGS = (
    put_before,
    put_after,
    wrapped_in_the_forged_one,
    moved_into_the_signature,
    moved_into_extensions,
    same_id,
)
