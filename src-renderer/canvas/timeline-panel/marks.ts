import type { Bar, BarKind } from './module-timeline';

/** In the order of the legend. */
export const marks = [
  'forward',
  'backward-true',
  'backward-synthetic',
  'update',
  'interface-update',
  'waiting',
] as const satisfies readonly BarKind[];

export const markWords: Record<BarKind, string> = {
  forward: 'forward',
  'backward-true': 'backward, true gradient',
  'backward-synthetic': 'backward, synthetic gradient',
  update: 'update',
  'interface-update': 'interface learns',
  waiting: 'locked, waiting',
};

/** What hovering a bar says: `Step 1: forward, 2.3 units`. */
export function barWords({ kind, step, start, end, on }: Bar): string {
  const words = kind === 'waiting' && on ? `waits for ${on}` : markWords[kind];
  const length = end > start ? `, ${(end - start).toFixed(1)} units` : '';
  return `Step ${step}: ${words}${length}`;
}
