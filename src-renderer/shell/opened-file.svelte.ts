import { untrack } from 'svelte';
import { isArchiveName } from '#spec/archive';
import { createEmptyDraft, draftOf, type ImportDraft } from '../data/import-draft';
import { importForm } from '../data/import-form-state.svelte';
import { editor } from '../editor/editor.svelte';
import { startOffers } from '../projects/start-offer.svelte';
import { importRuns, isTableFile } from '../runs/import/import-runs.svelte';
import { archiveImport } from '../stores/archive-import.svelte';
import { session } from '../stores/session.svelte';

interface OpenedData {
  path: string;
  /** What it is, such as `a table`. */
  found: string;
  /** What is known of it in the form of an import. */
  draft: ImportDraft;
}

/** The file that the user opened in the file manager or at the command line, or dropped. */
class OpenedFile {
  /** Data, of which the user has not said yet what it is for. */
  data = $state.raw<OpenedData | null>(null);

  /** Shows what can be made of the file: on the start page, a project; in a project, a part of it. */
  async show(path: string): Promise<void> {
    // What is in an archive can be large: its dialog looks into it, and says so.
    if (isArchiveName(path)) return archiveImport.show(path);
    if (!session.project) return startOffers.look(path);
    // A table of curves need not be data: it is read once the user has said what it is.
    if (isTableFile(path)) {
      this.data = {
        path,
        found: 'a table',
        draft: { ...createEmptyDraft(), format: 'csv', file: path },
      };
      return;
    }
    const offer = await session.call('projects.offer', { path });
    if (offer.kind === 'data')
      this.data = { path, found: offer.found, draft: draftOf(offer.request) };
    else if (offer.kind === 'curves') importRuns.show(path);
    else if (offer.kind === 'model') {
      editor.openAsNew(offer.spec);
      session.show('build');
      // A model from a template may go if it is not changed; one that was brought in must not get lost.
      await editor.save();
    }
  }

  importIntoProject(): void {
    const opened = this.#take();
    if (!opened) return;
    session.show('data');
    importForm.openWith(opened.draft);
  }

  importAsCurves(): void {
    const opened = this.#take();
    if (opened) importRuns.show(opened.path);
  }

  async makeProject(): Promise<void> {
    const opened = this.#take();
    if (!opened) return;
    await editor.flush();
    session.leaveProject();
    await startOffers.look(opened.path);
  }

  #take(): OpenedFile['data'] {
    const { data } = this;
    this.data = null;
    return data;
  }
}

export const openedFile = new OpenedFile();

/** Listens to what the desktop program is asked to open. To be called once, in a component. */
export function showOpenedFile(): void {
  let path = $state<string | null>(null);
  session.on('file.opened', (opened) => (path = opened.path));
  $effect(() => {
    // What is offered depends on whether a project is open, and opening one closes the dialogs.
    if (path === null || !session.isReady) return;
    const opened = path;
    path = null;
    untrack(() => void session.attempt(() => openedFile.show(opened)));
  });
}
