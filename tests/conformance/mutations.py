"""One fault per rule for the stub: each mutation is to be found by exactly that rule."""

from __future__ import annotations

import base64
import itertools
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from werkzeug.wrappers import Response

from service.conformance.feedback import CARD
from tests.conformance.stub import KEYS, Call, Document, Mutation, as_json

MUTATIONS: dict[str, Mutation] = {}
# The same for services that authenticate.
WITH_KEY: dict[str, Mutation] = {}
Change = Callable[[Document], object]
When = Callable[[Call], object]
SEARCH = KEYS["conditions"]


def edited(response: Response, change: Change) -> Response:
    """The response with its document changed."""
    document = json.loads(response.get_data())
    change(document)
    response.set_data(json.dumps(document))
    return response


def says(response: Response, status: int, document: Document) -> Response:
    """Another answer under the same headers."""
    other = as_json(document, status)
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            other.headers[name] = value
    return other


def discovery(change: Change) -> Mutation:
    """Changes the discovery answer."""
    return lambda call, response: edited(response, change) if call.kind == "discovery" and response.status_code == 200 else None


def entry(**members: Any) -> Mutation:
    return discovery(lambda d: d["services"][0].update(members))


def template(text: str, key: str = "extra") -> Mutation:
    return discovery(lambda d: d["services"][0].update(prefetch=KEYS | {key: text}))


def answers(change: Callable[[Call, Document], object]) -> Mutation:
    """Changes the answers of hooks."""

    def mutation(call: Call, response: Response) -> Response | None:
        found = call.kind == "hook" and response.status_code == 200 and call.method == "POST"
        return edited(response, lambda d: change(call, d)) if found else None

    return mutation


def cards(change: Change) -> Mutation:
    return answers(lambda call, d: [change(c) for c in d["cards"]])


def suggestions(change: Change) -> Mutation:
    return cards(lambda c: [change(s) for s in c.get("suggestions", [])])


def actions(kind: str, change: Change) -> Mutation:
    return suggestions(lambda s: [change(a) for a in s["actions"] if a["type"] == kind])


def refuses(when: When, status: int = 400, kind: str = "hook") -> Mutation:
    """Refuses what should be taken."""
    body = {"message": "no"}
    return lambda call, response: says(response, status, body) if call.kind == kind and when(call) else None


def takes(when: When, kind: str = "hook") -> Mutation:
    """Takes what should be refused."""
    return lambda call, response: says(response, 200, {"cards": []}) if call.kind == kind and when(call) else None


def headers(when: Callable[[Call, Response], object], **values: str | None) -> Mutation:
    """Sets headers, or takes them away."""

    def mutation(call: Call, response: Response) -> None:
        if when(call, response):
            for name, value in values.items():
                response.headers.pop(name.replace("_", "-"), None)
                if value:
                    response.headers[name.replace("_", "-")] = value

    return mutation


def prefetched(call: Call) -> Document:
    found = call.request.get("prefetch")
    return found if isinstance(found, dict) else {}


def values(call: Call) -> list[Document]:
    return [v for v in prefetched(call).values() if isinstance(v, dict)]


def bundle(call: Call) -> Document:
    found = call.context.get("draftOrders")
    return found if isinstance(found, dict) else {}


def drafts(call: Call) -> list[Document]:
    entries = bundle(call).get("entry")
    return [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []


def resources(call: Call) -> list[Document]:
    return [e["resource"] for e in drafts(call) if isinstance(e.get("resource"), dict)]


def is_hook(call: Call) -> bool:
    return call.kind == "hook" and call.method == "POST"


MUTATIONS |= {
    "D1": headers(lambda c, r: c.kind == "discovery", Content_Type="text/html"),
    "D2": refuses(lambda c: c.path.endswith("/"), 404, "discovery"),
    "D3": lambda c, r: (
        edited(r, lambda d: d["services"][0].update(title="Other")) if c.kind == "discovery" and c.query else None
    ),
    "D4": discovery(lambda d: d["services"][0].pop("description")),
    "D5": discovery(lambda d: d["services"].append(d["services"][0])),
    "D6": discovery(lambda d: d["services"].append(d["services"][0] | {"id": "old", "hook": "medication-prescribe"})),
    "D7": entry(colour="red"),
    "D8": entry(usageRequirements=""),
    "D9": entry(usageRequirements=7),
    "D10": entry(version="two"),
    "P1": template(KEYS["patient"], key="odd key"),
    "P2": template("/" + KEYS["patient"]),
    "P3": template("Patient/{{ context.patientId }}"),
    "P4": template("Patient/{{context.draftOrders}}"),
    "P5": template(SEARCH + "&onset-date=ge2020&onset-date=le2021"),
    "P6": template(SEARCH + "&_include=Condition:encounter"),
    "P7": template(SEARCH + "&code:not=x"),
    "P8": template(SEARCH + "&onset-date=ap2020-01-01"),
    "P9": template("Condition?category=problem-list-item"),
    "P10": template("Condition?patient={{context.patientId}}&_count=0"),
    "P11": template("Condition?encounter={{context.encounterId}}"),
    "Q17": refuses(is_hook),
    "Q1": refuses(lambda c: "charset" in c.headers.get("Content-Type", ""), 415),
    "Q2": refuses(lambda c: c.is_hook and "hookInstance" not in c.request),
    "Q3": refuses(lambda c: c.context and "encounterId" not in c.context),
    "Q4": refuses(lambda c: "somethingNew" in c.request),
    "Q5": refuses(lambda c: str(c.request.get("hookInstance", "x" * 14 + "4"))[14:15] != "4"),
    "Q6": refuses(lambda c: "user" in c.request),
    "Q7": refuses(lambda c: str(c.context.get("patientId")).startswith("Patient/")),
    "Q8": refuses(lambda c: c.request.get("fhirServer", "") is None),
    "Q9": refuses(lambda c: c.context and "draftOrders" not in c.context),
    "Q10": refuses(lambda c: any(isinstance(r.get("category"), dict) for r in resources(c))),
    "Q11": refuses(lambda c: bundle(c).get("type") == "searchset"),
    "Q12": refuses(lambda c: any(r.get("resourceType") == "Medication" for r in resources(c))),
    "Q13": refuses(lambda c: b"1e999" in c.body, 500),
    "Q15": refuses(lambda c: "given" in c.request),
    "F1": refuses(lambda c: "patient" in prefetched(c) and "conditions" not in prefetched(c)),
    "F2": refuses(lambda c: None in prefetched(c).values()),
    "F3": refuses(lambda c: b'"mode": "include"' in c.body),
    "F4": refuses(lambda c: any(v.get("resourceType") == "OperationOutcome" for v in values(c))),
    "F5": refuses(lambda c: any(v.get("total") == 0 and v.get("entry") for v in values(c))),
    "F6": answers(lambda c, d: d.update(cards=[]) if "item0" in prefetched(c) else None),
    "F7": refuses(lambda c: any("link" in v for v in values(c))),
    "F8": refuses(lambda c: 5 in prefetched(c).values()),
    "F9": lambda c, r: Response(status=204, headers=r.headers) if is_hook(c) and r.get_data() == b'{"cards": []}' else None,
    "S3": lambda c, r: says(r, 412, {"message": "data are missing"}) if r.status_code == 412 else None,
    "H1": refuses(lambda c: c.request.get("fhirServer") and "fhirAuthorization" not in c.request),
    "H2": refuses(lambda c: any(len(str(r.get("id"))) > 100 for r in resources(c))),
    "H3": refuses(lambda c: any("request" in e for e in drafts(c))),
    "M1": takes(lambda c: is_hook(c) and not c.body),
    "M2": takes(lambda c: c.body.endswith(b"} x")),
    "M3": takes(lambda c: c.body == b"[]"),
    "M4": takes(lambda c: c.is_hook and c.request.get("hook", "") is None),
    "M5": takes(lambda c: c.request.get("context") == []),
    "M6": takes(lambda c: c.context.get("patientId") == ""),
    "M7": takes(lambda c: c.body.startswith(b"[" * 1000)),
    "M9": takes(lambda c: b"NaN" in c.body),
    "M10": takes(lambda c: b'"someone-else"' in c.body),
    "M11": takes(lambda c: c.headers.get("Content-Type") == "text/plain"),
    "M12": takes(lambda c: c.method == "PUT"),
    "M13": takes(lambda c: "passwd" in c.path, "unknown"),
    "M14": takes(lambda c: b'"\xff"' in c.body and len(c.body) < 1_000_000),
    "C1": headers(lambda c, r: c.method == "OPTIONS" and c.kind != "discovery", Access_Control_Allow_Headers="*"),
    "C2": headers(lambda c, r: c.method == "OPTIONS" and c.kind == "discovery", Access_Control_Allow_Headers="*"),
    "C3": headers(lambda c, r: r.status_code >= 400, Access_Control_Allow_Origin=None),
    "C4": headers(lambda c, r: True, Access_Control_Allow_Credentials="true"),
    "B1": refuses(lambda c: b'"accepted"' in c.body and b'"overridden"' in c.body, kind="feedback"),
    "B3": takes(lambda c: c.method == "POST" and b"outcomeTimestamp" not in c.body and b'"card"' in c.body, "feedback"),
    "B5": takes(lambda c: c.method == "GET", "feedback"),
    "B6": refuses(lambda c: b'"123456"' in c.body, kind="feedback"),
    "B7": refuses(lambda c: len(c.body) > 900_000, 500, "feedback"),
    "J1": refuses(lambda c: c.headers.get("Authorization", "").startswith("Basic")),
    "X3": cards(lambda c: c.update(detail=c["detail"].replace("&lt;", "<").replace("\\", ""))),
    "X5": answers(
        lambda c, d: [x["links"][0].update(url=f"https://stub.example.org/{c.context['patientId']}") for x in d["cards"]]
    ),
    "X8": headers(lambda c, r: is_hook(c), Cache_Control=None),
    "R1": headers(lambda c, r: is_hook(c) and r.status_code == 200, Content_Type="text/plain"),
    "R2": answers(lambda c, d: d.update(note="x")),
    "R3": actions("create", lambda a: a["resource"].update(status=["draft"])),
    "R4": cards(lambda c: c.update(detail="")),
    "R5": cards(lambda c: c.update(summary="x" * 140)),
    "R6": cards(lambda c: c.update(indicator="hard-stop")),
    "R7": cards(lambda c: c["source"].pop("label")),
    "R8": cards(lambda c: c["source"].update(url="stub.html")),
    "R9": cards(lambda c: c["source"]["topic"].pop("system")),
    "R10": suggestions(lambda s: s.pop("uuid")),
    "R11": cards(lambda c: [s.update(uuid=c["uuid"]) for s in c.get("suggestions", [])]),
    "R12": cards(lambda c: c.update(detail="<b>Problems</b>")),
    "R13": suggestions(lambda s: s.pop("label")),
    "R14": cards(lambda c: c.pop("selectionBehavior", None)),
    "R15": suggestions(lambda s: s.update(isRecommended="yes")),
    "R16": suggestions(lambda s: s.update(actionSelectionBehavior="all")),
    "R17": actions("create", lambda a: a.pop("description")),
    "R18": actions("create", lambda a: a.pop("resource")),
    "R19": actions("delete", lambda a: a.update(resource={"resourceType": "Basic", "code": {"text": "x"}})),
    "R20": actions("delete", lambda a: a.update(resourceId="ServiceRequest/another")),
    "R21": cards(lambda c: c["links"][0].update(url="more.html")),
    "R22": cards(lambda c: c["links"][0].update(appContext="x")),
    "R23": cards(lambda c: [r.pop("display") for r in c.get("overrideReasons", [])]),
    "R24": answers(lambda c, d: d.update(systemActions=[{"type": "create"}])),
    "R25": cards(lambda c: c.update(colour="red")),
    "R26": cards(lambda c: c.update(extension="text")),
    "R29": answers(lambda c, d: d.update(cards=[])),
    "E1": lambda c, r: says(r, 302, {}) if c.path.endswith("nor-such-path") else None,
    "E2": lambda c, r: Response("no", 405, headers={"Allow": "POST"}) if r.status_code == 405 else None,
    "E3": lambda c, r: says(r, 404, {"message": "Traceback (most recent call last)"}) if r.status_code == 404 else None,
    "E4": headers(lambda c, r: r.status_code == 405, Allow=None),
    "E5": refuses(lambda c: "Range" in c.headers, 500),
}


def breaks(rule_id: str) -> Callable[[Callable[[], Mutation]], None]:
    """A mutation that keeps something in mind; made afresh when the module is loaded."""

    def add(make: Callable[[], Mutation]) -> None:
        MUTATIONS[rule_id] = make()

    return add


@breaks("M8")
def hangs_up_on_large_bodies() -> Mutation:
    def mutation(call: Call, response: Response) -> None:
        if len(call.body) > 4_500_000:
            raise ConnectionResetError

    return mutation


@breaks("B2")
def refuses_what_it_has_already() -> Mutation:
    known: set[bytes] = set()

    def mutation(call: Call, response: Response) -> Response | None:
        if call.kind != "feedback" or response.status_code != 200 or CARD.encode() in call.body:
            return None
        again = call.body in known
        known.add(call.body)
        return says(response, 400, {"message": "known already"}) if again else None

    return mutation


@breaks("X1")
def fetches_any_key_set() -> Mutation:
    def mutation(call: Call, response: Response) -> None:
        header, _ = token_of(call)
        if "jku" in header:
            requests.get(header["jku"], timeout=5)

    return mutation


@breaks("X2")
def calls_any_fhir_server() -> Mutation:
    def mutation(call: Call, response: Response) -> None:
        if str(call.request.get("fhirServer")).startswith("http://127.0.0.1"):
            requests.get(f"{call.request['fhirServer']}/Patient/1", timeout=5)

    return mutation


@breaks("R27")
def counts_its_answers() -> Mutation:
    number = itertools.count()
    return answers(lambda call, d: d.update(extension={"org.example.count": next(number)}))


@breaks("R28")
def mixes_what_comes_together() -> Mutation:
    inside: list[int] = []
    lock = threading.Lock()

    def change(call: Call, document: Document) -> None:
        with lock:
            inside.append(1)
        time.sleep(0.002)
        if len(inside) > 1:
            document["cards"] = []
        with lock:
            inside.pop()

    return answers(change)


def token_of(call: Call) -> tuple[Document, Document]:
    """Header and claims of the token, unverified; empty ones when there is none."""
    parts = call.headers.get("Authorization", "").removeprefix("Bearer ").split(".")
    try:
        header, claims = (json.loads(base64.urlsafe_b64decode(p + "==")) for p in parts[:2])
    except ValueError:
        return {}, {}
    return header, claims


def trusts(when: Callable[[Document, Document], object]) -> Mutation:
    """Takes a token that should be refused."""

    def mutation(call: Call, response: Response) -> Response | None:
        return says(response, 200, {"cards": []}) if response.status_code == 401 and when(*token_of(call)) else None

    return mutation


WITH_KEY |= {
    "J1": refuses(lambda c: c.headers.get("Authorization", "").startswith("Basic")),
    "J3": trusts(lambda h, c: h.get("alg") == "HS384"),
    "J4": trusts(lambda h, c: h.get("typ") == "secevent+jwt"),
    "J5": trusts(lambda h, c: c.get("iss") == "https://nobody.example.org" and h.get("kid")),
    "J6": trusts(lambda h, c: c.get("aud") == "https://other.example.org/x"),
    "J7": trusts(lambda h, c: c.get("exp") and "nbf" in c),
    "J8": trusts(lambda h, c: isinstance(c.get("exp"), int) and c["exp"] - c["iat"] > 80_000),
    "J9": trusts(lambda h, c: h.get("kid") and "jti" not in c),
}
