"""An explanation as sentences: who it is, why it closed, where its twin parts, until when it could be saved."""

from __future__ import annotations

from experiments.explain.closing import Closing
from experiments.explain.explanation import Explanation
from experiments.explain.saving import LastCall
from experiments.explain.words import distributor, word
from experiments.words.words import amount, words


def tell(explanation: Explanation, language: str = "en") -> list[str]:
    """The sentences of an explanation in ``en`` or ``ru``; anything else is a ValueError."""
    say = words(language, "life.told")
    life, twin = explanation.life, explanation.twin
    facts = life.facts
    sentences = [
        say(
            "who" if facts["origin"] == "initial" else "who.later",
            partner=life.partner,
            kind=word("kinds", facts["kind"], language),
            entered=facts["entered"],
            people=amount(facts["size_at_start"], language),
            distributor=distributor(facts["primary_distributor"], language),
            origin=word("origins", facts["origin"], language),
        ),
        *ending(life.scenario, life.horizon, explanation.closing, say, language),
    ]
    if len(explanation.scenarios) > 1:
        if twin is None:
            sentences.append(say("never", scenario=explanation.scenarios[1].name))
        else:
            sentences += ending(twin.scenario, twin.horizon, explanation.twin_closing, say, language)
            sentences.append(where_they_part(explanation, say, language))
    if explanation.rescue:
        sentences.append(last_month(explanation.rescue, "", say))
    if explanation.switch:
        keeps = next(s.name for s in explanation.scenarios if s.name != explanation.closes_in.scenario)
        sentences.append(last_month(explanation.switch, keeps, say))
    return sentences


def ending(scenario: str, months: int, closing: Closing | None, say, language: str) -> list[str]:
    """How one life ended, and what set it off."""
    if closing is None:
        return [say("lives", scenario=scenario, months=months)]
    if not closing.months:
        return [say("closes.unseen", scenario=scenario, month=closing.month)]
    sentences = [
        say(
            f"closes.{closing.cause}", scenario=scenario, month=closing.month, since=closing.since,
            months=closing.months, income=amount(closing.income, language),
            elsewhere=amount(closing.elsewhere, language), buyer=closing.buyer,
        )
    ]  # fmt: skip
    if closing.cause in ("illiquidity", "over_indebtedness"):
        if closing.trigger is None:
            sentences.append(say("trigger.none"))
        else:
            sentences.append(say("trigger", **_event(closing.trigger, language)))
        if closing.blow is not None and closing.blow != closing.trigger:
            sentences.append(say("blow", **_event(closing.blow, language)))
    return sentences


def _event(event: dict, language: str) -> dict[str, str]:
    def more(text: str) -> str:
        return f", {text}" if text else ""

    return {
        "month": str(event["month"]),
        "event": word("events", event["event"], language),
        "amount": amount(event["amount"], language),
        "detail": more(word("details", event["detail"], language)),
        "distributor": more(distributor(event["distributor"], language)),
    }


def where_they_part(explanation: Explanation, say, language: str) -> str:
    """From which month on two lives differ, and in what."""
    parting = explanation.parting
    if parting.month is None:
        return say("same")
    here, there = both_values(parting.here, parting.there, language)
    text = say("parts", month=parting.month, line=line_name(parting.line, language), here=here, there=there)
    return text if parting.visible is None else f"{text} {say('visible', month=parting.visible)}"


def line_name(line: str, language: str = "en") -> str:
    """A line of the books in words; of a contract, with its distributor."""
    supplier, colon, column = line.rpartition(": ")
    return f"{distributor(supplier, language)}{colon}{word('lines', column, language)}"


def both_values(here, there, language: str) -> tuple[str, str]:
    """Two values that differ, with as many digits as it takes to show it."""
    if isinstance(here, str) or isinstance(there, str) or here is None or there is None:
        one, two = (
            "-" if v is None else word("modes", v, language) if isinstance(v, str) else f"{v:.6g}"
            for v in (here, there)
        )
        return one, two
    for digits in range(4, 18):
        one, two = f"{here:.{digits}g}", f"{there:.{digits}g}"
        if one != two:
            break
    return (one.replace(".", ","), two.replace(".", ",")) if language == "ru" else (one, two)


def last_month(call: LastCall, keeps: str, say) -> str:
    """Until when one means saved it, and how far that date can be trusted."""
    if call.refused:
        return say("refused", why=call.refused)
    if call.month is None:
        return say(f"{call.means}.none", keeps=keeps)
    notes = [say("tried", saving=call.saving, tried=len(call.tried))]
    if any(not saved for month, saved in call.tried if month < call.month):
        notes.append(say("unsteady"))
    if not call.exact:
        notes.append(say("between"))
    return f"{say(call.means, month=call.month, keeps=keeps)} ({'; '.join(notes)})."
