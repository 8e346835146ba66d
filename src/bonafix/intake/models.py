"""What the doors keep: how often somebody came."""

from django.db import models


class RateWindow(models.Model):
    """How often a keyed hash of an address has come to one door in one minute."""

    id = models.BigAutoField(primary_key=True)
    caller = models.BinaryField()
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "minute"], name="intake_rate_one_window")
        ]
