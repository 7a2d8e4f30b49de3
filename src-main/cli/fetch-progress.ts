import type { CorpusProgress } from '#spec/corpora';
import { progressLine } from '../launch/set-up';
import { tell } from './output';
import { formatMegabytes } from './text';

/**
 * Shows how far a fetch is, on stderr: one line that is written over on a terminal, elsewhere a line for
 * every stage and tenth. `end` leaves the line.
 */
export function showProgress(): { report: (progress: CorpusProgress) => void; end: () => void } {
  const terminal = process.stderr.isTTY ? process.stderr : null;
  let told = '';
  return {
    report: (progress) => {
      const line = fetchLine(progress);
      if (terminal) {
        told = line;
        terminal.write(`\r\u001B[K${line.slice(0, terminal.columns - 1)}`);
        return;
      }
      const milestone = `${progress.message} ${Math.floor((10 * progress.bytes) / progress.totalBytes)}`;
      if (milestone !== told) tell(line);
      told = milestone;
    },
    end: () => {
      if (terminal && told !== '') terminal.write('\n');
    },
  };
}

/** `████░░░░░░  42 %  3 min left  Fetching text8.zip: 13.2 of 31.3 MB`. */
export function fetchLine({
  stage,
  bytes,
  totalBytes,
  secondsLeft,
  message,
}: CorpusProgress): string {
  if (stage !== 'fetching') return message;
  const fraction = totalBytes > 0 ? bytes / totalBytes : null;
  const of = `${formatMegabytes(bytes).replace(' MB', '')} of ${formatMegabytes(totalBytes)}`;
  const left = secondsLeft === null ? null : Math.ceil(secondsLeft);
  return progressLine({ fraction, secondsLeft: left, message: `${message}: ${of}` });
}
