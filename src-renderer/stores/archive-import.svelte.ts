import type { ImportedArchive, InspectedArchive } from '#api/archives';
import { messageOf, WorkbenchError } from '#spec/errors';
import { session } from './session.svelte';

export type ArchiveImportPhase =
  | { kind: 'asking' }
  | { kind: 'looking' }
  /** What is inside is known; nothing is written yet. */
  | { kind: 'found'; archive: InspectedArchive }
  | {
      kind: 'importing';
      archive: InspectedArchive;
      exportId: string;
      fraction: number | null;
    }
  | { kind: 'failed'; message: string }
  | { kind: 'done'; archive: InspectedArchive; imported: ImportedArchive };

/**
 * The dialog of the window that looks into an archive and imports it.
 *
 * @example
 * archiveImport.show('/home/ada/seeds.dni.zip'); // looks into it at once
 */
export class ArchiveImportState {
  isOpen = $state(false);
  phase = $state.raw<ArchiveImportPhase>({ kind: 'asking' });
  /** Where an archive of a project goes: into the open project, or into a folder of its own. */
  target = $state<'here' | 'new'>('here');
  /** That folder as edited by the user; null while it is derived from the name. */
  typedFolder = $state<string | null>(null);
  #path = $state('');
  #imports = 0;
  #projectId: string | null = null;

  constructor() {
    session.on('export.progress', ({ exportId, fraction }) => {
      if (this.phase.kind === 'importing' && this.phase.exportId === exportId)
        this.phase = { ...this.phase, fraction };
    });
    // Also called when the connection is there again.
    session.onProjectOpened(({ id }) => {
      if (this.#projectId !== id) this.close();
    });
  }

  get path(): string {
    return this.#path;
  }

  /** A path that is typed is looked into when the user asks for it. */
  set path(path: string) {
    this.#path = path;
    if (!this.isBusy) this.phase = { kind: 'asking' };
  }

  get isBusy(): boolean {
    return this.phase.kind === 'looking' || this.phase.kind === 'importing';
  }

  /** Opens the dialog. With the path of an archive, looks into it. */
  show(path = ''): void {
    this.#projectId = session.project?.id ?? null;
    this.isOpen = true;
    this.target = 'here';
    this.typedFolder = null;
    this.#path = path;
    this.phase = { kind: 'asking' };
    if (path !== '') void this.look();
  }

  async choose(): Promise<void> {
    const path = await session.choosePath('file');
    if (path === null) return;
    this.path = path;
    await this.look();
  }

  async look(): Promise<void> {
    const path = this.#path.trim();
    if (path === '' || this.isBusy) return;
    this.phase = { kind: 'looking' };
    const projectId = session.project?.id;
    const phase = await this.#attempt(async () => {
      const archive = await session.call('archives.inspect', { path, projectId });
      return { kind: 'found', archive };
    });
    // Another file may have been chosen, or the dialog closed.
    if (this.phase.kind === 'looking' && this.#path.trim() === path) this.phase = phase;
  }

  /** Adds what the archive holds to the open project. */
  async importIntoProject(): Promise<void> {
    if (this.phase.kind !== 'found') return;
    const { archive } = this.phase;
    const exportId = `import-${Date.now()}-${(this.#imports += 1)}`;
    this.phase = { kind: 'importing', archive, exportId, fraction: null };
    const phase = await this.#attempt(async () => {
      const path = this.#path.trim();
      const imported = await session.callInProject('archives.import', { path, exportId });
      return { kind: 'done', archive, imported };
    });
    if (this.phase.kind !== 'importing' || this.phase.exportId !== exportId) return;
    this.phase = phase.kind === 'asking' ? { kind: 'found', archive } : phase;
  }

  /** Makes a project of the archive in a new folder, and opens it. */
  async openAsProject(directory: string): Promise<void> {
    if (this.phase.kind !== 'found') return;
    const { archive } = this.phase;
    this.phase = { kind: 'importing', archive, exportId: '', fraction: null };
    const phase = await this.#attempt(async () => {
      await session.openArchivedProject(this.#path.trim(), directory);
      return { kind: 'asking' };
    });
    if (phase.kind === 'failed') this.phase = phase;
    else this.close();
  }

  async #attempt(work: () => Promise<ArchiveImportPhase>): Promise<ArchiveImportPhase> {
    try {
      return await work();
    } catch (error) {
      const details = error instanceof WorkbenchError ? error.details : null;
      const isCancelled = (details as { isCancelled?: unknown } | null | undefined)?.isCancelled;
      if (isCancelled === true) return { kind: 'asking' };
      return { kind: 'failed', message: messageOf(error) };
    }
  }

  /** Ends the import that is at work; the dialog stays open. */
  async cancel(): Promise<void> {
    if (this.phase.kind !== 'importing' || this.phase.exportId === '') return;
    const { exportId } = this.phase;
    await session.attempt(() => session.callInProject('exports.cancel', { exportId }));
  }

  close(): void {
    void this.cancel();
    this.isOpen = false;
    this.phase = { kind: 'asking' };
  }
}

export const archiveImport = new ArchiveImportState();
