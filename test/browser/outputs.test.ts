import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium } from "../fixtures/chromium.ts";
import { startJupyterServer, writeNotebook, type JupyterServer } from "../fixtures/jupyter-server.ts";
import { LabPage } from "../fixtures/lab-page.ts";

let server: JupyterServer;
let browser: Browser;

const THEMES = ["Light", "Dark"] as const;

/** A gradient of 48 × 48 pixels. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAIAAADYYG7QAAAQJ0lEQVR42hXYobpFUBCG4V0URVEURVEURVEURVEURVEURVEURVEURfmKoiiKoiiKoiiKoriJ47iC97FmzT+zfr8fwg/xh/RD/qH8UH9oP/Qfxg/zh/XD/uH8cH94P/wfwY/wR/Qj/pH8SH9kP/IfxY/yR/Wj/tH8aH90P/jR/xh+jD+mH/OP5cf6Y/ux/zh+nD+uH/eP58f74/cTEAREAUlAFlAEVAFNQBcwBEwBS8AWcARcAU/AFwgEQoFIIBZIBFKBTCAXKARKgUqgFmgEWoFOAIFeYBAYBSaBWWARWAU2gV3gEDgFLoFb4BF4hQ8kIoiIIpKILKKIqCKaiC5iiJgilogt4oi4Ip6ILxKIhCKRSCySiKQimUguUoiUIpVILdKItCKdCCK9yCAyikwis8gisopsIrvIIXKKXCK3yCPyih9IQpAQJSQJWUKRUCU0CV3CkDAlLAlbwpFwJTwJXyKQCCUiiVgikUglMolcopAoJSqJWqKRaCU6CSR6iUFilJgkZolFYpXYJHaJQ+KUuCRuiUfilT6QjCAjykgysowio8poMrqMIWPKWDK2jCPjyngyvkwgE8pEMrFMIpPKZDK5TCFTylQytUwj08p0Msj0MoPMKDPJzDKLzCqzyewyh8wpc8ncMo/MK38gBUFBVJAUZAVFQVXQFHQFQ8FUsBRsBUfBVfAUfIVAIVSIFGKFRCFVyBRyhUKhVKgUaoVGoVXoFFDoFQaFUWFSmBUWhVVhU9gVDoVT4VK4FR6FV/lAKoKKqCKpyCqKiqqiqegqhoqpYqnYKo6Kq+Kp+CqBSqgSqcQqiUqqkqnkKoVKqVKp1CqNSqvSqaDSqwwqo8qkMqssKqvKprKrHCqnyqVyqzwqr/qBNAQNUUPSkDUUDVVD09A1DA1Tw9KwNRwNV8PT8DUCjVAj0og1Eo1UI9PINQqNUqPSqDUajVaj00Cj1xg0Ro1JY9ZYNFaNTWPXODROjUvj1ng0Xu0D6Qg6oo6kI+soOqqOpqPrGDqmjqVj6zg6ro6n4+sEOqFOpBPrJDqpTqaT6xQ6pU6lU+s0Oq1Op4NOrzPojDqTzqyz6Kw6m86uc+icOpfOrfPovPoHMhAMRAPJQDZQDFQDzUA3MAxMA8vANnAMXAPPwDcIDEKDyCA2SAxSg8wgNygMSoPKoDZoDFqDzgCD3mAwGA0mg9lgMVgNNoPd4DA4DS6D2+AxeI0PZCKYiCaSiWyimKgmmoluYpiYJpaJbeKYuCaeiW8SmIQmkUlskpikJplJblKYlCaVSW3SmLQmnQkmvclgMppMJrPJYrKabCa7yWFymlwmt8lj8pofyEKwEC0kC9lCsVAtNAvdwrAwLSwL28KxcC08C98isAgtIovYIrFILTKL3KKwKC0qi9qisWgtOgsseovBYrSYLGaLxWK12Cx2i8PitLgsbovH4rU+kI1gI9pINrKNYqPaaDa6jWFj2lg2to1j49p4Nr5NYBPaRDaxTWKT2mQ2uU1hU9pUNrVNY9PadDbY9DaDzWgz2cw2i81qs9nsNofNaXPZ3DaPzWt/IAfBQXSQHGQHxUF10Bx0B8PBdLAcbAfHwXXwHHyHwCF0iBxih8QhdcgccofCoXSoHGqHxqF16Bxw6B0Gh9FhcpgdFofVYXPYHQ6H0+FyuB0eh9f5QC6Ci+giucguiovqornoLoaL6WK52C6Oi+viufgugUvoErnELolL6pK55C6FS+lSudQujUvr0rng0rsMLqPL5DK7LC6ry+ayuxwup8vlcrs8Lq/7gTwED9FD8pA9FA/VQ/PQPQwP08PysD0cD9fD8/A9Ao/QI/KIPRKP1CPzyD0Kj9Kj8qg9Go/Wo/PAo/cYPEaPyWP2WDxWj81j9zg8To/L4/Z4PF7vA/kIPqKP5CP7KD6qj+aj+xg+po/lY/s4Pq6P5+P7BD6hT+QT+yQ+qU/mk/sUPqVP5VP7ND6tT+eDT+8z+Iw+k8/ss/isPpvP7nP4nD6Xz+3z+Lz+BwoQAsQAKUAOUALUAC1ADzACzAArwA5wAtwAL8APCALCgCggDkgC0oAsIA8oAsqAKqAOaALagC6AgD5gCBgDpoA5YAlYA7aAPeAIOAOugDvgCXiDDxQihIghUogcooSoIVqIHmKEmCFWiB3ihLghXogfEoSEIVFIHJKEpCFZSB5ShJQhVUgd0oS0IV0IIX3IEDKGTCFzyBKyhmwhe8gRcoZcIXfIE/KGHyhCiBAjpAg5QolQI7QIPcKIMCOsCDvCiXAjvAg/IogII6KIOCKJSCOyiDyiiCgjqog6ooloI7oIIvqIIWKMmCLmiCVijdgi9ogj4oy4Iu6IJ+KNPlCMECPGSDFyjBKjxmgxeowRY8ZYMXaME+PGeDF+TBATxkQxcUwSk8ZkMXlMEVPGVDF1TBPTxnQxxPQxQ8wYM8XMMUvMGrPF7DFHzBlzxdwxT8wbf6AEIUFMkBLkBCVBTdAS9AQjwUywEuwEJ8FN8BL8hCAhTIgS4oQkIU3IEvKEIqFMqBLqhCahTegSSOgThoQxYUqYE5aENWFL2BOOhDPhSrgTnoQ3+UApQoqYIqXIKUqKmqKl6ClGiplipdgpToqb4qX4KUFKmBKlxClJSpqSpeQpRUqZUqXUKU1Km9KlkNKnDCljypQypywpa8qWsqccKWfKlXKnPClv+oEyhAwxQ8qQM5QMNUPL0DOMDDPDyrAznAw3w8vwM4KMMCPKiDOSjDQjy8gziowyo8qoM5qMNqPLIKPPGDLGjCljzlgy1owtY884Ms6MK+POeDLe7APlCDlijpQj5yg5ao6Wo+cYOWaOlWPnODlujpfj5wQ5YU6UE+ckOWlOlpPnFDllTpVT5zQ5bU6XQ06fM+SMOVPOnLPkrDlbzp5z5Jw5V86d8+S8+QcqEArEAqlALlAK1AKtQC8wCswCq8AucArcAq/ALwgKwoKoIC5ICtKCrCAvKArKgqqgLmgK2oKugIK+YCgYC6aCuWApWAu2gr3gKDgLroK74Cl4iw9UIpSIJVKJXKKUqCVaiV5ilJglVold4pS4JV6JXxKUhCVRSVySlKQlWUleUpSUJVVJXdKUtCVdCSV9yVAylkwlc8lSspZsJXvJUXKWXCV3yVPylh+oQqgQK6QKuUKpUCu0Cr3CqDArrAq7wqlwK7wKvyKoCCuiirgiqUgrsoq8oqgoK6qKuqKpaCu6Cir6iqFirJgq5oqlYq3YKvaKo+KsuCruiqfirT5QjVAj1kg1co1So9ZoNXqNUWPWWDV2jVPj1ng1fk1QE9ZENXFNUpPWZDV5TVFT1lQ1dU1T09Z0NdT0NUPNWDPVzDVLzVqz1ew1R81Zc9XcNU/NW3+gBqFBbJAa5AalQW3QGvQGo8FssBrsBqfBbfAa/IagIWyIGuKGpCFtyBryhqKhbKga6oamoW3oGmjoG4aGsWFqmBuWhrVha9gbjoaz4Wq4G56Gt/lALUKL2CK1yC1Ki9qitegtRovZYrXYLU6L2+K1+C1BS9gStcQtSUvakrXkLUVL2VK11C1NS9vStdDStwwtY8vUMrcsLWvL1rK3HC1ny9Vytzwtb/uBOoQOsUPqkDuUDrVD69A7jA6zw+qwO5wOt8Pr8DuCjrAj6og7ko60I+vIO4qOsqPqqDuajraj66Cj7xg6xo6pY+5YOtaOrWPvODrOjqvj7ng63u4D/T+YIP4/Cnxr+Lf4fqvmt9x969S3wHwrwzekf2PxN4h+o983bH3jzTdQfBH+heYXU18wfK34a35fu/ku+HelviL+yuY7qO/XfJj/r4cBRphghgVW2GCHA0644IYHXj5Qj9Aj9kg9co/So/ZoPXqP0WP2WD12j9Pj9ng9fk/QE/ZEPXFP0pP2ZD15T9FT9lQ9dU/T0/Z0/T+n7xl6xp6pZ+5ZetaerWfvOXrOnqvn7nl63v4DDQgD4oA0IA8oA+qANqAPGAPmgDVgDzgD7oA34A8EA+FANBAPJAPpQDaQDxQD5UA1UA80A+1AN/z/nH5gGBgHpoF5YBlYB7aBfeAYOAeugXvgGXiHDzQijIgj0og8ooyoI9qIPmKMmCPWiD3ijLgj3og/EoyEI9FIPJKMpCPZSD5SjJQj1Ug90oy0I934f1T9yDAyjkwj88gyso5sI/vIMXKOXCP3yDPyjh9oQpgQJ6QJeUKZUCe0CX3CmDAnrAl7wplwJ7wJfyKYCCeiiXgimUgnsol8opgoJ6qJeqKZaCe66b9w+olhYpyYJuaJZWKd2Cb2iWPinLgm7oln4p0+0IwwI85IM/KMMqPOaDP6jDFjzlgz9owz4854M/5MMBPORDPxTDKTzmQz+UwxU85UM/VMM9POdPN/Gfczw8w4M83MM8vMOrPN7DPHzDlzzdwzz8w7f6AFYUFckBbkBWVBXdAW9AVjwVywFuwFZ8Fd8Bb8hWAhXIgW4oVkIV3IFvKFYqFcqBbqhWahXeiW/0vVLwwL48K0MC8sC+vCtrAvHAvnwrVwLzwL7/KBVoQVcUVakVeUFXVFW9FXjBVzxVqxV5wVd8Vb8VeClXAlWolXkpV0JVvJV4qVcqVaqVealXalW/+veL8yrIwr08q8sqysK9vKvnKsnCvXyr3yrLzrB9oQNsQNaUPeUDbUDW1D3zA2zA1rw95wNtwNb8PfCDbCjWgj3kg20o1sI98oNsqNaqPeaDbajW77bzj9xrAxbkwb88aysW5sG/vGsXFuXBv3xrPxbh9oR9gRd6QdeUfZUXe0HX3H2DF3rB17x9lxd7wdfyfYCXeinXgn2Ul3sp18p9gpd6qdeqfZaXe6/b/99TvDzrgz7cw7y866s+3sO8fOuXPt3DvPzrt/oAPhQDyQDuQD5UA90A70A+PAPLAO7APnwD3wDvyD4CA8iA7ig+QgPcgO8oPioDyoDuqD5qA96I7/ZtwfDAfjwXQwHywH68F2sB8cB+fBdXAfPAfv8YFOhBPxRDqRT5QT9UQ70U+ME/PEOrFPnBP3xDvxT4KT8CQ6iU+Sk/QkO8lPipPypDqpT5qT9qQ7/6OhPxlOxpPpZD5ZTtaT7WQ/OU7Ok+vkPnlO3vMDXQgX4oV0IV8oF+qFdqFfGBfmhXVhXzgX7oV34V8EF+FFdBFfJBfpRXaRXxQX5UV1UV80F+1Fd/0HVX8xXIwX08V8sVysF9vFfnFcnBfXxX3xXLzXB7oRbsQb6Ua+UW7UG+1GvzFuzBvrxr5xbtwb78a/CW7Cm+gmvklu0pvsJr8pbsqb6qa+aW7am+7+j83+ZrgZb6ab+Wa5WW+2m/3muDlvrpv75rl57w/0IDyID9KD/KA8qA/ag/5gPJgP1oP94Dy4D96D/xA8hA/RQ/yQPKQP2UP+UDyUD9VD/dA8tA/d8x/i/cPwMD5MD/PD8rA+bA/7w/FwPlwP98Pz8D4f6EV4EV+kF/lFeVFftBf9xXgxX6wX+8V5cV+8F/8leAlfopf4JXlJX7KX/KV4KV+ql/qleWlfuvd/pOhfhpfxZXqZX5aX9WV72V+Ol/Plerlfnpf35Q97M+PE8swvWgAAAABJRU5ErkJggg==";

/** One cell for each kind of output; the last one fails. */
const CELLS = [
  'console.log("printed");\nconsole.error("on standard error");\n({ name: "a", list: [1, 2], map: new Map([["k", Promise.resolve(1)]]) })',
  "Array.from({ length: 12 }, (_, n) => ({ n, name: `row ${n}`, even: n % 2 === 0, none: null }))",
  '({ outerHTML: \'<svg width="120" height="40"><circle cx="20" cy="20" r="15" fill="teal"/><text x="44" y="25" fill="currentColor">element</text></svg>\', nodeType: 1 })',
  "({ toHTML: () => \"<b>bold</b> and <a href='#'>a link</a> <table><tr><th>head</th></tr><tr><td>cell</td></tr></table>\" })",
  'display.markdown("## Title\\n\\n- one\\n- two `code`");\ndisplay.html("<i>html</i>");\ndisplay.json({ a: [1, { b: 2 }] });',
  'Buffer.from("' + PNG + '", "base64")',
  '({ $schema: "https://vega.github.io/schema/vega-lite/v5.json", width: 160, height: 80, data: { values: [{ a: "A", b: 28 }, { a: "B", b: 55 }] }, mark: "bar", encoding: { x: { field: "a", type: "nominal" }, y: { field: "b", type: "quantitative" } } })',
  "%load countries data/countries.geojson\n%buffer countries --distance 50km --as near --wait",
  "layers.countries",
  "layers",
  'const bad = tasks.add(Task.fromFunction(() => { throw new Error("on purpose"); }, 0, { description: "bad" }));\nconst gone = tasks.add(Task.fromFunction((_, ctx) => { for (;;) ctx.throwIfCanceled(); }, 0, { description: "gone" }));\ngone.cancel();\nawait Promise.allSettled([bad, gone]); undefined',
  "tasks",
  "%tasks --graph",
  "%history",
  "%log",
  "map",
  "%buffer?",
  "Layer?",
  "Math.hypot?",
  "for (let i = 0; i < 12; i++) tasks.add(Task.fromFunction((n: number) => n, i, { description: `many ${i}` }));\nawait tasks.wait();",
  "%sh echo from the shell",
  'function deep(): never { throw new Error("outer", { cause: new TypeError("inner") }); }\ndeep();',
];

beforeAll(async () => {
  server = await startJupyterServer();
  for (const theme of THEMES) writeNotebook(server, `outputs-${theme}.ipynb`, CELLS);
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** As a person who has chosen it in the Settings menu. */
function chooseTheme(name: string): void {
  const folder = join(server.root, "..", "config", "lab", "user-settings", "@jupyterlab", "apputils-extension");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "themes.jupyterlab-settings"), JSON.stringify({ theme: name }));
}

test.each(THEMES)(
  "every kind of output is shown in JupyterLab's theme %s",
  async (theme) => {
    chooseTheme(`JupyterLab ${theme}`);
    const page = await LabPage.open(browser, server, `outputs-${theme}.ipynb`);
    await page.page.setViewportSize({ width: 1280, height: 5200 }); // all cells at once
    await page.runAll();
    const last = page.cell(CELLS.length - 1);
    await last
      .locator('[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]')
      .first()
      .waitFor({ timeout: 110_000 }); // all cells have run
    await page.page.locator(".mapcell-map canvas").first().waitFor();
    await page.screenshot(`outputs-${theme.toLowerCase()}`);
    for (const [index] of CELLS.entries())
      await expect(page.cell(index).locator(".jp-OutputArea-output").count()).resolves.toBeGreaterThan(0);
    expect([page.strangers, page.errors]).toEqual([[], []]);
    await page.page.close();
  },
  300_000,
); // the map is drawn in software, on a page as high as the notebook
