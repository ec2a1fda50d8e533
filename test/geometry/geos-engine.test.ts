import { expect, test } from "vitest";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { openGeosEngine } from "../../src/geometry/geos-engine.ts";
import { columnOf, everyKind, geometriesOf } from "./columns.ts";

test("reads and writes", async () => {
  const engine = await openGeosEngine();
  const column = columnOf(...everyKind);
  const b = new GeometryBuilder();
  engine.scope(() => {
    for (let i = 0; i < column.length; i++) engine.write(engine.read(column, i), b);
  });
  console.log(engine.heapBytes());
  expect(geometriesOf(b.finish())).toEqual(everyKind.with(-1, { type: "GeometryCollection", geometries: [] }));
});
