"""What is sent to a page: the difference between what it has and what it shall show, as JSON; and files.

A part is a dictionary (page, specs, rows, progress). `{"put": {part: {name: value}}, "drop": {part: [names]}}` changes
entries of a part; what hasn't changed isn't sent. A file is a binary message: the length of its description (four
bytes, the highest first), the description as JSON, the content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from workbench.dashboard.page_file import PageFile
from workbench.dashboard.session import Part


def difference(before: Mapping[str, Part], after: Mapping[str, Part]) -> dict[str, dict[str, object]]:
    """Return what changes the parts `before` into `after`; {} where nothing has changed. Parts only one has stay."""
    put: dict[str, object] = {}
    drop: dict[str, object] = {}
    for name, part in after.items():
        old = before.get(name, {})
        changed = {key: value for key, value in part.items() if key not in old or old[key] != value}
        gone = [key for key in old if key not in part]
        if changed:
            put[name] = changed
        if gone:
            drop[name] = gone
    return {key: value for key, value in (("put", put), ("drop", drop)) if value}


def written(message: Mapping[str, object]) -> str:
    """Write a message; raises ValueError for what JSON has no word for."""
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def file_message(file: PageFile) -> bytes:
    """Write a file for the browser to save."""
    about = written({"kind": "file", "name": file.name, "mime": file.mime, "view": file.view}).encode()
    return len(about).to_bytes(4, "big") + about + file.content
