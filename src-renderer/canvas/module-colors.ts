import { moduleColorCount } from '#spec/module-numbers';

/** The CSS colours of a module by its number; the colours repeat. Null stands for nodes that belong to no module. */
export function moduleColors(moduleIndex: number | null): { fill: string; line: string } {
  if (moduleIndex === null) return { fill: 'var(--surface-raised)', line: 'var(--line-strong)' };
  const number = (moduleIndex % moduleColorCount) + 1;
  return { fill: `var(--module-${number})`, line: `var(--module-${number}-line)` };
}
