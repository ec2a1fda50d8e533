export declare function ensureJupyter(options: {
  readonly folder: string;
  readonly say: (line: string) => void;
}): Promise<
  { readonly status: "ready"; readonly python: string } | { readonly status: "missing"; readonly reason: string }
>;
