export declare function ensureCorpusPackages(options: {
  readonly folder: string;
  readonly say: (line: string) => void;
}): Promise<string | undefined>;
