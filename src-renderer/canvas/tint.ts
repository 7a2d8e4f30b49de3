/** A module's colours by its number from 0; null for nodes that belong to none. */
export function moduleTint(module: number | null): { fill: string; line: string } {
  if (module === null) return { fill: 'var(--surface-raised)', line: 'var(--line-strong)' };
  const number = (module % 8) + 1;
  return { fill: `var(--module-${number})`, line: `var(--module-${number}-line)` };
}
