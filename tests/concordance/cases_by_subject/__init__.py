"""All cases, by subject. `index` tells how a row is written."""

from tests.concordance.cases_by_subject.abductors import ABDUCTORS
from tests.concordance.cases_by_subject.back import BACK_ONLY
from tests.concordance.cases_by_subject.flags import FLAGGED
from tests.concordance.cases_by_subject.index import CASES
from tests.concordance.cases_by_subject.mimics import MIMICS
from tests.concordance.cases_by_subject.neighbours import NEIGHBOURS
from tests.concordance.cases_by_subject.roots import ROOTS
from tests.concordance.cases_by_subject.scope import SCOPE
from tests.concordance.cases_by_subject.sides import SIDES
from tests.concordance.cases_by_subject.stenosis import STENOSIS

ALL = [*CASES, *ROOTS, *SIDES, *STENOSIS, *ABDUCTORS, *MIMICS, *BACK_ONLY, *FLAGGED, *SCOPE, *NEIGHBOURS]
