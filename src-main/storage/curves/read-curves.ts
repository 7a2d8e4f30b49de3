import { takeTurn } from '#files/take-turn';
import type { Curve, CurvesRequest } from '#spec/curves';
import type { ColumnCache } from './column-cache';
import { drawGroupCurve } from './group-curve';
import { drawLongCurve } from './long-curve';
import {
  drawRunCurve,
  emptyCurve,
  readSource,
  type CurveSource,
  type CurveView,
} from './run-curve';
import { withAxis, type CurveRun } from './x-axis';

/** Files that are open at a time, at most: hundreds would exceed the limit of some systems. */
const openFiles = 16;

/**
 * The curves of a request, in the order of its lines and metrics; none where no run of the line has the metric. Each is
 * smoothed, aggregated and counted at full resolution, and only then decimated. Throws WorkbenchError `unavailable` where
 * a file cannot be read.
 */
export async function readCurves(
  { lines, metrics, ...view }: CurvesRequest,
  findRun: (runId: string) => { directory: string } & Pick<CurveRun, 'readSpec'>,
  cache: ColumnCache,
): Promise<Curve[]> {
  const curves: Curve[] = [];
  const open = async (id: string): Promise<CurveRun> => {
    const { directory, readSpec } = findRun(id);
    return withAxis(view, { id, columns: await cache.open(directory), readSpec });
  };
  for (const { key, runIds } of lines) {
    const runs = await mapInBatches([...new Set(runIds)], openFiles, open);
    // One line after another, so that the columns of one line are in memory at a time.
    const read = await mapInBatches(metrics, runs.length === 1 ? openFiles : 1, (metric) =>
      readCurve(key, { ...view, ...metric }, runs),
    );
    for (const curve of read) if (curve) curves.push(curve);
  }
  return curves;
}

async function readCurve(
  key: string,
  view: CurveView,
  runs: readonly CurveRun[],
): Promise<Curve | null> {
  const [single] = runs;
  const long = single && runs.length === 1 ? await drawLongCurve(key, view, single) : null;
  if (long) return long;
  const results = await mapInBatches(runs, openFiles, (run) => readSource(view, run));
  const sources = results.filter(isSource);
  const reasons = results.filter((result) => typeof result === 'string');
  if (sources.length === 0 && reasons.length === 0) return null;
  const [only] = sources;
  if (runs.length === 1)
    return only
      ? drawRunCurve(key, view, only)
      : { ...emptyCurve(key, view.metric), notes: [`This run ${reasons[0] ?? ''}.`] };
  return drawGroupCurve(key, view, sources, { runs: runs.length, reasons });
}

function isSource(result: CurveSource | string | null): result is CurveSource {
  return typeof result === 'object' && result !== null;
}

/** Maps so many items at a time, with turns of the event loop in between. */
async function mapInBatches<T, R>(
  items: readonly T[],
  size: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const mapInTurn = async (item: T): Promise<R> => {
    await takeTurn();
    return map(item);
  };
  for (let first = 0; first < items.length; first += size)
    for (const result of await Promise.all(items.slice(first, first + size).map(mapInTurn)))
      results.push(result);
  return results;
}
