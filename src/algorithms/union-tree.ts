import type { EngineGeometry } from "../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { Tools } from "./setup.ts";

/** Members united by one call: few enough for a cancel to be seen soon, enough for the engine to work well. */
const FAN_IN = 32;

/**
 * The union of many geometries, in groups of neighbours and then of groups. Give them in a spatial order: what lies
 * together dissolves early. Frees what it unites, the members included.
 * @param progress share of the unions made, 0 to 1.
 */
export function uniteInOrder(
  members: readonly EngineGeometry[],
  { engine, feedback }: Tools,
  progress: (fraction: number) => void = () => undefined,
): EngineGeometry {
  const total = Math.max(1, members.length - 1);
  let level = members;
  let left = members.length;
  while (level.length > 1) {
    const next: EngineGeometry[] = [];
    for (let i = 0; i < level.length; i += FAN_IN) {
      feedback.throwIfCanceled();
      const group = level.slice(i, i + FAN_IN);
      next.push(uniteGroup(group, engine));
      left -= group.length - 1;
      progress((members.length - left) / total);
    }
    level = next;
  }
  return level[0] ?? engine.union([]);
}

function uniteGroup(group: readonly EngineGeometry[], engine: GeometryEngine): EngineGeometry {
  const [only] = group;
  if (only !== undefined && group.length === 1) return only;
  const union = engine.union(group);
  for (const member of group) engine.release(member);
  return union;
}
