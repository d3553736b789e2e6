"""The playground as a clinician uses it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ANSWER
from tests.http.conftest import view_request

DETAIL = "Plain **bold** words.\n\n| Finding | Verdict |\n| --- | --- |\n| Bulge | incidental |\n\n"
SPITEFUL = (
    "<img src=x onerror='window.hacked=1'><script>window.hacked=2</script><style>body{display:none}</style>"
    "<a href='javascript:window.hacked=3' onclick='window.hacked=4'>html</a> [markdown](javascript:window.hacked=5) "
    "![picture](https://elsewhere.example.org/x.png) <form action=/x><input></form>"
)


def card(indicator: str, summary: str, **more: Any) -> dict[str, Any]:
    return {"summary": summary, "indicator": indicator, "source": {"label": "Lumbar concordance"}, **more}


@pytest.fixture(autouse=True)
def answer() -> None:
    action = {"type": "delete", "description": "Remove the order", "resourceId": "ServiceRequest/1"}
    ANSWER.clear()
    ANSWER["cards"] = [
        card("critical", "Do not wait"),
        card(
            "warning",
            "This <b>order</b> does not fit",
            detail=DETAIL,
            suggestions=[{"label": "Take it off", "isRecommended": True, "actions": [action]}],
            selectionBehavior="any",
            overrideReasons=[{"code": "x", "system": "y", "display": "I know more"}],
            links=[{"label": "Why", "url": "https://x.example.org/knowledge#r", "type": "absolute"}],
        ),
        card("info", "Next step"),
    ]


def ask(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("Hook request").fill(json.dumps(view_request()))
    page.get_by_role("button", name="Ask the service").click()
    page.wait_for_selector(".card")


def test_an_example_is_chosen_and_its_cards_are_shown(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("Example").select_option("index-case")
    page.wait_for_selector(".card")
    assert json.loads(page.get_by_label("Hook request").input_value())["hook"] == "patient-view"
    expect(page.get_by_role("status")).to_contain_text("3 cards")
    assert [c.get_attribute("class") for c in page.query_selector_all(".card")] == [
        "card critical",
        "card warning",
        "card info",
    ]
    assert page.locator("#why").inner_text().strip()


def test_a_card_shows_all_its_parts(page: Page, site: str) -> None:
    ask(page, site)
    warning = page.locator(".card.warning")
    for text in (
        "WARNING",
        "This <b>order</b> does not fit",
        "Take it off",
        "(recommended)",
        "delete: Remove the order",
        "I know more",
    ):
        expect(warning).to_contain_text(text, ignore_case=True)
    assert warning.get_by_role("link", name="Why").get_attribute("href") == "https://x.example.org/knowledge#r"
    assert warning.locator(".detail td").all_inner_texts() == ["Bulge", "incidental"]


def test_spiteful_text_runs_nothing_and_loads_nothing(browser: Browser, site: str) -> None:
    # Not the `page` of the other tests: the browser says aloud what the policy kept from being applied.
    ANSWER["cards"][1]["detail"] = DETAIL + SPITEFUL
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    ask(page, site)
    assert page.evaluate("window.hacked") is None
    detail = page.locator(".detail")
    assert detail.locator("img, script, style, form, input, [onclick], [onerror]").count() == 0
    links = page.evaluate("[...document.querySelectorAll('.detail a')].map(a => a.getAttribute('href') || '')")
    assert [link for link in links if "script" in link] == []
    assert [u for u in asked if not u.startswith(site)] == []
    expect(detail).to_be_visible()
    page.close()


def test_inline_script_would_be_refused_by_the_policy(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(site)
    page.evaluate("const s = document.createElement('script'); s.textContent = 'window.hacked = 1'; document.body.append(s)")
    assert page.evaluate("window.hacked") is None
    page.close()


def test_a_request_that_is_no_json_is_said_so_and_not_sent(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("Hook request").fill("{")
    page.get_by_role("button", name="Ask the service").click()
    expect(page.get_by_role("status")).to_contain_text("cannot be sent")
    page.get_by_label("Hook request").fill('{"hook": "encounter-start"}')
    page.get_by_label("Hook request").press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("hook must be one of")
    assert page.locator(".card").count() == 0


def test_no_card_is_said_in_words(page: Page, site: str) -> None:
    ANSWER["cards"] = []
    page.goto(site)
    page.get_by_label("Hook request").fill(json.dumps(view_request()))
    page.get_by_role("button", name="Ask the service").click()
    expect(page.get_by_role("status")).to_contain_text("nothing to say")


def test_everything_can_be_reached_by_keyboard(page: Page, site: str) -> None:
    page.goto(site)
    reached = []
    for _ in range(7):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert reached[:6] == ["Skip to the content", "Playground", "Knowledge book", "example", "request", "send"]


LUMINANCE = """() => {
  const light = (rgb) => rgb.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const opaque = (c) => c.length < 4 || c[3] > 0;
  const ground = (e) => {
    const colour = parse(getComputedStyle(e).backgroundColor);
    return opaque(colour) || !e.parentElement ? colour : ground(e.parentElement);
  };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest('.skip')) continue;
    const [a, b] = [parse(getComputedStyle(e).color), ground(e)].map(c => light(c.slice(0, 3)));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push(`${e.tagName} ${e.className} ${e.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return low.slice(0, 10);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_by_day_and_by_night(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    ask(page, site)
    assert page.evaluate(LUMINANCE) == []
    page.goto(f"{site}/knowledge#fits_finding")
    assert page.evaluate(LUMINANCE) == []


@pytest.mark.parametrize("width", [360, 1300])
def test_nothing_runs_off_the_side(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ask(page, site)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{site}/knowledge")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_link_of_a_card_leads_to_its_rule(page: Page, site: str) -> None:
    page.goto(f"{site}/knowledge#no_concordant_finding")
    shown = page.locator(".entry").filter(has=page.locator("#no_concordant_finding"))
    expect(shown).to_be_in_viewport()
    expect(shown).to_contain_text("No lumbar finding explains")
