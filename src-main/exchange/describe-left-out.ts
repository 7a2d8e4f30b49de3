import { countNoun } from '#spec/count-noun';
import { joinNames } from '#spec/quote';
import { isEnded, type Run } from '#spec/run';
import type { RunData } from './run-data';

interface Written {
  /** The runs that were asked for. */
  asked: readonly RunData[];
  /** Those that are written, with the metrics that are. */
  written: readonly RunData[];
  /** How many values are written. */
  rows: number;
}

/** What of the runs is not in an export, a sentence each. */
export function describeLeftOut({ asked, written, rows }: Written): string[] {
  const isWritten = new Set(written.map(({ run }) => run));
  const empty = asked.filter(({ run }) => !isWritten.has(run));
  const damaged = countRows(written) - rows;
  const notes = describeGoing(written.map(({ run }) => run));
  if (empty.length > 0)
    notes.push(
      `${countNoun(empty.length, 'run')} without such values ${empty.length === 1 ? 'is' : 'are'} left out: ${namesOf(empty.map(({ run }) => run))}.`,
    );
  if (damaged > 0)
    notes.push(
      `${countNoun(damaged, 'value')} at the end of what was recorded ${damaged === 1 ? 'is' : 'are'} damaged, as after a power cut, and left out.`,
    );
  return notes;
}

/** Says of the runs that have not ended that only a part of them is exported. */
export function describeGoing(runs: readonly Run[]): string[] {
  const going = runs.filter(({ status }) => !isEnded(status));
  if (going.length === 0) return [];
  return [
    `${countNoun(going.length, 'run')} ${going.length === 1 ? 'has not ended and is' : 'have not ended and are'} exported as far as recorded: ${namesOf(going)}.`,
  ];
}

function namesOf(runs: readonly Run[]): string {
  return joinNames(runs.map(({ id }) => id));
}

function countRows(runs: readonly RunData[]): number {
  return runs.flatMap(({ metrics }) => metrics).reduce((sum, { rows }) => sum + rows, 0);
}
