"""Plain patients, findings and verdicts for the card tests: a test shows only what matters to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from cards.models import Response
from cards.render import render
from service.concordance.assessment import Assessment, Confidence, Evidence, FindingVerdict, Missing, OrderJudgement, Verdict
from service.facts import Facts, Finding, Order, Patient, Problem, Sign, Source, Symptom

KEY = b"a key for tests"
TODAY = date(2026, 11, 20)
HERE = Source(reference="DiagnosticReport/report-1", words="", date=TODAY)


def source(reference: str, words: str = "") -> Source:
    return Source(reference=reference, words=words, date=TODAY)


def facts(hook: str = "patient-view", **known: Any) -> Facts:
    return Facts(as_of=TODAY, hook=hook, patient=Patient(reference="Patient/patient-1", age=58, sex="female"), **known)


HIP_PAIN = Symptom(kind="pain", regions=("lateral_hip",), side="left", source=source("Condition/1"))
WEAK_ABDUCTORS = Sign(test="hip_abduction_strength", side="left", grade=4.0, source=source("Observation/4"))
TEAR = Problem(
    kind="gluteal_tear", side="left", details=frozenset({"partial", "imaging_confirmed"}), source=source("Condition/14")
)


def finding(text: str = "Moderate left neuroforaminal narrowing at L2-L3", **given: Any) -> Finding:
    plain: dict[str, Any] = {"type": "foraminal_stenosis", "level": "L2-L3", "side": "left", "severity": "moderate"}
    return Finding(**{**plain, "text": text, "source": HERE, "studied": TODAY, **given})


NOT_L2 = Evidence(
    relation="no_overlap",
    kind="sign",
    subject="hip_abduction_strength",
    side="left",
    roots=("L5", "L4", "S1"),
    weight=3,
    detail="4/5",
    source=source("Observation/4"),
)
NORMAL_HIP_FLEXION = Evidence(
    relation="normal_examination",
    kind="sign",
    subject="hip_flexion_strength",
    side="left",
    roots=("L2",),
    weight=1,
    source=source("Observation/9"),
)


def incidental(what: Finding | None = None, **given: Any) -> FindingVerdict:
    plain: dict[str, Any] = {
        "verdict": Verdict.INCIDENTAL,
        "confidence": Confidence.HIGH,
        "primary": ("L2",),
        "against": (NOT_L2, NORMAL_HIP_FLEXION),
        "competing": (TEAR,),
        "rules": ("explained_elsewhere",),
        "citations": ("suri-2011",),
    }
    return FindingVerdict(finding=what or finding(), **{**plain, **given})


def possible(what: Finding | None = None, **given: Any) -> FindingVerdict:
    plain: dict[str, Any] = {
        "verdict": Verdict.POSSIBLE,
        "confidence": Confidence.LOW,
        "primary": ("L5",),
        "against": (),
        "competing": (),
        "missing": (Missing(test="great_toe_extension_strength", side="left"), Missing(test="achilles_reflex", side="left")),
    }
    what = what or finding("Moderate left lateral recess stenosis L4-L5", type="lateral_recess_stenosis", level="L4-L5")
    return incidental(what, **{**plain, **given})


def concordant(what: Finding | None = None, **given: Any) -> FindingVerdict:
    weak_knee = Evidence(
        relation="primary_root",
        kind="sign",
        subject="knee_extension_strength",
        side="left",
        roots=("L4",),
        weight=3,
        detail="4/5",
        source=source("Observation/2"),
    )
    lost_jerk = weak_knee._replace(subject="patellar_reflex", detail="")
    plain: dict[str, Any] = {
        "verdict": Verdict.CONCORDANT,
        "primary": ("L4",),
        "supporting": (weak_knee, lost_jerk),
        "against": (),
        "competing": (),
    }
    herniation = finding(
        "Left paracentral extrusion at L3-L4", type="disc_herniation", level="L3-L4", severity=None, morphology="extrusion"
    )
    return incidental(what or herniation, **{**plain, **given})


def epidural(**given: Any) -> Order:
    plain: dict[str, Any] = {
        "reference": "ServiceRequest/order-1",
        "order_class": "lumbar_transforaminal_injection",
        "levels": ("L2-L3",),
        "side": "left",
        "text": "Left L2-L3 transforaminal ESI",
        "source": source("ServiceRequest/order-1"),
    }
    return Order(**{**plain, **given})


def discordant(order: Order | None = None, **given: Any) -> OrderJudgement:
    plain: dict[str, Any] = {
        "judgement": "discordant",
        "kind": "discordant",
        "indicator": "warning",
        "remove": True,
        "alternatives": ("physiotherapy_abductors",),
        "related": (incidental(),),
        "rules": ("no_finding_fits",),
    }
    return OrderJudgement(order=order or epidural(), **{**plain, **given})


def rendered(assessment: Assessment, known: Facts | None = None, **given: Any) -> Response:
    return render(assessment, known or facts(symptoms=(HIP_PAIN,), problems=(TEAR,)), card_key=KEY, **given)
