"""What is told of an audit: each weakness, or that no advisory could be reached."""

import json

from tests.reports.audit import verdict

FINE = {"name": "numpy", "version": "2.4", "vulns": []}
WEAK = {"name": "pillow", "version": "13.0", "vulns": [{"id": "X-1", "fix_versions": ["13.1"]}]}
UNKNOWN = {"name": "soxr", "skip_reason": "not found"}


def told(*packages: dict[str, object]) -> tuple[str, bool]:
    return verdict(json.dumps({"dependencies": packages}))


def test_a_weakness_is_named_with_its_remedy() -> None:
    words = "2 of 3 packages were audited: 1 known weaknesses.\npillow 13.0: X-1, mended in 13.1"
    assert told(FINE, WEAK, UNKNOWN) == (words, False)


def test_packages_without_a_weakness_are_well() -> None:
    assert told(FINE) == ("1 of 1 packages were audited: 0 known weaknesses.", True)


def test_an_audit_without_any_advisory_says_so() -> None:
    assert (
        verdict("") == told(UNKNOWN) == ("The advisories cannot be reached from here, so no package was audited.", True)
    )
