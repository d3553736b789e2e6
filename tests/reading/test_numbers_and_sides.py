"""Grades, sides and templates of examinations as clinicians write them: every line is read exactly as it is meant."""

from __future__ import annotations

import pytest

from tests.reading.test_examination_phrasings import meaning_of, read, right

NO_GRADES = """
Right EHL /5, left EHL /5
Knee extension: /5
Muscle strength */5 in both legs
Hip abduction 6/10 pain
Left ankle dorsiflexion painful 4/10
Knee extension 5-125 degrees
Hip flexion 0 to 115
Left dorsiflexion 0-15
Clamshells 5x12, hip abduction 5x12
Standing hip extension 4 sets of 10
Ankle DF 4 reps with band
Straight leg raise x 12 reps
Hip adduction strengthening 4/5 days
AROM: DF 4 R, 5 L
Ankle ROM: PF 45, DF 5
PROM knee extension -5, flexion 125
Legend: 0 = absent, 2 = normal reflex
4/5 = movement against resistance; 5/5 = full power
Grading: 0 no contraction, 2 gravity eliminated, 5 normal strength
Normal knee jerk is 2+
Able to perform SLR after right TKA
SLR with 15 degree lag, left
Hip adduction pain 4
Pain 3/5 during knee extension
PF 3/5 (pelvic floor)
"""


@pytest.mark.parametrize("words", NO_GRADES.strip().split("\n"))
def test_a_number_that_is_no_grade_is_read_as_none(words: str) -> None:
    assert read(words) == {}


@pytest.mark.parametrize(
    "words",
    [
        "Ankle jerk: present / absent",
        "Power: 5/5 in {RIGHT/LEFT:21}",
        "Pinprick: {normal/reduced:11}",
        "Sensation intact in ***",
        "Tone: normal / increased, power: full/reduced (circle one)",
        "Babinski: downgoing/upgoing",
        "Perianal sensation: intact | reduced | absent",
        "Power: [4/5] [5/5]",
        "TA ?/5 right",
        "Left knee extension -/5",
    ],
)
def test_what_nobody_chose_or_filled_in_says_nothing(words: str) -> None:
    assert read(words) == {}


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Ankle jerks: normal / [absent]", "achilles_reflex B abn"),
        ("Reflexes normal [ ] absent [x] left ankle jerk", "achilles_reflex L abn"),
        ("Sensation: intact ☐ reduced ☒ right S1", "sensation_lateral_foot R abn; sensation_sole R abn; sensation_calf R abn"),
        ("EHL 4 (pain 2/10)", "great_toe_extension_strength - abn 4"),
        ("EHL 3/5 right, ROM full", "great_toe_extension_strength R abn 3"),
        ("Lumbar ROM: flexion 40%, TA 4/5 right", "ankle_dorsiflexion_strength R abn 4"),
        ("Hip flexion limited by pain 4/5 left", "hip_flexion_strength L abn 4"),
        ("Right TKR, SLR positive left at 40", "straight_leg_raise L abn"),
        ("Heel raises L 25 reps, R 4 reps", "ankle_plantarflexion_strength L norm; ankle_plantarflexion_strength R abn"),
        ("SLR L neg. R pos at 50", "straight_leg_raise L norm; straight_leg_raise R abn"),
        # the place of a value tells its side
        ("Reflexes (L/R): knee 2+/2+, ankle 0/2+", "patellar_reflex B norm; achilles_reflex L abn; achilles_reflex R norm"),
        ("Femoral stretch pos/neg (L/R)", "femoral_stretch L abn; femoral_stretch R norm"),
        ("SLR 35/85 (R/L)", "straight_leg_raise R abn; straight_leg_raise L norm"),
        ("Slump R/L -/+", "slump_test R norm; slump_test L abn"),
        ("Perianal pinprick left 2/2 right 1/2", "sensation_perineum L norm; sensation_perineum R abn"),
        ("Perianal sensation normal left, reduced right", "sensation_perineum L norm; sensation_perineum R abn"),
        ("SLR: - L, + R", "straight_leg_raise L norm; straight_leg_raise R abn"),
        ("Slump: leg pain R, none L", "slump_test R abn; slump_test L norm"),
        ("FADIR: groin pain left, no pain right", "hip_impingement_test L abn; hip_impingement_test R norm"),
        ("Foot drop right, none left", "foot_drop R abn"),
        ("Left SLR positive causing right leg pain", "straight_leg_raise L abn"),
        # rows
        ("LLE: HF/KE/DF/PF 5/5/4/5 RLE: 5/5/5/5",
         "hip_flexion_strength B norm 5; knee_extension_strength B norm 5; ankle_plantarflexion_strength B norm 5;"
         "ankle_dorsiflexion_strength L abn 4; ankle_dorsiflexion_strength R norm 5"),
        ("TA/EHL/GS R 4/3/5, L 5/5/5",
         "ankle_dorsiflexion_strength R abn 4; great_toe_extension_strength R abn 3; ankle_plantarflexion_strength R norm 5;"
         "ankle_dorsiflexion_strength L norm 5; great_toe_extension_strength L norm 5; ankle_plantarflexion_strength L norm 5"),
        ("L KJ/AJ 2+/0, R KJ/AJ 2+/2+", "patellar_reflex B norm; achilles_reflex L abn; achilles_reflex R norm"),
        ("L3/4/5/S1: 5/5/4/5 right",
         "knee_extension_strength R norm 5; ankle_dorsiflexion_strength R norm 5; great_toe_extension_strength R abn 4;"
         "ankle_plantarflexion_strength R norm 5"),
        ("L3-5 L4-5 L5-2 S1-4 on right",
         "knee_extension_strength R norm 5; ankle_dorsiflexion_strength R norm 5; great_toe_extension_strength R abn 2;"
         "ankle_plantarflexion_strength R abn 4"),
        ("L4:4 L5:3 on left", "ankle_dorsiflexion_strength L abn 4; great_toe_extension_strength L abn 3"),
        ("Bulges L3-4, L4-5, L5-1", "nothing"),
        ("Pinprick L4 R 1 L 2", "sensation_medial_leg R abn; sensation_medial_leg L norm"),
        ("EHL L2 R5", "great_toe_extension_strength L abn 2; great_toe_extension_strength R norm 5"),
        ("TA grade IV left", "ankle_dorsiflexion_strength L abn 4"),
        ("Hamstring grade II tear left", "nothing"),
        ("DF 4 PF 5 R, DF 5 PF 5 L",
         "ankle_dorsiflexion_strength R abn 4; ankle_dorsiflexion_strength L norm 5; ankle_plantarflexion_strength B norm 5"),
        ("Power: knee 5, ankle 3 right",
         "knee_extension_strength R norm 5; knee_flexion_strength R norm 5; ankle_dorsiflexion_strength R abn 3;"
         "ankle_plantarflexion_strength R abn 3"),
        ("TA: L 5/5 R /5", "ankle_dorsiflexion_strength L norm 5"),
        ("R quads /5, L quads 5/5", "knee_extension_strength L norm 5"),
        ("R TA ***, L TA 5/5", "ankle_dorsiflexion_strength L norm 5"),
        ("Anal tone: normal/reduced - reduced", "anal_tone - abn"),
        ("Right foot drop (present/absent): present", "foot_drop R abn"),
        ("Slump neg. Left EHL 4/5.", "slump_test - norm; great_toe_extension_strength L abn 4"),
        ("SLR 35 R with quad lag L", "straight_leg_raise R abn"),
        ("R/L: KE 5/5 4/5, EHL 5/5 5/5",
         "knee_extension_strength R norm 5; knee_extension_strength L abn 4; great_toe_extension_strength B norm 5"),
        ("Strength (R/L): quads 5/5, TA 4/5", "knee_extension_strength B norm 5; ankle_dorsiflexion_strength B abn 4"),
        ("Reflexes normal except right ankle", "patellar_reflex R norm; achilles_reflex R abn; reflexes L norm"),
        ("Reflexes: reduced left knee", "patellar_reflex L abn"),
        ("Right leg 4/5 proximally, 3/5 distally",
         "hip_flexion_strength R abn 4; hip_extension_strength R abn 4; hip_abduction_strength R abn 4;"
         "hip_adduction_strength R abn 4; leg_strength R abn 3"),
        # comparisons
        ("KJ reduced R>L", "patellar_reflex R abn"),
        ("Ankle dorsiflexors weak L>R", "ankle_dorsiflexion_strength L abn"),
        ("AJ R>L diminished", "achilles_reflex R abn"),
        ("KJ R<L", "patellar_reflex R abn"),
        ("AJ L=R, KJ L<R", "patellar_reflex L abn"),
        ("Right knee jerk less brisk than left", "patellar_reflex R abn"),
        ("Right ankle jerk not as brisk as the left", "achilles_reflex R abn"),
        ("Pelvis drops on left when weight on right", "trendelenburg R abn"),
        ("Right SLS: pelvic drop on left", "trendelenburg R abn"),
        ("On standing on the right leg her pelvis drops to the left", "trendelenburg R abn"),
        ("Right SLR 45 w/ calf pain", "straight_leg_raise R abn"),
        ("SLR left positive without back pain", "straight_leg_raise L abn"),
        ("Sensation reduced L5 left, S1 right",
         "sensation_dorsum_foot L abn; sensation_lateral_leg L abn; sensation_lateral_foot R abn; sensation_sole R abn;"
         "sensation_calf R abn"),
        # tables of all four limbs
        ("Delt Bi Tri Grip IP Quad TA EHL GS\nR 5 5 5 5 5 5 3 5 5\nL 5 5 5 5 5 5 5 5 4",
         "hip_flexion_strength B norm 5; knee_extension_strength B norm 5; ankle_dorsiflexion_strength R abn 3;"
         "ankle_dorsiflexion_strength L norm 5; great_toe_extension_strength B norm 5; ankle_plantarflexion_strength R norm 5;"
         "ankle_plantarflexion_strength L abn 4"),
        ("Power\nD B T WE | HF KE DF EHL\nR 5 5 5 5 | 5 5 5 5\nL 5 5 4 5 | 5 5 5 2",
         "hip_flexion_strength B norm 5; knee_extension_strength B norm 5; ankle_dorsiflexion_strength B norm 5;"
         "great_toe_extension_strength R norm 5; great_toe_extension_strength L abn 2"),
        # a whole leg
        ("RUE 5/5, LUE 5/5, RLE 5/5, LLE 4/5", "motor R norm 5; leg_strength L abn 4"),
        ("LLE 5 RLE 4-", "motor L norm 5; leg_strength R abn 3.67"),
        ("Left leg 5/5. Right leg 5/5 apart from TA 4/5",
         "motor L norm 5; motor R norm 5 ! ankle_dorsiflexion_strength R; ankle_dorsiflexion_strength R abn 4"),
        ("Left leg: 5/5 throughout", "motor L norm 5"),
    ],
)  # fmt: skip
def test_each_value_is_of_its_test_and_side(words: str, meaning: str) -> None:
    found = read(words)
    assert right(meaning_of(meaning), found), found
