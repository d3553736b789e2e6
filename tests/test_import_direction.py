"""The line gather → read → judge → render goes one way; each package may import only what its docstring allows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "service/errors.py": (),
    "service/facts.py": (),
    "service/knowledge": ("service.knowledge", "service.errors"),
    "service/record.py": ("service.facts",),
    "service/fhir_shapes.py": (),
    "service/reading": (
        "service.errors",
        "service.facts",
        "service.fhir_shapes",
        "service.knowledge",
        "service.reading",
        "service.record",
    ),
    "service/concordance": ("service.concordance", "service.facts", "service.knowledge", "service.errors"),
    "cards": (
        "cards",
        "service.concordance.assessment",
        "service.errors",
        "service.facts",
        "service.fhir_shapes",
        "service.knowledge",
    ),
    "service/conformance": ("service.conformance", "service.knowledge.loader", "service.errors"),
    "service/gather.py": (
        "service.attachments",
        "service.errors",
        "service.facts",
        "service.fhir_search",
        "service.fhir_server",
        "service.hooks",
        "service.prefetch",
        "service.record",
        "service.subjects",
    ),
    "service/attachments.py": (
        "service.errors",
        "service.fhir_search",
        "service.fhir_server",
        "service.prefetch",
        "service.record",
        "service.subjects",
    ),
    "service/fhir_search.py": ("service.errors", "service.fhir_server", "service.hooks", "service.prefetch", "service.record"),
    "service/fhir_server.py": ("service.addresses", "service.errors", "service.guarded_sockets"),
    "service/guarded_sockets.py": ("service.addresses",),
    "service/addresses.py": ("service.errors",),
    "service/hooks.py": ("service.errors",),
    "service/prefetch.py": ("service.record",),
    "service/subjects.py": ("service.record",),
}


def files() -> list[tuple[Path, tuple[str, ...]]]:
    out: list[tuple[Path, tuple[str, ...]]] = []
    for place, allowed in MAY_IMPORT.items():
        path = ROOT / place
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []
        out.extend((file, allowed) for file in found)
    return out


@pytest.mark.parametrize(("file", "allowed"), files(), ids=lambda v: str(v.relative_to(ROOT)) if isinstance(v, Path) else "")
def test_imports_only_what_its_package_may(file: Path, allowed: tuple[str, ...]) -> None:
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            ours = name != "service" and name.split(".")[0] in ("service", "cards", "fhir_examples", "tests")
            permitted = any(name == a or name.startswith(a + ".") for a in allowed)
            where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            assert not ours or permitted, f"{where} imports {name}; allowed: {', '.join(allowed)}"
