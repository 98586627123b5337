"""The REST API of phones and mailboxes as second factors: /api/v1/factors/phone/, .../email/."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import addresses, allauth_compat, sms
from accounts.forms.codes import MailboxForm, PhoneForm
from accounts.models import Challenge, Factor, User
from accounts.permissions import Fresh, NotDemo, SteppedUp, WithinScope
from accounts.services import challenges, enrolment, factors
from accounts.views import sending


class PhoneSerializer(serializers.Serializer[Any]):
    """A phone to add."""

    address = serializers.CharField(max_length=40, help_text="International, as +351912345678.")
    name = serializers.CharField(
        max_length=64, required=False, allow_blank=True, help_text="What its owner calls it."
    )


class MailboxSerializer(serializers.Serializer[Any]):
    """A mailbox to add."""

    address = serializers.EmailField()
    name = serializers.CharField(
        max_length=64, required=False, allow_blank=True, help_text="What its owner calls it."
    )


class AskSerializer(serializers.Serializer[Any]):
    """A factor to send a code to."""

    factor = serializers.UUIDField()


class CodeSerializer(serializers.Serializer[Any]):
    """The code that was sent for a challenge."""

    challenge = serializers.UUIDField()
    code = serializers.RegexField(r"^[0-9]{6}\Z")


class ChallengeSerializer(serializers.ModelSerializer[Challenge]):
    """What was asked for. Times are UTC; the code is taken from the same address alone."""

    factor = serializers.UUIDField(source="factor_id")

    class Meta:
        model = Challenge
        fields = ("id", "factor", "created_at", "expires_at")
        read_only_fields = fields


class SentFactorSerializer(serializers.ModelSerializer[Factor]):
    """A proven phone or mailbox."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField(source="__str__", help_text="Its own, or its kind's.")
    address = serializers.CharField(source="masked", help_text="In part only.")

    class Meta:
        model = Factor
        fields = ("id", "type", "name", "address", "created_at")
        read_only_fields = fields


class ProblemSerializer(serializers.Serializer[Any]):
    """Why something was refused."""

    detail = serializers.CharField()


NOT_FOUND = OpenApiResponse(ProblemSerializer, "One has no such factor or challenge.")
REFUSED = OpenApiResponse(ProblemSerializer, "The code is wrong, spent, or too late.")


class _AddView(APIView):
    kind: Factor.Type
    form: type[PhoneForm | MailboxForm]
    serializer: type[serializers.Serializer[Any]]

    def get_permissions(self) -> list[BasePermission]:
        """Return what adding asks for; other methods are not for anybody."""
        needed = (SteppedUp, Fresh) if self.request.method == "POST" else ()
        return [permission() for permission in (IsAuthenticated, WithinScope, NotDemo, *needed)]

    def add(self, request: Request) -> Response:
        """Store what is to be proven, and send the code."""
        sent = self.serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        form = self.form(sent.validated_data)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors.get_json_data())
        user, address = _person(request), form.cleaned_data["address"]
        _count(request, user, addresses.fingerprint(address))
        name, at = form.cleaned_data["name"], timezone.now()
        try:
            challenge = enrolment.begin(
                user=user, kind=self.kind, address=address, name=name, at=at
            )
        except ValidationError as error:
            raise serializers.ValidationError(serializers.as_serializer_error(error)) from error
        except challenges.CooldownPending as pending:
            raise Throttled(wait=sending.seconds(pending.until, at)) from pending
        return Response(ChallengeSerializer(challenge).data, status=status.HTTP_201_CREATED)


class AddPhoneView(_AddView):
    """Phones as second factors."""

    kind, form, serializer = Factor.Type.PHONE, PhoneForm, PhoneSerializer

    @extend_schema(
        request=PhoneSerializer,
        responses={201: ChallengeSerializer, 404: NOT_FOUND},
        operation_id="factors_phone_add",
    )
    def post(self, request: Request) -> Response:
        """Send a code to a new phone, which is a factor once the code is verified."""
        if not sms.is_available():
            raise NotFound(_("This installation sends no text messages."))
        return self.add(request)


class AddMailboxView(_AddView):
    """Mailboxes as second factors."""

    kind, form, serializer = Factor.Type.EMAIL, MailboxForm, MailboxSerializer

    @extend_schema(
        request=MailboxSerializer,
        responses={201: ChallengeSerializer},
        operation_id="factors_email_add",
    )
    def post(self, request: Request) -> Response:
        """Send a code to a new mailbox, which is a factor once the code is verified."""
        return self.add(request)


class ChallengeView(APIView):
    """Codes for factors one has. Open to who is yet to step up: this is how."""

    permission_classes = (IsAuthenticated, WithinScope, NotDemo)

    kind = ""

    @extend_schema(request=AskSerializer, responses={201: ChallengeSerializer, 404: NOT_FOUND})
    def post(self, request: Request) -> Response:
        """Send a code to one of one's phones or mailboxes."""
        wanted = AskSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        user = _person(request)
        factor = sending.wanted(user=user, factor_id=str(wanted.validated_data["factor"]))
        if factor is None or factor.type != self.kind:
            raise NotFound
        at = timezone.now()
        try:
            if factor.next_code_at() is None:
                _count(request, user, str(factor.address_hash))
            challenge = challenges.issue(factor=factor, at=at)
        except challenges.CooldownPending as pending:
            raise Throttled(wait=sending.seconds(pending.until, at)) from pending
        return Response(ChallengeSerializer(challenge).data, status=status.HTTP_201_CREATED)


class VerifyView(APIView):
    """The code of a challenge: it proves a new factor, or the session by one there is."""

    permission_classes = (IsAuthenticated, WithinScope, NotDemo)

    kind = ""

    @extend_schema(
        request=CodeSerializer,
        responses={200: SentFactorSerializer, 404: NOT_FOUND, 422: REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Take a code, once. What a wrong one counts is stored, so it is not an error of DRF's."""
        given = CodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user, at = _person(request), timezone.now()
        challenge_id, code = given.validated_data["challenge"], given.validated_data["code"]
        is_new = enrolment.is_new(user=user, challenge_id=challenge_id, kind=self.kind)
        if is_new is None:
            raise NotFound
        if is_new:
            self.check_new(request)
        take = enrolment.confirm if is_new else challenges.verify
        try:
            factor = take(user=user, challenge_id=challenge_id, code=code, at=at)
        except challenges.CodeRefused as refusal:
            if not is_new:
                sending.note_wrong(user=user, kind=self.kind, at=at)
            return Response({"detail": sending.told(refusal, at=at)}, status=422)
        allauth_compat.record_code(
            _django(request),
            user=user,
            kind=factor.type,
            factor=str(factor.uuid),
            is_new=is_new,
        )
        if is_new:
            factors.end_unproven(user=user)
        return Response(SentFactorSerializer(factor).data)

    def check_new(self, request: Request) -> None:
        """Refuse a new factor to who has one and did not prove it. Raises PermissionDenied."""
        if not SteppedUp().has_permission(request, self):
            message = str(SteppedUp.message)
            self.permission_denied(request, message=message, code=SteppedUp.code)


def _count(request: Request, user: User, fingerprint: str) -> None:
    if not sending.is_allowed(_django(request), user=user, fingerprint=fingerprint):
        raise Throttled(detail=gettext_lazy("So many codes are not sent in an hour."))


def _person(request: Request) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]


def _django(request: Request) -> Any:
    return request._request  # noqa: SLF001
