import type { RepeatCommand } from '#api/repeat';
import { countNoun } from '#spec/count-noun';
import type { Run } from '#spec/run';
import { session } from './session.svelte';
import { copyText } from './take-text';

/** Copies the command lines that train runs again, one for each. */
export async function copyCommandsOfRuns(runs: readonly Run[]): Promise<void> {
  const runIds = runs.map(({ id }) => id);
  await copy(() => session.callInProject('repeat.runs', { runIds }));
}

/** Copies the command line that goes on with a study and prints its answer. */
export async function copyCommandOfStudy(studyId: string): Promise<void> {
  await copy(() => session.callInProject('repeat.study', { studyId }));
}

/** Copies the command line that prints the table of a saved comparison. */
export async function copyCommandOfComparison(comparisonId: string): Promise<void> {
  await copy(() => session.callInProject('repeat.comparison', { comparisonId }));
}

async function copy(ask: () => Promise<RepeatCommand>): Promise<void> {
  const command = await session.attempt(ask);
  if (!command) return;
  const { text, notes } = command;
  const count = text.split('\n').length;
  const what =
    count === 1 ? 'The command was copied.' : `${countNoun(count, 'command')} were copied.`;
  await copyText(text, [what, ...notes].join(' '), 'The command line prints it: `command`.');
}
