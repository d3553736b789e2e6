"""Sends requests to the service under test and keeps every reply. Nothing that comes back can stop a check."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from service.conformance.signing import Signer

REPEATS_WHEN_LIMITED = 3
LONGEST_PAUSE = 60.0
JSON = "application/json"


class NotJson:
    """Stands for a body that is no JSON; equal to nothing else."""

    def __repr__(self) -> str:
        return "not JSON"


NOT_JSON = NotJson()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back. `status` 0: nothing did, and `failure` says why. `about`: what was sent, in words."""

    method: str
    url: str
    about: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    failure: str = ""
    document: Any = NOT_JSON

    def header(self, name: str) -> str:
        """The header's value whatever the case of its name, or an empty string."""
        return self.headers.get(name.lower(), "")

    @property
    def says(self) -> str:
        """The status for a report: `answered 400`, or why there was no answer."""
        return f"answered {self.status}" if self.status else f"gave no answer ({self.failure})"

    @property
    def is_json(self) -> bool:
        """Whether the content type says JSON, of FHIR or plain."""
        kind = self.header("content-type").split(";")[0].strip().lower()
        return kind == JSON or kind.endswith("+json")


class Client:
    """One per check. `new_session` is called once per thread; `log` holds every reply in order of arrival."""

    def __init__(
        self, *, timeout: float, signer: Signer | None = None, new_session: Callable[[], requests.Session] = requests.Session
    ) -> None:
        self.timeout = timeout
        self.signer = signer
        self.log: list[Reply] = []
        self._new_session = new_session
        self._here = threading.local()

    def send(
        self,
        method: str,
        url: str,
        *,
        about: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        anonymous: bool = False,
    ) -> Reply:
        """Sends it, waiting when told to (429), and logs the reply. Signed when there is a key, unless `anonymous`."""
        for _ in range(REPEATS_WHEN_LIMITED):
            signed = dict(headers or {})
            if self.signer and not anonymous and "Authorization" not in signed:
                signed["Authorization"] = f"Bearer {self.signer.token(url)}"
            reply = self._once(method, url, about, body, signed)
            if reply.status != 429:
                break
            time.sleep(pause(reply.header("retry-after")))
        self.log.append(reply)
        return reply

    def _session(self) -> requests.Session:
        if not hasattr(self._here, "session"):
            session: requests.Session = self._new_session()
            session.auth = leave_alone  # otherwise a netrc file of the machine could add credentials
            self._here.session = session
        kept: requests.Session = self._here.session
        return kept

    def _once(self, method: str, url: str, about: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        started = time.perf_counter()
        try:
            got = self._session().request(method, url, data=body, headers=headers, timeout=self.timeout, allow_redirects=False)
        except (requests.RequestException, OSError) as e:
            took = time.perf_counter() - started
            return Reply(method=method, url=url, about=about, seconds=took, failure=type(e).__name__)
        took = time.perf_counter() - started
        kept = {k.lower(): v for k, v in got.headers.items()}
        return Reply(
            method=method,
            url=url,
            about=about,
            status=got.status_code,
            headers=kept,
            body=got.content,
            seconds=took,
            document=parsed(got.content),
        )


def leave_alone(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """An authentication that adds nothing."""
    return request


def pause(retry_after: str) -> float:
    """Seconds to wait before asking again, bounded."""
    return min(float(retry_after), LONGEST_PAUSE) if retry_after.isdigit() else 1.0


def parsed(body: bytes) -> Any:
    """The JSON document, or NOT_JSON."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return NOT_JSON
