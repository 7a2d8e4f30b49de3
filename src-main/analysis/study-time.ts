import type { Experiment } from '#spec/experiment';
import { isEnded, type Run } from '#spec/run';
import { formatNumber } from './format-value';
import { mean, median } from './statistics/summary';
import type { RunLeft } from './study-left';
import { identityOf } from './study-specs';

/** How fast a run has trained on this machine. */
export interface RunPace {
  /** Seconds until it trains: process and data, once for all runs that train together in the process. */
  launchSeconds: number;
  /** Seconds of its first steps beyond those of others: their compilation. Of runs that train together, its share. */
  startSeconds: number;
  /** Of training afterwards, evaluations included. Of runs that train together, its share of a step of all. */
  secondsPerStep: number;
}

export interface TimeEstimate {
  seconds: number | null;
  /** Where it was measured, as a sentence. */
  from: string;
}

/** Runs that a pace is the mean of; the latest ones, since the machine may have changed. */
const maxMeasured = 5;

/** Fewer steps tell nothing of the rate after the first ones. */
const leastSteps = 16;

/** What the runs that a pace is taken from have in common with the one that is to be trained, the best first. */
const likenesses = ['settings', 'method', 'model', 'network'] as const;
type Likeness = (typeof likenesses)[number];

const likenessTexts: Record<Likeness, string> = {
  settings: '',
  method: ' of the same model and method',
  model: ' of the same model with another method',
  network: ' of an equal model',
};

/** The runs that tell how long others take. */
export interface PaceBasis {
  likeness: Likeness;
  runs: readonly Run[];
}

interface Identity {
  modelId: string | null;
  spec: Experiment;
}

/** By combination, the latest runs that are most like those left of it; those that nothing is known of are left out. */
export function findPaceBases(
  left: readonly RunLeft[],
  runs: readonly Run[],
): Map<string, PaceBasis> {
  const known = new Map<string, Run[]>();
  for (const run of runs)
    if (run.spec && run.step >= leastSteps)
      for (const key of keysOf(run))
        known.set(key, [...(known.get(key) ?? []).slice(1 - maxMeasured), run]);
  const bases = new Map<string, PaceBasis>();
  for (const { wanted } of left) {
    if (bases.has(wanted.combination)) continue;
    const keys = keysOf({ modelId: wanted.model, spec: wanted.spec });
    const best = keys.findIndex((key) => known.has(key));
    const likeness = likenesses[best];
    if (likeness)
      bases.set(wanted.combination, { likeness, runs: known.get(keys[best] ?? '') ?? [] });
  }
  return bases;
}

/** In the order of `likenesses`. */
function keysOf({ modelId, spec }: Identity): string[] {
  return [
    `settings ${identityOf(modelId, spec, false)}`,
    `method ${modelId} ${spec.training.method}`,
    `model ${modelId}`,
    `network ${networkOf(spec)}`,
  ];
}

/** Experiments never change. */
const networks = new WeakMap<Experiment, string>();

function networkOf(spec: Experiment): string {
  const known =
    networks.get(spec) ?? JSON.stringify([spec.model.nodes, spec.model.edges, spec.task]);
  networks.set(spec, known);
  return known;
}

export interface TimeContext {
  bases: ReadonlyMap<string, PaceBasis>;
  /** By id of a run; runs that have trained too little are left out. */
  paces: ReadonlyMap<string, RunPace>;
  /** How many processes train at the same time. */
  slots: number;
  /** The runs of a stage that train together in a process; left out: each alone. */
  group?: (stage: readonly RunLeft[]) => RunLeft[][];
}

/**
 * Seconds until all runs are done: those of each stage one after the other in the slots of the queue, each with its start
 * and its steps. Null where a run is among them of which nothing is known.
 */
export function estimateTime(
  stages: readonly (readonly RunLeft[])[],
  { bases, paces, slots, group = aloneEach }: TimeContext,
): TimeEstimate {
  const left = stages.flat();
  if (left.length === 0) return { seconds: 0, from: 'Nothing is left to do.' };
  const means = new Map<string, RunPace | null>();
  for (const { wanted } of left)
    if (!means.has(wanted.combination))
      means.set(wanted.combination, meanPace(bases.get(wanted.combination)?.runs ?? [], paces));
  const unknown = left.find(({ wanted }) => !means.get(wanted.combination));
  if (unknown)
    return {
      seconds: null,
      from: `No run of ${unknown.wanted.model} has been trained in this project yet: the time is unknown until the first run has trained.`,
    };
  const secondsOf = (process: readonly RunLeft[]): number => {
    const launches = process.flatMap(({ wanted, run }) =>
      hasStarted(run) ? [] : (means.get(wanted.combination)?.launchSeconds ?? 0),
    );
    const training = process.map(({ wanted, run, steps }) => {
      const { startSeconds, secondsPerStep } = means.get(wanted.combination) ?? noPace;
      return (hasStarted(run) ? 0 : startSeconds) + steps * secondsPerStep;
    });
    return Math.max(0, ...launches) + training.reduce((sum, each) => sum + each, 0);
  };
  const processes = stages.map((stage) => group(stage).sort(activeFirst));
  const seconds = processes.reduce((sum, stage) => sum + fillSlots(stage.map(secondsOf), slots), 0);
  const atOnce = Math.max(...processes.map((stage) => countAtOnce(stage, slots)));
  return { seconds, from: describeBases(left, { bases, paces, atOnce }, [...means.values()]) };
}

function aloneEach(stage: readonly RunLeft[]): RunLeft[][] {
  return stage.map((one) => [one]);
}

/** How many runs train at the same time at first. */
function countAtOnce(stage: readonly RunLeft[][], slots: number): number {
  return stage.slice(0, slots).flat().length;
}

const noPace: RunPace = { launchSeconds: 0, startSeconds: 0, secondsPerStep: 0 };

function hasStarted(run: Run | null): boolean {
  return run !== null && run.status === 'running' && run.step > 0;
}

/** Runs that train already occupy slots from the beginning. */
function activeFirst(a: readonly RunLeft[], b: readonly RunLeft[]): number {
  return Number(a.every(isWaiting)) - Number(b.every(isWaiting));
}

function isWaiting({ run }: RunLeft): boolean {
  return run === null || isEnded(run.status) || run.status === 'queued';
}

/** When the last of some jobs is done, each of which takes the slot that is free first. */
function fillSlots(seconds: readonly number[], slots: number): number {
  const ends = Array<number>(Math.max(1, Math.min(slots, seconds.length))).fill(0);
  for (const job of seconds) {
    const first = ends.indexOf(Math.min(...ends));
    ends[first] = (ends[first] ?? 0) + job;
  }
  return Math.max(...ends);
}

/** The mean of the steps, and the median of the starts: one of them may have waited for the disk. */
function meanPace(runs: readonly Run[], paces: ReadonlyMap<string, RunPace>): RunPace | null {
  const known = runs.flatMap(({ id }) => paces.get(id) ?? []);
  if (known.length === 0) return null;
  return {
    launchSeconds: median(known.map(({ launchSeconds }) => launchSeconds)),
    startSeconds: median(known.map(({ startSeconds }) => startSeconds)),
    secondsPerStep: mean(known.map(({ secondsPerStep }) => secondsPerStep)),
  };
}

/** `From 4 runs: 2.1 s to start, then 10 to 20 steps/s; 2 runs at a time.` */
function describeBases(
  left: readonly RunLeft[],
  { bases, paces, atOnce }: Pick<TimeContext, 'bases' | 'paces'> & { atOnce: number },
  means: readonly (RunPace | null)[],
): string {
  const used = left.flatMap(({ wanted }) => bases.get(wanted.combination) ?? []);
  const runs = new Set(used.flatMap((basis) => basis.runs).filter(({ id }) => paces.has(id)));
  const least = Math.max(...used.map(({ likeness }) => likenesses.indexOf(likeness)));
  const known = means.flatMap((pace) => pace ?? []);
  const starts = describeRange(known.map((pace) => pace.launchSeconds + pace.startSeconds));
  const rates = describeRange(known.map(({ secondsPerStep }) => 1 / secondsPerStep));
  const together = atOnce > 1 ? `; ${atOnce} runs at a time` : '';
  const count = runs.size === 1 ? 'one run' : `${runs.size} runs`;
  return `From ${count}${likenessTexts[likenesses[least] ?? 'settings']}: ${starts} s to start, then ${rates} steps/s${together}.`;
}

function describeRange(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((end) => formatNumber(end, 2));
  return low === high ? String(low) : `${low} to ${high}`;
}
