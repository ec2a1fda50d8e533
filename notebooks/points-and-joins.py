"""points-and-joins.ipynb with GeoPandas. Run in this folder; needs geopandas 1.2, matplotlib, mapclassify."""
import geopandas
import matplotlib.pyplot as plt
from shapely import LineString

countries = geopandas.read_file("data/economies.geojson")
states = geopandas.read_file("data/us.topojson", layer="states").set_crs(4326)
towns = geopandas.read_file("data/cities.geojson")
quakes = geopandas.read_file("data/earthquakes.geojson")

nairobi = towns.loc[towns["name"] == "Nairobi", "geometry"].item()
kenya = countries.loc[countries["name"] == "Kenya", "geometry"].item()
print(nairobi.within(kenya), kenya.touches(nairobi))
equator = LineString([(-180, 0), (180, 0)])
print(countries.loc[countries.crosses(equator), "name"].tolist())

american = towns[towns["country"] == "US"].to_crs(5070)
chicago = american.loc[american["name"] == "Chicago", "geometry"].item()
distance = american.distance(chicago)
print((distance <= 500_000).sum(), distance[distance > 0].min())

joined = geopandas.sjoin(towns, countries.to_crs(towns.crs), predicate="within")
print(joined["continent"].value_counts())
sums = {"towns": ("name_left", "count"), "people": ("population_left", "sum")}
counts = joined.groupby("name_right").agg(**sums)
counted = countries.merge(counts, left_on="name", right_index=True).to_crs(6933)
counted["density"] = counted["towns"] / (counted.area / 1e12)
print(counted.nlargest(3, "density")[["name", "towns", "people", "density"]])
counted.plot(column="density", scheme="quantiles", k=5, cmap="YlGnBu", legend=True).set_title("Towns in a million km²")

us = states.to_crs(5070)[["name", "geometry"]].rename(columns={"name": "state"})
felt = geopandas.sjoin(quakes.to_crs(5070), us, predicate="within").drop(columns="index_right")
print(felt["state"].value_counts().head(3))
nearest = geopandas.sjoin_nearest(felt, american[["name", "geometry"]], distance_col="distance")
nearest["km"] = nearest["distance"] / 1000
print(nearest["km"].describe())
print(nearest["name"].value_counts().head(3))
nearest["km"].plot.hist(bins=20)
plt.xlabel("km to the nearest town")
plt.savefig("km.png")
