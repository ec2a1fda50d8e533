"""Reads a table of PostGIS with GeoPandas; one line of JSON for each word on standard input."""

import json
import sys
import time

import geopandas
import sqlalchemy

address, table = sys.argv[1:3]
engine = sqlalchemy.create_engine(address.replace("postgis://", "postgresql+psycopg2://"))
for _ in sys.stdin:
    start = time.perf_counter()
    frame = geopandas.read_postgis(f"select * from {table}", engine, geom_col="geom")
    print(json.dumps({"seconds": time.perf_counter() - start, "features": len(frame)}), flush=True)
