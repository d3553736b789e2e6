"""How long reading a report takes: a typical one, and a megabyte made to be slow. The floor is cutting the text into tokens."""

from __future__ import annotations

from benchmarks.row import Row, cpu_seconds
from service.reading.language import tokens
from service.reading.report import lines, said
from service.reading.report_text import read_report

TYPICAL = """MRI LUMBAR SPINE WITHOUT CONTRAST
CLINICAL HISTORY: Right leg pain for three months. Rule out disc herniation.
TECHNIQUE: Sagittal T1, T2 and STIR, axial T1 and T2 images were obtained.
COMPARISON: None.

FINDINGS:
Vertebral body heights are maintained. There is grade 1 anterolisthesis of L4 on L5. No acute fracture. The conus ends at L1.
T12-L1: No disc bulge, canal stenosis or foraminal narrowing.
L1-L2: Unremarkable.
L2-L3: Mild disc bulge. No canal stenosis. Mild left foraminal narrowing; the right foramen is patent.
L3-L4: Diffuse disc bulge with a superimposed left foraminal protrusion that contacts the exiting left L3 nerve root. Moderate
left and mild right foraminal narrowing. Mild central canal stenosis.
L4-L5: Uncovering of the disc with bilateral facet arthropathy and ligamentum flavum thickening, resulting in moderate to severe
central canal stenosis. Severe bilateral lateral recess stenosis. Moderate bilateral foraminal narrowing,
left greater than right.
L5-S1: Disc height loss and desiccation with Modic type 2 endplate changes. Broad-based central protrusion with annular fissure,
without compression of the S1 roots. No canal stenosis.
The paraspinal soft tissues are unremarkable.

IMPRESSION:
1. Grade 1 anterolisthesis of L4 on L5 with moderate to severe canal stenosis and severe bilateral lateral recess stenosis.
2. Left foraminal protrusion at L3-L4 contacting the left L3 root.
"""
MEGABYTE = 1_000_000
HOSTILE = {
    "commas": ", ",
    "half lists": "mild left and ",
    "parts": "foraminal or canal ",
    "levels": "L4-5/",
    "denials": "no stenosis, or ",
    "brackets": "(",
    "line breaks": "\n",
    "misspelt": "stenossis foraminel ",
    "one word": "stenosis",
    "contradictions": "L4-5: severe canal stenosis. no canal stenosis. IMPRESSION: mild L4-5 canal stenosis. FINDINGS: ",
    "sides": "central, left, ",
    "types": "type 2 at L4, Modic 1, ",
    "fractures": "fx ",
    "numbered": "#1 # ",
    "reports": TYPICAL,
}


def rows() -> list[Row]:
    """The typical report with every sentence new, the same in its stock sentences, and the slowest hostile megabyte."""
    new = cpu_seconds(_never_seen, times=10, rounds=15)
    took = cpu_seconds(lambda: read_report(TYPICAL), times=20, rounds=15)
    floor = cpu_seconds(lambda: tokens(TYPICAL), times=20, rounds=15)
    worst, name = max((_seconds(piece), name) for name, piece in HOSTILE.items())
    base = cpu_seconds(lambda: tokens(_megabyte(HOSTILE[name])), times=1, rounds=2)
    return [
        Row(
            what=f"a report of {len(TYPICAL) / 1000:.1f} kB, every sentence new",
            measured=f"{new * 1000:.2f} ms",
            floor=f"{floor * 1000:.2f} ms to cut it into tokens",
            ratio=f"{new / floor:.0f}",
            promise="2 ms",
            kept=new <= 0.002,
        ),
        Row(
            what=f"a report of {len(TYPICAL) / 1000:.1f} kB in stock sentences",
            measured=f"{took * 1000:.2f} ms",
            floor=f"{floor * 1000:.2f} ms to cut it into tokens",
            ratio=f"{took / floor:.0f}",
            promise="2 ms",
            kept=took <= 0.002,
        ),
        Row(
            what=f"1 MB of hostile text ({name})",
            measured=f"{worst:.2f} s",
            floor=f"{base:.2f} s to cut it into tokens",
            ratio=f"{worst / base:.1f}",
            promise="1 s",
            kept=worst <= 1.0,
        ),
    ]


def _never_seen() -> None:
    lines.forget()
    said.forget()
    read_report(TYPICAL)


def _seconds(piece: str) -> float:
    text = _megabyte(piece)
    return cpu_seconds(lambda: read_report(text), times=1, rounds=2)


def _megabyte(piece: str) -> str:
    return (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
