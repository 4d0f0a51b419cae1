"""Deaths, families of malware and kinds of attack are ranked better than by a logistic regression on summaries.

python benchmarks/tasks/records_are_judged_better_than_by_their_summaries.py [NAME ...] [--seeds 3]
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from classification import Case, main

from cellwright.data.sets.sequences import VITAL_SIGNS


def with_times(visits: Any) -> pd.DataFrame:
    """Visits as a long frame, their hours as times: what lies between two measurements is then told to the network."""
    frame = pd.DataFrame(np.concatenate(visits), columns=list(VITAL_SIGNS)).rename(columns={"hours": "ds"})
    frame.insert(0, "unique_id", np.repeat(np.arange(len(visits)), [len(visit) for visit in visits]))
    return frame


CASES = (
    Case("physionet2012", "ROC AUC", prepared=with_times),
    Case("malware_api", "ROC AUC", options={"max_length": 1000, "max_epochs": 6, "early_stopping": 2}),
    Case("nsl_kdd", "ROC AUC"),
)

if __name__ == "__main__":
    main(CASES)
