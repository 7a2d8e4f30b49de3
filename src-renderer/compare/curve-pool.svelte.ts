import { createContext, untrack } from 'svelte';
import type { CurvesRequestInput } from '#spec/curves';
import type { LinesChart } from '../stores/comparison-charts';
import { comparison } from '../stores/comparison.svelte';
import { CurveLoader } from '../stores/curves.svelte';
import { isNoisy } from '../stores/metric-names';
import type { AxisRange } from '../stores/x-axis';
import { compared } from './compared.svelte';

/** The single runs of more than so many would only cover their groups. */
export const maxFaintRuns = 300;
/** Of more lines than this, the raw traces behind smoothed ones would cover them. */
const maxRawLines = 24;
/** Points of all lines of a chart: more than a screen has pixels for. */
const pointsOfAll = 120_000;

/** A chart in view, and what it asks for. */
interface Wanted {
  metric: string;
  smoothing: number;
}

/** The weight of the moving average in a chart: metrics that are measured rarely have none unless the chart asks. */
export function smoothingOf({ metric, smoothing }: LinesChart): number {
  return smoothing ?? (isNoisy(metric) ? comparison.choices.smoothing : 0);
}

/** The request for some metrics of all lines that are drawn; null where there are none. */
export function buildRequest(
  metrics: readonly Wanted[],
  range: AxisRange | null,
): CurvesRequestInput | null {
  const { drawn, isGrouped } = compared;
  if (drawn.length === 0 || metrics.length === 0) return null;
  const { xAxis, xMetric, xModule, center, band } = comparison.choices;
  return {
    lines: drawn.map(({ key, group }) => ({ key, runIds: group.runs.map(({ id }) => id) })),
    metrics: [...metrics],
    x: xAxis,
    xMetric: xMetric ?? undefined,
    xModule: xModule ?? undefined,
    range,
    points: Math.min(1000, Math.max(150, Math.round(pointsOfAll / drawn.length))),
    center,
    band: isGrouped ? band : 'none',
    withRuns: isGrouped && showsFaintRuns(),
    withRaw: drawn.length <= maxRawLines,
  };
}

export function showsFaintRuns(): boolean {
  return comparison.choices.showsRuns && comparison.runs.length <= maxFaintRuns;
}

/** Asks in one request for the curves of all charts of lines that are in view. */
export class CurvePool {
  #wanted = $state.raw<readonly (Wanted & { chartId: string })[]>([]);
  /** By metric: where charts smooth it differently, what the first one wants. */
  #shared = $derived(
    this.#wanted.filter(
      ({ metric }, index) => this.#wanted.findIndex((other) => other.metric === metric) === index,
    ),
  );
  readonly loader = new CurveLoader(() =>
    buildRequest(
      this.#shared
        .map(({ metric, smoothing }) => ({ metric, smoothing }))
        .sort((a, b) => (a.metric < b.metric ? -1 : 1)),
      comparison.choices.linksZoom ? comparison.range : null,
    ),
  );

  /** A chart comes into view; with null, it leaves it. */
  want(chartId: string, wanted: Wanted | null): void {
    const others = untrack(() => this.#wanted).filter((other) => other.chartId !== chartId);
    this.#wanted = wanted ? [...others, { chartId, ...wanted }] : others;
  }

  /** Whether the common request has what a chart wants. */
  serves({ metric, smoothing }: Wanted): boolean {
    const shared = this.#shared.find((other) => other.metric === metric);
    return shared === undefined || shared.smoothing === smoothing;
  }
}

export const [usePool, providePool] = createContext<CurvePool>();
