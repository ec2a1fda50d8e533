"""The peers of `layer-rows.mjs`: `layer_peers.py STARS FOLDER`."""

import sys
from pathlib import Path

import geopandas
from peer_rounds import answer, open_duckdb

stars, folder = sys.argv[1], Path(sys.argv[2])
database = open_duckdb()
database.execute(f"CREATE TABLE stars AS SELECT * FROM ST_Read('{stars}')")
frame = geopandas.read_file(stars).set_crs(3857, allow_override=True)

answer(
    {
        "load": {"geopandas": lambda: len(geopandas.read_file(stars))},
        "buffer": {
            "geopandas": lambda: frame.buffer(25, resolution=8),
            # a table of its own, as ours and GeoPandas' results are kept as well
            "duckdb": lambda: database.execute(
                "CREATE OR REPLACE TABLE made AS SELECT * REPLACE (ST_Buffer(geom, 25, 8) AS geom) FROM stars"
            ).fetchone()[0],
        },
        "reproject": {"geopandas": lambda: len(frame.to_crs(25832))},
        "save": {"geopandas": lambda: frame.to_file(folder / "peer.geojson")},
    }
)
