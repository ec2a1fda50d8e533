"""Times what `union-rows.mjs` compares, in memory: `union_peers.py STARS OTHERS ROUNDS` prints
{"dissolve": {"area": ..., "geopandas": [seconds, ...], "duckdb": [...]}, ...}. GeoPandas' clip takes half a minute: left out."""

import json
import sys
import time
from pathlib import Path

import duckdb
import duckdb_extension_spatial
import geopandas

stars, others, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
spatial = next(Path(duckdb_extension_spatial.__file__).parent.glob("**/spatial.duckdb_extension"))
database = duckdb.connect(config={"threads": 2})
database.execute(f"LOAD '{spatial}'")
for name, file in {"stars": stars, "others": others}.items():
    database.execute(f"CREATE TABLE {name} AS SELECT * FROM ST_Read('{file}')")
frame = geopandas.read_file(stars).set_crs(3857, allow_override=True)

QUERIES = {
    "dissolve": "SELECT ST_Area(ST_Union_Agg(geom)) FROM stars",
    "classes": "SELECT sum(ST_Area(g)) FROM (SELECT ST_Union_Agg(geom) AS g FROM stars GROUP BY class)",
    "clip": """SELECT sum(ST_Area(g)) FROM (SELECT ST_Intersection(any_value(a.geom), ST_Union_Agg(b.geom)) AS g
               FROM stars a JOIN others b ON ST_Intersects(a.geom, b.geom) GROUP BY a.id)""",
    "buffer": "SELECT ST_Area(ST_Union_Agg(ST_Buffer(geom, 5, 8))) FROM stars",
}
FRAMES = {
    "dissolve": lambda: frame.union_all(),
    "classes": lambda: frame.dissolve("class"),
    "buffer": lambda: frame.buffer(5, resolution=8).union_all(),
}


def timed(call):
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return seconds, result


answers = {}
for name, query in QUERIES.items():
    seconds, area = timed(lambda: database.execute(query).fetchone()[0])
    answers[name] = {"area": area, "duckdb": seconds}
    if name in FRAMES:
        answers[name]["geopandas"] = timed(FRAMES[name])[0]
print(json.dumps(answers))
