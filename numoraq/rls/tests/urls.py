"""Views that forget to filter: row level security has to do it for them."""

from collections.abc import AsyncIterator, Iterator

from django.db import connection, transaction
from django.db.models import Sum
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from finance.models import Entry


def orm(request: HttpRequest) -> JsonResponse:
    """Return how many entries the ORM sees, and whose."""
    owners = {str(entry.user_id) for entry in Entry.objects.all()}
    return JsonResponse({"entries": Entry.objects.count(), "owners": sorted(owners)})


def raw(request: HttpRequest) -> JsonResponse:
    """Return what SQL without a condition sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT user_id) FROM financial_data")
        entries, owners = cursor.fetchone()
    return JsonResponse({"entries": entries, "owners": owners})


def aggregate(request: HttpRequest) -> JsonResponse:
    """Return the sum of all amounts there are."""
    return JsonResponse({"total": str(Entry.objects.aggregate(total=Sum("amount"))["total"])})


def lazy(request: HttpRequest) -> TemplateResponse:
    """Return a template, over an unread queryset, rendered after the view's transaction."""
    template = engines["django"].from_string("{% for e in entries %}{{ e.user_id }} {% endfor %}")
    return TemplateResponse(request, template, {"entries": Entry.objects.all()})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Return a body whose rows are read while it is sent."""

    def lines() -> Iterator[str]:
        for entry in Entry.objects.iterator(chunk_size=1):
            yield f"{entry.user_id} "

    return StreamingHttpResponse(lines())


@transaction.non_atomic_requests
async def async_orm(request: HttpRequest) -> JsonResponse:
    """Return what the asynchronous ORM sees."""
    owners = {str(entry.user_id) async for entry in Entry.objects.all()}
    return JsonResponse({"entries": await Entry.objects.acount(), "owners": sorted(owners)})


@transaction.non_atomic_requests
async def async_stream(request: HttpRequest) -> StreamingHttpResponse:
    """Return an asynchronous body whose rows are read while it is sent."""

    async def lines() -> AsyncIterator[str]:
        async for entry in Entry.objects.all():
            yield f"{entry.user_id} "

    return StreamingHttpResponse(lines())


def fail(request: HttpRequest) -> JsonResponse:
    """Read, then fail in Python."""
    Entry.objects.count()
    raise ZeroDivisionError


@transaction.non_atomic_requests
def fail_in_sql(request: HttpRequest) -> JsonResponse:
    """Fail in SQL, outside any transaction of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return JsonResponse({})


def insert(request: HttpRequest) -> JsonResponse:
    """Store an entry for whomever the request names."""
    Entry.objects.create(
        user_id=request.GET["owner"], category="income", name="Gift", amount=1, date="2026-01-01"
    )
    return JsonResponse({})


def server_error(request: HttpRequest) -> JsonResponse:
    """Answer an error without a template: its links are not in these URLs."""
    return JsonResponse({}, status=500)


handler500 = server_error
urlpatterns = [
    path("orm/", orm),
    path("raw/", raw),
    path("aggregate/", aggregate),
    path("lazy/", lazy),
    path("stream/", stream),
    path("async/", async_orm),
    path("async-stream/", async_stream),
    path("fail/", fail),
    path("fail-in-sql/", fail_in_sql),
    path("insert/", insert),
]
