"""Tables of sound: what the customer chose about it, and each recording with its end."""

from django.db import models

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class RecordingChoice(Recorded):
    """The customer allows that a visit is recorded, or does not; the newest row counts.

    Without a row it is "no". Neither answer is looked at by anything else in the house.
    """

    case = TenantForeignKey("cases.Case")
    allowed = models.BooleanField()
    wording = models.CharField(max_length=40)  # of the notice that stood beside it
    channel = models.CharField(max_length=12)  # page, phone, told, api
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["operator", "case"], name="repairs_recording_choices")]


class Recording(Recorded):
    """Sound in custody: of a visit or a call, on which notice and consent, and until when."""

    case = TenantForeignKey("cases.Case")
    client_id = models.UUIDField()
    source = models.CharField(max_length=8)  # visit, call
    technician_id = models.UUIDField(null=True)
    # The yes that it rests on; of a call it was said in the call, after `notice`.
    choice = TenantForeignKey(RecordingChoice, null=True)
    notice = models.CharField(max_length=40)
    file_id = models.UUIDField()
    media_type = models.CharField(max_length=40)
    seconds = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    policy_version = models.PositiveIntegerField()
    kept_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "client_id"], name="repairs_recording_once")
        ]
        indexes = [models.Index(fields=["operator", "case"], name="repairs_recordings_of_case")]
