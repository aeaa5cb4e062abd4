/** The colours of pages and pictures, light and dark. Those of the metrics come with the dashboard. */

const light = {
  page: "#f2f3f3",
  card: "#ffffff",
  border: "#d5dbdb",
  grid: "#e3e7e7",
  text: "#16191f",
  faint: "#5f6b7a",
  bad: "#c22d0b",
  good: "#1d7a02",
  none: "#7d8998",
} as const;

/** What a colour is for. */
export type ColorName = keyof typeof light;

const dark: Readonly<Record<ColorName, string>> = {
  page: "#0f141a",
  card: "#161d26",
  border: "#424650",
  grid: "#2d3542",
  text: "#dedee3",
  faint: "#a4a4ad",
  bad: "#ff7a7a",
  good: "#53d46b",
  none: "#8c8c94",
};

/** A colour in the words of a style sheet that holds {@link colorProperties}. */
export function color(name: ColorName): string {
  return `var(--${name})`;
}

/** CSS custom properties of all colours, those of the dark mode included. */
export const colorProperties = `:root { ${declarations(light)} }
@media (prefers-color-scheme: dark) { :root { ${declarations(dark)} } }
`;

function declarations(colors: Readonly<Record<string, string>>): string {
  return Object.entries(colors)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(" ");
}
