import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import { geometryAt } from "../../src/geometry/geojson.ts";
import { appendGeoPackageGeometry, geoPackageGeometryOf } from "../../src/geometry/geopackage-geometry.ts";
import { appendWkb } from "../../src/geometry/wkb-reader.ts";
import { wkbOf } from "../../src/geometry/wkb-writer.ts";
import { appendWkt } from "../../src/geometry/wkt-reader.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { columnOf, everyKind, geometriesOf } from "./columns.ts";

interface Case {
  readonly text: string;
  /** As Shapely sees it; nested collections flattened. */
  readonly geojson: Geometry;
  readonly m: readonly number[];
  readonly iso: string;
  readonly isoBig: string;
  readonly extended: string;
  readonly extendedBig: string;
  readonly srid: string;
  readonly wkt: string;
  /** From GDAL; null where it wrote no geometry. */
  readonly geopackage: string | null;
}

/** Written by fixtures/oracle/wkb.py with Shapely and GDAL. */
const stored = JSON.parse(readFileSync(new URL("../fixtures/wkb.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
  readonly planes: readonly { readonly text: string; readonly same: string; readonly geopackage: string }[];
  readonly curves: readonly { readonly text: string; readonly geopackage: string }[];
};
const cases = stored.cases.map((one) => [one.text, one] as const);
const isNested = (text: string): boolean => text.includes("(GEOMETRYCOLLECTION") || text.includes("(MULTIPOINT");

test.each(cases)("%s is read from WKB of every dialect", (_, { geojson, m, ...bytes }) => {
  for (const dialect of ["iso", "isoBig", "extended", "extendedBig", "srid"] as const) {
    const { column, srid } = read((builder) => appendWkb(builder, unhex(bytes[dialect])));
    expect(geometryAt(column, 0)).toEqual(plain(geojson));
    expect(measures(column)).toEqual(m);
    expect(srid).toBe(dialect === "srid" ? 4326 : 0);
  }
});

test.each(cases)("%s is read from WKT, as Shapely and GDAL take and write it", (text, { geojson, m, wkt }) => {
  const spellings = [text, text.toLowerCase(), text.replace(/ (Z|M|ZM) /g, "$1"), `SRID=4326;${text}`];
  for (const spelling of text.includes("0.3") ? spellings : [...spellings, wkt]) {
    const { column, srid } = read((builder) => appendWkt(builder, spelling));
    expect(geometryAt(column, 0)).toEqual(plain(geojson));
    expect(measures(column)).toEqual(m);
    expect(srid).toBe(spelling.startsWith("SRID") ? 4326 : 0);
  }
});

test.each(cases.filter(([text]) => !isNested(text)))(
  "%s is written byte by byte as Shapely writes it",
  (text, given) => {
    const { column } = read((builder) => appendWkt(builder, text));
    expect(hex(wkbOf(column, 0))).toBe(given.iso);
    expect(hex(wkbOf(column, 0, { dialect: "extended" }))).toBe(given.extended);
    expect(hex(wkbOf(column, 0, { dialect: "extended", srid: 4326 }))).toBe(given.srid);
  },
);

test.each(cases.filter(([text]) => !isNested(text) && !/\d{17}|e[+-]/.test(text)))(
  "%s is written as text as Shapely writes it",
  (text, given) => {
    const { column } = read((builder) => appendWkt(builder, text));
    expect(wktOf(column, 0)).toBe(given.wkt);
  },
);

test.each(cases.filter(([, { geopackage }]) => geopackage !== null))(
  "%s is read from GDAL's GeoPackage",
  (_, given) => {
    const { column, srid } = read((builder) => appendGeoPackageGeometry(builder, unhex(given.geopackage!)));
    expect(geometryAt(column, 0)).toEqual(plain(given.geojson));
    expect(measures(column)).toEqual(given.m);
    expect(srid).toBe(4326);
  },
);

// where there are heights, GDAL's envelope has them and ours hasn't: both are allowed
test.each(cases.filter(([text, { geopackage }]) => geopackage !== null && !isNested(text) && !/ Z/.test(text)))(
  "%s is written into a GeoPackage as GDAL does",
  (text, given) => {
    const { column } = read((builder) => appendWkt(builder, text));
    expect(hex(geoPackageGeometryOf(column, 0, 4326))).toBe(given.geopackage);
  },
);

test("empty geometries go into a GeoPackage with its flag, features without one not at all", () => {
  const column = columnOf({ type: "Polygon", coordinates: [] }, null);
  const bytes = geoPackageGeometryOf(column, 0, -1)!;
  expect([...bytes.subarray(0, 8)]).toEqual([0x47, 0x50, 0, 0x11, 255, 255, 255, 255]);
  expect(read((builder) => appendGeoPackageGeometry(builder, bytes)).srid).toBe(-1);
  expect(geoPackageGeometryOf(column, 1, 0)).toBeUndefined();
  expect(wkbOf(column, 1)).toBeUndefined();
  expect(wktOf(column, 1)).toBeUndefined();
});

test.each(stored.planes)("$text is read as what holds the same", ({ text, same, geopackage }) => {
  const expected = read((builder) => appendWkt(builder, same)).column;
  expect(read((builder) => appendWkt(builder, text)).column).toEqual(expected);
  expect(read((builder) => appendGeoPackageGeometry(builder, unhex(geopackage))).column).toEqual(expected);
});

test.each(stored.curves)("$text is refused by the name of the curve", ({ text, geopackage }) => {
  const curve = text.startsWith("MULTICURVE")
    ? "CircularString"
    : text.startsWith("MULTISURFACE")
      ? "CurvePolygon"
      : "";
  const name = curve === "" ? /^(\w+)/.exec(text)![1]! : curve;
  const builder = new GeometryBuilder();
  const message = new RegExp(`it is a ${name}, .*CONVERT_TO_LINEAR`, "i");
  expect(() => appendWkt(builder, text)).toThrow(message);
  expect(() => appendGeoPackageGeometry(builder, unhex(geopackage))).toThrow(message);
  expect(builder.finish().partKinds).toHaveLength(0);
});

test("what was written is read again, whatever it is", () => {
  const column = columnOf(...everyKind);
  const [fromWkb, fromWkt] = [new GeometryBuilder(), new GeometryBuilder()];
  for (let i = 0; i < column.length - 1; i++) {
    appendWkb(fromWkb, wkbOf(column, i)!);
    appendWkt(fromWkt, wktOf(column, i)!);
  }
  expect(geometriesOf(fromWkb.finish())).toEqual(everyKind.slice(0, -1));
  expect(geometriesOf(fromWkt.finish())).toEqual(everyKind.slice(0, -1));
});

test("every double comes through text as it was", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(finite, finite, (x, y) => {
      const column = columnOf({ type: "Point", coordinates: [x, y] });
      expect(read((builder) => appendWkt(builder, wktOf(column, 0)!)).column.xy).toEqual(column.xy);
    }),
  );
});

test("heights that only some vertices have stay with their vertices", () => {
  const { column } = read((builder) => appendWkt(builder, "LINESTRING (0 0, 1 1 5, 2 2)"));
  expect(geometryAt(column, 0)).toEqual({ type: "LineString", coordinates: [[0, 0], [1, 1, 5], [2, 2]] }); // prettier-ignore
  expect(read((builder) => appendWkb(builder, wkbOf(column, 0)!)).column).toEqual(column);
  expect(read((builder) => appendWkt(builder, wktOf(column, 0)!)).column).toEqual(column);
});

test.each([
  ["", /it ends where a byte order and a type should stand/],
  ["02", /ends where/],
  ["0201000000", /its byte order is 2/],
  ["0163000000", /its type is 99, which stands for none/],
  ["01A10F0000", /its type is 4001/],
  ["0100000000", /it is a Geometry/],
  ["0101000000000000000000F03F", /ends where a point should stand/],
  ["0101000000000000000000F03F000000000000F07F", /a coordinate is Infinity/],
  ["0101000000000000000000F03F000000000000F87F", /a coordinate is NaN/],
  ["01E9030000000000000000F03F000000000000F03F000000000000F07F", /a height or measure is Infinity/],
  ["0102000000FFFFFFFF", /it says that it has 4294967295 vertices, for which it is too short/],
  ["010300000001000000FFFFFF7F", /it says that it has 2147483647 vertices/],
  ["0106000000FFFFFFFF0101000000", /it says that it has 4294967295 members/],
  ["0104000000010000000102000000000000000000000000000000", /a kind that does not belong there/],
  ["0101000000000000000000F03F000000000000F03F00", /1 bytes are left behind its end/],
  [`${"010700000001000000".repeat(40)}010700000000000000`, /more than 32 deep/],
])("damaged WKB %s is refused with its place and leaves the builder as it was", (bytes, message) => {
  const builder = new GeometryBuilder();
  appendWkt(builder, "POINT Z (1 2 3)");
  const before = builder.finish();
  expect(() => appendWkb(builder, unhex(bytes))).toThrow(message);
  builder.addGeoJson(null);
  expect(geometriesOf(builder.finish())).toEqual([...geometriesOf(before), null]);
});

test.each([
  ["", /expected the name of a geometry type, such as POINT, found the end/],
  ["POINT", /expected "\(" or EMPTY, found the end/],
  ["POINTY (1 2)", /there is none called "POINTY"/],
  ["POINT (1)", /expected a number, found `\)`/],
  ["POINT (1 2 3 4 5)", /expected a comma or "\)", found `5\)`/],
  ["POINT (1, 2)", /at character 8: expected a number, found/],
  ["POINT (1 nan)", /a coordinate is not a finite number/],
  ["POINT (1 1e999)", /a coordinate is not a finite number/],
  ["POINT (1 2", /expected a comma or "\)", found the end/],
  ["POINT (1 2))", /expected the end, found `\)`/],
  ["POINT (1 2) POINT (1 2)", /expected the end/],
  ["MULTIPOLYGON (POINT (1 2))", /a kind that does not belong there/],
  [`${"GEOMETRYCOLLECTION(".repeat(40)}POINT(1 1)${")".repeat(40)}`, /more than 32 deep/],
])("%s is refused with its place", (text, message) => {
  const builder = new GeometryBuilder();
  expect(() => appendWkt(builder, text)).toThrow(message);
  expect(builder.finish().xy).toHaveLength(0);
});

test("no change of a byte and no cut makes the reader do anything but read or refuse", () => {
  const samples = stored.cases.map(({ srid }) => unhex(srid));
  const change = fc.record({ sample: fc.constantFrom(...samples), at: fc.nat(400), to: fc.nat(255), cut: fc.nat(400) });
  fc.assert(
    fc.property(change, ({ sample, at, to, cut }) => {
      const bytes = sample.slice(0, cut % 3 === 0 ? cut % sample.length : sample.length);
      if (bytes.length > 0) bytes[at % bytes.length] = to;
      const builder = new GeometryBuilder();
      const refusal = refusalOf(() => appendWkb(builder, bytes));
      const code = refusal instanceof SpatialError ? refusal.code : refusal;
      expect([undefined, "INVALID_GEOMETRY"]).toContain(code);
      expect(builder.length).toBe(code === undefined ? 1 : 0);
    }),
    { numRuns: 3000 },
  );
});

function read(append: (builder: GeometryBuilder) => number): {
  readonly column: GeometryColumn;
  readonly srid: number;
} {
  const builder = new GeometryBuilder();
  const srid = append(builder);
  return { column: builder.finish(), srid };
}

function refusalOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

function measures({ m = new Float64Array(0) }: GeometryColumn): number[] {
  return [...m].filter((value) => !Number.isNaN(value));
}

/** Shapely writes an empty polygon with an empty ring. */
function plain(geometry: Geometry): Geometry {
  return JSON.stringify(geometry).includes("[[]]") ? { type: "Polygon", coordinates: [] } : geometry;
}

function unhex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "hex"));
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? [])
    .toString("hex")
    .toUpperCase();
}
