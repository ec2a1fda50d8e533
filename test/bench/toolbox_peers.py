"""The peers of `toolbox-rows.mjs`, in memory: `toolbox_peers.py JSON` with a file for each layer."""

import json
import sys

import geopandas
import pandas
import shapely
from peer_rounds import answer, open_duckdb

files = json.loads(sys.argv[1])
database = open_duckdb()
frames = {}
for name in ("stars", "others", "many", "points", "places"):
    frames[name] = geopandas.read_file(files[name]).set_crs(3857, allow_override=True)
    database.execute(f"CREATE TABLE {name} AS SELECT * FROM ST_Read('{files[name]}')")
counties = geopandas.read_file(files["counties"], layer="counties").set_crs(4326, allow_override=True)
counties["geometry"] = counties.geometry.make_valid()
# what it repairs to must be polygons
coverage = counties.geometry.buffer(0).to_numpy()
table = pandas.read_csv(files["rows"])
rows = geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(table.x, table.y), crs=4326)
database.execute(f"CREATE TABLE rows AS SELECT *, ST_Point(x, y) AS geom FROM read_csv('{files['rows']}')")
database.execute(
    f"CREATE TABLE counties AS SELECT ST_MakeValid(geom) AS geom FROM ST_Read('{files['counties']}', layer = 'counties')"
)
stars, others, many, points, places = (frames[name] for name in ("stars", "others", "many", "points", "places"))


def made(text):
    """A table of its own, as ours and GeoPandas' results are kept as well."""
    return lambda: database.execute(f"CREATE OR REPLACE TABLE made AS {text}").fetchone()[0]


def overlaid(how):
    return lambda: len(geopandas.overlay(stars, others, how=how, keep_geom_type=True))


answer(
    {
        "intersection": {
            "geopandas": overlaid("intersection"),
            "duckdb": made(
                """SELECT a.*, ST_Intersection(a.geom, b.geom) AS cut
                   FROM stars a JOIN others b ON ST_Intersects(a.geom, b.geom)"""
            ),
        },
        "difference": {
            "geopandas": overlaid("difference"),
            "duckdb": made(
                """SELECT a.id, ST_Difference(any_value(a.geom), ST_Union_Agg(b.geom)) AS cut
                   FROM stars a JOIN others b ON ST_Intersects(a.geom, b.geom) GROUP BY a.id"""
            ),
        },
        "union": {"geopandas": overlaid("union")},
        "joinAttributesByLocation": {
            "geopandas": lambda: len(geopandas.sjoin(rows, counties, how="inner")),
            "duckdb": made("SELECT r.*, c.* FROM rows r JOIN counties c ON ST_Intersects(r.geom, c.geom)"),
        },
        "countPointsInPolygon": {
            "geopandas": lambda: str(geopandas.sjoin(rows, counties, how="inner").groupby("index_right").size()),
            "duckdb": lambda: str(
                database.execute(
                    """SELECT c.rowid, count(*) FROM rows r JOIN counties c ON ST_Intersects(r.geom, c.geom)
                       GROUP BY c.rowid"""
                ).fetchall()
            ),
        },
        "joinByNearest": {"geopandas": lambda: len(points.sjoin_nearest(places))},
        "voronoiPolygons": {
            "geopandas": lambda: len(shapely.voronoi_polygons(shapely.multipoints(points.geometry.to_numpy())).geoms)
        },
        "delaunayTriangulation": {
            "geopandas": lambda: len(shapely.delaunay_triangles(shapely.multipoints(points.geometry.to_numpy())).geoms)
        },
        "convexHull": {
            "geopandas": lambda: len(many.convex_hull),
            "duckdb": made("SELECT * REPLACE (ST_ConvexHull(geom) AS geom) FROM many"),
        },
        "coverageSimplify": {"geopandas": lambda: len(shapely.coverage_simplify(coverage, 0.01))},
        "aggregate": {
            "geopandas": lambda: len(table.groupby("name")["a"].sum()),
            "duckdb": made("SELECT name, sum(a) FROM rows GROUP BY name"),
        },
        "fieldCalculator": {"geopandas": lambda: len(table["a"] * 2 + table["name"].str.len())},
    }
)
