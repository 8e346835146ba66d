"""Refusals around webhooks."""

from bonafix.kit.errors import Invalid, NotFound, Refused


class AddressNotPossible(Invalid):
    """Not https, or inside the house."""

    code = "hook_address"
    field = "url"
    text = (
        "Please give an https address of the open internet, without name and password in it,"
        " like https://shop.example/hooks/bonafix."
    )


class EventUnknown(Invalid):
    """None chosen, or one that there is not."""

    code = "hook_event"
    field = "events"
    text = "Please choose of which steps your system is told."


class TooManyHooks(Refused):
    """More addresses than anybody needs."""

    code = "too_many_hooks"
    text = "There are 10 addresses already. Please switch off one that is needed no longer."


class HookDisabled(Refused):
    """Switched off; a new one is made instead."""

    code = "hook_disabled"
    text = "This address is switched off. Please register it anew."


class NoSuchHook(NotFound):
    """None of this party."""

    code = "no_such_hook"
    text = "There is no such address here."
