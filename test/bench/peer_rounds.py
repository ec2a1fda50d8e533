"""Rounds of peers on demand: `answer({name: {peer: call}})` reads a name a line and prints
{"value": ..., PEER: {"seconds": ..., "cpu": ...}, ...} for one round of each of its peers."""

import json
import sys
import time
from pathlib import Path

import duckdb
import duckdb_extension_spatial


def open_duckdb():
    spatial = next(Path(duckdb_extension_spatial.__file__).parent.glob("**/spatial.duckdb_extension"))
    database = duckdb.connect(config={"threads": 2})
    database.execute(f"LOAD '{spatial}'")
    return database


def one_round(call):
    start, cpu = time.perf_counter(), time.process_time()
    value = call()
    return value, {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}


def answer(calls):
    for line in sys.stdin:
        answers = {}
        for peer, call in calls[line.strip()].items():
            value, answers[peer] = one_round(call)
            if isinstance(value, (int, float)):
                answers["value"] = float(value)
        print(json.dumps(answers), flush=True)
