/** A colour as CSS writes it: a custom property such as `--run-1` by `var()`, any other colour as it is. */
export function toCssColor(color: string): string {
  return color.startsWith('--') ? `var(${color})` : color;
}
