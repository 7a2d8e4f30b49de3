/** How a study of successive halving judges its runs at a rung, from their curves up to it. */
import type { RungJudgement, RungScore } from '#analysis/study-halving';
import type { StudyRun } from '#analysis/study-specs';
import { decidingMetrics } from '#spec/deciding-loss';
import { WorkbenchError } from '#spec/errors';
import { describeMetric, isSmallerBetter } from '#spec/metric-catalogue';
import { quote } from '#spec/quote';
import type { Run } from '#spec/run';
import type { StudyContent } from '#spec/study';
import { appendLog, readLog } from '#storage/log';
import { readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';

/** A run of a study that has been made. */
export interface TrainedRun {
  wanted: StudyRun;
  run: Run;
}

/**
 * The validation metric by which combinations are judged: that of the study, else the first one that all runs decide by
 * and have measured. Throws `validation` where there is none.
 */
export function findRungMetric(
  { selectBy }: Pick<StudyContent, 'selectBy'>,
  trained: readonly TrainedRun[],
): string {
  const measured = trained.filter(({ run }) => Object.keys(run.metrics).length > 0);
  const [first] = measured;
  const candidates =
    selectBy !== undefined
      ? [selectBy]
      : decidingMetrics(first?.wanted.spec ?? noSpec(), 'validation');
  const metric = candidates.find((name) =>
    measured.every(({ run }) => Object.hasOwn(run.metrics, name) || run.status === 'failed'),
  );
  if (metric !== undefined) return metric;
  throw new WorkbenchError(
    'validation',
    `Successive halving judges runs by a validation metric, but ${selectBy === undefined ? 'these runs have none in common' : `not all runs have measured ${quote(selectBy)}`}. Give the task a validation part, or name a metric that all of them have.`,
  );
}

function noSpec(): never {
  throw new WorkbenchError(
    'validation',
    'No run of the study has measured anything, so none can be judged.',
  );
}

/** The best values up to the rung, by combination in the order of the runs. */
export async function scoreCombinations(
  project: ProjectFolder,
  trained: readonly TrainedRun[],
  at: { metric: string; steps: number },
): Promise<RungScore[]> {
  const values = new Map<string, (number | null)[]>();
  for (const { wanted, run } of trained) {
    const value = await readBest(project, run, at);
    values.set(wanted.combination, [...(values.get(wanted.combination) ?? []), value]);
  }
  return [...values].map(([combination, list]) => ({ combination, values: list }));
}

/** NaN where the run has diverged before the rung; null where it has measured nothing. */
async function readBest(
  project: ProjectFolder,
  run: Run,
  { metric, steps }: { metric: string; steps: number },
): Promise<number | null> {
  if (run.failedStep !== null && run.failedStep <= steps) return Number.NaN;
  const rows = await readMetric(runDirectory(project, run.id), metric, { toStep: steps });
  const finite = [...(rows?.value ?? [])].filter(Number.isFinite);
  if (finite.length === 0) return null;
  return finite.reduce((best, value) => (isSmallerBetter(metric) === value < best ? value : best));
}

/** Says in the log of each run of a combination that does not go on where it was stopped, and why. Once only. */
export async function logJudgement(
  project: ProjectFolder,
  trained: readonly TrainedRun[],
  {
    judgement: { ranking, kept },
    metric,
    steps,
    study,
  }: { judgement: RungJudgement; metric: string; steps: number; study: string },
): Promise<void> {
  const places = new Map(ranking.map(({ combination }, index) => [combination, index]));
  const title = describeMetric(metric).title.toLowerCase();
  for (const { wanted, run } of trained) {
    const place = places.get(wanted.combination) ?? 0;
    if (place < kept || run.status !== 'finished' || run.step > steps) continue;
    const message = `Stopped at step ${steps} by the study '${study}': number ${place + 1} of ${ranking.length} by ${title}, of which ${kept} continue.`;
    const directory = runDirectory(project, run.id);
    // A log that cannot be read or written must not end the study.
    const log = await readLog(directory).catch(() => []);
    if (log.some((entry) => entry.message === message)) continue;
    const entry = { time: new Date().toISOString(), level: 'info', message } as const;
    await appendLog(directory, entry).catch(() => undefined);
  }
}
