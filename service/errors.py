"""The one exception tree of the project, and what each means.

    ConcordanceError            anything we raise on purpose; `hint` says what would put it right
    ├── KnowledgeError          a knowledge table is wrong: every mistake at once, as `file: entry.key: what; allowed: ...`
    ├── SettingsError           a setting or a command-line choice that cannot be used
    ├── RequestError            the request cannot be served; `status` is the HTTP answer (400, 404, 405, 412, 413, 415)
    ├── NotReadyError           something we depend on is not usable now (503)
    └── FhirServerError         the caller's FHIR server could not be read (never reaches the caller as an error)

Messages name what, where and what to do. They never hold patient data.
"""

from __future__ import annotations


class ConcordanceError(Exception):
    """Base of every error raised on purpose. `hint` is a sentence that tells the fix, or empty."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class KnowledgeError(ConcordanceError):
    """One or more mistakes in the knowledge tables; `problems` holds a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems), hint="correct the named entries under service/knowledge/")
        self.problems = problems


class SettingsError(ConcordanceError):
    """A setting or command-line choice that cannot be used."""


class RequestError(ConcordanceError):
    """The request cannot be served. `status`: HTTP status code 4xx; `code`: FHIR issue type (invalid, not-found ...)."""

    def __init__(self, message: str, *, status: int = 400, code: str = "invalid", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code


class NotReadyError(ConcordanceError):
    """A dependency is not usable at the moment: answered 503 with Retry-After."""


class FhirServerError(ConcordanceError):
    """The caller's FHIR server could not be read: refused, slow, too large, not JSON, not allowed."""
