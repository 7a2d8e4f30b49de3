import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import ChartSpline from '@lucide/svelte/icons/chart-spline';
import GitCompare from '@lucide/svelte/icons/git-compare';
import Pause from '@lucide/svelte/icons/pause';
import Play from '@lucide/svelte/icons/play';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Square from '@lucide/svelte/icons/square';
import Trash from '@lucide/svelte/icons/trash-2';
import type { Component } from 'svelte';
import type { runCommands } from '#api/window-commands/runs';
import type { Run } from '#spec/run';
import { pairOf } from '../../canvas/diff/diff-sides';
import { modelDiff } from '../../canvas/diff/model-diff.svelte';
import { runTable } from '../../stores/run-table.svelte';
import { runs } from '../../stores/runs.svelte';
import { wordsOf } from '../../stores/shortcut-list';
import {
  archiveRuns,
  compareRuns,
  deleteRuns,
  pauseRuns,
  resumeRuns,
  retryRuns,
  stopRuns,
} from '../run-commands';
import { countRuns, findTargets } from '../run-targets';
import { findNext } from './selection';

/** Something to do with the selected runs. */
export interface RowAction {
  id: keyof typeof runCommands;
  label: string;
  icon: Component;
  /** For whoever points at it: for how many of the runs it is, and what happens. */
  title: string;
  shortcut?: string;
  danger?: boolean;
  run: () => void;
}

const named = <Id extends keyof typeof runCommands>(
  id: Id,
): { id: Id } & ReturnType<typeof wordsOf> => ({ id, ...wordsOf(id) });

/** What can be done with the selected runs, without what is for none of them. */
export function listRowActions(chosen: readonly Run[]): RowAction[] {
  const targets = findTargets(chosen);
  const pair = pairOf(chosen);
  const whom = (of: readonly Run[]): string =>
    of.length === chosen.length ? '' : ` ${of.length} of ${countRuns(chosen.length)}.`;
  const offer = (
    of: readonly Run[],
    action: Omit<RowAction, 'run'>,
    act: (of: readonly Run[]) => Promise<void>,
  ): RowAction[] =>
    of.length === 0 ? [] : [{ ...action, title: action.title + whom(of), run: () => void act(of) }];
  return [
    {
      ...named('compareRuns'),
      icon: ChartSpline,
      title: 'Show these runs, and only them, in the Compare view.',
      run: () => compareRuns(chosen),
    },
    ...(pair
      ? [
          {
            ...named('diffRuns'),
            icon: GitCompare,
            title: 'Show what differs between the two runs, and what came of it.',
            run: () => modelDiff.show(...pair),
          },
        ]
      : []),
    ...offer(
      targets.pause,
      {
        ...named('pauseRuns'),
        icon: Pause,
        title: 'Pause the runs that train.',
      },
      pauseRuns,
    ),
    ...offer(
      targets.resume,
      { ...named('resumeRuns'), icon: Play, title: 'Let the runs train on.' },
      resumeRuns,
    ),
    ...offer(
      targets.stop,
      {
        ...named('stopRuns'),
        icon: Square,
        title: 'End the runs with a checkpoint each. They can be resumed later.',
      },
      stopRuns,
    ),
    ...offer(
      targets.retry,
      {
        ...named('retryRuns'),
        icon: RotateCw,
        title: 'Start the runs that failed again, from their last checkpoint.',
      },
      retryRuns,
    ),
    ...offer(
      targets.archive,
      {
        ...named('archiveRuns'),
        icon: Archive,
        title: 'Hide the runs in lists. They are not deleted.',
      },
      archiveRuns,
    ),
    ...offer(
      targets.unarchive,
      {
        ...named('unarchiveRuns'),
        icon: ArchiveRestore,
        title: 'Show the archived runs in lists again.',
      },
      (of) => archiveRuns(of, false),
    ),
    ...offer(
      targets.delete,
      {
        ...named('deleteRuns'),
        icon: Trash,
        title:
          'Move the runs to the trash, where they stay for 30 days. Runs at work have to be stopped first.',
        danger: true,
      },
      deleteAndMoveOn,
    ),
  ];
}

/** Deletes the runs, and selects the one below them in the table; none where the filter leaves no other. */
export async function deleteAndMoveOn(of: readonly Run[]): Promise<void> {
  const next = findNext(runTable.selection, runTable.order);
  const lead = runs.selectedId;
  const deleted = await deleteRuns(of);
  if (lead !== null && deleted.includes(lead)) runs.selectedId = next;
}

/** What the Delete key does: it deletes what can be deleted, and says what cannot. */
export function deleteChosen(chosen: readonly Run[]): string | null {
  const { delete: deletable, stop: atWork } = findTargets(chosen);
  if (deletable.length > 0) void deleteAndMoveOn(deletable);
  if (atWork.length === 0) return null;
  return atWork.length === 1
    ? `${runs.nameOf(atWork[0]?.id ?? '')} is at work. Stop it before you delete it.`
    : `${countRuns(atWork.length)} are at work. Stop them before you delete them.`;
}
