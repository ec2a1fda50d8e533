import { expect, test } from "vitest";
import { helpPage } from "../../kernel/magics/help-page.ts";

const TEXT = `const tasks: Tasks

The <task> manager.

Members
  add(task, options)  Starts a task.
  count: number

Example
  const a = [1,
    2];`;

test("help is a page of paragraphs, rows and code, the text as it was beside it", () => {
  const { "text/plain": plain, "text/html": html } = helpPage({ "text/plain": TEXT });
  expect(plain).toBe(TEXT);
  const bare = String(html).replaceAll(/ style="[^"]*"/g, "");
  expect(bare).toBe(
    "<div><pre>const tasks: Tasks</pre><div>The &lt;task&gt; manager.</div>" +
      "<div>Members</div><table><tbody><tr><td>add(task, options)</td><td>Starts a task.</td></tr>" +
      "<tr><td>count: number</td><td></td></tr></tbody></table>" +
      "<div>Example</div><pre>const a = [1,\n  2];</pre></div>",
  );
});

test("what has a page of its own stays", () => {
  const own = { "text/plain": "a", "text/html": "<b>a</b>" };
  expect(helpPage(own)).toEqual(own);
});
