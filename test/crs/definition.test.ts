import { expect, test } from "vitest";
import { type CrsId, parseCrsId } from "../../src/crs/crs-id.ts";
import { listCrs } from "../../src/crs/crs-rows.ts";
import { esriWktOf, projJsonOf } from "../../src/crs/definition.ts";
import { recogniseCrs } from "../../src/crs/recognise-crs.ts";

test("CRSs have PROJ's definition, with its own code", () => {
  const some = [...listCrs()].filter((_, i) => i % 97 === 0);
  for (const { id } of some) {
    const { id: own } = projJsonOf(id as CrsId) as { id: { authority: string; code: number } };
    expect(`${own.authority}:${own.code}`).toBe(id);
  }
});

test.each(["EPSG:4326", "EPSG:25832", "EPSG:2056", "EPSG:27700", "EPSG:3857", "ESRI:54009"])(
  "%s is known again by the frame and parameters of Esri's text",
  (id) => {
    expect(recogniseCrs(esriWktOf(parseCrsId(id)) ?? "")).toBe(id);
  },
);
