"""The Record: one patient's FHIR resources as plain dictionaries, as they came. `gather` fills it, `reading` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.facts import NotAssessed

Resource = Mapping[str, Any]

PREFETCH_KEYS = {
    "patient": "Patient",
    "conditions": "Condition",
    "imagingStudies": "ImagingStudy",
    "diagnosticReports": "DiagnosticReport",
    "observations": "Observation",
    "procedures": "Procedure",
    "medications": "MedicationRequest",
    "allergies": "AllergyIntolerance",
    "serviceRequests": "ServiceRequest",
    "familyHistory": "FamilyMemberHistory",
    "encounter": "Encounter",
    "documents": "DocumentReference",
    "questionnaires": "QuestionnaireResponse",
    "impressions": "ClinicalImpression",
}
"""The prefetch keys of contracts.md and the resource type that each holds."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the caller gave or its FHIR server answered.

    `resources`: by resource type, only this patient's, each reference once, as sent. `drafts`: the draft orders in the
    order sent. `selections`: references of the selected drafts, None when the hook has none (all drafts count).
    `binaries`: fetched attachment bytes by url or reference. `unavailable`: prefetch keys that could not be looked up.
    `not_assessed`: what gather had to leave out (another patient's resource, a page that could not be fetched ...).
    """

    hook: str
    patient_id: str
    encounter_id: str | None = None
    resources: Mapping[str, tuple[Resource, ...]] = field(default_factory=dict)
    drafts: tuple[Resource, ...] = ()
    selections: frozenset[str] | None = None
    binaries: Mapping[str, bytes] = field(default_factory=dict)
    unavailable: frozenset[str] = frozenset()
    not_assessed: tuple[NotAssessed, ...] = ()
