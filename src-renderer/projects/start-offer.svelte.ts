import type { ProjectBeginning, StartOffer } from '#api/start';
import { messageOf, WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { importRuns } from '../runs/import/import-runs.svelte';
import { readDroppedModel } from '../shell/dropped-model';
import { archiveImport } from '../stores/archive-import.svelte';
import { session } from '../stores/session.svelte';
import { suggestDirectory } from './directory-name';
import { ProjectSwitch } from './project-switch.svelte';

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
        const model = await readDroppedModel(file);
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
      return session.createProject(folder, name, this.#beginning(offer));
    });
    if (!done) return;
    if (offer.kind === 'curves') {
      session.show('runs');
      importRuns.show(offer.path);
    }
    this.path = '';
    this.close();
  }

  #beginning(offer: StartOffer): ProjectBeginning | undefined {
    if (offer.kind === 'model') return { kind: 'model', spec: offer.spec };
    if (offer.kind !== 'data') return undefined;
    const { request, columns } = offer;
    if (request.format === 'csv') {
      const column = columns?.list.find(({ name }) => name === this.predicted);
      if (!column) return { kind: 'data', request };
      const role = column.role === 'label' ? { label: column.name } : { values: [column.name] };
      return { kind: 'data', request: { ...request, ...role } };
    }
    const size = this.imageSize.trim();
    if (request.format !== 'images' || size === '') return { kind: 'data', request };
    const side = Number(size);
    if (!Number.isInteger(side) || side < 1 || side > 512)
      throw new WorkbenchError('validation', 'The size of images goes from 1 to 512.');
    return { kind: 'data', request: { ...request, size: [side, side] } };
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

/** What happens when the user agrees, in one sentence. */
export function describeOffer(offer: StartOffer): string {
  switch (offer.kind) {
    case 'project':
      return `‘${offer.name}’ is a project: it is opened where it lies.`;
    case 'archive':
      return `‘${offer.name}’ is an archive: a project is made of it.`;
    case 'model':
      return `A new project begins with the model ‘${offer.name}’.`;
    case 'data':
      return `‘${offer.name}’ is ${offer.found}: a new project begins with it as a data set, and with a model that fits.`;
    case 'curves':
      return `‘${offer.name}’ holds curves of TensorBoard: in a new project, you see which runs they are before they are imported.`;
  }
}
