import type { comparisonCommands } from '#api/window-commands/comparison';
import { pairOf } from '../canvas/diff/diff-sides';
import { modelDiff } from '../canvas/diff/model-diff.svelte';
import { comparison } from '../stores/comparison.svelte';
import { session } from '../stores/session.svelte';
import type { WindowAction, WindowActions } from '../stores/window-action';
import { listComparisonItems } from './comparison-menu';

function itemAction(id: keyof typeof comparisonCommands): WindowAction {
  const find = (): ReturnType<typeof listComparisonItems>[number] | undefined =>
    listComparisonItems().find((item) => item.id === id);
  return { run: () => find()?.run(), canRun: () => find()?.disabled === false };
}

/** What each command on the comparison does. */
export const comparisonActions: WindowActions<typeof comparisonCommands> = {
  newComparison: { run: () => comparison.startNew() },
  diffCompared: {
    run: () => {
      const pair = pairOf(comparison.runs);
      if (pair) modelDiff.show(...pair);
    },
    canRun: () => pairOf(comparison.runs) !== null,
  },
  resetZoom: {
    run: () => (comparison.range = null),
    canRun: () => comparison.range !== null,
  },
  exportComparisonData: itemAction('exportComparisonData'),
  exportComparisonReport: itemAction('exportComparisonReport'),
  exportComparisonArchive: itemAction('exportComparisonArchive'),
  copyComparisonCommand: itemAction('copyComparisonCommand'),
  copyComparisonRunCommands: itemAction('copyComparisonRunCommands'),
  deleteComparison: {
    run: () => void session.attempt(() => comparison.delete()),
    canRun: () => comparison.id !== null,
  },
};
