import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import GitCompare from '@lucide/svelte/icons/git-compare';
import History from '@lucide/svelte/icons/history';
import LayoutTemplate from '@lucide/svelte/icons/layout-template';
import Trash from '@lucide/svelte/icons/trash-2';
import Upload from '@lucide/svelte/icons/upload';
import type { modelCommands } from '#api/window-commands/model';
import { editor } from '../editor/editor.svelte';
import { deleteModel, duplicateModel } from '../editor/model-commands';
import { launcher } from '../stores/launcher.svelte';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';
import { wordsOf } from '../stores/shortcut-list';
import type { WindowActions } from '../stores/window-action';
import { chooseModelFile } from '../editor/open-model-file';
import { dniQuestion } from '../studies/dni-question.svelte';
import type { MenuItem } from '../ui/menu-item';
import { canvasSide, type SideRef } from './diff/diff-sides';
import { modelDiff } from './diff/model-diff.svelte';
import { askToExportModel } from './export/export-model';
import { emptyExperiment, gallery } from './gallery/gallery.svelte';
import { liveActions } from './live/live-keys';
import { versionPanel } from './version-panel.svelte';

const isSaved = (): boolean => editor.modelId !== null;
/** The list stands below the menu of the model, in the view of the canvas. */
const showPanel = (panel: 'versions' | 'deleted'): void => {
  session.show('build');
  versionPanel.shown = panel;
};

/** What each command on the model as a whole does. */
export const modelActions: WindowActions<typeof modelCommands> = {
  newFromTemplate: { run: () => gallery.show() },
  newEmpty: { run: () => gallery.use(emptyExperiment) },
  openModelFile: { run: chooseModelFile },
  save: { run: () => void editor.save({ keepVersion: true }) },
  versions: { run: () => showPanel('versions'), canRun: isSaved },
  compareModel: { run: () => modelDiff.show(savedSide(), canvasSide) },
  saveTemplate: { run: () => gallery.askToSave(editor.spec) },
  exportModel: { run: askToExportModel },
  duplicateModel: { run: () => void session.attempt(duplicateModel) },
  deleteModel: { run: () => void session.attempt(deleteModel), canRun: isSaved },
  deletedModels: { run: () => showPanel('deleted') },

  run: { run: () => void launcher.runEditor(), canRun: () => launcher.obstacle === null },
  doesDniHelp: {
    run: () => void dniQuestion.askOfCanvas(),
    canRun: () => dniQuestion.obstacle === null,
  },
  nextSeed: { run: () => void liveActions.nextSeed() },
  restart: { run: () => void liveActions.restart() },
};

/** The menu of the model. */
export function listModelActions(): MenuItem[] {
  const item = (
    id: keyof typeof modelActions,
    icon: typeof History,
    danger?: boolean,
  ): MenuItem => ({
    ...wordsOf(id),
    icon,
    danger,
    disabled: modelActions[id].canRun?.() === false,
    run: modelActions[id].run,
  });
  return [
    item('versions', History),
    item('compareModel', GitCompare),
    item('saveTemplate', LayoutTemplate),
    item('deletedModels', ArchiveRestore),
    'separator',
    item('exportModel', Download),
    item('openModelFile', Upload),
    'separator',
    item('duplicateModel', Copy),
    item('deleteModel', Trash, true),
  ];
}

/** What the canvas is compared with until another one is chosen: another model, else a template. */
function savedSide(): SideRef {
  const other = models.list.find(({ id }) => id !== editor.modelId);
  return other
    ? { kind: 'model', id: other.id }
    : { kind: 'template', id: models.templates[0]?.id ?? '' };
}
