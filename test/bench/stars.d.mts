import type { Polygon } from "geojson";

export function stars(count: number): {
  type: "FeatureCollection";
  features: { type: "Feature"; properties: { id: number; name: string }; geometry: Polygon }[];
};
