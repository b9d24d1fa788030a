"""What is timed runs here, in a process of its own: ``python -m app.bench.child MODULE JSON`` prints one marked line."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

from app.processes.inquiry import reply

if __name__ == "__main__":
    found = import_module(f"app.bench.{sys.argv[1]}").run(**json.loads(sys.argv[2]))
    reply(found)
    # a driver or a runtime's binding that crashes while it is taken down has told all that is asked here
    os._exit(0)
