import { describe, expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { captureFields, changedFields } from "../../src/functions/fields.ts";
import { loadFunction, mapUserError } from "../../src/functions/load.ts";
import { type PreparedMethods, prepareMethod } from "../../src/functions/prepare-method.ts";

/** Stands where Task stands: its members stay on the main loop. */
class Base {
  cancel(): void {
    throw new Error("main loop only");
  }
  run(_ctx: unknown): unknown {
    return this.constructor;
  }
}

const baseDir = process.cwd();
const plain = (value: unknown): unknown => value;

function prepare(self: Base): PreparedMethods {
  return prepareMethod(self, Base.prototype);
}

/** Runs it as a lane does. */
async function runCopy(self: Base, ctx: unknown): Promise<{ result: unknown; changed: Record<string, unknown> }> {
  const { prepared, fields } = prepare(self);
  const given = captureFields(self, fields, plain);
  const copy: Record<string, unknown> = { ...given };
  const scope = { geometry: undefined, ctx, Layer: undefined, inputs: {} };
  const methods = (await loadFunction(prepared, baseDir, scope, copy)) as { run(ctx: unknown): unknown };
  Object.setPrototypeOf(copy, methods);
  try {
    return {
      result: methods.run.call(copy, ctx),
      changed: changedFields(copy, given, { pack: plain, isFixed: () => false }),
    };
  } catch (error) {
    mapUserError(error, prepared, baseDir);
    throw error;
  }
}

function refusal(self: Base): SpatialError {
  try {
    captureFields(self, prepare(self).fields, plain);
  } catch (error) {
    if (error instanceof SpatialError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

class Counter extends Base {
  count = 2;
  readonly log: string[] = [];
  readonly callback = (): number => 1;
  untouched = "same";
  extra?: Map<string, number>;

  override run(ctx: { factor: number }): number {
    this.count = this.scaled(ctx.factor);
    this.log.push("ran");
    this.extra = new Map([["a", this.half]]);
    return this.count;
  }

  scaled(factor: number): number {
    return this.count * factor;
  }

  get half(): number {
    return this.count / 2;
  }
}

test("run sees the fields and the methods of its class; what it changed comes back", async () => {
  const self = new Counter();
  const { result, changed } = await runCopy(self, { factor: 5 });
  expect(result).toBe(10);
  expect(changed).toEqual({ count: 10, log: ["ran"], extra: new Map([["a", 5]]) });
  expect(self).toMatchObject({ count: 2, log: [] });
});

test("methods of classes between are found, the nearest first", async () => {
  class Middle extends Base {
    part(): string {
      return "middle";
    }
    other(): string {
      return "other";
    }
  }
  class Leaf extends Middle {
    override part(): string {
      return "leaf";
    }
    override run(): string {
      return this.part() + this.other();
    }
  }
  expect((await runCopy(new Leaf(), {})).result).toBe("leafother");
});

test("run may be an arrow function in a field", async () => {
  class Arrow extends Base {
    readonly n = 4;
    override run = (): number => this.n * 2;
  }
  expect((await runCopy(new Arrow(), {})).result).toBe(8);
});

test("an error shows class, method and line", async () => {
  class Failing extends Base {
    override run(): void {
      this.deeper();
    }
    deeper(): never {
      const place = "second line";
      throw new RangeError(place);
    }
  }
  let stack: string | undefined;
  try {
    await runCopy(new Failing(), {});
  } catch (error) {
    ({ stack } = error as Error);
  }
  expect(stack?.split("\n")).toEqual([
    "RangeError: second line",
    expect.stringMatching(/Failing\.deeper, line 3, column \d+\)$/),
    expect.stringMatching(/Failing\.run, line 2, column \d+\)$/),
  ]);
});

describe("refused", () => {
  class Super extends Base {
    override run(ctx: unknown): unknown {
      return super.run(ctx);
    }
  }
  class Private extends Base {
    readonly #secret = 1;
    override run(): number {
      const one = 1;
      return this.#secret + one;
    }
  }
  class MainLoop extends Base {
    override run(): void {
      this.cancel();
    }
  }
  class FieldFunction extends Base {
    readonly shout = (): number => 1;
    override run(): number {
      return this.shout();
    }
  }
  const outside = Math.random();
  class Closure extends Base {
    override run(): number {
      return this.helper();
    }
    helper(): number {
      return outside;
    }
  }

  test.each<[string, Base, SpatialError["code"], RegExp]>([
    ["super", new Super(), "FUNCTION_UNSUPPORTED", /^Super\.run, line 2: "super"/],
    ["#private", new Private(), "FUNCTION_UNSUPPORTED", /^Private\.run, line 3: "#secret" is private/],
    ["a member of the main loop", new MainLoop(), "FUNCTION_UNSUPPORTED", /"this\.cancel" belongs to the main loop/],
    ["a field that can't be cloned and is used", new FieldFunction(), "UNCLONABLE", /"this\.shout" \(function\)/],
    [
      "a variable of outside, in a method that run calls",
      new Closure(),
      "FREE_VARIABLE",
      /^Closure\.helper, line 2: "outside"/,
    ],
  ])("%s", (_, self, code, message) => {
    const error = refusal(self);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});
