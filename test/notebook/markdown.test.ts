import { expect, test } from "vitest";
import { markdownHtml } from "../../src/notebook/markdown.ts";

// what CommonMark 0.31 and GitHub's tables say these are
test.each([
  ["# Title #", "<h1>Title</h1>"],
  ["one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>"],
  ["a **bold** and *thin* `a*b*<c>`", "<p>a <strong>bold</strong> and <em>thin</em> <code>a*b*&lt;c&gt;</code></p>"],
  ["snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>"],
  ["- a\n- b\n  - c", "<ul><li>a</li><li>b\n<ul><li>c</li></ul></li></ul>"],
  ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
  ["```ts\n**a** < b\n```", "<pre><code>**a** &lt; b</code></pre>"],
  ["> quoted\n> more", "<blockquote><p>quoted\nmore</p></blockquote>"],
  ["| a | b |\n|---|--:|\n| 1 | 2 |", "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"],
  ["[x](https://a.example/b)", '<p><a href="https://a.example/b" rel="noopener">x</a></p>'],
  ["---", "<hr>"],
])("%j", (text, html) => {
  expect(markdownHtml(text)).toBe(html);
});

test("nothing that is written becomes markup, and no link runs a script", () => {
  const html = markdownHtml(`<script>x</script> <img src=x onerror="y"> [a](javascript:alert(1)) ![b](" onerror=z)`);
  expect(html).not.toMatch(/<script|<img|href|onerror="y"/);
});
