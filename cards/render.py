"""Assessment → response: which cards are shown at which hook. Few, late, and with an alternative."""

from __future__ import annotations

from cards.assembly import Setting, make_card
from cards.concordance_card import concordance_card, shown_verdicts
from cards.extension import extension
from cards.management_card import management_card
from cards.markdown import paragraphs
from cards.models import Card, Response
from cards.order_card import not_readable_card, order_cards
from cards.red_flag_card import red_flag_cards
from cards.wording import named, words
from service.concordance.assessment import Assessment
from service.facts import Facts


def render(assessment: Assessment, facts: Facts, *, base_url: str | None = None, card_key: bytes) -> Response:
    """The answer to the hook that `facts` were read for. `base_url`: our external address, for links to the knowledge book.

    Nothing to say and nothing unreadable is an empty response. Equal input gives equal cards, their ids apart.
    """
    setting = Setting(facts=facts, card_key=card_key, base_url=base_url)
    choose = patient_view_cards if facts.hook == "patient-view" else order_hook_cards
    cards = tuple(choose(assessment, setting))
    return Response(cards=cards, extension=extension(assessment, facts, shown=bool(cards)))


def patient_view_cards(assessment: Assessment, setting: Setting) -> list[Card]:
    """Red flags first; they silence the advice but not the verdicts. Then at most one card on each."""
    flags = red_flag_cards(assessment, setting)
    if assessment.abstained:
        return [*flags, *present(abstained_card(assessment, setting))]
    advice = None if flags else management_card(assessment, setting)
    return [*flags, *present(concordance_card(assessment, setting)), *present(advice)]


def order_hook_cards(assessment: Assessment, setting: Setting) -> list[Card]:
    """Only where an order concerns the spine or the hip: red flags, then a card for each order that does not fit."""
    if not assessment.orders:
        return []
    flags = red_flag_cards(assessment, setting)
    return [*flags, *order_cards(assessment, setting), *present(not_readable_card(assessment, setting))]


def abstained_card(assessment: Assessment, setting: Setting) -> Card | None:
    """Says that no verdict is given, where there are findings that somebody could expect one on."""
    if assessment.abstained is None or not (shown_verdicts(assessment) or setting.facts.findings):
        return None
    said = words()
    detail = paragraphs(named(said.abstained, assessment.abstained), said.phrases["draft"])
    return make_card(setting, "abstained", summary=said.phrases["abstained_summary"], detail=detail, indicator="info")


def present(card: Card | None) -> list[Card]:
    """A list of one card or none."""
    return [card] if card is not None else []
