/** A stretch of text whose lines are lines of what the user typed, or of a script made of it. */
export interface SourceSegment {
  /** Line of the text, from 1, where the stretch begins. */
  readonly from: number;
  /** What the source is called in messages and stacks: a cell's name or a method's. */
  readonly where: string;
  /** Line of the source that `from` is. */
  readonly line: number;
  /** Column of the source, from 1, where its first line begins; the others are whole. Default 1. */
  readonly column?: number;
}

/** How a position in the code is found in what the user typed. */
export interface SourceLines {
  /** In ascending order, of the text that `map` leads to; without a map, of the code itself. None for files, which the map names. */
  readonly segments: readonly SourceSegment[];
  /** Source map (version 3, JSON) of the code after its first line. */
  readonly map?: string;
}

/** A name of the function's surroundings that goes to the lane with it. */
export interface Link {
  readonly name: string;
  /** The code says `exports.name`, as compiled cells do for the names of earlier cells. */
  readonly exported: boolean;
  readonly to: LinkTarget;
}

export type LinkTarget =
  /** A function or class of `PreparedFunction.along`. */
  | { readonly type: "along"; readonly index: number }
  /** What a module exports under a name, or the whole module. */
  | { readonly type: "import"; readonly specifier: string; readonly member?: string }
  /** A value that the user has shared. */
  | { readonly type: "shared" }
  /** What every task has under that name. */
  | { readonly type: "scope" };

/** Code, checked and ready to be compiled in a lane. Plain data. */
export interface PreparedCode {
  /** Hash of the content: a lane compiles each only once. */
  readonly key: string;
  /** Body of a function whose parameters are those of load.ts. Its first line is ours. */
  readonly code: string;
  readonly lines: SourceLines;
  readonly links: readonly Link[];
}

/** User code that returns the user's function, or an object of methods. */
export interface PreparedFunction extends PreparedCode {
  /** Names of inputs in scope. */
  readonly names: readonly string[];
  /** Functions and classes of the surroundings; each comes after those it needs, as far as possible. */
  readonly along: readonly PreparedCode[];
  /** Files of the user's as code that fills `module.exports`, by the specifier they are imported with. */
  readonly modules: Readonly<Record<string, PreparedCode>>;
}
