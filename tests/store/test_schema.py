"""The schema's versions: one line of steps, each whole or not at all, and a copy before a record is changed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from app.errors import BadInput, StoreError
from app.session.listening import Listening
from app.store import Store, database, schema
from app.store.models import Base
from tests.store.rows import STARTED, begin, frames, ns

NEXT = """
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("create table moods (id integer)")
    op.execute("{step}")
"""


@pytest.fixture
def older(folder: Path) -> Path:
    """A record of today, which is older for the program of tomorrow."""
    with Store.open(folder) as store:
        begin(store)
    return folder / "respite.db"


def scripts(tmp_path: Path, step: str) -> str:
    """Today's steps and one more that makes a table and then carries out `step`."""
    copy = tmp_path / "migrations"
    with resources.as_file(resources.files("app.store.migrations")) as today:
        shutil.copytree(today, copy)
    (copy / "versions" / "v9000.py").write_text(NEXT.format(head=schema.HEAD, step=step))
    return str(copy)


def told(path: Path, query: str) -> list[object]:
    with closing(sqlite3.connect(path)) as raw:
        return [row[0] for row in raw.execute(query)]


def bring_up(path: Path, with_scripts: str) -> None:
    engine = database.writing(path)
    try:
        with database.plainly(path):
            schema.bring_up(engine, path, head="9000", scripts=with_scripts)
    finally:
        engine.dispose()


def test_the_program_knows_its_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", schema.SCRIPTS)
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_the_steps_lead_to_the_tables_of_the_program(folder: Path) -> None:
    with Store.open(folder):
        pass
    stepped, modelled = create_engine(f"sqlite:///{folder / 'respite.db'}"), create_engine("sqlite://")
    Base.metadata.create_all(modelled)
    with stepped.connect() as connection:
        assert (
            compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
        )
    for table in Base.metadata.tables:
        assert rules(stepped, table) == rules(modelled, table)
    stepped.dispose()
    modelled.dispose()


def rules(engine: Engine, table: str) -> set[tuple[str | None, str]]:
    return {(rule["name"], str(rule["sqltext"])) for rule in inspect(engine).get_check_constraints(table)}


FIRST = """
insert into participants values (1, 'P-001'), (2, 'P-002');
insert into sessions values
    (1, 1, 'snow-canyon', 600.0, '3d', 'en', 7, '["skin"]', null, 'complete', null, 'calm', '2026-03-04 09:30:00', 5, 0.0, 90.0),
    (2, 2, 'snow-canyon', 900.0, '2d', 'zh_CN', 8, '[]', '{"before": 5}', 'exposure', null, '', '2026-03-05 09:30:00', 6, 0.0, 9.0);
insert into segments values
    (1, 1, '3d', 'openxr', 'Monado', 'Headset', 5.0, 65.0, 'switched'),
    (2, 1, '2d', 'window', null, null, 65.0, 75.5, 'time'),
    (3, 2, '2d', 'window', null, null, 4.0, null, null);
insert into ratings values
    (1, 1, 3.0, 'before', 'nrs-pain-now', 6, 'no pain', 'the worst', 'en', 'gaze', 4.25, 2, '3d'),
    (2, 1, 80.0, 'after', 'nrs-pain-now', 4, 'no pain', 'the worst', 'en', 'clinician', null, 0, null);
insert into events values (1, 1, 7.0, 'hit', '{"points": 3}');
insert into sound_levels values (1, 1, 6.5, 5.0, 'layer_only', -60.0, -55.0, null, null, 5.0, -12.5, 'gap', 1, '[]');
insert into frame_times values (1, 1, 1, 6.0, '3d', 90, 1, 11.1, 14.0, 22.5, 11.1, x'0000803f');
insert into head_motion values (1, 1, 1, 6.0, 1, 8, zeroblob(32));
"""


@pytest.fixture
def first(folder: Path) -> Path:
    """A record as the first Respite left it, with a row of everything."""
    folder.mkdir()
    path = folder / "respite.db"
    engine = database.writing(path)
    schema.bring_up(engine, path, head="0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(FIRST)
    return path


#: what the second Respite added to a record of the first
SECOND = """
update participants set comfort = '{"posture": "lying", "eye_height_m": 0.9, "world_scale": 1.0, "vignette_deg": 0.0}' where id = 2;
update sessions set comfort = '{}', returns = 1 where id = 1;
update frame_times set late = 3, scale = 0.8;
"""


def contents(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """All rows of these columns."""
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("pragma foreign_key_check").fetchall() == []
        return {
            table: raw.execute(f"select {', '.join(names)} from {table} order by id").fetchall()
            for table, names in columns.items()
        }


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_an_earlier_record_loses_nothing_on_the_way(first: Path, version: str) -> None:
    engine = database.writing(first)
    schema.bring_up(engine, first, head=version)
    engine.dispose()
    with closing(sqlite3.connect(first)) as raw:
        if version >= "0002":
            raw.executescript(SECOND)
        columns = {
            table: [row[1] for row in raw.execute(f"pragma table_info({table})")] for table in Base.metadata.tables
        }
    columns = {table: names for table, names in columns.items() if names}
    before = contents(first, columns)
    with Store.open(first.parent) as store:
        if version == "0001":
            assert store.session(1).frames[0].late is None, "what was never counted is not stated as none"
            assert store.comfort_of("P-001") is None
        level = store.session(1).levels[0]
        assert (level.snr_db, level.total_db, level.uncertainty_db, level.layer_bands_db) == (5.0, None, None, ())
        assert store.session(1).under_18 is None
        assert store.hearing("P-001") == (Listening(), False)
        assert store.dose("P-001", STARTED, under_18=False).percent is None, "a level that was not known is no dose"
    after = contents(first, columns)
    # the session that was cut off has its segment closed, as at every start
    before["segments"][2] = (*before["segments"][2][:-2], 9.0, "cut_off")
    assert after == before


def test_a_record_of_the_first_respite_has_todays_rules_and_indexes(first: Path, tmp_path: Path) -> None:
    query = "select name || coalesce(sql, '') from sqlite_master where type = 'index' order by name"
    with Store.open(first.parent) as store, Store.open(tmp_path / "new"):
        session_id = begin(store)
        store.open_segment(session_id, ns(1), "flat", "openxr", "Monado", None)
        with pytest.raises(BadInput, match="ck_segments_mode"):
            store.open_segment(begin(store), ns(1), "4d", "openxr", "Monado", None)
        with pytest.raises(BadInput, match="FOREIGN KEY"):
            frames(store, session_id, 999, 2)
        assert told(first, query) == told(tmp_path / "new" / "respite.db", query)


def test_an_older_record_is_copied_and_then_brought_up(older: Path, tmp_path: Path) -> None:
    bring_up(older, scripts(tmp_path, "alter table participants add column mood text"))
    assert told(older, "select version_num from alembic_version") == ["9000"]
    assert told(older, "select alias from participants where mood is null") == ["P-001"]
    copy = older.with_name("respite.db.before-9000")
    assert told(copy, "select version_num from alembic_version") == [schema.HEAD]
    assert told(copy, "select alias from participants") == ["P-001"]


def test_a_step_that_fails_leaves_the_record_as_it_was(older: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such table"):
        bring_up(older, scripts(tmp_path, "drop table nowhere"))
    assert told(older, "select version_num from alembic_version") == [schema.HEAD]
    assert told(older, "select name from sqlite_master where name = 'moods'") == []
    with Store.open(older.parent) as store:
        assert store.aliases() == ["P-001"]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_record_of_a_newer_respite_is_refused_and_left_as_it_is(older: Path, read_only: bool) -> None:
    with closing(sqlite3.connect(older)) as raw, raw:
        raw.execute("update alembic_version set version_num = '9000'")
    with pytest.raises(StoreError, match="got 9000: it was written by a newer one; install that one") as caught:
        Store.open(older.parent, read_only=read_only)
    assert str(caught.value).startswith(f"{older}: ")
    assert told(older, "select version_num from alembic_version") == ["9000"]


def test_a_record_of_an_older_respite_is_not_read_without_being_brought_up(older: Path) -> None:
    engine = database.reading(older)
    with pytest.raises(StoreError, match="start Respite on it once"):
        schema.ready(engine, older, head="9000")
    engine.dispose()
