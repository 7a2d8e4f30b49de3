import { formatFixed } from '#spec/number-format';
import type { Bar, BarKind } from './module-timeline';

/** The kinds of bars, in the order of the legend. */
export const barKinds = [
  'forward',
  'backward-true',
  'backward-synthetic',
  'update',
  'interface-update',
  'waiting',
  'many-steps',
] as const satisfies readonly BarKind[];

export const barKindLabels: Record<BarKind, string> = {
  forward: 'forward',
  'backward-true': 'backward, true gradient',
  'backward-synthetic': 'backward, synthetic gradient',
  update: 'update',
  'interface-update': 'interface learns',
  waiting: 'locked, waiting',
  'many-steps': 'further steps without waiting, too short to draw',
};

/** The tooltip of a bar: `Step 1: forward, 2.3 units`. */
export function describeBar({ kind, step, start, end, waitsFor }: Bar): string {
  const label = kind === 'waiting' && waitsFor ? `waits for ${waitsFor}` : barKindLabels[kind];
  if (kind === 'many-steps') return `From step ${step} on: ${barKindLabels[kind]}`;
  const duration = end > start ? `, ${formatFixed(end - start, 1)} units` : '';
  return `Step ${step}: ${label}${duration}`;
}
