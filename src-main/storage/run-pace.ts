import { hostname } from 'node:os';
import type { RunPace } from '#analysis/study-time';
import { parseSplitMetric } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { readLog } from './log';
import { readMetric } from './metrics';
import type { ProjectFolder } from './projects';
import { runDirectory } from './runs';

/** The part of the steps after which a rate is measured: before it, graphs are built and compiled. */
const settledPart = 0.25;
/** Steps that a rate is measured over, at most. */
const maxSteps = 20_000;
/** A rate over less would be that of a few steps. */
const leastSteps = 4;

/**
 * How fast a run has trained here, from its curves and its log, also while it trains. Null where it has trained too little
 * to tell, or on another machine.
 */
export async function readPace(project: ProjectFolder, run: Run): Promise<RunPace | null> {
  const host = run.environment?.host;
  if (host !== undefined && host !== hostname()) return null;
  const directory = runDirectory(project, run.id);
  const names = Object.keys(run.metrics);
  // Measured at every step.
  const metric = names.find((name) => parseSplitMetric(name)?.split === 'train') ?? names[0];
  if (metric === undefined) return null;
  // Before it, another device or runtime may have had another rate.
  const changedAt = run.earlierEnvironments?.at(-1)?.untilStep ?? 0;
  const settledAt = changedAt + Math.ceil((run.step - changedAt) * settledPart);
  const fromStep = Math.max(settledAt, run.step - maxSteps);
  const rows = await readMetric(directory, metric, { fromStep });
  const at = (index: number): { step: number; seconds: number } => ({
    step: rows?.step[index] ?? 0,
    seconds: rows?.seconds[index] ?? 0,
  });
  const [first, last] = [at(0), at((rows?.step.length ?? 0) - 1)];
  const secondsPerStep = (last.seconds - first.seconds) / (last.step - first.step);
  if (last.step - first.step < leastSteps || !(secondsPerStep > 0)) return null;
  const ownSteps = first.step - (run.parent?.step ?? 0);
  const beforeSettled = run.parent || changedAt > 0 ? 0 : first.seconds - ownSteps * secondsPerStep;
  const launchSeconds = await readLaunchSeconds(directory, run);
  return { launchSeconds, startSeconds: Math.max(0, beforeSettled), secondsPerStep };
}

/** Seconds from the launch of the process to the first step, which the log tells first. */
async function readLaunchSeconds(directory: string, { started }: Run): Promise<number> {
  const [first] = await readLog(directory).catch(() => []);
  if (!first || started === null) return 0;
  const seconds = (Date.parse(first.time) - Date.parse(started)) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
