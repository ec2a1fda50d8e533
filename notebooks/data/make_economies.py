"""Makes economies.geojson: countries with population and gross domestic product, from Natural Earth (public domain).

Needs pyogrio (0.13 was used), which has the data among its tests: `python notebooks/data/make_economies.py`.
"""
import json
from pathlib import Path

import pyogrio
import shapely

source = Path(pyogrio.__file__).parent / "tests/fixtures/naturalearth_lowres/naturalearth_lowres.shp"
meta, _, shapes, columns = pyogrio.raw.read(source)
values = dict(zip(meta["fields"], columns))


def rounded(coordinates):
    if isinstance(coordinates[0], (int, float)):
        return [round(value, 2) for value in coordinates]
    return [rounded(part) for part in coordinates]


features = []
for index, wkb in enumerate(shapes):
    shape = json.loads(shapely.to_geojson(shapely.make_valid(shapely.set_precision(shapely.from_wkb(wkb), 0.01))))
    shape["coordinates"] = rounded(shape["coordinates"])
    people, gdp = (int(values[name][index]) for name in ("pop_est", "gdp_md_est"))
    features.append(
        {
            "type": "Feature",
            "properties": {
                "name": str(values["name"][index]),
                "continent": str(values["continent"][index]),
                "population": people if people > 0 else None,
                "gdp": gdp if gdp > 0 else None,
            },
            "geometry": shape,
        }
    )
features.sort(key=lambda feature: feature["properties"]["name"])
lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
target = Path(__file__).parent / "economies.geojson"
target.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")
