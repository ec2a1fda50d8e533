/** The basemap's colours; the panels take theirs from the front end's CSS variables. */
export interface BasemapColors {
  readonly water: string;
  readonly land: string;
  readonly border: string;
  readonly coast: string;
  readonly label: string;
  readonly halo: string;
  /** Of what is written at the features of layers. */
  readonly ink: string;
  readonly inkHalo: string;
}

const LIGHT: BasemapColors = {
  water: "#dbe7ee",
  land: "#f6f4ee",
  border: "#c6c0b1",
  coast: "#adc1cc",
  label: "#5d5a52",
  halo: "rgba(255,255,255,0.85)",
  ink: "#1f2328",
  inkHalo: "rgba(255,255,255,0.9)",
};

const DARK: BasemapColors = {
  water: "#141c22",
  land: "#262d33",
  border: "#46505a",
  coast: "#3a4a56",
  label: "#b3bcc4",
  halo: "rgba(18,24,28,0.85)",
  ink: "#eef2f6",
  inkHalo: "rgba(18,24,28,0.9)",
};

export function basemapColors(): BasemapColors {
  return isDark() ? DARK : LIGHT;
}

function isDark(): boolean {
  return document.body.dataset["jpThemeLight"] === "false" || document.body.classList.contains("vscode-dark");
}

/** Calls the listener when the front end's theme changes. @returns how to stop that. */
export function onThemeChange(listener: () => void): () => void {
  let before = isDark();
  const observer = new MutationObserver(() => {
    if (isDark() === before) return;
    before = !before;
    listener();
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  return () => observer.disconnect();
}

export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
