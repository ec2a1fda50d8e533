import { rowOf } from "../../crs/crs.ts";
import { SpatialError } from "../../errors.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features in longitude and latitude" }) };

export const shiftLongitudes: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "shiftLongitudes",
  id: "shiftlongitudes",
  title: "Shift longitudes",
  group: "Vector geometry",
  doc:
    "Longitudes below 0 become those above 180 and the other way round, vertex by vertex: data from -180 to 180 degrees comes " +
    "to lie between 0 and 360, so that what crosses the antimeridian is in one piece, and back (PostGIS's ST_ShiftLongitude). " +
    "Attributes are kept. QGIS 3.22 has none.",
  tags: ["longitude", "antimeridian", "dateline", "pacific", "wrap", "360"],
  example: "%shift-longitudes countries --as pacific",
  parameters,
  open(setup) {
    const { crs } = inputOf(setup, "input");
    const { geographic, unitSize } = rowOf(crs);
    if (!geographic)
      throw new SpatialError(
        "CRS_MISMATCH",
        `shiftLongitudes: the layer is in ${crs}, which has no longitudes; reproject it to EPSG:4326 first.`,
      );
    const turn = Number(((2 * Math.PI) / unitSize).toPrecision(14));
    return (part) => {
      const { xy } = part;
      // the part is a copy of its own: it may be written to
      for (let i = 0; i < xy.length; i += 2) {
        if (xy[i]! < 0) xy[i]! += turn;
        else if (xy[i]! > turn / 2) xy[i]! -= turn;
      }
      return part;
    };
  },
};
