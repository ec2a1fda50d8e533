interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export declare function nameFailures(suite: string, report: Report, root: string): string[];
export declare function nameSkipped(suite: string, report: Report, root: string): string[];
