import type { CorpusProgress } from '#spec/corpora';
import { formatMegabytes } from '#spec/format-megabytes';
import { formatProgress } from '../launch/setup-progress';
import { printToStderr } from './output';

/**
 * Shows the progress of a download on stderr. On a terminal one line is redrawn; elsewhere each stage and
 * each tenth of the bytes prints a line. `end` moves on to a new line.
 */
export function createFetchProgress(): {
  report: (progress: CorpusProgress) => void;
  end: () => void;
} {
  const terminal = process.stderr.isTTY ? process.stderr : null;
  let lastShown = '';
  return {
    report: (progress) => {
      const line = formatFetchProgress(progress);
      if (terminal) {
        lastShown = line;
        terminal.write(`\r\u001B[K${line.slice(0, terminal.columns - 1)}`);
        return;
      }
      const milestone = `${progress.message} ${Math.floor((10 * progress.bytes) / progress.totalBytes)}`;
      if (milestone !== lastShown) printToStderr(line);
      lastShown = milestone;
    },
    end: () => {
      if (terminal && lastShown !== '') terminal.write('\n');
    },
  };
}

/** `████░░░░░░  42 %  3 min left  Fetching text8.zip: 13.2 of 31.3 MB` */
export function formatFetchProgress({
  stage,
  bytes,
  totalBytes,
  secondsLeft,
  message,
}: CorpusProgress): string {
  if (stage !== 'fetching') return message;
  const fraction = totalBytes > 0 ? bytes / totalBytes : null;
  const amount = `${formatMegabytes(bytes).replace(' MB', '')} of ${formatMegabytes(totalBytes)}`;
  const wholeSecondsLeft = secondsLeft === null ? null : Math.ceil(secondsLeft);
  return formatProgress({
    fraction,
    secondsLeft: wholeSecondsLeft,
    message: `${message}: ${amount}`,
  });
}
