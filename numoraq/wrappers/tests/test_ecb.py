"""Reading the European Central Bank's files, honest ones and others."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from numoraq.rls.identity import as_service
from numoraq.wrappers import ecb, errors
from numoraq.wrappers.models import WrapperStat
from numoraq.wrappers.tests import server
from numoraq.wrappers.tests.server import Server

AT = datetime(2026, 11, 20, 16, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


def xml(*days: str, rate: str = "1.0914") -> bytes:
    cubes = "".join(
        f'<Cube time="{day}"><Cube currency="USD" rate="{rate}"/>'
        f'<Cube currency="JPY" rate="171.53"/></Cube>'
        for day in days
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
        ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
        f"<gesmes:subject>Reference rates</gesmes:subject><Cube>{cubes}</Cube></gesmes:Envelope>"
    ).encode()


def zipped(text: str, *names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("eurofxref-hist.csv",):
            archive.writestr(name, text)
    return file.getvalue()


HISTORY = "Date,USD,BGN,\n2026-11-20,1.0914,N/A,\n2026-11-19,1.0901,1.9558,\n"


def test_the_xml_file_is_read() -> None:
    assert ecb.parse(xml("2026-11-20", "2026-11-19")) == [
        (date(2026, 11, 20), "USD", Decimal("1.0914")),
        (date(2026, 11, 20), "JPY", Decimal("171.53")),
        (date(2026, 11, 19), "USD", Decimal("1.0914")),
        (date(2026, 11, 19), "JPY", Decimal("171.53")),
    ]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<Cube time="2026-11-20"><Cube currency="USD" rate="&c;"/></Cube>"""


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html><body>Down for maintenance</body></html>",
        b'{"USD": 1.09}',
        b"\x00\xff\xfe",
        xml(),
        xml("2026-11-20")[:-20],
        xml("2026-13-40"),
        xml("", rate="1.09"),
        xml("2026-11-20", rate="0"),
        xml("2026-11-20", rate="-1.09"),
        xml("2026-11-20", rate="NaN"),
        xml("2026-11-20", rate="1e999"),
        xml("2026-11-20", rate="1,09"),
        xml("2026-11-20", rate=""),
        xml("2026-11-20").replace(b"USD", b"US$"),
        xml("2026-11-20").replace(b'currency="USD" ', b'currency="USDX" '),
        BOMB,
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">' + xml("2026-11-20")[38:],
    ],
)
def test_anything_else_is_refused(document: bytes) -> None:
    with pytest.raises(errors.BadAnswer):
        ecb.parse(document)


def test_a_document_type_is_refused_in_any_encoding() -> None:
    with pytest.raises(errors.BadAnswer, match="document type"):
        ecb.parse(BOMB.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"))


def test_the_history_is_read_without_gaps() -> None:
    history = ecb.unpack(zipped(HISTORY))
    assert ecb.span(history) == (date(2026, 11, 19), date(2026, 11, 20))
    assert ecb.rows(history) == [
        (date(2026, 11, 20), "USD", Decimal("1.0914")),
        (date(2026, 11, 19), "USD", Decimal("1.0901")),
        (date(2026, 11, 19), "BGN", Decimal("1.9558")),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Date,USD,\n",
        "<html>",
        "Day,USD,\n2026-11-20,1.09,\n",
        "Date,USD,\n2026-11-20,1.09,7,\n",
        "Date,USD,\n2026-11-20,abc,\n",
        "Date,USD,\n20.11.2026,1.09,\n",
        "Date,U$D,\n2026-11-20,1.09,\n",
    ],
)
def test_a_damaged_history_is_refused(text: str) -> None:
    with pytest.raises(errors.BadAnswer):
        ecb.rows(text)


def test_a_history_without_days_has_no_span() -> None:
    with pytest.raises(errors.BadAnswer, match="no day"):
        ecb.span("Date,USD,\n")


@pytest.mark.parametrize(
    "archive",
    [b"", b"PK not really", zipped(HISTORY, "a", "b"), zipped(HISTORY)[:60]],
    ids=["nothing", "no archive", "two files", "cut off"],  # an archive holds the time
)
def test_what_is_not_the_archive_is_refused(archive: bytes) -> None:
    with pytest.raises(errors.BadAnswer, match="not the history"):
        ecb.unpack(archive)


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecb, "MAX_UNPACKED", 1000)
    with pytest.raises(errors.BadAnswer, match="larger than any honest one"):
        ecb.unpack(zipped("0" * 2000))


@pytest.mark.django_db(databases=["default", "worker"])
@pytest.mark.parametrize(
    ("since", "path"),
    [
        (FRIDAY - timedelta(days=1), ecb.NINETY_DAYS),
        (FRIDAY - timedelta(days=79), ecb.NINETY_DAYS),
        (FRIDAY - timedelta(days=80), ecb.HISTORY),
        (None, ecb.HISTORY),
    ],
)
def test_the_smallest_file_with_corrections_that_reaches_back_is_fetched_whole(
    provider: Server, since: date | None, path: str
) -> None:
    provider.at(f"/feed/{ecb.NINETY_DAYS}", server.body(xml("2026-11-20", "2026-11-19")))
    provider.at(f"/feed/{ecb.HISTORY}", server.body(zipped(HISTORY)))
    quotes = ecb.fetch(since=since, at=AT)
    assert provider.seen == [f"/feed/{path}"]
    assert {day for day, _code, _rate in quotes} == {FRIDAY, FRIDAY - timedelta(days=1)}
    with as_service():
        counted = WrapperStat.objects.using("worker").get(pk="ecb")
    assert counted.rows_in == counted.rows_out == len(quotes)
