import type { Run } from '#spec/run';
import { runDirectory } from '#storage/runs';
import type { ProjectFolder } from '#storage/projects';
import { tell } from './output';
import { ProgressTracker, type Progress } from './progress';
import type { RunReporter } from './run-reporter';
import { formatCount, formatMetric, formatRate, formatSeconds, formatTable, quoted } from './text';

const redrawEvery = 100;
/** Where there is no terminal to redraw: every 5 s at first, and less often as a run grows long. */
const plainEvery = (elapsed: number): number => Math.max(5000, elapsed / 20);

export interface PeopleReporterOptions {
  /** stdout unless given. */
  stream?: NodeJS.WriteStream;
  /** Whether a table of what came of the run is printed at its end. True unless given. */
  summary?: boolean;
}

/** For people: on a terminal one line that is redrawn, elsewhere a plain line every few seconds. */
export function peopleReporter(options: PeopleReporterOptions = {}): RunReporter {
  const { stream = process.stdout, summary = true } = options;
  const terminal = stream.isTTY ? stream : null;
  const print = (line: string): void => void stream.write(`${line}\n`);
  let tracker = new ProgressTracker(0, 0);
  let began = 0;
  let toldAt = -Infinity;
  let drawn = '';

  const clear = (): void => {
    if (drawn) terminal?.write('\r\u001B[K');
  };
  const draw = (): void => {
    if (drawn) terminal?.write(`\r\u001B[K${drawn}`);
  };
  const aside = (line: string): void => {
    clear();
    tell(line);
    draw();
  };
  const show = (now: number): void => {
    const { progress } = tracker;
    toldAt = now;
    if (!terminal) print(plainLine(progress));
    else {
      drawn = barLine(progress, terminal.columns || 80);
      draw();
    }
  };
  return {
    begin(run) {
      began = Date.now();
      tracker = new ProgressTracker(run.step, run.spec.training.steps);
      const steps = formatCount(run.spec.training.steps);
      print(`${run.name}: ${run.method}, seed ${run.seed}, ${steps} steps. Run ${run.id}`);
    },
    metrics(columns) {
      const now = Date.now();
      tracker.take(columns, now);
      if (now - toldAt >= (terminal ? redrawEvery : plainEvery(now - began))) show(now);
    },
    checkpoint: () => undefined,
    log({ level, message }) {
      aside(level === 'info' ? message : `${level}: ${message}`);
    },
    stopping: () => aside('Stopping with a checkpoint. Ctrl-C again ends at once.'),
    end(run, project) {
      if (tracker.progress.step > 0) show(Date.now());
      if (drawn) terminal?.write('\n');
      if (summary) print(summaryOf(run, project).join('\n'));
    },
  };
}

/** `████░░░░  42 %  4,200 of 10,000  loss 0.0312  error 1.17 %  test 2.10 %  118 steps/s  49 s left` */
export function barLine(progress: Progress, columns: number): string {
  const { step, steps } = progress;
  const fraction = steps > 0 ? Math.min(1, step / steps) : 0;
  const filled = Math.round(fraction * 16);
  const bar = '█'.repeat(filled) + '░'.repeat(16 - filled);
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  return `${bar} ${percent}  ${plainLine(progress)}`.slice(0, columns - 1);
}

export function plainLine(progress: Progress): string {
  const { step, steps, values, stepsPerSecond, secondsLeft } = progress;
  const parts = [`${formatCount(step)} of ${formatCount(steps)}`];
  for (const { label, metric, value } of values)
    parts.push(`${label} ${formatMetric(metric, value)}`);
  if (stepsPerSecond !== null) parts.push(formatRate(stepsPerSecond));
  if (secondsLeft !== null) parts.push(`${formatSeconds(secondsLeft)} left`);
  return parts.join('  ');
}

const endings: Partial<Record<Run['status'], string>> = {
  finished: 'Finished',
  stopped: 'Stopped with a checkpoint',
  interrupted: 'Ended at once, without a checkpoint',
  failed: 'Failed',
};

function summaryOf(run: Run, project: ProjectFolder): string[] {
  const rate = run.seconds > 0 ? `, ${formatRate(run.step / run.seconds)}` : '';
  const lines = [
    '',
    `${endings[run.status] ?? run.status} after ${formatCount(run.step)} steps in ${formatSeconds(run.seconds)}${rate}.`,
    '',
  ];
  const rows = Object.entries(run.metrics)
    .filter(([metric]) => rankOf(metric) >= 0)
    .sort(([a], [b]) => rankOf(a) - rankOf(b))
    .map(([metric, { last, best, bestStep }]) => [
      metric,
      formatMetric(metric, last),
      formatMetric(metric, best),
      formatCount(bestStep),
    ]);
  if (rows.length > 0)
    lines.push(...formatTable([['metric', 'last', 'best', 'at step'], ...rows], [1, 2, 3]), '');
  lines.push(`Run folder: ${runDirectory(project, run.id)}`);
  // What failed before its first step would fail again.
  if (run.status !== 'finished' && !(run.status === 'failed' && run.step === 0))
    lines.push(
      `Go on with: npm run dni -- resume ${run.id} --project ${quoted(project.directory)}`,
    );
  return lines;
}

const shown = ['test/', 'validation/', 'train/', 'interface/', 'speed/steps'];

/** Place in the table; -1 for what is not worth a line there. */
function rankOf(metric: string): number {
  return shown.findIndex((start) => metric.startsWith(start));
}
