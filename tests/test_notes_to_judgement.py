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
