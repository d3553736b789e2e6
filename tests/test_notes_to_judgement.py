"""A note of a few words beside one MRI, read and judged as a whole: red flags, and the verdict on each side."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.concordance.assessment import Assessment
from service.concordance.judge import judge
from service.gather import gather
from service.hooks import HookRequest
from service.reading.read import read

DAY = date(2026, 11, 25)


def text_note(text: str) -> dict[str, Any]:
    data = base64.b64encode(text.encode()).decode()
    return {"resourceType": "DocumentReference", "id": "n", "status": "current", "date": "2026-11-25T09:00:00Z",
            "content": [{"attachment": {"contentType": "text/plain", "data": data}}]}  # fmt: skip


def judged(*resources: dict[str, Any]) -> Assessment:
    patient = {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1966-01-01"}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in (patient, *resources)]}
    context = {"userId": "Practitioner/d", "patientId": "p"}
    sent = {"hook": "patient-view", "hookInstance": "h", "context": context, "prefetch": {"all": bundle}}
    request = HookRequest.model_validate(sent)
    return judge(read(gather(request), DAY))


def mri(text: str) -> dict[str, Any]:
    return {"resourceType": "DiagnosticReport", "id": "m", "status": "final", "code": {"text": "MRI lumbar spine"},
            "effectiveDateTime": "2026-11-18", "conclusion": text}  # fmt: skip


def flags(text: str) -> set[str]:
    told = judged(mri("Moderate central canal stenosis at L4-L5."), text_note(f"Low back pain for a month. {text}"))
    return {f.flag for f in told.red_flags if f.active}


def rows(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and line[0] != "#"]


@pytest.mark.parametrize(("flag", "text"), rows("notes_and_flags.tsv"))
def test_an_emergency_in_a_few_words_raises_its_flag_and_what_is_denied_old_or_of_another_none(flag: str, text: str) -> None:
    found = flags(text)
    assert flag in found if flag != "none" else not found


GROIN = (
    {"resourceType": "Condition", "id": "g", "code": {"text": "Right groin pain"}, "onsetDateTime": "2026-02-10"},
    {"resourceType": "Condition", "id": "o", "code": {"text": "Osteoarthritis of right hip"}, "onsetDateTime": "2026-02-10"},
    {"resourceType": "Observation", "id": "i", "status": "final", "code": {"text": "Right hip internal rotation painful"},
     "valueBoolean": True, "effectiveDateTime": "2026-11-25"},
)  # fmt: skip
LEVELS = {"L4": "L3-L4", "L5": "L4-L5", "S1": "L5-S1"}
MEANT = {"fits": {"concordant", "possible"}, "incidental": {"incidental"}, "open": {"possible"}}


@pytest.mark.parametrize(("root", "right", "left", "text"), rows("notes_and_verdicts.tsv"))
def test_a_sign_counts_on_its_own_side_and_only_while_it_is_there(root: str, right: str, left: str, text: str) -> None:
    shown = f"Severe right lateral recess stenosis at {LEVELS[root]}. Severe left lateral recess stenosis at {LEVELS[root]}."
    told = judged(*GROIN, mri(shown), text_note(f"Right groin pain for 9 months.\n{text}".replace("\\n", "\n")))
    found = {v.finding.side: str(v.verdict) for v in told.verdicts}
    assert found["right"] in MEANT[right], found
    assert found["left"] in MEANT[left], found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EHL", "R<L"),
        ("EHL power (R/L)", "4/5, 5/5"),
        ("Right EHL", "was 5/5, now 4/5"),
        ("Right EHL", "IV/V"),
        ("Straight leg raise (R/L)", "35/85"),
        ("Motor", "HF/KE/DF/EHL/PF: R 5/5/5/4/5, L 5/5/5/5/5"),
        ("Sensation", "↓ R L5"),
    ],
)
def test_the_value_of_an_observation_is_read_like_the_line_of_a_note(name: str, value: str) -> None:
    seen = {"resourceType": "Observation", "id": "e", "status": "final", "code": {"text": name}, "valueString": value}
    told = judged(
        *GROIN, mri("Severe right lateral recess stenosis at L4-L5. Severe left lateral recess stenosis at L4-L5."), seen
    )
    found = {v.finding.side: str(v.verdict) for v in told.verdicts}
    assert found == {"right": "concordant", "left": "incidental"}


def test_a_component_is_of_the_side_that_its_observation_names() -> None:
    seen = {"resourceType": "Observation", "id": "e", "status": "final", "code": {"text": "Muscle strength, left leg"},
            "component": [{"code": {"text": "EHL"}, "valueString": "4/5"}]}  # fmt: skip
    told = judged(
        *GROIN, mri("Severe right lateral recess stenosis at L4-L5. Severe left lateral recess stenosis at L4-L5."), seen
    )
    assert {v.finding.side: str(v.verdict) for v in told.verdicts} == {"right": "incidental", "left": "concordant"}


def test_what_is_struck_out_in_a_note_is_not_said_and_the_basis_of_an_impression_is() -> None:
    shown = mri("Severe right lateral recess stenosis at L4-L5.")
    data = base64.b64encode(b"<html><body><p><s>R EHL 1/5</s> R EHL 5/5, L 5/5.</p></body></html>").decode()
    struck = text_note("") | {"content": [{"attachment": {"contentType": "text/html", "data": data}}]}
    basis = {"resourceType": "ClinicalImpression", "id": "c", "status": "completed", "date": "2026-11-25",
             "finding": [{"itemCodeableConcept": {"text": "Hip arthritis"}, "basis": "Right EHL 4/5"}]}  # fmt: skip
    assert [str(v.verdict) for v in judged(*GROIN, shown, struck).verdicts] == ["incidental"]
    assert [str(v.verdict) for v in judged(*GROIN, shown, basis).verdicts] == ["concordant"]
