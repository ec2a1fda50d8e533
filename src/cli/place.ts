import { SpatialError } from "../errors.ts";
import type { InstallPlace } from "./kernelspec.ts";

/** What notebooks call the kernel unless told otherwise. */
export const DEFAULT_NAME = "mapcell";

/** The options of help texts. */
export const PLACES = `  --user          for this user (the default)
  --sys-prefix    in the active Python environment
  --prefix DIR    below a folder, such as a Python environment`;

export const PLACE_OPTIONS = {
  user: { type: "boolean" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string" },
} as const;

interface PlaceValues {
  readonly user?: boolean;
  readonly "sys-prefix"?: boolean;
  readonly prefix?: string;
}

/** @throws SpatialError BAD_ARGUMENT when several are given */
export function placeOf(values: PlaceValues): InstallPlace {
  return givenPlace(values) ?? { kind: "user" };
}

/** Undefined when none is given. @throws SpatialError BAD_ARGUMENT when several are */
export function givenPlace({ user, "sys-prefix": sysPrefix, prefix }: PlaceValues): InstallPlace | undefined {
  if ([user === true, sysPrefix === true, prefix !== undefined].filter(Boolean).length > 1) {
    throw new SpatialError("BAD_ARGUMENT", "More than one of --user, --sys-prefix and --prefix was given; give one.");
  }
  if (prefix !== undefined) return { kind: "prefix", prefix };
  if (sysPrefix === true) return { kind: "sys-prefix" };
  return user === true ? { kind: "user" } : undefined;
}
