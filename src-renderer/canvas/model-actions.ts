import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import GitCompare from '@lucide/svelte/icons/git-compare';
import History from '@lucide/svelte/icons/history';
import LayoutTemplate from '@lucide/svelte/icons/layout-template';
import Trash from '@lucide/svelte/icons/trash-2';
import Upload from '@lucide/svelte/icons/upload';
import { editor } from '../editor/editor.svelte';
import { deleteModel, duplicateModel } from '../editor/model-commands';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';
import { chooseModelFile } from '../shell/open-model-file';
import type { MenuItem } from '../ui/menu-item';
import { canvasSide, type SideRef } from './diff/diff-sides';
import { modelDiff } from './diff/model-diff.svelte';
import { askToExportModel } from './export/export-model';
import { gallery } from './gallery/gallery.svelte';
import { versionPanel } from './version-panel.svelte';

/** What can be done with the model as a whole: its menu and the command palette list the same. */
export function listModelActions(): MenuItem[] {
  return [
    {
      label: 'Versions',
      icon: History,
      disabled: editor.modelId === null,
      run: () => (versionPanel.shown = 'versions'),
    },
    {
      label: 'Compare with…',
      icon: GitCompare,
      run: () => modelDiff.show(savedSide(), canvasSide),
    },
    {
      label: 'Save as template…',
      icon: LayoutTemplate,
      run: () => gallery.askToSave(editor.spec),
    },
    {
      label: 'Recently deleted',
      icon: ArchiveRestore,
      run: () => (versionPanel.shown = 'deleted'),
    },
    'separator',
    { label: 'Export…', icon: Download, run: askToExportModel },
    { label: 'Open a file…', icon: Upload, run: chooseModelFile },
    'separator',
    { label: 'Duplicate', icon: Copy, run: () => void session.attempt(duplicateModel) },
    {
      label: 'Delete',
      icon: Trash,
      danger: true,
      disabled: editor.modelId === null,
      run: () => void session.attempt(deleteModel),
    },
  ];
}

/** What the canvas is compared with until another one is chosen: another model, else a template. */
function savedSide(): SideRef {
  const other = models.list.find(({ id }) => id !== editor.modelId);
  return other
    ? { kind: 'model', id: other.id }
    : { kind: 'template', id: models.templates[0]?.id ?? '' };
}
