"""A draft: blocks of text with named blanks, and citations that keep their marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from bonafix.kit.money import show
from bonafix.kit.texts import N_
from bonafix.law.model import LEVELS, Act, Facts, Grade, Rule, Words, said
from bonafix.law.words import mark, tell, text

Kind = Literal["heading", "text", "item", "row"]
BANNER = N_(
    "DRAFT for a person. Check every fact and every citation, fill in the blanks, and sign and "
    "send it yourself if you decide to. This program sends nothing."
)
NEUTRAL = N_(
    "This text states facts and measured findings and asks that they be examined. It does not "
    "state that anybody deceived anybody; that is for the authority to find."
)
BLANK = N_("[to fill in: %(name)s]")
WITHHELD = N_(
    "[not cited: rule %(rule)s is unverified (未核实); a named person must confirm it first]"
)
CITED = N_("%(law)s %(article)s (%(version)s), in our words: %(title)s")
QUOTED = N_("%(law)s %(article)s (%(version)s): “%(quote)s”")
CHECK = N_(" [%(mark)s: check the text before sending]")
CONFIRMED = N_(" [confirmed by %(by)s on %(day)s]")
SHOWN = N_("Measured (%(act)s): %(statement)s")
NOT_SHOWN = N_("What this does not show: %(limits)s")
NO_LIMITS = N_("what this does not show is not stated; ask before using it")
STATED = N_("Stated (%(act)s): %(given)s")
HASH = N_("SHA-256 of the file: %(hash)s")
HEAD = (
    N_("id of the claim"),
    N_("number of the order"),
    N_("day of the act"),
    N_("goods lost"),
    N_("freight lost"),
    N_("other losses"),
    N_("whole loss"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list or a row of a table (then `cells`)."""

    kind: Kind
    text: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A draft in one language. `blanks`: what a person fills in; `withheld`: rules not cited."""

    name: str
    title: str
    banner: str
    blocks: tuple[Block, ...]
    blanks: tuple[str, ...]
    withheld: tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """Collects the blocks of one document."""

    grade: Grade
    language: str
    blocks: list[Block] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    cited: list[Rule] = field(default_factory=list)

    @property
    def facts(self) -> Facts:
        """What is stated."""
        return self.grade.facts

    def heading(self, msgid: str) -> None:
        """A heading."""
        self.blocks.append(Block("heading", text(msgid, self.language)))

    def say(self, msgid: str, **params: str) -> None:
        """A paragraph."""
        self.blocks.append(Block("text", tell(said(msgid, **params), self.language)))

    def item(self, msgid: str, **params: str) -> None:
        """An item of a list."""
        self.blocks.append(Block("item", tell(said(msgid, **params), self.language)))

    def blank(self, msgid: str) -> str:
        """A named place to be filled in; remembered for the list at the end."""
        name = text(msgid, self.language)
        if name not in self.blanks:
            self.blanks.append(name)
        return tell(said(BLANK, name=name), self.language)

    def or_blank(self, given: str, msgid: str) -> str:
        """What is stated, else a blank of that name."""
        return given or self.blank(msgid)

    def cite(self, *rules: Rule) -> None:
        """Each rule once, with quote and mark; an unverified one only once confirmed."""
        for rule in dict.fromkeys(rules):
            if rule in self.cited:
                continue
            self.cited.append(rule)
            self.blocks.append(Block("item", self._citation(rule)))

    def _citation(self, rule: Rule) -> str:
        confirmed = next((c for c in self.facts.confirmations if c.rule == rule.id), None)
        if rule.mark == "M" and confirmed is None:
            self.withheld.append(rule.id)
            return tell(said(WITHHELD, rule=rule.id), self.language)
        law = f"《{rule.law.zh}》{rule.doc_no}"
        where: dict[str, str | Words] = {
            "law": law,
            "article": rule.article or "—",
            "version": rule.version,
        }
        if rule.quote:
            sentence = said(QUOTED, **where, quote=rule.quote)
        else:
            sentence = said(CITED, **where, title=rule.title.of(self.language) + _amounts(rule))
        return tell(sentence, self.language) + self._sureness(rule)

    def _sureness(self, rule: Rule) -> str:
        confirmed = next((c for c in self.facts.confirmations if c.rule == rule.id), None)
        if confirmed:
            return tell(said(CONFIRMED, by=confirmed.by, day=confirmed.on), self.language)
        weakest = max(rule.mark, rule.quote_mark if rule.quote else "V", key="VSM".index)
        if weakest == "V":
            return ""
        return tell(said(CHECK, mark=mark(weakest, self.language)), self.language)

    def losses(self, acts: Sequence[Act]) -> None:
        """The table of the losses, as stated."""
        self.blocks.append(Block("row", cells=tuple(text(t, self.language) for t in HEAD)))
        for act in acts:
            others = act.loss - act.goods - act.freight
            amounts = [show(fen) for fen in (act.goods, act.freight, others, act.loss)]
            order = act.order or self.blank(ORDER)
            cells = (act.id, order, act.acted.isoformat(), *amounts)
            self.blocks.append(Block("row", cells=cells))

    def findings(self, acts: Iterable[Act]) -> None:
        """What was stated and measured of each act, each finding with what it does not show."""
        for act in acts:
            if act.deception:
                self.item(STATED, act=act.id, given=act.deception)
            for one in act.findings:
                self.item(SHOWN, act=act.id, statement=one.statement)
                self.item(NOT_SHOWN, limits=one.limits or text(NO_LIMITS, self.language))
                if one.sha256:
                    self.item(HASH, hash=one.sha256)
            if not act.deception and not act.findings:
                self.item(STATED, act=act.id, given=self.blank(WHAT))

    def done(self, name: str, title: str) -> Document:
        """The document, with the banner and the sentence that it accuses nobody."""
        self.say(NEUTRAL)
        return Document(
            name,
            text(title, self.language),
            text(BANNER, self.language),
            tuple(self.blocks),
            tuple(self.blanks),
            tuple(dict.fromkeys(self.withheld)),
        )


def _amounts(rule: Rule) -> str:
    """The yuan of a rule about amounts: large / huge / especially huge."""
    if rule.kind != "figures":
        return ""
    pairs = (cast(list[int], rule.value[name]) for name in LEVELS)
    shown = (f"{low:,}" if low == high else f"{low:,}–{high:,}" for low, high in pairs)
    return ": " + " / ".join(shown)


ORDER = N_("number of the order")
WHAT = N_("what was presented and what was measured")
