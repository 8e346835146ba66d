"""What can go wrong around notices."""


class NotANotice(ValueError):
    """A caller's mistake: unknown kind or channel, or params that may hold personal data."""


class Undelivered(Exception):
    """A try did not go through. `why` is a word of ours; what the provider said stays outside.

    `permanent`: another try with the same content would be refused again.
    """

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent
