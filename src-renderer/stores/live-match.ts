import type { Experiment } from '#spec/experiment';
import type { Model } from '#spec/model';
import { isEnded, isTrained, type Run, type TrainedRun } from '#spec/run';

/** JSON in which the order of names does not count; the same object is written once. */
const written = new WeakMap<object, string>();
function write(value: object): string {
  const known = written.get(value) ?? JSON.stringify(sorted(value));
  written.set(value, known);
  return known;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Whether two models have the same nodes, edges and settings, wherever they stand on the canvas. */
export function isSameModel(a: Model, b: Model): boolean {
  return a === b || write(a) === write(b);
}

/** Whether a node has the same settings in two models; of a model without it, it has not. */
export function isSameNode(a: Model, b: Model, id: string): boolean {
  const [one, other] = [a.nodes[id], b.nodes[id]];
  return one !== undefined && other !== undefined && (one === other || write(one) === write(other));
}

/**
 * Whether two experiments would train alike, but for the method, the seed and the number of steps: these are chosen
 * anew for each run.
 */
export function trainAlike(a: Experiment, b: Experiment): boolean {
  const writeSettings = ({ task, training, diagnostics }: Experiment): string => {
    const settings = { ...training, method: null, seed: null, steps: null };
    return JSON.stringify(sorted({ task, settings, diagnostics }));
  };
  return isSameModel(a.model, b.model) && writeSettings(a) === writeSettings(b);
}

/** The runs that the canvas can show: those of the saved model, whatever has been edited since. In the order of `runs`. */
export function listLiveRuns(runs: readonly Run[], modelId: string | null): TrainedRun[] {
  if (modelId === null) return [];
  return runs.filter((run): run is TrainedRun => isTrained(run) && run.modelId === modelId);
}

/**
 * The run that is shown where the user has chosen none, of runs that stand newest first: one that trains, one that waits,
 * of the very same graph the newest that was started by hand, since a study has its own page, else the newest.
 */
export function chooseLiveRun(runs: readonly TrainedRun[], model: Model): TrainedRun | null {
  const ofGraph = (run: TrainedRun): boolean => isSameModel(run.spec.model, model);
  return (
    runs.find(({ status }) => status === 'running') ??
    runs.find(({ status }) => !isEnded(status)) ??
    runs.find((run) => run.study === null && ofGraph(run)) ??
    runs.find(ofGraph) ??
    runs[0] ??
    null
  );
}
