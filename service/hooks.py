"""CDS Hooks on the wire: the services we offer, and the requests we take. Strict in what we say, lenient in what we take.

Only what leaves us nothing to answer stops a request: no or another `hook`, no `context`, no `patientId`. Everything else
that is missing, misspelt or of the wrong type counts as not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, WithJsonSchema
from pydantic.alias_generators import to_camel

from service.errors import RequestError

SPECIFICATION = "2.0.1"
"""The version of CDS Hooks that is spoken."""

TEMPLATES: Mapping[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}&_sort=-recorded-date&_count=200",
    "imagingStudies": "ImagingStudy?patient={{context.patientId}}&_sort=-started&_count=50",
    "diagnosticReports": (
        "DiagnosticReport?patient={{context.patientId}}"
        "&category=RAD,LP29684-5,18748-4,394914008,imaging,Imaging,radiology,Radiology,RUS,CT,NMR,NMS,RX,XRC"
        "&_sort=-date&_count=50"
    ),
    "observations": (
        "Observation?patient={{context.patientId}}&category=exam,imaging,laboratory,vital-signs&_sort=-date&_count=200"
    ),
    "procedures": "Procedure?patient={{context.patientId}}&_sort=-date&_count=100",
    "medications": "MedicationRequest?patient={{context.patientId}}&_sort=-authoredon&_count=100",
    "allergies": "AllergyIntolerance?patient={{context.patientId}}&_sort=-date&_count=50",
    "serviceRequests": "ServiceRequest?patient={{context.patientId}}&_sort=-authored&_count=100",
    "familyHistory": "FamilyMemberHistory?patient={{context.patientId}}&_sort=-date&_count=50",
    "encounter": "Encounter/{{context.encounterId}}",
    "documents": "DocumentReference?patient={{context.patientId}}&_sort=-date&_count=20",
    "questionnaires": "QuestionnaireResponse?patient={{context.patientId}}&_sort=-authored&_count=20",
    "impressions": "ClinicalImpression?patient={{context.patientId}}&_sort=-date&_count=20",
}
"""One template per prefetch key: newest first, bounded, each parameter once, nothing that a plain R4 server lacks.

`_count` is given because servers page by 10 to 50 when it is not, and some clients take the first page only. The
categories name what US Core, HL7 v2-0074 (RAD and its imaging kin), LOINC, SNOMED CT and large EHRs call imaging.
"""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One CDS service as listed in discovery."""

    id: str
    hook: str
    title: str
    description: str


SERVICES = (
    Service(
        id="lumbar-concordance-patient-view",
        hook="patient-view",
        title="Lumbar imaging concordance: opening the chart",
        description="Says which lumbar imaging findings explain this patient's presentation, which are incidental and why, "
        "what must not wait, and what to do next for a lateral hip or lumbar problem.",
    ),
    Service(
        id="lumbar-concordance-order-select",
        hook="order-select",
        title="Lumbar imaging concordance: choosing an order",
        description="Speaks when the chosen order images or treats the lumbar spine or the hip and does not fit the record: "
        "says why, and offers what fits.",
    ),
    Service(
        id="lumbar-concordance-order-sign",
        hook="order-sign",
        title="Lumbar imaging concordance: signing orders",
        description="Speaks when an order about to be signed images or treats the lumbar spine or the hip and does not fit the "
        "record: says why, and offers what fits.",
    ),
)

USAGE = (
    "Works with whatever is sent. Without conditions, imaging reports and examination findings little can be judged, and the "
    "answer says what could not be looked at. Give prefetch, or fhirServer with fhirAuthorization."
)


def discovery(keys: tuple[str, ...]) -> dict[str, Any]:
    """The discovery document; `keys` are the prefetch keys to ask for."""
    prefetch = {key: TEMPLATES[key] for key in keys}
    return {
        "services": [
            {
                "hook": service.hook,
                "title": service.title,
                "description": service.description,
                "id": service.id,
                "prefetch": prefetch,
                "usageRequirements": USAGE,
                "version": SPECIFICATION,
                "hookVersion": "1.0",
            }
            for service in SERVICES
        ]
    }


def _text_or_none(value: Any) -> Any:
    return value if isinstance(value, str) and value.strip() else None


def _object_or_empty(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


def _seconds_or_none(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def bare_id(value: str, kind: str) -> str:
    """`Patient/123`, `https://ehr/fhir/Patient/123` and `Patient/123/_history/2` as `123`; anything else as it is."""
    parts = value.strip().split("/")
    where = [i for i, part in enumerate(parts[:-1]) if part == kind]
    return parts[where[-1] + 1] if where else value.strip()


def _patient_id(value: Any) -> Any:
    return bare_id(value, "Patient") if isinstance(value, str) else value


ANYTHING = WithJsonSchema({})
Text = Annotated[str | None, BeforeValidator(_text_or_none), ANYTHING]
"""A string, or None for anything else: a wrong type in an optional member never stops a request."""


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel, validate_by_alias=True)


class FhirAuthorization(BaseModel):
    """The token with which the client lets us read its FHIR server. It is transient and never shown."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    access_token: SecretStr
    token_type: Text = None
    expires_in: Annotated[float | None, BeforeValidator(_seconds_or_none), ANYTHING] = None
    scope: Text = None
    patient: Text = None


def _authorization_or_none(value: Any) -> Any:
    """Usable only with a token of visible ASCII: anything else could not be sent as a header, and is as good as absent."""
    token = value.get("access_token") if isinstance(value, dict) else None
    return value if isinstance(token, str) and token and token.isascii() and token.isprintable() and " " not in token else None


class Context(_Lenient):
    """What the clinician is doing, for whom. Only `patientId` is needed."""

    patient_id: Annotated[str, BeforeValidator(_patient_id)] = Field(
        min_length=1, json_schema_extra={"pattern": r"\S"}, description="FHIR id of the patient; `Patient/123` means `123`."
    )
    user_id: Text = Field(None, description="`Practitioner/abc`, or another user.")
    encounter_id: Text = Field(None, description="FHIR id of the encounter.")
    selections: Annotated[Any, ANYTHING] = Field(None, description="order-select: `Type/id` of the selected draft orders.")
    draft_orders: Annotated[Any, ANYTHING] = Field(None, description="Order hooks: a Bundle of the draft orders.")


class HookRequest(_Lenient):
    """One call of a service, as sent."""

    hook: str = Field(description="The hook that this service is listed for.")
    context: Context
    hook_instance: Text = Field(None, description="Any string; UUIDs of every version are fine.")
    fhir_server: Text = Field(None, description="Base URL of the client's FHIR server.")
    fhir_authorization: Annotated[FhirAuthorization | None, BeforeValidator(_authorization_or_none), ANYTHING] = Field(
        None, description="The token for `fhirServer`."
    )
    user: Text = Field(None, description="CDS Hooks 1.0 put the user here.")
    prefetch: Annotated[dict[str, Any], BeforeValidator(_object_or_empty), ANYTHING] = Field(
        default_factory=dict, description="By key (or, for other keys, by resource type): null, a resource, a Bundle ..."
    )


def parse_request(body: Any, hook: str) -> HookRequest:
    """The request, read leniently. Raises RequestError (400) that names the member at fault, never its value."""
    if not isinstance(body, dict):
        raise RequestError("the body is not a JSON object", code="structure", hint="send a CDS Hooks request object")
    if body.get("hook") != hook:
        given = "missing" if body.get("hook") is None else "not the hook of this service"
        raise RequestError(f"hook: {given}", code="required" if given == "missing" else "value", hint=f"send {hook}")
    if not isinstance(body.get("context"), dict):
        raise RequestError("context: missing or not an object", code="required", hint="send the hook's context")
    try:
        request = HookRequest.model_validate(body)
    except ValidationError as e:
        where = ".".join(str(part) for part in e.errors()[0]["loc"])
        raise RequestError(f"{where}: missing or not text", code="required", hint="send the patient's FHIR id") from e
    if not request.context.patient_id.strip():
        raise RequestError("context.patientId: empty", code="required", hint="send the patient's FHIR id")
    return request
