import type { TestProject } from "vitest/node";
import { lacksPostgres, startPostgres } from "../fixtures/postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the run's database; empty where this machine has none. */
    readonly postgres: string;
  }
}

/** One server for all files of the project. Where it is missing they are left out, but not where everything must run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const reason = lacksPostgres();
  if (reason !== undefined) {
    if (process.env["CI"] === "true") throw new Error(reason);
    project.provide("postgres", "");
    return undefined;
  }
  const server = await startPostgres();
  project.provide("postgres", server.address);
  return () => server.stop();
}
