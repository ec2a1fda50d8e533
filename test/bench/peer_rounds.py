"""Rounds of peers on demand: `answer({name: {peer: call}})` reads a name a line and prints
{"value": ..., PEER: {"seconds": ..., "cpu": ...}, ...} for one round of each of its peers."""

import json
import sys
import time
from pathlib import Path

import duckdb
import duckdb_extension_spatial

TRIES = 5


def open_duckdb():
    spatial = next(Path(duckdb_extension_spatial.__file__).parent.glob("**/spatial.duckdb_extension"))
    database = duckdb.connect(config={"threads": 2})
    database.execute(f"LOAD '{spatial}'")
    return database


def one_round(call):
    # unions of two threads meet in another order each time, and DuckDB's GEOS fails at some of them
    for attempt in range(TRIES):
        start, cpu = time.perf_counter(), time.process_time()
        try:
            value = call()
        except duckdb.InvalidInputException:
            if attempt == TRIES - 1:
                raise
            continue
        return value, {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}


def answer(calls):
    for line in sys.stdin:
        answers = {}
        for peer, call in calls[line.strip()].items():
            value, answers[peer] = one_round(call)
            if isinstance(value, (int, float)):
                answers["value"] = float(value)
        print(json.dumps(answers), flush=True)
