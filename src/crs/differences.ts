import { projAgreement, projDifferences } from "./differences-table.ts";

/** "up to 20 km: EPSG's method 1028 is …"; undefined for a CRS that agrees with PROJ within a millimetre. */
export function differenceFromProj(id: string): string | undefined {
  const start = projDifferences.indexOf(`\n${id}|`) + 1;
  if (start === 0) return undefined;
  const [, metres, reason = ""] = projDifferences.slice(start, projDifferences.indexOf("\n", start)).split("|");
  return `up to ${lengthText(Number(metres))}: ${reason}`;
}

/** How far the CRSs of the table agree with PROJ, in a sentence. */
export function agreementWithProj(): string {
  const { version, compared, agreeing } = projAgreement;
  return (
    `Compared at nine points of their area of use, ${count(agreeing)} of ${count(compared)} CRSs agree with PROJ ${version} ` +
    "without grid files within a millimetre; how far and why another one differs stands with its name, which help on its code shows."
  );
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function lengthText(metres: number): string {
  if (metres >= 1000) return `${+(metres / 1000).toPrecision(2)} km`;
  return metres >= 1 ? `${metres} m` : `${+(metres * 1000).toPrecision(2)} mm`;
}
