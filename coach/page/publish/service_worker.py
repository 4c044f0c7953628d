"""Writes the service worker, which keeps the site for when there is no network, and the script that starts it.

The worker itself is `sw.js`; it gets a table of the site here: its version, and the files of each page.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from coach.page.publish.site import MANIFEST, WORKER, Site, page_path

_TEMPLATE = Path(__file__).resolve().with_name(WORKER)
_TABLE = 'const SITE = { version: "", shell: [], pages: {} };'


def service_worker(site: Site, files: Mapping[str, bytes], icons: Iterable[str]) -> bytes:
    """Write the worker of a site.

    Args:
        site: The site.
        files: The content of each of its files that are no sound, by path. The version changes with each of them.
        icons: The paths of the icons, which are kept with the index.
    """
    source = _TEMPLATE.read_text("utf-8")
    version = sha256(source.encode())
    for path, content in sorted(files.items()):
        version.update(f"{path} {len(content)} ".encode() + content)
    table = {
        "version": version.hexdigest()[:16],
        "shell": ["./", MANIFEST, *icons],
        "pages": {page_path(episode): [episode.files.audio, episode.files.words] for episode in site.episodes},
    }
    if source.count(_TABLE) != 1:
        raise ValueError("sw.js has no place for the table of the site.")
    return source.replace(_TABLE, f"const SITE = {json.dumps(table)};").encode()


def start_script(root: str) -> str:
    """Return the script of a page that starts the worker, and tells it to keep that page with its sound.

    Args:
        root: The way from the page to the folder of the site, such as `../`.
    """
    return (
        'if("serviceWorker" in navigator){const workers=navigator.serviceWorker;'
        f'workers.register("{root}{WORKER}",{{updateViaCache:"none"}}).then(()=>workers.ready)'
        '.then((found)=>found.active.postMessage("keep"),()=>{});}'
    )
