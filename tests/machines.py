"""State machines of Hypothesis inside one test's transaction."""

from __future__ import annotations

import os
import random
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_machine(
    machine: type[RuleBasedStateMachine], *, name: str, examples: int, steps: int, **more: Any
) -> None:
    """Run so many examples, each undone at its end. Prints the seed; <name>_SEED gives it again."""

    class InOneTransaction(machine):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__()
            self.savepoint = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.savepoint)

    number = int(os.environ.get(f"{name}_SEED") or random.randrange(2**32))
    print(f"{name}_SEED={number}")
    run_state_machine_as_test(
        seed(number)(InOneTransaction),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )
