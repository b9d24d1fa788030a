"""Stands in for the audio process: writes down what it is told."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from audio.messages import Facing, Open, Opened, PlayCue, Quit, Say, Warm


def main(conn: Connection, options: str) -> None:
    """options : the file to write to, a line for each command"""
    conn.send(Warm())
    with Path(options).open("a", encoding="utf-8") as file:
        while True:
            try:
                command = conn.recv()
            except EOFError:
                return
            match command:
                case Quit():
                    return
                case Open():
                    print("open", file=file, flush=True)
                    conn.send(Opened(output="ear", microphone=None, rate=48_000, reason=""))
                case Facing():
                    print("facing", command.azimuth, command.elevation, file=file, flush=True)
                case PlayCue():
                    where = (command.azimuth, command.elevation, command.distance, command.gain_db)
                    print("cue", command.sound, *where, file=file, flush=True)
                case Say():
                    print("say", command.path, file=file, flush=True)
