"""What can be wrong with a rule file or with what is stated about a case."""

from bonafix.kit.errors import Invalid


class BadRule(Invalid):
    """The house's own data is wrong; nothing is graded with it."""

    code = "bad_rule"
    text = "%(where)s: %(wrong)s"


class BadFacts(Invalid):
    """What is stated about a case cannot be used."""

    code = "bad_facts"
    text = "%(where)s: %(wrong)s"
