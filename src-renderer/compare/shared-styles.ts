/** How many of the lines look like another one, by the style of each. */
export function countSharedStyles(styles: readonly string[]): number {
  return styles.filter((style, index) =>
    styles.some((other, at) => at !== index && other === style),
  ).length;
}
