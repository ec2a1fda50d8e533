import { choice, number, options, whole } from "./arguments.ts";

export const bufferOptions = options(
  whole("segments", { min: 1, default: 5 }),
  choice("endCapStyle", ["round", "flat", "square"], { default: "round" }),
  choice("joinStyle", ["round", "miter", "bevel"], { default: "round" }),
  number("miterLimit", { min: 1, default: 2 }),
);

/** `segments` are those of a quarter circle. */
export type BufferOptions = ReturnType<typeof bufferOptions.check>;
