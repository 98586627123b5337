"""One mailbox has many addresses; people are told apart by mailboxes."""

import pytest

from accounts.mailboxes import same_mailbox


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("alice@example.org", "alice@example.org"),
        ("Alice+news@Example.org", "alice@example.org"),
        ("a.li.ce@example.org", "a.li.ce@example.org"),
        ("a.li.ce+x@gmail.com", "alice@gmail.com"),
        ("ALICE@googlemail.com", "alice@gmail.com"),
    ],
)
def test_each_mailbox_has_one_form(address: str, mailbox: str) -> None:
    assert same_mailbox(address) == mailbox
    assert same_mailbox(mailbox) == mailbox
