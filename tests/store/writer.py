"""A process that writes a session until it is killed: ``python -m tests.store.writer FOLDER``.

After each write has returned, its second goes to standard output.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from app.store import Store
from tests.store.rows import begin, frames, ns, rate


def main(folder: Path) -> None:
    with Store.open(folder) as store:
        session_id = begin(store)
        rate(store, session_id, "before", 6, 3)
        store.phase(session_id, ns(5), "exposure")
        segment = store.open_segment(session_id, ns(5), "3d", "openxr", "Monado", None)
        for second in itertools.count(6):
            frames(store, session_id, segment, second)
            print(second, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
