import type { CommandInput } from '#api/commands';
import type { ModelVersion } from '#api/types';
import type { Experiment } from '#spec/experiment';
import { editor } from '../editor/editor.svelte';
import { isSameExperiment } from '../editor/same-experiment';
import { session } from '../stores/session.svelte';

type VersionName = CommandInput<'models.nameVersion'>['name'];

/** The saved versions of the model on the canvas, and the one that is looked at. */
export class Versions {
  /** Newest first; null until they are loaded. */
  list = $state.raw<ModelVersion[] | null>(null);
  #looked = $state.raw<{ id: string; spec: Experiment } | null>(null);
  readonly looked = $derived.by(() => {
    const version = this.list?.find(({ id }) => id === this.#looked?.id);
    return version && this.#looked ? { version, spec: this.#looked.spec } : null;
  });

  async load(): Promise<void> {
    await editor.flush();
    const { modelId } = editor;
    if (modelId !== null) this.list = await session.callInProject('models.versions', { modelId });
  }

  /** Shows a version without changing the model. */
  async look({ id }: ModelVersion): Promise<void> {
    const { modelId } = editor;
    if (modelId === null) return;
    const { spec } = await session.callInProject('models.version', { modelId, versionId: id });
    this.#looked = { id, spec };
  }

  /** Goes back from the version that is looked at to the present one, which stays what it is. */
  lookAway(): void {
    this.#looked = null;
  }

  /** Makes the version that is looked at the present one, as a change that can be undone. */
  goBack(): void {
    const { looked } = this;
    if (looked && !isSameExperiment(looked.spec, editor.spec)) editor.change(looked.spec);
  }

  /** Saves the model, and keeps this version of it under a name. */
  async keepAs(name: NonNullable<VersionName>): Promise<void> {
    await editor.save({ keepVersion: true });
    await this.load();
    const [newest] = this.list ?? [];
    if (newest && editor.status.kind === 'saved') await this.name(newest, name);
  }

  /** Null takes the name away; the version stays kept. */
  async name({ id }: ModelVersion, name: VersionName): Promise<void> {
    const { modelId } = editor;
    if (modelId === null) return;
    await session.callInProject('models.nameVersion', { modelId, versionId: id, name });
    await this.load();
  }
}
