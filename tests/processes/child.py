"""A child process for the tests: does what it is told, in words."""

from __future__ import annotations

import os
import sys
import time
from multiprocessing.connection import Connection


def main(conn: Connection, options: str) -> None:
    """Echo, or misbehave as asked."""
    conn.send(("ready", options, os.environ.get("RESPITE_TEST", "")))
    while True:
        try:
            word = conn.recv()
        except EOFError:
            return
        if word == "quit":
            return
        if word == "die":
            os._exit(7)
        if word == "hang":
            time.sleep(60)
        if word == "print":
            print("chatter", flush=True)
        if word == "warn":
            print("a warning", file=sys.stderr, flush=True)
        conn.send(word)
