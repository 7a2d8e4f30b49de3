import type { Component } from 'svelte';
import type { Exported } from '#api/exports';
import { messageOf, WorkbenchError } from '#spec/errors';
import { baseName, exportPlace, fileName, withExtension } from './export-place';
import { loadPreference, savePreference } from './preferences';
import { session } from './session.svelte';
import { startDownload } from './start-download';

/** A format that can be chosen. */
export interface ExportFormat {
  id: string;
  label: string;
  /** What it is for, a few words. */
  hint: string;
  /** Of the file, without a dot; null: a folder. */
  extension: string | null;
}

/** What the command of an export is given beside its own choices. */
export interface ExportRequest {
  exportId: string;
  format: string;
  path: string;
  overwrite: boolean;
}

/** What the dialog asks. */
export interface ExportQuestion {
  /** `Export data of 3 runs`. */
  title: string;
  /** The file without its folder and extension. */
  name: string;
  /** At least one; with a single one, nothing is to be chosen. */
  formats: readonly ExportFormat[];
  /** In pixels. */
  width?: number;
  /** Remembers the last format under this name. */
  key: string;
  /** Further fields between the format and the place, with their own state in `props`. */
  fields?: { component: Component<never>; props: object };
  /** Why it cannot be written with what is chosen, a sentence; null where it can. */
  obstacle?: (format: string) => string | null;
  /** Calls the command. */
  write: (request: ExportRequest) => Promise<Exported>;
}

export type ExportPhase =
  | { kind: 'asking' }
  | { kind: 'writing'; exportId: string; fraction: number | null }
  /** Something is at the path already. */
  | { kind: 'exists' }
  | { kind: 'failed'; message: string }
  /** `address`: where the browser has downloaded it from; null where it was written to a path. */
  | { kind: 'done'; exported: Exported; address: string | null };

/**
 * The dialog of the window that writes a file for other programs: format, place, progress, and what was written.
 *
 * @example
 * exportDialog.show({ title: 'Export the chart', name, formats, key: 'chart', write: (request) => session.callInProject('charts.export', { ...request, figure }) });
 */
export class ExportDialogState {
  question = $state.raw<ExportQuestion | null>(null);
  phase = $state.raw<ExportPhase>({ kind: 'asking' });
  #formatId = $state('');
  #path = $state('');
  /** The path that the platform's dialog has asked about already. */
  #confirmed: string | null = null;
  #exports = 0;

  constructor() {
    session.on('export.progress', ({ exportId, fraction }) => {
      if (this.phase.kind === 'writing' && this.phase.exportId === exportId)
        this.phase = { ...this.phase, fraction };
    });
    session.onProjectOpened(({ id }) => {
      if (this.#projectId !== id) this.close();
    });
  }

  #projectId: string | null = null;

  show(question: ExportQuestion): void {
    const [first] = question.formats;
    const last = loadPreference(
      `export.${question.key}`,
      first?.id ?? '',
      (id) => question.formats.find((format) => format.id === id)?.id,
    );
    this.#projectId = session.project?.id ?? null;
    this.#formatId = last;
    this.#confirmed = null;
    this.question = question;
    this.phase = { kind: 'asking' };
    this.#path = exportPlace(session.project?.directory ?? '', question.name, this.format);
  }

  get format(): ExportFormat | null {
    return this.question?.formats.find(({ id }) => id === this.#formatId) ?? null;
  }

  get formatId(): string {
    return this.#formatId;
  }

  set formatId(id: string) {
    const before = this.format;
    this.#formatId = id;
    this.path = withExtension(this.#path, before, this.format);
  }

  get path(): string {
    return this.#path;
  }

  set path(path: string) {
    this.#path = path;
    if (this.phase.kind === 'exists' || this.phase.kind === 'failed')
      this.phase = { kind: 'asking' };
  }

  /** Why nothing can be written now; null where it can. */
  get obstacle(): string | null {
    if (this.#path.trim() === '') return 'Say where to write it.';
    return this.question?.obstacle?.(this.#formatId) ?? null;
  }

  async choosePath(): Promise<void> {
    const path = await session.chooseNewPath(this.#path);
    if (path === null) return;
    this.path = path;
    this.#confirmed = path;
  }

  /** Writes it; what is there is replaced only once the user has said so. */
  async write({ overwrite = false } = {}): Promise<void> {
    const path = this.#path.trim();
    const isConfirmed = overwrite || path === this.#confirmed;
    await this.#run(async (question, request) => ({
      kind: 'done',
      exported: await question.write({ ...request, path, overwrite: isConfirmed }),
      address: null,
    }));
  }

  /** Lets the browser download it, on the computer on which the browser runs. A folder comes as a ZIP file. */
  async download(): Promise<void> {
    const name = fileName(baseName(this.#path.trim()));
    await this.#run(async (question, request) => {
      const { path, address } = await session.callInProject('exports.prepareDownload', { name });
      const exported = await question.write({ ...request, path, overwrite: false });
      startDownload(address);
      return { kind: 'done', exported, address };
    });
  }

  async #run(
    work: (
      question: ExportQuestion,
      request: Pick<ExportRequest, 'exportId' | 'format'>,
    ) => Promise<ExportPhase>,
  ): Promise<void> {
    const { question } = this;
    if (!question || this.obstacle !== null || this.phase.kind === 'writing') return;
    const exportId = `${Date.now()}-${(this.#exports += 1)}`;
    this.phase = { kind: 'writing', exportId, fraction: null };
    const request = { exportId, format: this.#formatId };
    const phase = await work(question, request).catch(describeFailure);
    if (this.phase.kind !== 'writing' || this.phase.exportId !== exportId) return;
    this.phase = phase;
    if (phase.kind === 'done') savePreference(`export.${question.key}`, this.#formatId);
  }

  /** Ends the export that is at work; the dialog stays open. */
  async cancel(): Promise<void> {
    if (this.phase.kind !== 'writing') return;
    const { exportId } = this.phase;
    await session.attempt(() => session.callInProject('exports.cancel', { exportId }));
  }

  /** Asks again, for another format or place. */
  askAgain(): void {
    this.#confirmed = null;
    this.phase = { kind: 'asking' };
  }

  /** Closes the dialog, and ends what is at work. */
  close(): void {
    void this.cancel();
    this.question = null;
    this.phase = { kind: 'asking' };
  }
}

function describeFailure(error: unknown): ExportPhase {
  if (hasDetail(error, 'reason', 'exists')) return { kind: 'exists' };
  if (hasDetail(error, 'isCancelled', true)) return { kind: 'asking' };
  return { kind: 'failed', message: messageOf(error) };
}

function hasDetail(error: unknown, key: string, value: unknown): boolean {
  const details = error instanceof WorkbenchError ? error.details : null;
  return (details as Record<string, unknown> | null | undefined)?.[key] === value;
}

export const exportDialog = new ExportDialogState();
