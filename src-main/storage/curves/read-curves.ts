import { takeTurn } from '#files/take-turn';
import { WorkbenchError } from '#spec/errors';
import type { Curve, CurvesRequest } from '#spec/curves';
import type { ColumnCache, RunColumns } from './column-cache';
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

export interface CurveOptions {
  /** Whether a run whose files cannot be read is left out of its curves, whose notes say so; else nothing is drawn. */
  leavesOut?: boolean;
}

/**
 * The curves of a request, in the order of its lines and metrics; none where no run of the line has the metric. Each is
 * smoothed, aggregated and counted at full resolution, and only then decimated. Throws a WorkbenchError where a file
 * cannot be read, unless such runs are to be left out.
 */
export async function readCurves(
  { lines, metrics, ...view }: CurvesRequest,
  findRun: (runId: string) => { directory: string } & Pick<CurveRun, 'readSpec'>,
  cache: ColumnCache,
  { leavesOut = false }: CurveOptions = {},
): Promise<Curve[]> {
  const curves: Curve[] = [];
  const open = async (id: string): Promise<CurveRun> => {
    const { directory, readSpec } = findRun(id);
    const opened = cache.open(directory);
    const columns = await (leavesOut ? opened.catch(unreadableColumns) : opened);
    return withAxis(view, { id, columns, readSpec });
  };
  for (const { key, runIds } of lines) {
    const runs = await mapInBatches([...new Set(runIds)], openFiles, open);
    // One line after another, so that the columns of one line are in memory at a time.
    const read = await mapInBatches(metrics, runs.length === 1 ? openFiles : 1, (metric) =>
      readCurve(key, { ...view, ...metric }, runs, leavesOut),
    );
    for (const curve of read) if (curve) curves.push(curve);
  }
  return curves;
}

async function readCurve(
  key: string,
  view: CurveView,
  runs: readonly CurveRun[],
  leavesOut: boolean,
): Promise<Curve | null> {
  const unlessLeftOut = leavesOut ? reasonOf : rethrow;
  const [single] = runs;
  const long =
    single && runs.length === 1
      ? await drawLongCurve(key, view, single).catch(unlessLeftOut)
      : null;
  if (long !== null && typeof long !== 'string') return long;
  const results = await mapInBatches(runs, openFiles, (run) =>
    readSource(view, run).catch(unlessLeftOut),
  );
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

/** The columns of a run whose list of metrics cannot be read: nor can one of them. */
function unreadableColumns(error: unknown): RunColumns {
  const fail = async (): Promise<never> => Promise.reject(error as Error);
  return { read: fail, readLong: fail };
}

/** Why a run is not in a curve: a part of a sentence. */
function reasonOf(error: unknown): string {
  if (!(error instanceof WorkbenchError)) throw error;
  return `cannot be read (${error.message.replace(/\.$/, '')})`;
}

function rethrow(error: unknown): never {
  throw error;
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
