"""Notes as clinicians write them: who has what, where, since when; what is denied, past, doubted, or a warning only."""

from __future__ import annotations

import gc
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.facts import Activity, Presence, Source, Verification
from service.reading.clinical_text import read_clinical_text
from service.reading.gleaned import Gleaned

DAY = date(2026, 11, 20)


def read(text: str) -> Gleaned:
    return read_clinical_text(text, Source(reference="DocumentReference/1"), DAY, DAY)


def present(found: Gleaned) -> set[str]:
    return {s.kind for s in found.symptoms if s.presence is Presence.PRESENT and s.current}


def denied(found: Gleaned) -> set[str]:
    return {s.kind for s in found.symptoms if s.presence is Presence.ABSENT}


def standing(found: Gleaned) -> set[str]:
    return {p.kind for p in found.problems if p.verification.counts}


# ---- complaints -----------------------------------------------------------------------------------------------------

PLACES = [
    ("Left lateral hip pain for 5 months", "pain", ("lateral_hip",), "left", 21.7),
    ("5-month history of left lateral hip pain", "pain", ("lateral_hip",), "left", 21.7),
    ("Right buttock pain radiating down the posterior thigh to the lateral foot x 6/52", "pain",
     ("buttock", "posterior_thigh", "lateral_foot"), "right", 6.0),
    ("Pain in left buttock, thigh and calf", "pain", ("buttock", "thigh", "calf"), "left", None),
    ("Pins and needles in the right big toe", "paraesthesia", ("dorsum_foot",), "right", None),
    ("Numbness and tingling of the left anterior thigh since yesterday", "numbness", ("anterior_thigh",), "left", None),
    ("Both hips ache", "pain", ("hip",), "bilateral", None),
    ("c/o R groin pain 3/7", "pain", ("groin",), "right", 0.4),
    ("left sciatica for 2 weeks", "pain", ("leg",), "left", 2.0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "regions", "side", "weeks"), PLACES, ids=[p[0][:40] for p in PLACES])
def test_a_complaint_has_its_places_its_side_and_its_length(
    text: str, kind: str, regions: tuple[str, ...], side: str | None, weeks: float | None
) -> None:
    found = [s for s in read(text).symptoms if s.kind == kind]
    assert [(s.regions, s.side) for s in found] == [(regions, side)]
    assert weeks is None or found[0].weeks == pytest.approx(weeks, abs=0.2)


def test_the_back_has_no_side_of_its_own_beside_a_sided_leg() -> None:
    found = {s.regions: s.side for s in read("Back pain and left leg pain").symptoms}
    assert found == {("low_back",): None, ("leg",): "left"}
    found = {s.regions: s.side for s in read("LBP with radiation to R posterior thigh, calf").symptoms}
    assert found == {("low_back",): None, ("posterior_thigh", "calf"): "right"}


def test_without_begins_a_denial_of_its_own() -> None:
    found = read("Low back pain without leg pain")
    assert {(s.regions, s.presence) for s in found.symptoms} == {(("low_back",), Presence.PRESENT), (("leg",), Presence.ABSENT)}


def test_the_pain_of_a_named_root_is_felt_in_its_territory() -> None:
    (pain,) = read("Right L5 pain").symptoms
    assert (pain.regions, pain.side) == (("dorsum_foot", "lateral_leg"), "right")


def test_leg_pain_on_walking_that_sitting_eases_is_claudication() -> None:
    assert "claudication" in present(read("Leg pain and heaviness on walking 200 m, relieved by sitting."))
    assert "claudication" not in present(read("Leg pain on walking 200 m."))


def test_pain_at_night_is_night_pain_but_not_when_only_lying_on_the_side() -> None:
    assert "night_pain" in present(read("Back pain, worse at night."))
    assert "night_pain" not in present(read("Left hip pain at night when lying on the left side."))


# ---- denials --------------------------------------------------------------------------------------------------------

DENIALS = [
    ("No saddle anaesthesia, bladder or bowel disturbance.", {"saddle_numbness", "urinary_retention", "urinary_incontinence",
                                                              "faecal_incontinence"}),
    ("Denies fever, weight loss or night pain.", {"fever", "weight_loss", "night_pain"}),
    ("Not had any fevers. Has not lost weight.", {"fever", "weight_loss"}),
    ("Saddle numbness? No. Weight loss: none.", {"saddle_numbness", "weight_loss"}),
    ("Bladder and bowels working normally.", {"urinary_retention", "urinary_incontinence", "faecal_incontinence"}),
    ("afebrile", {"fever"}),
    ("Fever denied", {"fever"}),
    ("No back or anterior thigh pain", {"pain"}),
    ("No longer has leg pain", {"pain"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds"), DENIALS, ids=[d[0][:40] for d in DENIALS])
def test_what_is_denied_is_recorded_absent(text: str, kinds: set[str]) -> None:
    found = read(text)
    assert denied(found) == kinds
    assert not present(found)


AFFIRMED_AFTER_NO = [
    ("No back pain but left leg pain for 3 weeks", "pain"),
    ("No fever. New saddle numbness.", "saddle_numbness"),
    ("Denies trauma; reports urinary retention since yesterday", "urinary_retention"),
    ("Her pain is not relieved by rest", "pain"),
    ("Leg pain has not improved with physiotherapy", "pain"),
    ("No fever, left leg pain for 3 weeks", "pain"),
    ("Has lost weight without trying", "weight_loss"),
]


@pytest.mark.parametrize(("text", "kind"), AFFIRMED_AFTER_NO, ids=[a[0][:40] for a in AFFIRMED_AFTER_NO])
def test_a_no_does_not_reach_what_is_affirmed_beside_it(text: str, kind: str) -> None:
    assert kind in present(read(text))


# ---- red flags ------------------------------------------------------------------------------------------------------

RED_FLAGS = [
    ("numb around her perineum and difficulty passing urine since yesterday", {"saddle_numbness", "urinary_retention"}, set()),
    ("Cannot feel when wiping. Loss of bladder control x 2 days", {"saddle_numbness", "urinary_incontinence"}, set()),
    ("soiled himself twice this week", {"faecal_incontinence"}, set()),
    ("new erectile dysfunction", {"sexual_dysfunction"}, set()),
    ("fevers and rigors, ex IVDU", {"fever"}, {"injecting_drug_use"}),
    ("PMH: breast cancer 2019", set(), {"cancer"}),
    ("radical prostatectomy for prostate cancer 2017, PSA undetectable", set(), {"cancer"}),
    ("h/o lung ca", set(), {"cancer"}),
    ("known myeloma", set(), {"cancer", "spinal_malignancy"}),
    ("S. aureus bacteraemia last month, on haemodialysis", set(), {"bacteraemia", "dialysis"}),
    ("renal transplant on tacrolimus", set(), {"immunosuppression"}),
    ("on long term prednisolone, osteoporosis", set(), {"steroid_use", "osteoporosis"}),
    ("fell from a ladder", {"trauma"}, set()),
    ("RTA last week", {"trauma"}, set()),
    ("6 kg weight loss", {"weight_loss"}, set()),
    ("known AAA", set(), {"aortic_aneurysm"}),
    ("metastatic spinal cord compression", set(), {"spinal_malignancy"}),
    ("suspected discitis", set(), {"spinal_infection"}),
    ("anticoagulated with warfarin", set(), {"anticoagulation"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "symptoms", "problems"), RED_FLAGS, ids=[r[0][:40] for r in RED_FLAGS])
def test_red_flags_are_picked_up(text: str, symptoms: set[str], problems: set[str]) -> None:
    found = read(text)
    assert symptoms <= present(found)
    assert problems <= standing(found)


SILENT = [
    "Return if saddle numbness or urinary incontinence.",
    "Cauda equina safety netting given.",
    "Advised to return for fever, weight loss or urinary retention.",
    "Plan: MRI. Watch for saddle numbness.",
    "Screening for breast cancer up to date.",
    "Risk of osteoporosis discussed.",
    "r/o spinal infection",
    "Cauda equina syndrome was ruled out. Discitis unlikely. No evidence of malignancy.",
    "Mother had breast cancer. Father has an abdominal aortic aneurysm.",
    "FH: osteoporosis, prostate cancer.",
    "Lives with her husband who has bladder cancer.",
]


@pytest.mark.parametrize("text", SILENT, ids=[s[:40] for s in SILENT])
def test_warnings_questions_exclusions_and_relatives_raise_nothing(text: str) -> None:
    found = read(text)
    assert not present(found)
    assert not standing(found)


def test_relatives_are_family_history() -> None:
    found = read("Mother had breast cancer. Sister with ankylosing spondylitis.")
    assert {(f.kind, f.relation) for f in found.family_history} == {("cancer", "mother"), ("axial_spondyloarthritis", "sister")}


# ---- certainty and time ---------------------------------------------------------------------------------------------


def test_doubt_is_kept() -> None:
    (problem,) = [p for p in read("?CES").problems if p.kind == "cauda_equina_syndrome"]
    assert problem.verification is Verification.PROVISIONAL
    assert "suspected" in problem.details


def test_what_is_past_is_inactive_unless_it_lasts() -> None:
    activities = {p.kind: p.activity for p in read("Previous sciatica. History of osteoporosis.").problems}
    assert activities == {"sciatica": Activity.INACTIVE, "osteoporosis": Activity.UNKNOWN}


def test_a_named_month_dates_the_onset() -> None:
    (pain,) = read("Right leg pain since March 2026").symptoms
    assert pain.onset == date(2026, 3, 15)


def test_every_fact_keeps_its_source_and_the_words_it_was_read_from() -> None:
    (pain,) = read("Sleeps badly. Left groin pain. Eats well.").symptoms
    assert (pain.source.reference, pain.source.words) == ("DocumentReference/1", "Left groin pain")


# ---- properties -----------------------------------------------------------------------------------------------------

FRAGMENTS = [
    "left ",
    "right ",
    "EHL ",
    "4/5 ",
    "SLR ",
    "positive ",
    "no ",
    "pain ",
    "hip ",
    "numbness ",
    ", ",
    "; ",
    " and ",
    "knee jerk ",
    "absent ",
    "foot ",
    "but ",
    "bilaterally ",
    "tender ",
    "greater trochanter ",
    "5/5 ",
    "weak ",
    "hip abduction ",
    ". ",
]


@given(st.text(max_size=300) | st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
@settings(max_examples=80, deadline=None)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read(text)


@pytest.mark.parametrize("words", ["a ", "no ", "\n", "((((", "5/5 ", "L4-", "pain ", "left EHL 4/5, "])
def test_a_note_ten_times_as_long_takes_ten_times_as_long_at_most_twice(words: str) -> None:
    def seconds(length: int) -> float:
        """The best of three, each a text of its own: other work on the machine only ever adds, and texts are remembered.
        Without the garbage collector, whose share depends on what else the process holds."""
        taken = []
        gc.disable()
        for n in range(3):
            text = f"{words * (length // len(words))} {n}"
            start = time.process_time()
            read(text)
            taken.append(time.process_time() - start)
        gc.enable()
        return min(taken)

    read(words * 100)
    assert seconds(20_000) < 20 * max(seconds(2_000), 0.002)


@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=12).map("".join))
@settings(max_examples=80, deadline=None)
def test_swapping_left_and_right_in_the_words_swaps_the_sides_of_the_facts(text: str) -> None:
    swapped = text.replace("left", "\0").replace("right", "left").replace("\0", "right")
    other = {"left": "right", "right": "left"}
    here, there = read(text), read(swapped)
    assert {(s.test, other.get(s.side or "", s.side), s.presence, s.grade) for s in here.signs} == {
        (s.test, s.side, s.presence, s.grade) for s in there.signs
    }
    assert {(s.kind, s.regions, other.get(s.side or "", s.side), s.presence) for s in here.symptoms} == {
        (s.kind, s.regions, s.side, s.presence) for s in there.symptoms
    }


def test_the_place_of_a_sign_is_no_place_of_pain() -> None:
    found = read("Right hip rotation limited and painful, antalgic gait favouring the right leg.")
    assert not [s for s in found.symptoms if "leg" in s.regions]
    assert {s.test for s in found.signs} == {"hip_internal_rotation", "antalgic_gait"}


@pytest.mark.parametrize(
    ("text", "warns"),
    [
        ("Hallux wobble 3/5 on the right.", True),
        ("Short toe muscles on the left 4-/5.", True),
        ("Right EHL 5/5.", False),
        ("Right EHL 4/5.", False),
        ("No weakness: 4/5 of the questions answered.", False),
        ("Straight leg raise not done.", False),
        ("4/5.", False),
        ("Works as a cook, three children.", False),
        ("Family history: father with 3/5 in both legs.", False),
    ],
)
def test_a_grade_of_weakness_of_which_nothing_was_read_is_said(text: str, warns: bool) -> None:
    found = read_clinical_text(text, Source(reference="DocumentReference/1"), date(2026, 11, 25))
    assert any(n.deficit for n in found.not_assessed) is warns


INSTITUTIONS = (
    "Pain clinic.", "Pain Management Clinic", "Back Pain Service", "Hip pain clinic", "Dept of Pain Medicine",
    "Chronic pain team", "Low back pain clinic letter", "Department of Anaesthesia and Pain Medicine", "Centre for Pain",
    "Sciatica clinic", "Seen by the spinal pain team", "Pain consultant", "Pain killers",
)  # fmt: skip


@pytest.mark.parametrize("name", INSTITUTIONS)
def test_the_name_of_a_clinic_is_no_complaint(name: str) -> None:
    found = read(name)
    assert (found.symptoms, found.problems, found.signs) == ((), (), ())


@pytest.mark.parametrize(
    "text",
    [
        "Referred from pain clinic with left leg pain",
        "Back pain, clinic review",
        "Hip Pain Clinic: left sciatica",
        "Back pain. Service user",
    ],
)
def test_a_complaint_beside_the_name_of_a_clinic_stays_one(text: str) -> None:
    assert present(read(text)) >= {"pain"}


NAMED_ROOTS = {
    "R S1 radiculopathy": {"root_s1"},
    "IMP: left L2 radiculopathy.": {"root_l2"},
    "L4 and L5 radiculopathy": {"root_l4", "root_l5"},
    "S1 radiculopathy due to L5-S1 disc": {"root_s1"},
    "Right L5/S1 radiculopathy": {"root_l5", "root_s1"},
    "Right L5 radiculopathy and left S1 radiculopathy": {"root_l5", "root_s1"},
    "Lumbar radiculopathy": set(),
}


@pytest.mark.parametrize(("text", "roots"), NAMED_ROOTS.items(), ids=list(NAMED_ROOTS))
def test_a_radiculopathy_keeps_the_roots_it_is_named_after(text: str, roots: set[str]) -> None:
    found = [p for p in read(text).problems if p.kind == "lumbar_radiculopathy"]
    assert [{d for d in p.details if d.startswith("root_")} for p in found] == [roots]
