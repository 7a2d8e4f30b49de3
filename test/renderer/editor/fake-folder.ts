import { vi } from 'vitest';
import type { SavedModel } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { ModelHost, SaveRequest } from '../../../src-renderer/editor/open-model';
import type { UnsavedWork } from '../../../src-renderer/editor/unsaved-copies';

/** A project folder with models, as the main process keeps it. */
export class FakeFolder implements ModelHost {
  readonly files = new Map<string, SavedModel>();
  readonly requests: SaveRequest[] = [];
  /** Every content that was on disk, by name. */
  readonly history: string[] = [];
  copy: UnsavedWork | null = null;
  failure: WorkbenchError | null = null;
  /** The answers that are held back, until `answer`. */
  #held: (() => void)[] | null = null;
  commitTypedText: () => void = () => undefined;
  onchange: () => void = () => undefined;
  #writes = 0;

  put(id: string, spec: Experiment): SavedModel {
    const revision = `r${(this.#writes += 1)}`;
    const saved = { id, spec, revision, modified: '2026-11-29T10:00:00.000Z' };
    this.files.set(id, saved);
    this.history.push(spec.name);
    return saved;
  }

  hold(): void {
    this.#held = [];
  }

  /** The answers that are held back never come. */
  lose(): void {
    this.#held = null;
  }

  async answer(): Promise<void> {
    for (const send of this.#held?.splice(0) ?? []) send();
    this.#held = null;
    await vi.advanceTimersByTimeAsync(0);
  }

  async save(request: SaveRequest): Promise<SavedModel> {
    this.requests.push(request);
    const { modelId, baseRevision, spec } = request;
    if (this.failure) throw this.failure;
    const current = modelId === undefined ? undefined : this.files.get(modelId);
    if (baseRevision !== undefined && current?.revision !== baseRevision)
      throw new WorkbenchError(
        'conflict',
        'The model was changed.',
        current ? { reason: 'changed', current } : { reason: 'deleted' },
      );
    const saved = this.put(modelId ?? spec.name, spec);
    await new Promise<void>((resolve) => (this.#held ? this.#held.push(resolve) : resolve()));
    return saved;
  }

  get(modelId: string): Promise<SavedModel> {
    const saved = this.files.get(modelId);
    return saved
      ? Promise.resolve(saved)
      : Promise.reject(new WorkbenchError('notFound', 'There is no such model.'));
  }

  keepCopy(work: UnsavedWork | null): void {
    this.copy = work;
  }
}
