"""Jobs of a worker that was killed are taken up again."""

import pytest
from django.db import connection

from core.tasks import take_up_stalled_jobs, task

pytestmark = pytest.mark.django_db


@task(queue="tests")
def do_nothing() -> None:
    """Exists to be queued."""


def test_a_dead_workers_job_waits_again():
    job = do_nothing.defer()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
        )

    take_up_stalled_jobs.func(timestamp=0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone() == ("todo",)


def test_a_living_workers_job_is_left_alone():
    job = do_nothing.defer()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
        )

    take_up_stalled_jobs.func(timestamp=0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone() == ("doing",)
