import { createContext, untrack } from 'svelte';
import type { CurvesRequestInput } from '#spec/curves';
import { comparison } from '../stores/comparison.svelte';
import { CurveLoader } from '../stores/curves.svelte';
import type { AxisRange } from '#chart/axes/axis-range';
import { compared } from './compared.svelte';
import { buildCurveRequest, type WantedCurves } from '#chart/lines/curve-request';

/** The request for some metrics of all lines that are drawn; null where there are none. */
export function buildRequest(
  metrics: readonly WantedCurves[],
  range: AxisRange | null,
): CurvesRequestInput | null {
  const { choices, runs } = comparison;
  const { drawn, isGrouped } = compared;
  return buildCurveRequest(drawn, metrics, { choices, isGrouped, runCount: runs.length, range });
}

/** Asks in one request for the curves of all charts of lines that are in view. */
export class CurvePool {
  #wanted = $state.raw<readonly (WantedCurves & { chartId: string })[]>([]);
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
  want(chartId: string, wanted: WantedCurves | null): void {
    const others = untrack(() => this.#wanted).filter((other) => other.chartId !== chartId);
    this.#wanted = wanted ? [...others, { chartId, ...wanted }] : others;
  }

  /** Whether the common request has what a chart wants. */
  serves({ metric, smoothing }: WantedCurves): boolean {
    const shared = this.#shared.find((other) => other.metric === metric);
    return shared === undefined || shared.smoothing === smoothing;
  }
}

export const [usePool, providePool] = createContext<CurvePool>();
