"""The peers of `union-rows.mjs`, in memory: `union_peers.py STARS OTHERS`. GeoPandas' clip takes half a minute: left out."""

import sys

import geopandas
from peer_rounds import answer, open_duckdb

stars, others = sys.argv[1:3]
database = open_duckdb()
for name, file in {"stars": stars, "others": others}.items():
    database.execute(f"CREATE TABLE {name} AS SELECT * FROM ST_Read('{file}')")
frame = geopandas.read_file(stars).set_crs(3857, allow_override=True)


def query(text):
    return lambda: database.execute(text).fetchone()[0]


answer(
    {
        "dissolve": {
            "geopandas": lambda: frame.union_all(),
            "duckdb": query("SELECT ST_Area(ST_Union_Agg(geom)) FROM stars"),
        },
        "classes": {
            "geopandas": lambda: frame.dissolve("class"),
            "duckdb": query(
                "SELECT sum(ST_Area(g)) FROM (SELECT ST_Union_Agg(geom) AS g FROM stars GROUP BY class)"
            ),
        },
        "clip": {
            "duckdb": query(
                """SELECT sum(ST_Area(g)) FROM (SELECT ST_Intersection(any_value(a.geom), ST_Union_Agg(b.geom)) AS g
                   FROM stars a JOIN others b ON ST_Intersects(a.geom, b.geom) GROUP BY a.id)"""
            )
        },
        "buffer": {
            "geopandas": lambda: frame.buffer(5, resolution=8).union_all(),
            "duckdb": query("SELECT ST_Area(ST_Union_Agg(ST_Buffer(geom, 5, 8))) FROM stars"),
        },
    }
)
