"use strict";
// Sends a hook request to the service that shows this page and draws the cards. Text of cards is only ever set as text,
// or as Markdown through DOMPurify.

const byId = (id) => document.getElementById(id);
const services = new Map([...document.querySelectorAll("#services li")].map((li) => [li.dataset.hook, li.textContent]));
const LEVELS = { info: "Information", warning: "Warning", critical: "Critical" };
const ALLOWED = {
  ALLOWED_TAGS: ["p", "br", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"],
  ALLOWED_ATTR: ["href", "align"],
  ALLOWED_URI_REGEXP: /^(https?:|#|\/(?!\/))/i,
};
let asked = 0;

function element(tag, { text = "", cls = "", ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (cls) made.className = cls;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(Boolean));
  return made;
}

function markdown(text, cls) {
  const made = element("div", { cls });
  made.append(DOMPurify.sanitize(marked.parse(String(text), { gfm: true }), { ...ALLOWED, RETURN_DOM_FRAGMENT: true }));
  for (const a of made.querySelectorAll("a")) a.setAttribute("rel", "noopener noreferrer");
  return made;
}

const list = (value) => (Array.isArray(value) ? value : []);

function suggestionLine(suggestion) {
  const line = element("li", { text: suggestion.label });
  if (suggestion.isRecommended) line.append(" ", element("span", { text: "(recommended)", cls: "recommended" }));
  const actions = list(suggestion.actions).map((a) => element("li", { text: `${a.type}: ${a.description}` }));
  if (actions.length) line.append(element("ul", {}, ...actions));
  return line;
}

function linkLine(link) {
  const safe = /^https?:\/\//i.test(link.url);
  return element("li", {}, safe ? element("a", { text: link.label, href: link.url, rel: "noopener noreferrer" }) : element("span", { text: link.label }));
}

function section(title, cls, lines) {
  return lines.length ? element("div", {}, element("h4", { text: title }), element("ul", { cls }, ...lines)) : null;
}

function cardBox(card, number) {
  const level = LEVELS[card.indicator] ? card.indicator : "info";
  const heading = `card-${number}`;
  const choices = card.selectionBehavior === "at-most-one" ? "Choose at most one" : "Suggestions";
  return element("article", { cls: `card ${level}`, "aria-labelledby": heading },
    element("span", { text: LEVELS[level], cls: "badge" }),
    element("h3", { text: card.summary, id: heading }),
    card.detail ? markdown(card.detail, "detail") : null,
    section(choices, "suggestions", list(card.suggestions).map(suggestionLine)),
    section("Reasons to set this card aside", "reasons", list(card.overrideReasons).map((r) => element("li", { text: r.display || r.code }))),
    section("Read more", "links", list(card.links).map(linkLine)),
    element("p", { cls: "source", text: `Source: ${card.source ? card.source.label : "not named"}` }));
}

function say(text, cls = "") {
  byId("status").textContent = text;
  byId("status").className = cls;
}

function show(status, answer, milliseconds) {
  byId("json").textContent = JSON.stringify(answer, null, 2);
  byId("raw").hidden = false;
  const cards = list(answer && answer.cards);
  byId("cards").replaceChildren(...cards.map(cardBox));
  if (status !== 200) {
    const issue = list(answer && answer.issue)[0];
    say(`Refused (${status}): ${issue && issue.details ? issue.details.text : "no reason was given"}`, "error");
    return;
  }
  const count = cards.length === 0 ? "No card: nothing to say" : cards.length === 1 ? "One card" : `${cards.length} cards`;
  say(`${count}, after ${Math.round(milliseconds)} ms.`);
}

function parsedRequest() {
  const request = JSON.parse(byId("request").value);
  const service = request && services.get(request.hook);
  if (!service) throw new Error(`hook must be one of ${[...services.keys()].join(", ")}`);
  return service;
}

async function send() {
  const turn = ++asked;
  let service;
  try {
    service = parsedRequest();
  } catch (problem) {
    byId("cards").replaceChildren();
    byId("raw").hidden = true;
    say(`This request cannot be sent: ${problem.message}`, "error");
    return;
  }
  say("Asking …");
  byId("send").disabled = true;
  const started = performance.now();
  try {
    const answer = await fetch(`/cds-services/${service}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: byId("request").value,
    });
    const document_ = await answer.json();
    if (turn === asked) show(answer.status, document_, performance.now() - started);
  } catch (problem) {
    if (turn === asked) say(`The service did not answer: ${problem.message}`, "error");
  } finally {
    byId("send").disabled = false;
  }
}

async function choose() {
  const name = byId("example").value;
  byId("why").hidden = true;
  if (!name) return;
  try {
    const answer = await fetch(`/playground/examples/${encodeURIComponent(name)}`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const example = await answer.json();
    if (byId("example").value !== name) return;
    byId("request").value = JSON.stringify(example.request, null, 2);
    byId("why").replaceChildren(markdown(example.why, ""));
    byId("why").hidden = false;
    location.hash = name;
    await send();
  } catch (problem) {
    say(`The example could not be read: ${problem.message}`, "error");
  }
}

byId("send").addEventListener("click", send);
byId("example").addEventListener("change", choose);
byId("request").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
});
byId("request").addEventListener("input", () => { byId("example").value = ""; byId("why").hidden = true; });
byId("example").value = "";
const wanted = decodeURIComponent(location.hash.slice(1));
if ([...byId("example").options].some((o) => o.value === wanted) && wanted) {
  byId("example").value = wanted;
  choose();
}
