"""Writes formats/, some of the big cities in many kinds of files, with GDAL, GeoPandas and pyarrow.

Needs Python 3.10+ with pyogrio (0.13: GDAL 3.12), geopandas 1.1, pyarrow. Run it as: python make_formats.py
"""
import pathlib
import shutil
import zipfile

import geopandas
import pyogrio
import shapely

HERE = pathlib.Path(__file__).parent
OUT = HERE / "formats"

#: A grid of a town of its own, which has no code.
GRID = (
    'PROJCS["Town grid",GEOGCS["Old town",DATUM["Old_town",SPHEROID["Bessel 1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",52.5],PARAMETER["central_meridian",13.4],'
    'PARAMETER["false_easting",40000],PARAMETER["false_northing",10000],UNIT["metre",1]]'
)

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="make_formats.py">
 <node id="1" lat="52.5186" lon="13.3761"/><node id="2" lat="52.5186" lon="13.3772"/><node id="3" lat="52.5192" lon="13.3772"/>
 <node id="4" lat="52.5192" lon="13.3761"/><node id="5" lat="52.5190" lon="13.3750"><tag k="amenity" v="bench"/></node>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="building" v="yes"/><tag k="name" v="House"/></way>
 <way id="11"><nd ref="1"/><nd ref="5"/><nd ref="4"/><tag k="highway" v="footway"/></way>
</osm>
"""


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    cities = geopandas.read_file(HERE / "big-cities.geojson").sort_values("population", ascending=False).head(12).reset_index(drop=True)
    for name, driver in (("cities.geojsonl", "GeoJSONSeq"), ("cities.fgb", "FlatGeobuf"), ("cities.gpkg", "GPKG"), ("cities.kml", "KML")):
        pyogrio.write_dataframe(cities, OUT / name, layer="cities", driver=driver)
    pyogrio.write_dataframe(cities, OUT / "cities.shz", layer="cities", driver="ESRI Shapefile", ENCODING="UTF-8")
    (OUT / "cities.shz").rename(OUT / "cities.zip")
    pyogrio.write_dataframe(cities, OUT / "cities.csv", driver="CSV", GEOMETRY="AS_WKT")
    pyogrio.write_dataframe(cities.drop(columns="geometry"), OUT / "cities.xlsx", layer="cities", driver="XLSX")
    cities.to_parquet(OUT / "cities.parquet", index=False)
    with zipfile.ZipFile(OUT / "cities.kmz", "w", zipfile.ZIP_DEFLATED) as kmz:
        kmz.write(OUT / "cities.kml", "doc.kml")
    (OUT / "cities.wkt").write_text("".join(shapely.to_wkt(each) + "\n" for each in cities.geometry))
    (OUT / "cities.wkb").write_bytes(b"".join(shapely.to_wkb(each) for each in cities.geometry))
    points = cities.head(4).geometry
    journey = geopandas.GeoDataFrame({"name": ["journey"]}, geometry=[shapely.MultiLineString([[(p.x, p.y) for p in points]])], crs=4326)
    pyogrio.write_dataframe(journey, OUT / "journey.gpx", layer="tracks", driver="GPX")
    squares = geopandas.GeoDataFrame({"plot": [1, 2]}, geometry=[shapely.box(40000, 10000, 40100, 10100), shapely.box(40100, 10000, 40250, 10100)], crs=GRID)
    pyogrio.write_dataframe(squares, OUT / "plots.shz", layer="plots", driver="ESRI Shapefile")
    (OUT / "plots.shz").rename(OUT / "plots.zip")
    (OUT / "town.osm").write_text(OSM)


if __name__ == "__main__":
    main()
