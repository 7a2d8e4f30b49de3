import { setUpRuntime, type SetupOptions, type SetupProgress } from '#tensorflow/runtime/setup';

/**
 * Brings up the TensorFlow runtime with a progress bar: one line that is written over on a terminal,
 * elsewhere a line for every stage and tenth. Throws WorkbenchError where it cannot be had.
 */
export async function setUpWithProgress(
  print: (line: string) => void,
  options: Omit<SetupOptions, 'onProgress'> = {},
): Promise<void> {
  const terminal = process.stderr.isTTY ? process.stderr : null;
  let told = '';
  try {
    await setUpRuntime({
      ...options,
      onProgress(progress) {
        if (terminal) {
          terminal.write(`\r\u001B[K${progressLine(progress).slice(0, terminal.columns - 1)}`);
          return;
        }
        const tenth = Math.floor((progress.fraction ?? 0) * 10);
        const milestone = `${progress.stage} ${tenth}`;
        if (milestone !== told) print(progressLine(progress));
        told = milestone;
      },
    });
  } finally {
    terminal?.write('\n');
  }
}

/** `████░░░░░░  42 %  3 min left  Downloading ...` */
export function progressLine({
  fraction,
  secondsLeft,
  message,
}: Pick<SetupProgress, 'fraction' | 'secondsLeft' | 'message'>): string {
  if (fraction === null) return message;
  const filled = Math.round(fraction * 20);
  const bar = '█'.repeat(filled) + '░'.repeat(20 - filled);
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  const left = secondsLeft ? `${timeLeft(secondsLeft)} left  ` : '';
  return `${bar} ${percent}  ${left}${message}`;
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
