"""A note of a few words beside one MRI, read and judged as a whole: red flags, and the verdict on each side."""

from __future__ import annotations

import base64
from datetime import date
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
    request = HookRequest.model_validate(
        {"hook": "patient-view", "hookInstance": "h", "context": {"userId": "Practitioner/d", "patientId": "p"}, "prefetch": {"all": bundle}}
    )  # fmt: skip
    return judge(read(gather(request), DAY))


def mri(text: str) -> dict[str, Any]:
    return {"resourceType": "DiagnosticReport", "id": "m", "status": "final", "code": {"text": "MRI lumbar spine"},
            "effectiveDateTime": "2026-11-18", "conclusion": text}  # fmt: skip


def flags(text: str) -> set[str]:
    told = judged(mri("Moderate central canal stenosis at L4-L5."), text_note(f"Low back pain for a month. {text}"))
    return {f.flag for f in told.red_flags if f.active}


EMERGENCIES = {
    "cauda_equina": (
        "Aching down both legs since Saturday.", "Sciatica on both sides since last night.", "Feet numb since Tuesday, unable to move them.",
        "Paralysed below the waist since this am.", "Paralyzed from waist down since Thursday.", "Legs buckled, unable to stand since lunch.",
        "Legs won't hold her since waking.", "HNPU since midnight.", "Cannot PU.", "Hasn't pu'd since breakfast.",
        "Post void 410 mls.", "510 ml on bladder scan.", "Unaware of bladder filling.", "No awareness of passing water since Wed.",
        "Lost all feeling between the thighs.", "Numb below the waist since Friday.", "Perianal pin feels blunt.", "Impotent since his back went.",
        "Erections gone since the sciatica began.", "Bowels moved without warning on Friday.", "Feels nothing when she wipes.",
    ),
    "motor_deficit": (
        "Unable to raise L foot since Sun.", "L foot floppy since Monday.", "The right foot just hangs since yesterday.", "Left foot won't lift.",
        "New slapping of the right foot.", "Weakness left leg worse every day.", "R leg getting weaker day by day.",
        "Strength of the right foot is rapidly failing.", "Increasing weakness in left leg.",
    ),
    "vascular": (
        "L foot white and icy cold since 4 am.", "Pale, cold, pulseless left leg.", "No femoral pulse, leg mottled.",
        "Pulsatile lump in the tummy.", "Throbbing swelling in abdomen.",
    ),
    "post_procedural": (
        "POD 3 after L5/S1 microdiscectomy: new left foot weakness.", "1 week post lumbar laminectomy, new numbness of the left leg.",
        "Had lumbar decompression on Friday. New left leg weakness.",
    ),
    "fracture": ("Fell from the 3rd floor today.", "Fall out of an upstairs window yesterday."),
    "anticoagulated_deficit": ("On warfarin. Left leg weak since this morning.", "Takes rivaroxaban, legs numb since last night."),
}  # fmt: skip
QUIET = (
    "No ache in both legs since Saturday.", "Can lift both feet.", "Hard to lift the leg into the car.", "Unable to lift the left foot because of hip pain.",
    "Feet cold and pale for years, Raynaud's.", "Legs not cold or pale.", "Legs warm, pulses absent.", "PU'd normally this morning.", "No difficulty PUing.",
    "Post void 20 mls.", "Come back if you cannot PU or the legs get weaker.", "Feeling between the legs normal.", "Perianal pin sharp.",
    "Impotent for 12 years.", "His brother was paralysed from the waist down.", "Abdomen soft, no pulsating lump.", "Throbbing headache.",
    "Legs numb for years from diabetes.", "Lives on the 3rd floor, fell in the kitchen.", "Weakness right arm worse every day.",
    "5 weeks post discectomy, doing well.", "Previous discectomy, back ache since yesterday.", "On warfarin for AF, no weakness.",
    "L leg not getting weaker.", "Left leg weaker than right for 10 years, unchanged.", "Legs heavy and swollen since Sunday.",
    "Both feet tingle for years.", "R leg sciatica since Sunday.",
)  # fmt: skip


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in EMERGENCIES.items() for text in texts])
def test_an_emergency_told_in_a_few_words_of_a_note_raises_its_flag(flag: str, text: str) -> None:
    assert flag in flags(text)


@pytest.mark.parametrize("text", QUIET)
def test_what_is_denied_old_harmless_or_of_another_raises_none(text: str) -> None:
    assert not flags(text)
