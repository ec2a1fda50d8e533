import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/wire/message.ts";
import { type Answer, KernelClient, shown } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

/** What a cell shows, as one bundle an output. */
function bundles({ output }: Answer): JsonObject[] {
  return output
    .filter(({ header }) => header.msg_type === "display_data" || header.msg_type === "execute_result")
    .map(({ content }) => content["data"] as JsonObject);
}
const printed = ({ output }: Answer): string =>
  output.flatMap(({ header, content }) => (header.msg_type === "stream" ? [String(content["text"])] : [])).join("");

const ELEMENT = (markup: string): string => `({ nodeType: 1, outerHTML: ${JSON.stringify(markup)} })`;

describe("values show as what they are", () => {
  test.each([
    [
      "an SVG element",
      ELEMENT('<svg viewBox="0 0 1 1"><circle r="1"/></svg>'),
      "image/svg+xml",
      /<svg xmlns="[^"]+" viewBox="0 0 1 1"><circle r="1">/,
    ],
    [
      "an SVG element, which takes the theme's colour,",
      ELEMENT('<svg viewBox="0 0 1 1"><circle r="1" fill="currentColor"/></svg>'),
      "text/html",
      /^<svg viewBox="0 0 1 1"><circle r="1" fill="currentColor">/,
    ],
    ["an HTML element", ELEMENT("<b>100</b>"), "text/html", /^<b>100<\/b>$/],
    ["what has toHTML()", "({ toHTML: () => '<i>x</i>' })", "text/html", /^<i>x<\/i>$/],
    ["a mimebundle", "({ 'text/markdown': '**x**', 'text/plain': 'x' })", "text/markdown", /^\*\*x\*\*$/],
    ["the bytes of a PNG", "Buffer.from('89504e470d0a1a0a00', 'hex')", "image/png", /^iVBORw0KGgoA$/],
    ["the bytes of a JPEG", "new Uint8Array([255, 216, 255, 224])", "image/jpeg", /^\/9j\/4A==$/],
  ])("%s", async (_, code, type, content) => {
    const [bundle] = bundles(await kernel.execute(code));
    expect(String(bundle![type])).toMatch(content);
    expect(bundle).toHaveProperty(["text/plain"]);
  });

  test("a Vega-Lite specification is a chart", async () => {
    const code = "({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar' })";
    expect(bundles(await kernel.execute(code))[0]).toHaveProperty(["application/vnd.vegalite.v5+json", "mark"], "bar");
  });

  test("an array of rows is a table of ten, the rest counted", async () => {
    const code = "Array.from({ length: 1200 }, (_, n) => ({ n, name: n === 1 ? '<b>' : null }))";
    const html = String(bundles(await kernel.execute(code))[0]!["text/html"]);
    expect(html.match(/<tr>/g)).toHaveLength(11);
    expect(html).toContain("… 1,190 more rows");
    expect(html).toContain("&lt;b&gt;");
  });

  test.each(["[1, 2]", "[{ a: 1 }, { b: 2 }]", "[]", "Buffer.from('abc')", "({ a: 1 })", "[new Map()]"])(
    "%s stays a value",
    async (code) => {
      expect(Object.keys(bundles(await kernel.execute(code))[0]!)).toEqual(["text/plain"]);
    },
  );

  test("what Jupyter.display gives runs nothing either", async () => {
    const code =
      "({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b onclick=1>x</b><script>1</script>' }) })";
    expect(bundles(await kernel.execute(code))[0]!["text/html"]).toBe("<b>x</b>");
  });

  test("elements are there when their cell has ended", async () => {
    const { output } = await kernel.execute(`for (const n of [1, 2]) display(${ELEMENT("<b>x</b>")}); 0`);
    const types = output.map(({ header }) => header.msg_type);
    expect(types.filter((type) => type.includes("display_data"))).toEqual(["display_data", "display_data"]);
  });

  test.each([
    ["a script", "<p>a<script>alert(1)</script></p>"],
    ["a handler", "<img src=x onerror=alert(1)>"],
    ["an address", '<a href=" java\tscript:alert(1)">a</a>'],
    ["a script in an SVG", "<svg><SCRIPT>alert(1)</SCRIPT></svg>"],
    ["markup in an SVG's style", "<svg><style><img src=x onerror=alert(1)></style></svg>"],
    ["an animated address", '<svg><a><animate attributeName="href" values="javascript:alert(1)"/></a></svg>'],
    ["a page in a page", '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
    [
      "something from elsewhere",
      '<p style="background:url(http://example.com/x)">a</p><link href="http://example.com">',
    ],
  ])("nothing runs: %s", async (_, markup) => {
    const [bundle] = bundles(await kernel.execute(ELEMENT(`<div>${markup}</div>`)));
    const html = String(bundle!["text/html"]);
    expect(html).toMatch(/^<div>/);
    expect(html).not.toMatch(/alert|example\.com/);
  });
});

describe("display", () => {
  test.each([
    ["html('<script>1</script>')", "text/html", "<script>1</script>"],
    ["markdown('**a**')", "text/markdown", "**a**"],
    ["svg('<svg/>')", "image/svg+xml", "<svg/>"],
    ["json({ a: 1 })", "application/json", { a: 1 }],
    ["png(Buffer.from('89504e470d0a1a0a', 'hex'))", "image/png", "iVBORw0KGgo="],
    ["table([{ a: 1 }])", "text/plain", "1 row"],
  ])("display.%s", async (call, type, content) => {
    expect(bundles(await kernel.execute(`display.${call}; 0`))[0]![type]).toEqual(content);
  });

  test("says what it takes", async () => {
    const { reply } = await kernel.execute("display.png(Buffer.from('x'))");
    expect(reply["evalue"]).toContain("display.png was given an object; it takes the bytes of a PNG file");
  });
});

describe("magics of other kinds of text", () => {
  test.each([
    ["%%html\n<b>{1}</b>\n", "text/html", "<b>{1}</b>\n"],
    ["%%markdown\n# a %b", "text/markdown", "# a %b"],
    ["%%svg\n<svg/>", "image/svg+xml", "<svg/>"],
  ])("%s", async (cell, type, content) => {
    expect(bundles(await kernel.execute(cell))[0]![type]).toBe(content);
  });

  test("%sh prints what the command prints, and its exit code is an error", async () => {
    expect(printed(await kernel.execute("%sh echo \"a  b\" | tr a-z A-Z; echo '{x}' $((1 + 1)) // all"))).toBe(
      "A  B\n{x} 2 // all\n",
    );
    const failed = await kernel.execute("%sh echo no >&2; exit 3");
    expect(printed(failed)).toBe("no\n");
    expect(failed.reply["evalue"]).toContain("The command ended with exit code 3.");
  });

  test("%%bash runs its body", async () => {
    expect(printed(await kernel.execute("%%bash\nfor i in {1..3}; do echo $i; done"))).toBe("1\n2\n3\n");
  });

  test("the stop button ends a command, with all that it has started", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "mapcell-sh-")), "pid");
    const header = await kernel.begin(`%sh echo busy; sh -c 'echo $$ > ${file}; exec sleep 987' | cat; echo late`);
    await expect.poll(() => existsSync(file) && readFileSync(file, "utf8").trim()).toMatch(/^\d+$/);
    await kernel.request("interrupt_request", {}, "control");
    await kernel.idle(header);
    const errors = kernel.outputOf(header).output.filter(({ header: { msg_type } }) => msg_type === "error");
    expect(errors.map(({ content }) => content["ename"])).toEqual(["KernelInterrupted"]);
    const pid = Number(readFileSync(file, "utf8"));
    await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
  });

  test("%cd changes where paths start, %pwd says it", async () => {
    await kernel.execute("%cd /tmp\n%cd ..");
    expect(printed(await kernel.execute("%pwd\nconsole.log(process.cwd())"))).toBe("/\n/\n");
    const missing = await kernel.execute("%cd no-such-folder");
    expect(missing.reply["evalue"]).toContain('"no-such-folder" is no folder');
    expect(printed(await kernel.execute("%cd -\n%pwd"))).toBe("/tmp\n/tmp\n");
  });
});

describe("%time", () => {
  test("says how long a statement took and gives its value", async () => {
    const answer = await kernel.execute(
      "%time const waited = await new Promise<number>((done) => setTimeout(done, 30, 7));",
    );
    expect(printed(answer)).toMatch(/^Wall time: \d+ ms\n$/);
    expect(shown(await kernel.execute("waited + 1"))).toBe("8");
    expect(shown(await kernel.execute("%time [3, 1, 2].sort()"))).toBe("[ 1, 2, 3 ]");
  });

  test("of a cell: magics and declarations are those of any cell", async () => {
    const answer = await kernel.execute("%%time\nconst timed = 1\n%pwd\ntimed + 1");
    expect(printed(answer)).toMatch(/\nWall time: [\d.]+ m?s\n$/);
    expect(shown(answer)).toBe("2");
    expect(shown(await kernel.execute("timed"))).toBe("1");
  });

  test("prints nothing where nobody watches", async () => {
    expect(printed(await kernel.execute("%%time\n1", { allow_stdin: false }))).toBe("");
  });
});

test.each([
  ["%lsmagic", "%magics lists"],
  ["%matplotlib inline", "chart"],
  ["%pip install geopandas", "npm install"],
  ["%%javascript\n1", "display.html"],
])("%s: the error says what to type here", async (cell, advice) => {
  expect((await kernel.execute(cell)).reply["evalue"]).toContain(advice);
});
