/** A stretch of text whose lines are lines of what the user typed. */
export interface SourceSegment {
  /** Line of the text, from 1, where the stretch begins. */
  readonly from: number;
  /** What the source is called in messages and stacks: a cell's name or a method's. */
  readonly where: string;
  /** Line of the source that `from` is. */
  readonly line: number;
}

/** How a position in the code is found in what the user typed. */
export interface SourceLines {
  /** In ascending order, of the text that `map` leads to; without a map, of the code itself. None for files, which the map names. */
  readonly segments: readonly SourceSegment[];
  /** Source map (version 3, JSON) of the code after its first line. */
  readonly map?: string;
}

/** User code, checked and ready to be loaded in a lane. Plain data. */
export interface PreparedFunction {
  /** Hash of the content: a lane compiles each only once. */
  readonly key: string;
  /** Body of a function whose parameters are TASK_NAMES, COMPILER_NAMES and `names`; returns the user's function, or an object of methods. */
  readonly code: string;
  /** Names of inputs in scope. */
  readonly names: readonly string[];
  readonly lines: SourceLines;
}
