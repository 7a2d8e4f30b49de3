import type { RunProgress } from '#api/types';

/** What a run does while it makes no steps: `Loading the data`, `Evaluating the test part, 34 %`. */
export function describeActivity(progress: RunProgress): string {
  const { phase, split } = progress;
  const parts = { loading: 'the data', evaluating: `the ${split ?? 'test'} part` };
  const verb = phase === 'loading' ? 'Loading' : 'Evaluating';
  const percent = formatPart(progress);
  return `${verb} ${parts[phase]}${percent === '' ? '' : `, ${percent}`}`;
}

/** The same for a table cell: `loading`, `evaluating 34 %`. */
export function abbreviateActivity(progress: RunProgress): string {
  return `${progress.phase} ${formatPart(progress)}`.trimEnd();
}

/** The part that is done, in whole percent rounded down; empty where the total is not known. */
function formatPart({ done, total }: RunProgress): string {
  return total > 0 ? `${Math.min(100, Math.floor((done / total) * 100))} %` : '';
}
