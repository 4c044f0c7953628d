"""Tell what `pip-audit --format json` found: `python -m tests.reports.audit FILE`. The exit code is 1 for a weakness.

Where no advisory can be reached, which is no fault of a package, it says so and the exit code is 0.
"""

import json
import sys
from pathlib import Path


def verdict(report: str) -> tuple[str, bool]:
    """Return what to tell of a report, which is empty if the auditor got no answer, and whether all is well."""
    packages = json.loads(report)["dependencies"] if report.strip() else []
    audited = [package for package in packages if "vulns" in package]
    weak = [
        f"{package['name']} {package['version']}: {each['id']}, mended in {', '.join(each['fix_versions']) or '-'}"
        for package in audited
        for each in package["vulns"]
    ]
    if not audited:
        return "The advisories cannot be reached from here, so no package was audited.", True
    told = f"{len(audited)} of {len(packages)} packages were audited: {len(weak)} known weaknesses."
    return "\n".join([told, *weak]), not weak


if __name__ == "__main__":
    words, is_well = verdict(Path(sys.argv[1]).read_text("utf-8"))
    print(words)
    sys.exit(not is_well)
