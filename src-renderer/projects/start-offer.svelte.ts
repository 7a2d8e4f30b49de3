import type { StartOffer } from '#api/start';
import { messageOf, WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { importRuns } from '../runs/import/import-runs.svelte';
import { readModelFile } from '../editor/read-model-file';
import { archiveImport } from '../stores/archive-import.svelte';
import { session } from '../stores/session.svelte';
import { suggestDirectory } from './directory-name';
import { ProjectSwitch } from './project-switch.svelte';
import { beginningOf } from './start-beginning';

/** What a new project is made of a file, a folder or a template: what is offered, and what the user says of it. */
class StartOffers {
  /** The path as it is typed, where there are no dialogs. */
  path = $state('');
  offer = $state.raw<StartOffer | null>(null);
  /** Why nothing can be made of what was given, or what is to be done first: one sentence. */
  message = $state<string | null>(null);
  isLooking = $state(false);
  name = $state('');
  /** Null while it is derived from the name. */
  typedFolder = $state<string | null>(null);
  /** Rows and columns to which images are resized; empty: they have the same size already. */
  imageSize = $state('');
  /** Of a table: the column to predict; null: none, the rows predict the next rows; undefined: not chosen yet. */
  predicted = $state<string | null | undefined>(undefined);
  readonly switching = new ProjectSwitch();
  readonly folder = $derived(
    this.typedFolder ?? suggestDirectory(session.info?.projectsDirectory ?? '', this.name),
  );
  #looks = 0;

  /** Looks at a file or a folder. */
  async look(path: string): Promise<void> {
    await this.#find(() => session.call('projects.offer', { path: path.trim() }));
  }

  async lookAtPath(kind: 'file' | 'folder'): Promise<void> {
    const path = await session.choosePath(kind);
    if (path !== null) await this.look(path);
  }

  /** Of a file that was dropped, a browser reads a model and knows no more than the name of anything else. */
  async drop(file: File): Promise<void> {
    await this.#find(async () => {
      const path = await session.droppedPath(file);
      if (path !== null) return session.call('projects.offer', { path });
      if (/\.json$/i.test(file.name)) {
        const model = await readModelFile(file);
        if (typeof model === 'string') throw new WorkbenchError('validation', model);
        return { kind: 'model', name: model.name, spec: model };
      }
      throw new WorkbenchError(
        'unavailable',
        `A browser does not tell where '${file.name}' lies: type its full path under “From a file or a folder”.`,
      );
    });
  }

  offerTemplate(spec: Experiment): void {
    this.#show({ kind: 'model', name: spec.name, spec });
  }

  close(): void {
    this.#looks += 1;
    this.isLooking = false;
    this.offer = null;
    this.message = null;
  }

  /** Does what is offered. */
  async accept(): Promise<void> {
    const { offer, folder } = this;
    const name = this.name.trim();
    if (!offer) return;
    const done = await this.switching.run(() => {
      if (offer.kind === 'project') return session.openProject(offer.path);
      const { imageSize, predicted = null } = this;
      return session.createProject(folder, name, beginningOf(offer, { predicted, imageSize }));
    });
    if (!done) return;
    if (offer.kind === 'curves') {
      session.show('runs');
      importRuns.show(offer.path);
    }
    this.path = '';
    this.close();
  }

  async #find(find: () => Promise<StartOffer>): Promise<void> {
    this.close();
    const look = this.#looks;
    this.isLooking = true;
    try {
      const offer = await find();
      if (look === this.#looks) this.#show(offer);
    } catch (error) {
      if (look !== this.#looks) return;
      this.isLooking = false;
      this.message = messageOf(error);
    }
  }

  #show(offer: StartOffer): void {
    this.close();
    // The dialog of archives shows what is in one, and makes a project of it.
    if (offer.kind === 'archive') {
      archiveImport.show(offer.path);
      return;
    }
    this.offer = offer;
    this.name = offer.name;
    this.typedFolder = null;
    this.imageSize = '';
    this.predicted = offer.kind === 'data' ? (offer.columns?.proposed ?? undefined) : undefined;
    this.switching.failure = null;
  }
}

export const startOffers = new StartOffers();
