import { perModel } from './keep-results';
import { indexEdges, topologicalOrder } from './graph';
import { edgeId, type Model } from './model';
import type { Problem } from './problems';
import { quote } from './quote';

export interface Periods {
  /** By node: ticks of the stream from one tick of the node to the next. Its k-th tick is at time k · period. */
  periods: Record<string, number>;
  problems: Problem[];
}

/**
 * The period of every node: its own setting, else the slowest period of its sources on edges without delay.
 * It is a problem where neither of the two periods at an edge divides the other.
 */
export const inferPeriods = perModel(computePeriods);

function computePeriods(model: Model): Periods {
  const periods: Record<string, number> = {};
  const problems: Problem[] = [];
  const { incoming } = indexEdges(model);
  const { order, cyclic } = topologicalOrder(model);
  for (const id of [...order, ...cyclic]) {
    const node = model.nodes[id];
    const setting = node && 'period' in node ? node.period : undefined;
    const sources = incoming(id)
      .filter(({ delay }) => delay === undefined)
      .map(({ from }) => periods[from] ?? 1);
    periods[id] = setting ?? slowestOf(sources);
  }
  for (const edge of model.edges) {
    const [from, to] = [periods[edge.from], periods[edge.to]];
    if (from === undefined || to === undefined) continue;
    const [slow, fast] = [Math.max(from, to), Math.min(from, to)];
    if (slow % fast === 0) continue;
    problems.push({
      severity: 'error',
      edge: edgeId(edge),
      message: `${quote(edge.from)} ticks every ${from} ticks and ${quote(edge.to)} every ${to}: they do not tick together regularly.`,
      remedy: `Give one of them a period that divides the other's, as ${fast} and ${fast * Math.max(2, Math.round(slow / fast))}.`,
    });
  }
  return { periods, problems };
}

/** The slowest period in the model: every node ticks at its multiples. */
export function slowestPeriod(model: Model): number {
  return slowestOf(Object.values(inferPeriods(model).periods));
}

/** The largest of the periods, at least 1. Spreading a long list as arguments would overflow the stack. */
export function slowestOf(periods: readonly number[]): number {
  return periods.reduce((slowest, period) => Math.max(slowest, period), 1);
}
