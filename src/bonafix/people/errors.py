"""Refusals about people."""

from bonafix.kit.errors import Invalid, NotFound, Refused, TooMany


class NoSuchPerson(NotFound):
    """No such party, or one of another operator."""

    code = "no_such_person"
    text = "There is no such person or organisation here."


class PersonErased(Refused):
    """The person's data was erased, or is locked away until it may be."""

    code = "person_erased"
    text = "The data of this person was erased and cannot be used any more."


class ReasonNeeded(Invalid):
    """Nobody is shown in full without a reason."""

    code = "reason_needed"
    field = "reason"
    text = "Please say why you need it. Your reason is kept on the record."


class ReasonTooLong(Invalid):
    """A reason is a sentence."""

    code = "reason_too_long"
    field = "reason"
    text = "Please say it shorter: at most %(longest)d characters."


class FieldUnknown(Invalid):
    """Only name, phone and address can be shown."""

    code = "field_unknown"
    field = "fields"
    text = "Only name, phone and address can be shown."


class LinkUnknown(NotFound):
    """No such link, or not for this."""

    code = "link_unknown"
    text = "This link is not known. Please check that you have all of it."


class LinkExpired(NotFound):
    """It was valid once."""

    code = "link_expired"
    text = "This link is no longer valid. Please ask us for a new one."


class CodeWrong(Invalid):
    """Not the code that was sent."""

    code = "code_wrong"
    field = "code"
    text = "This is not the code we sent. You can try %(left)d more times."


class CodeOver(Refused):
    """Expired, used, tried too often, or never sent."""

    code = "code_over"
    text = "This code is no longer valid. Please ask for a new one."


class TooManyCodes(TooMany):
    """Too many codes for one telephone."""

    code = "too_many_codes"
    text = "Several codes were sent to this number already. Please wait a little, then try again."


class RoleUnknown(Invalid):
    """Not a role of this house."""

    code = "role_unknown"
    field = "role"
    text = "This role is not known."


class RoleNeedsParty(Invalid):
    """An outlet's dispatcher, a brand's people and technicians speak for somebody."""

    code = "role_needs_party"
    field = "party"
    text = "Please say for whom this person works: the outlet, the brand or the technician."


class UsernameInvalid(Invalid):
    """User names have the form of an e-mail address."""

    code = "username_invalid"
    field = "username"
    text = "A user name looks like an e-mail address, for example li@example.com."


class UsernameTaken(Refused):
    """There is such an account."""

    code = "username_taken"
    field = "username"
    text = "This user name is taken. Please choose another."


class PasswordWeak(Invalid):
    """Too short or too common."""

    code = "password_weak"
    field = "password"
    text = "Please choose a longer password that is not in common use: at least 10 characters."


class ScopeUnknown(Invalid):
    """Not a scope of the API."""

    code = "scope_unknown"
    field = "scopes"
    text = "This scope of the interface is not known."


class NotOneself(Refused):
    """Nobody takes away their own way in by mistake."""

    code = "not_oneself"
    text = "This is your own log-in. Another administrator has to do this."


class ServerUrlInvalid(Invalid):
    """Not where an identity provider may be asked."""

    code = "server_url_invalid"
    field = "server_url"
    text = "Please give the provider's whole address, beginning with https://."
