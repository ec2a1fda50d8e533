"""overlays.ipynb with GeoPandas. Run in this folder; needs geopandas 1.2, matplotlib, mapclassify."""
import geopandas
import matplotlib.pyplot as plt
from shapely import Point, box

countries = geopandas.read_file("data/economies.geojson")
cities = geopandas.read_file("data/big-cities.geojson")
states = geopandas.read_file("data/us.topojson", layer="states").set_crs(4326)
places = cities.to_crs(5070)
us = states.to_crs(5070)

belgium = countries.loc[countries["name"] == "Belgium", "geometry"].item()
near = Point(4.35, 50.85).buffer(0.5, quad_segs=16)
inside, outside = belgium.intersection(near), belgium.difference(near)
print(inside.area, outside.area)

africa = countries[countries["continent"] == "Africa"]
africa.plot(facecolor="none", edgecolor="k")
sums = {"population": "sum", "gdp": "sum", "name": "count"}
continents = countries.dissolve(by="continent", aggfunc=sums)
print(continents.sort_values("population", ascending=False).drop(columns="geometry"))

boroughs = ["Brooklyn", "Queens", "Manhattan", "The Bronx"]
american = places[(places["country"] == "US") & ~places["name"].isin(boroughs)]
cells = american.voronoi_polygons(extend_to=box(*us.total_bounds))
catchments = geopandas.GeoDataFrame(geometry=cells).sjoin(american).drop(columns="index_right")
pieces = geopandas.overlay(us, catchments)
pieces["area"] = pieces.area / 1e6
pieces["share"] = pieces["area"] / pieces.groupby("name_1")["area"].transform("sum")

by_city = pieces.groupby("name_2")["area"].sum()
print(by_city.nlargest(5))
largest = pieces.sort_values("share", ascending=False).drop_duplicates("name_1")
city = us.merge(largest[["name_1", "name_2", "share"]], left_on="name", right_on="name_1")
print(city.nsmallest(5, "share")[["name", "name_2", "share"]])
city.plot(column="name_2", legend=True)
plt.savefig("city.png")
city.to_file("states.gpkg")
