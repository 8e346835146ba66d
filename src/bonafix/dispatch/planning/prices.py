"""What weighs how much in a decision, in units of which a second on the road is 60."""

from datetime import timedelta
from typing import Final

ROAD: Final = 60
# An hour's wait of a booked visit weighs as much as a minute on the road; of an urgent one as
# 40 minutes; a promised visit that begins later inside its promise, as 6 minutes an hour.
WAIT: Final = 1
WAIT_URGENT: Final = 40
PUSH: Final = 6
# A missed half hour weighs as two hours on the road.
MISSED: Final = ROAD * 7200
# So much of the urgent half hour is kept for what the road may bring.
URGENT_KEPT: Final = timedelta(minutes=5)
# Of a promise made to others, this much is never used up.
KEPT: Final = timedelta(minutes=15)
# A visit that takes longer than planned: how much longer from now is an assumption.
OVERRUN: Final = timedelta(minutes=15)
