import { countNoun } from '#spec/count-noun';
import type { RunProgress } from '#api/types';
import { formatRate } from '#analysis/format-value';
import { findNamedLoss, isShownByName } from '#spec/deciding-loss';
import { printableLines } from '#spec/quote';
import { meanSpeed, ownSeconds, type Run } from '#spec/run';
import { describeChoice, latestValue } from '#spec/run-result';
import { runDirectory } from '#storage/runs';
import type { ProjectFolder } from '#storage/projects';
import { printToStderr } from './output';
import { RunProgressTracker, type StepProgress } from './progress';
import type { RunReporter } from './run-reporter';
import { formatCount, formatMetric, formatSeconds, formatTable, shellQuote } from './format';

const redrawIntervalMs = 100;
/** Without a terminal: a line every 5 s at first, less often as the run takes longer. */
const lineIntervalMs = (elapsedMs: number): number => Math.max(5000, elapsedMs / 20);

export interface ConsoleReporterOptions {
  /** stdout if left out. */
  stream?: NodeJS.WriteStream;
  /** Whether a table of the final metrics is printed at the end. True if left out. */
  summary?: boolean;
}

/**
 * Human-readable output: on a terminal one progress line that is redrawn, elsewhere a new line every few
 * seconds.
 */
export function consoleReporter(options: ConsoleReporterOptions = {}): RunReporter {
  const { stream = process.stdout, summary = true } = options;
  const terminal = stream.isTTY ? stream : null;
  const print = (line: string): void => void stream.write(`${printableLines(line)}\n`);
  let tracker: RunProgressTracker | null = null;
  let beganAt = 0;
  let shownAt = -Infinity;
  let drawnLine = '';
  let lastError = '';

  const clear = (): void => {
    if (drawnLine) terminal?.write('\r\u001B[K');
  };
  const draw = (): void => {
    if (drawnLine) terminal?.write(`\r\u001B[K${drawnLine}`);
  };
  const printAbove = (line: string): void => {
    clear();
    printToStderr(line);
    draw();
  };
  const show = (now: number): void => {
    if (!tracker) return;
    const { progress } = tracker;
    shownAt = now;
    if (!terminal) print(formatRunProgress(progress));
    else {
      drawnLine = formatProgressBar(progress, terminal.columns || 80);
      draw();
    }
  };
  return {
    begin(run) {
      beganAt = Date.now();
      tracker = new RunProgressTracker(run.spec, run.step);
      const steps = countNoun(run.spec.training.steps, 'step');
      print(`${run.name}: ${run.method}, seed ${run.seed}, ${steps}. Run ${run.id}`);
    },
    metrics(columns) {
      const now = Date.now();
      tracker?.add(columns, now);
      if (now - shownAt >= (terminal ? redrawIntervalMs : lineIntervalMs(now - beganAt))) show(now);
    },
    progress(progress) {
      if (!terminal || !progress) return;
      drawnLine = describeProgress(progress);
      draw();
    },
    checkpoint: () => undefined,
    log({ level, message }) {
      if (level === 'error') lastError = message;
      printAbove(level === 'info' ? message : `${level}: ${message}`);
    },
    stopping: () => printAbove('Stopping with a checkpoint. Ctrl-C again ends at once.'),
    end(run, project) {
      if (tracker && tracker.progress.step > 0) show(Date.now());
      if (drawnLine) terminal?.write('\n');
      // The log of a run whose folder is gone has no such entry.
      const { failure } = run;
      if (failure !== null && failure !== lastError) printToStderr(`error: ${failure}`);
      // A run that could not be resumed is as it was: its earlier result is not that of this command.
      const isRefused = failure !== null && run.status === 'finished';
      if (summary && !isRefused) print(formatSummary(run, project).join('\n'));
    },
  };
}

/** `Evaluating the test part: 34 %` */
function describeProgress({ phase, split, done, total }: RunProgress): string {
  if (phase === 'loading') return 'Loading the data and TensorFlow';
  return `Evaluating the ${split ?? 'test'} part: ${Math.floor((100 * done) / Math.max(1, total))} %`;
}

/** `████░░░░  42 %  4,200 of 10,000  loss 0.0312  error 1.17 %  test 2.10 %  118 steps/s  49 s left` */
export function formatProgressBar(progress: StepProgress, columns: number): string {
  const { step, steps } = progress;
  const fraction = steps > 0 ? Math.min(1, step / steps) : 0;
  const filled = Math.round(fraction * 16);
  const bar = '█'.repeat(filled) + '░'.repeat(16 - filled);
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  return `${bar} ${percent}  ${formatRunProgress(progress)}`.slice(0, columns - 1);
}

/**
 * `4,200 of 10,000  loss 0.0312  error 1.17 %  test 2.10 % (step 4,000)  118 steps/s  49 s left`: a value of an earlier
 * step says of which.
 */
export function formatRunProgress(progress: StepProgress): string {
  const { step, steps, values, stepsPerSecond, secondsLeft } = progress;
  const parts = [`${formatCount(step)} of ${formatCount(steps)}`];
  for (const { label, metric, value, step: measuredAt } of values) {
    const when = measuredAt < step ? ` (step ${formatCount(measuredAt)})` : '';
    parts.push(`${label} ${formatMetric(metric, value)}${when}`);
  }
  if (stepsPerSecond !== null) parts.push(formatRate(stepsPerSecond));
  if (secondsLeft !== null) parts.push(`${formatSeconds(secondsLeft)} left`);
  return parts.join('  ');
}

const endDescriptions: Partial<Record<Run['status'], string>> = {
  finished: 'Finished',
  stopped: 'Stopped with a checkpoint',
  interrupted: 'Ended at once, without a checkpoint',
  failed: 'Failed',
};

function formatSummary(run: Run, project: ProjectFolder): string[] {
  const rate = run.seconds > 0 ? `, ${formatRate(meanSpeed(run))}` : '';
  const lines = [
    '',
    `${endDescriptions[run.status] ?? run.status} after ${countNoun(run.step, 'step')} in ${formatSeconds(ownSeconds(run))}${rate}.`,
    '',
  ];
  lines.push(...formatResults(run));
  lines.push(`Run folder: ${runDirectory(project, run.id)}`);
  // A run that failed before its first step, or diverged, would fail again.
  const failsAgain = run.status === 'failed' && (run.step === 0 || run.failedStep !== null);
  if (run.status !== 'finished' && !failsAgain)
    lines.push(
      `Go on with: npm run dni -- resume ${run.id} --project ${shellQuote(project.directory)}`,
    );
  return lines;
}

/** The metrics at the step that validation chose, and last. */
function formatResults(run: Run): string[] {
  const { metrics, selected } = run;
  const shown = Object.entries(metrics)
    .filter(([metric]) => rankOf(metric) >= 0 && !isShownByName(metric, [run]))
    .sort(([a], [b]) => rankOf(a) - rankOf(b));
  if (shown.length === 0) return [];
  const head = ['metric', ...(selected ? [`at step ${formatCount(selected.step)}`] : []), 'last'];
  const rows = shown.map(([metric, summary]) => [
    nameWithLoss(metric, run),
    ...(selected ? [formatMetric(metric, selected.values[metric])] : []),
    formatMetric(metric, latestValue(summary)),
  ]);
  const choice = describeChoice(run, { value: formatMetric, step: formatCount });
  return [...formatTable([head, ...rows], [1, 2]), '', choice, ''];
}

/** `test/loss (sum)`, where the model has several losses. */
function nameWithLoss(metric: string, run: Run): string {
  const loss = findNamedLoss(metric, [run]);
  return loss === null ? metric : `${metric} (${loss})`;
}

const shownPrefixes = ['task/', 'test/', 'validation/', 'train/', 'interface/', 'speed/steps'];

/** Position of a metric in the table; -1 for a metric that is not shown there. */
function rankOf(metric: string): number {
  return shownPrefixes.findIndex((prefix) => metric.startsWith(prefix));
}
