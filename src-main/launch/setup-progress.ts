import { setUpRuntime, type SetupOptions, type SetupProgress } from '#tensorflow/runtime/setup';

/**
 * Sets up the TensorFlow runtime with a progress bar on stderr: one line that is updated in place on a
 * terminal, otherwise one line for each stage and each 10 %. `options.onProgress` is called too. Throws as
 * `setUpRuntime` does.
 */
export async function setUpWithProgress(
  print: (line: string) => void,
  options: SetupOptions = {},
): Promise<void> {
  const terminal = process.stderr.isTTY ? process.stderr : null;
  let lastMilestone = '';
  try {
    await setUpRuntime({
      ...options,
      onProgress(progress) {
        options.onProgress?.(progress);
        if (terminal) {
          terminal.write(`\r\u001B[K${formatProgress(progress).slice(0, terminal.columns - 1)}`);
          return;
        }
        const tenth = Math.floor((progress.fraction ?? 0) * 10);
        const milestone = `${progress.stage} ${tenth}`;
        if (milestone !== lastMilestone) print(formatProgress(progress));
        lastMilestone = milestone;
      },
    });
  } finally {
    terminal?.write('\n');
  }
}

/** As much of the progress as is shown. */
export type ShownProgress = Pick<SetupProgress, 'fraction' | 'secondsLeft' | 'message'>;

/** Formats `████░░░░░░  42 %  3 min left  Downloading ...`. */
export function formatProgress({ fraction, secondsLeft, message }: ShownProgress): string {
  if (fraction === null) return message;
  const filled = Math.round(fraction * 20);
  const bar = '█'.repeat(filled) + '░'.repeat(20 - filled);
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  const left = secondsLeft ? `${formatTimeLeft(secondsLeft)} left  ` : '';
  return `${bar} ${percent}  ${left}${message}`;
}

/** Formats `42 %, 3 min left`. */
export function formatShare({
  fraction,
  secondsLeft,
}: Pick<ShownProgress, 'secondsLeft'> & { fraction: number }): string {
  const left = secondsLeft ? `, ${formatTimeLeft(secondsLeft)} left` : '';
  return `${Math.floor(fraction * 100)} %${left}`;
}

function formatTimeLeft(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
