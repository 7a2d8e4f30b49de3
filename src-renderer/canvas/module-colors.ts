/**
 * The CSS colours of a module by its position among the modules; the eight colours repeat. Null stands
 * for nodes that belong to no module.
 */
export function moduleColors(moduleIndex: number | null): { fill: string; line: string } {
  if (moduleIndex === null) return { fill: 'var(--surface-raised)', line: 'var(--line-strong)' };
  const number = (moduleIndex % 8) + 1;
  return { fill: `var(--module-${number})`, line: `var(--module-${number}-line)` };
}
