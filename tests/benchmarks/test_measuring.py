"""The figures themselves: time, memory, forms, verdicts."""

import os
import time

from benchmarks.measuring.processes import cpu_seconds, pss_mib, tree
from benchmarks.measuring.report import Target, figure
from tests.journeys.pages import forms_in


def burn(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_cpu_seconds_counts_work_and_not_waiting():
    before = cpu_seconds([os.getpid()])

    burn(0.1)
    time.sleep(0.3)

    assert 0.09 < cpu_seconds([os.getpid()]) - before < 0.25


def test_tree_begins_with_the_process_itself():
    assert tree(os.getpid())[0] == os.getpid()


def test_pss_of_this_process_is_some_megabytes():
    assert 5 < pss_mib(os.getpid()) < 5_000


def test_target_is_met_up_to_its_limit():
    assert Target("x", 1.5, 1.5).is_met
    assert not Target("x", 1.51, 1.5).is_met


def test_figure_is_short():
    assert [figure(value) for value in (None, 1234, 3.14159, 31.4159, "ours")] == [
        *("-", "1,234", "3.14", "31.4", "ours")
    ]


def test_form_holds_what_a_browser_would_send():
    html = """
        <form action="/a/" method="post"><input name="key" value="k">
        <input type="radio" name="way" value="1"><input type="radio" name="way" value="2" checked>
        <input type="checkbox" name="halal"><input type="submit" name="no">
        <select name="v"><option value="">?</option><option value="7" selected>x</option></select>
        <textarea name="note">hi</textarea></form>
    """

    (form,) = forms_in(html)

    assert (form.action, form.method) == ("/a/", "post")
    assert form.fields == {"key": "k", "way": "2", "v": "7", "note": "hi"}
    assert form.choices == {"way": ["1", "2"], "halal": ["on"], "v": ["", "7"]}
