import type { BulkResult } from '#api/types';
import type { CommandInput } from '#api/commands';
import { messageOf } from '#spec/errors';
import type { Run } from '#spec/run';
import { comparison } from '../stores/comparison.svelte';
import { runs } from '../stores/runs.svelte';
import { session } from '../stores/session.svelte';
import { resumeOptions } from '../stores/usual-place';
import { countRuns, describeFailures } from './run-targets';

/**
 * Commands for several runs. What fails is shown in a notice that names the runs; the others are done all the same.
 */

const idsOf = (chosen: readonly Run[]): string[] => chosen.map(({ id }) => id);

function reportFailures(what: string, total: number, failures: BulkResult['failures']): void {
  const text = describeFailures(what, total, failures, (id) => runs.nameOf(id));
  if (text !== null) session.notify(text, 'error');
}

/** Asks each of the runs for something. */
async function sendToEach(
  request: 'pause' | 'resume' | 'stop',
  what: string,
  chosen: readonly Run[],
): Promise<void> {
  const results = await Promise.allSettled(
    chosen.map((run) =>
      runs.send(run.id, request, request === 'resume' ? resumeOptions(run) : undefined),
    ),
  );
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected'
      ? [{ runId: chosen[index]?.id ?? '', message: messageOf(result.reason) }]
      : [],
  );
  reportFailures(what, chosen.length, failures);
}

export function pauseRuns(chosen: readonly Run[]): Promise<void> {
  return sendToEach('pause', 'paused', chosen);
}

export function resumeRuns(chosen: readonly Run[]): Promise<void> {
  return sendToEach('resume', 'resumed', chosen);
}

export function stopRuns(chosen: readonly Run[]): Promise<void> {
  return sendToEach('stop', 'stopped', chosen);
}

export async function retryRuns(chosen: readonly Run[]): Promise<void> {
  const result = await session.attempt(() =>
    session.callInProject('runs.retry', { runIds: idsOf(chosen) }),
  );
  if (result) reportFailures('started again', chosen.length, result.failures);
}

export async function tagRuns(
  chosen: readonly Run[],
  changes: Pick<CommandInput<'runs.tag'>, 'add' | 'remove'>,
): Promise<void> {
  const result = await session.attempt(() =>
    session.callInProject('runs.tag', { runIds: idsOf(chosen), ...changes }),
  );
  if (result) reportFailures('tagged', chosen.length, result.failures);
}

/** Hides runs in lists, or shows them again; the notice has an undo action. */
export async function archiveRuns(chosen: readonly Run[], archived = true): Promise<void> {
  const result = await session.attempt(() =>
    session.callInProject('runs.archive', { runIds: idsOf(chosen), archived }),
  );
  if (!result) return;
  reportFailures(archived ? 'archived' : 'shown again', chosen.length, result.failures);
  const done = chosen.filter(({ id }) => result.done.includes(id));
  if (archived && done.length > 0)
    session.notify(`${countRuns(done.length)} archived.`, 'info', {
      label: 'Undo',
      run: () => void archiveRuns(done, false),
    });
}

/**
 * Moves runs to the trash; the notice has an undo action. Of runs whose folder is gone, nothing is left to delete. Returns
 * the ids of those that are not there any more.
 */
export async function deleteRuns(chosen: readonly Run[]): Promise<string[]> {
  const gone = chosen.filter(({ id }) => runs.gone.has(id));
  runs.remove(idsOf(gone));
  const present = chosen.filter(({ id }) => !runs.gone.has(id));
  if (present.length === 0) return idsOf(gone);
  // Their events may take them out of the list before the answer comes.
  const names = new Map(present.map(({ id }) => [id, runs.nameOf(id)]));
  const result = await session.attempt(() =>
    session.callInProject('runs.delete', { runIds: idsOf(present) }),
  );
  if (!result) return idsOf(gone);
  reportFailures('deleted', present.length, result.failures);
  const { deleted } = result;
  const [only] = deleted;
  if (!only) return idsOf(gone);
  const name = names.get(only.runId);
  const what = deleted.length === 1 && name ? name : countRuns(deleted.length);
  runs.remove(deleted.map(({ runId }) => runId));
  session.notify(`${what} moved to the trash.`, 'info', {
    label: 'Undo',
    run: () => void restoreRuns(deleted.map(({ trashId }) => trashId)),
  });
  return [...idsOf(gone), ...deleted.map(({ runId }) => runId)];
}

/** Brings runs back from the trash, and shows the first of them. */
export async function restoreRuns(trashIds: readonly string[]): Promise<void> {
  const restored = await session.attempt(() =>
    session.callInProject('runs.restore', { trashIds: [...trashIds] }),
  );
  const [first] = restored ?? [];
  if (!restored || !first) return;
  runs.put(restored);
  runs.selectedId = first.id;
}

/** Shows several runs in the Compare view, and only them; one is added to those that are compared. */
export function compareRuns(chosen: readonly Run[]): void {
  const [first, ...others] = idsOf(chosen);
  if (first !== undefined && others.length === 0) comparison.addRun(first);
  else comparison.showRuns(idsOf(chosen));
  session.show('compare');
}
