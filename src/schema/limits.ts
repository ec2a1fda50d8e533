export interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export function isWithin(value: number, { min = -Infinity, max = Infinity }: Limits): boolean {
  return value >= min && value <= max;
}

/** "from 1 to 64", for messages. */
export function limitsText({ min, max }: Limits): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  if (min !== undefined) return `of ${min} or more`;
  return max === undefined ? "" : `of ${max} or less`;
}

/** ", 1 to 64", for help. */
export function limitsHelp({ min, max }: Limits): string {
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`;
  if (min !== undefined) return `, ${min} or more`;
  return max === undefined ? "" : `, at most ${max}`;
}
