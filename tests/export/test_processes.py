"""Tests of jobs in processes of their own. Whole exports, signals and full disks: tests/cli/commands/test_export.py."""

import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import cast

from coach.export.audio.formats import FileFormat
from coach.export.job import Job
from coach.export.processes import Report, run_jobs, write_job
from coach.settings.values import Settings


def job_for(name: str, folder: Path) -> Job:
    return Job(name, folder / f"{name}.wav", FileFormat.WAV, Settings())


def test_a_job_that_fails_reports_the_error_of_its_process(tmp_path: Path) -> None:
    job = job_for("cobr", tmp_path)
    (first_job, first), (last_job, last) = run_jobs([job], write_job)
    assert first_job == last_job == job
    assert first == Report()
    assert last.done
    assert "Did you mean “cobra”?" in last.error


def test_an_error_that_nobody_expected_is_reported_with_its_traceback(tmp_path: Path) -> None:
    *_, (_, last) = run_jobs([replace(job_for("cobra", tmp_path), settings=cast(Settings, None))], write_job)
    assert last.done
    assert last.error.startswith("AttributeError: ")
    assert last.trace.startswith("Traceback (most recent call last):")
    assert list(tmp_path.iterdir()) == []


def test_no_process_is_left_when_the_reports_are_closed_early(tmp_path: Path) -> None:
    reports = run_jobs([job_for("middle-back", tmp_path)], write_job)
    assert next(reports)[1] == Report()
    assert multiprocessing.active_children()
    reports.close()
    assert not multiprocessing.active_children()
    assert not list(tmp_path.iterdir())
