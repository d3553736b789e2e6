"""A diagnosis told by the study that showed it: the study was done, though the record holds none."""

from __future__ import annotations

import pytest

from service.reading.told_studies import studies_told

TOLD = [
    ("EMG: denervation in keeping with a plexus lesion", {"nerve_study"}),
    ("ulnar nerves normal on nerve conduction, peroneal palsy confirmed", {"nerve_study"}),
    ("XR moderate OA of the left hip", {"xray"}),
    ("plain films and EMG both show it", {"xray", "nerve_study"}),
    ("right hip, Tonnis 3", {"xray"}),
    ("left hip OA, awaiting x-ray", set()),
    ("left hip OA, for x-ray", set()),
    ("peroneal palsy, EMG if it stays", set()),
    ("no EMG was made", set()),
    ("?peroneal palsy on EMG", set()),
    ("MRI shows a tear", set()),
    ("osteoarthritis of the hip", set()),
]


@pytest.mark.parametrize(("words", "studies"), TOLD, ids=[words for words, _ in TOLD])
def test_a_study_that_is_told_of_was_done_and_one_that_is_planned_was_not(words: str, studies: set[str]) -> None:
    assert studies_told(words) == studies
