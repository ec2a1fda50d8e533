import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { estimateUtm } from "../../src/crs/estimate-utm.ts";
import { SpatialError } from "../../src/errors.ts";
import type { Bounds } from "../../src/geometry/column.ts";
import { Layer } from "../../src/layers/layer.ts";

interface Case {
  readonly box: Bounds;
  readonly crs: string;
  readonly datum: string;
  readonly zone: string | null;
}

/** What GeoPandas estimates: test/fixtures/oracle/estimate-utm.py. */
const CASES = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/crs/estimate-utm.json"), "utf8"),
) as readonly Case[];

function estimated({ box, crs, datum }: Case): string | null {
  try {
    return estimateUtm(box, parseCrsId(crs), datum);
  } catch (error) {
    if (error instanceof SpatialError && error.code === "BAD_ARGUMENT") return null;
    throw error;
  }
}

/** GeoPandas finds EPSG:3044 for ETRS89, which has its axes the other way round: we keep to 25832, x before y. */
function withXFirst(zone: string | null, datum: string): string | null {
  return datum === "ETRS89" && zone !== null ? `EPSG:${25_800 + Number(zone.slice(5)) - 3012}` : zone;
}

test("zones are those that GeoPandas estimates, in every CRS", () => {
  const ours = CASES.map((each) => ({ ...each, zone: estimated(each) }));
  expect(ours).toEqual(CASES.map((each) => ({ ...each, zone: withXFirst(each.zone, each.datum) })));
  expect(CASES.length).toBeGreaterThan(300);
});

test("a layer says its own; without coordinates or zones it says why there is none", () => {
  const zurich = Layer.from({ type: "Point", coordinates: [8.5, 47.4] }, { name: "zurich" });
  expect(zurich.estimateUtm()).toBe("EPSG:32632");
  expect(zurich.estimateUtm({ datum: "ETRS89" })).toBe("EPSG:25832");
  expect(() => zurich.estimateUtm({ datum: "Mars" })).toThrow(/no UTM zones of the datum "Mars"/);
  expect(() => Layer.from({ type: "Point", coordinates: [0, 89] }).estimateUtm()).toThrow(
    /0\.0000, 89\.0000.*EPSG:3413/,
  );
  expect(() => Layer.from([{ geometry: null }], { name: "none" }).estimateUtm()).toThrow(/"none" has no coordinates/);
});
