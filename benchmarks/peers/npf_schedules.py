"""Annuity schedules by numpy-financial, timed in its own environment.

    python npf_schedules.py SECONDS PERIODS

Prints schedules per second one by one. numpy-financial gives floats without dates or rounding.
"""

import sys
import time

import numpy as np
import numpy_financial as npf

seconds, periods = float(sys.argv[1]), int(sys.argv[2])
numbers = np.arange(1, periods + 1)
done, began = 0, time.process_time()
while (taken := time.process_time() - began) < seconds:
    for principal in range(1_000_000, 1_000_050):
        interest = npf.ipmt(0.015, numbers, periods, -principal)
        part = npf.ppmt(0.015, numbers, periods, -principal)
        balance = principal - np.cumsum(part)
        assert interest.shape == balance.shape
        done += 1
print(done / taken)
