"""Background jobs, on the same PostgreSQL. The only module that knows procrastinate.

A job is deferred inside the caller's transaction, so it exists exactly when the fact it
follows does. It may run more than once (a killed worker's job is taken up again): handlers
are idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)


def task(*, queue: str = "default", lock: str | None = None) -> Callable[[Callable[..., Any]], Task]:
    """Make a function a job: `f.defer(**json_args)` puts it in the queue."""
    return app.task(queue=queue, retry=RETRY, lock=lock, pass_context=False)


def periodic(*, cron: str, queue: str = "clocks") -> Callable[[Callable[[], Any]], Task]:
    """Run a function without arguments by the clock; a second one waits for the first."""

    def decorate(function: Callable[[], Any]) -> Task:
        name = f"{function.__module__}.{function.__name__}"

        def run(timestamp: int) -> None:
            function()

        run.__name__, run.__module__, run.__doc__ = function.__name__, function.__module__, function.__doc__
        job = app.task(queue=queue, name=name, queueing_lock=name, lock=name)(run)
        return app.periodic(cron=cron)(job)

    return decorate


@periodic(cron="*/2 * * * *")
def take_up_stalled_jobs() -> None:
    """Put the jobs of a worker that died back in the queue; they are idempotent."""
    for job in async_to_sync(app.job_manager.get_stalled_jobs)():
        async_to_sync(app.job_manager.retry_job)(job)


@periodic(cron="17 3 * * *")
def forget_finished_jobs() -> None:
    """Delete what finished more than a week ago."""
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=7 * 24)
