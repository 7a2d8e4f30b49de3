import type { ModelVersion } from '#api/types';
import type { Experiment } from '#spec/experiment';
import { editor } from '../../editor/editor.svelte';
import { models } from '../../stores/models.svelte';
import { session } from '../../stores/session.svelte';
import { labelVersion } from './version-label';

const opened = 'opened';

/** Saved versions that can be chosen. */
const maxVersions = 20;

/**
 * What the model on the canvas is compared with: how it was opened, the template of its name, or a saved version. Create it
 * while a component is initialised.
 */
export class Baseline {
  #chosen = $state<string>(opened);
  #versions = $state.raw<readonly ModelVersion[]>([]);
  #version = $state.raw<{ id: string; spec: Experiment } | null>(null);

  readonly #templates = $derived(
    models.templates.filter(
      ({ id, spec }) => id === editor.modelId || spec.name === editor.spec.name,
    ),
  );
  readonly options = $derived([
    { value: opened, label: 'the model was opened' },
    ...this.#templates.map(({ id, spec }) => ({
      value: `template ${id}`,
      label: `the template '${spec.name}'`,
    })),
    ...this.#versions.slice(0, maxVersions).map((version) => ({
      value: `version ${version.id}`,
      label: labelVersion(version),
    })),
  ]);
  readonly value = $derived(
    this.options.some(({ value }) => value === this.#chosen) ? this.#chosen : opened,
  );

  /** The experiment; null until it is loaded. */
  readonly spec = $derived.by((): Experiment | null => {
    const [kind, id] = this.value.split(' ');
    if (kind === 'template') return this.#templates.find((one) => one.id === id)?.spec ?? null;
    if (kind === 'version') return this.#version?.id === id ? (this.#version?.spec ?? null) : null;
    const { past, present } = editor.entry.snapshot.history;
    return past[0] ?? present;
  });

  constructor() {
    const saved = $derived(editor.status.kind === 'saved' ? editor.modelId : null);
    $effect(() => {
      if (saved === null) this.#versions = [];
      else void session.attempt(() => this.#loadVersions(saved));
    });
  }

  choose(value: string): void {
    this.#chosen = value;
    const [kind, versionId] = value.split(' ');
    const { modelId } = editor;
    if (kind !== 'version' || versionId === undefined || modelId === null) return;
    void session.attempt(async () => {
      const { spec } = await session.callInProject('models.version', { modelId, versionId });
      this.#version = { id: versionId, spec };
    });
  }

  async #loadVersions(modelId: string): Promise<void> {
    this.#versions = await session.callInProject('models.versions', { modelId });
  }
}
