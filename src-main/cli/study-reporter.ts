import { describeRung, describeTimeLeft } from '#analysis/study-progress-text';
import { countNoun } from '#spec/count-noun';
import { findHeadline } from '#spec/run-result';
import { endStep, isEnded, type Run } from '#spec/run';
import { seedPath, type StudyActivity } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { formatCount, formatMetric, formatSeconds } from './format';
import { print, printToStderr } from './output';

/** Prints the course of a study. What it receives is on disk already. */
export interface StudyReporter {
  begin(activity: StudyActivity): void;
  activity(activity: StudyActivity): void;
  /** A run of the study was created or has changed. */
  run(run: Run): void;
  /** Called at the first Ctrl-C, with what that does. */
  stopping(message: string): void;
  end(): void;
}

/** `--json`: one JSON object per line on stdout. */
export function jsonStudyReporter({ directory }: ProjectFolder): StudyReporter {
  const printLine = (value: object): void => print(JSON.stringify(value));
  const ends = new EndedRuns();
  return {
    begin: ({ studyId, total, done }) =>
      printLine({ event: 'start', study: studyId, project: directory, runs: total, done }),
    activity: ({ status, done, total, rung, secondsLeft }) =>
      printLine({
        event: 'progress',
        status,
        done,
        runs: total,
        rung: rung?.index ?? null,
        rungs: rung?.count ?? null,
        secondsLeft,
      }),
    run(run) {
      if (!ends.add(run)) return;
      const { id, status, failure, modelId, study, step, seconds, selected } = run;
      printLine({
        event: 'run',
        runId: id,
        status,
        failure,
        model: modelId,
        values: study?.values,
        steps: step,
        seconds,
        selected,
      });
    },
    stopping: printToStderr,
    end: () => undefined,
  };
}

/** Milliseconds between two drawings of the line of progress. */
const redrawIntervalMs = 200;

/** A line for each run that ends, and on a terminal a line of progress below. */
export function consoleStudyReporter(stream: NodeJS.WriteStream = process.stdout): StudyReporter {
  const ends = new EndedRuns();
  const atWork = new Map<string, Run>();
  let activity: StudyActivity | null = null;
  let drawnAt = 0;
  let rungIndex = -1;
  const clear = (): void => {
    if (stream.isTTY && drawnAt > 0) stream.write('\r\u001B[K');
  };
  const draw = (): void => {
    if (!stream.isTTY || !activity) return;
    drawnAt = Date.now();
    const line = formatProgress(activity, [...atWork.values()]);
    stream.write(`\r\u001B[K${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  const printAbove = (line: string, write = print): void => {
    clear();
    write(line);
    draw();
  };
  return {
    begin(next) {
      activity = next;
      const left = next.total - next.done;
      print(`${next.studyId}: ${countNoun(next.total, 'run')}, ${formatCount(left)} of them left.`);
    },
    activity(next) {
      activity = next;
      if (next.rung !== null && next.rung.index !== rungIndex) {
        rungIndex = next.rung.index;
        printAbove(`${describeRung(next.rung, next.total)}.`);
      }
      draw();
    },
    run(run) {
      if (isEnded(run.status)) atWork.delete(run.id);
      else atWork.set(run.id, run);
      if (ends.add(run)) printAbove(describeEnd(run));
      else if (Date.now() - drawnAt >= redrawIntervalMs) draw();
    },
    stopping: (message) => printAbove(message, printToStderr),
    end: clear,
  };
}

/** Each end of a run is told once, though the run may change afterwards. */
class EndedRuns {
  readonly #ended = new Set<string>();

  /** Whether the run has ended since it was last at work. */
  add({ id, status }: Run): boolean {
    if (!isEnded(status)) {
      this.#ended.delete(id);
      return false;
    }
    if (this.#ended.has(id)) return false;
    this.#ended.add(id);
    return true;
  }
}

/** `4 of 15 runs, about 2 min left, at work: 1,250 of 8,000; 800 of 8,000 steps` */
function formatProgress(
  { done, total, secondsLeft }: StudyActivity,
  atWork: readonly Run[],
): string {
  const running = atWork.filter(({ status }) => status === 'running');
  const steps = running.map((run) => `${formatCount(run.step)} of ${formatCount(endStep(run))}`);
  const left = secondsLeft === null ? '' : `, ${describeTimeLeft(secondsLeft, formatSeconds)}`;
  const now = steps.length > 0 ? `, at work: ${steps.join('; ')} steps` : '';
  return `${formatCount(done)} of ${countNoun(total, 'run')}${left}${now}`;
}

/** `dni, seed 1: test error 1.62 %, 8,000 steps in 1 min 05 s` */
function describeEnd(run: Run): string {
  const { status, step, seconds, failure } = run;
  const cost = `${countNoun(step, 'step')} in ${formatSeconds(seconds)}`;
  if (status === 'failed') return `${describeValues(run)}: failed, ${failure ?? ''} (${run.id})`;
  if (status !== 'finished')
    return `${describeValues(run)}: ${status} at step ${formatCount(step)}`;
  const headline = findHeadline(run);
  const value = headline
    ? `${headline.metric} ${formatMetric(headline.metric, headline.value)}, `
    : '';
  return `${describeValues(run)}: ${value}${cost}`;
}

/** `recall-dni, method dni, seed 1` */
function describeValues({ modelId, study }: Run): string {
  const values = Object.entries(study?.values ?? {}).sort(
    ([a], [b]) => Number(a === seedPath) - Number(b === seedPath),
  );
  const settings = values.map(([path, value]) => `${path.split('.').at(-1)} ${String(value)}`);
  return [modelId, ...settings].join(', ');
}
