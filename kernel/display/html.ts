/** JupyterLab's theme colours, with what any other page has as a fallback. */
export const COLOUR = {
  text: "var(--jp-ui-font-color1,inherit)",
  ground: "var(--jp-layout-color1,transparent)",
  raised: "var(--jp-layout-color2,rgba(128,128,128,.15))",
  quiet: "var(--jp-ui-font-color2,#767676)",
  track: "var(--jp-layout-color3,rgba(128,128,128,.25))",
  bar: "var(--jp-brand-color1,#1976d2)",
  good: "var(--jp-success-color1,#2e7d32)",
  warn: "var(--jp-warn-color0,#b26a00)",
  bad: "var(--jp-error-color1,#d32f2f)",
  line: "var(--jp-border-color2,rgba(128,128,128,.35))",
} as const;

export const FONT =
  "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:var(--jp-ui-font-size1,13px);" +
  `line-height:1.5;color:${COLOUR.text}`;
