import type { ModelVersion } from '#api/types';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { editor } from '../../editor/editor.svelte';
import { formatWhen } from '../../stores/format';
import { models } from '../../stores/models.svelte';
import { ownTemplates } from '../../stores/own-templates.svelte';
import { runTable } from '../../stores/run-table.svelte';
import { runs } from '../../stores/runs.svelte';

/** What can be compared. */
export type SideRef =
  | { kind: 'canvas' }
  | { kind: 'model' | 'template' | 'ownTemplate' | 'run'; id: string }
  | { kind: 'version'; modelId: string; version: ModelVersion };

/** A side with its name; `spec` is null until it is loaded, and where it is gone. */
export interface Side {
  ref: SideRef;
  title: string;
  /** What it is, in a few words. */
  note: string;
  spec: Experiment | null;
  /** Null where it is no run. */
  run: Run | null;
}

export const canvasSide: SideRef = { kind: 'canvas' };

export function sideKey(ref: SideRef): string {
  if (ref.kind === 'canvas') return 'canvas';
  return ref.kind === 'version'
    ? `version ${ref.modelId} ${ref.version.id}`
    : `${ref.kind} ${ref.id}`;
}

/** `versionSpecs`: the contents of versions, by their keys. */
export function describeSide(ref: SideRef, versionSpecs: ReadonlyMap<string, Experiment>): Side {
  switch (ref.kind) {
    case 'canvas':
      return named(ref, editor.spec, 'on the canvas');
    case 'model':
      return named(ref, models.get(ref.id)?.spec, 'model');
    case 'template':
      return named(ref, models.templates.find(({ id }) => id === ref.id)?.spec, 'template');
    case 'ownTemplate':
      return named(ref, ownTemplates.list.find(({ id }) => id === ref.id)?.spec, 'own template');
    case 'version': {
      const { name, saved } = ref.version;
      const spec = versionSpecs.get(sideKey(ref)) ?? null;
      const model = models.get(ref.modelId)?.spec.name ?? ref.modelId;
      return {
        ref,
        title: name ?? `Saved ${formatWhen(saved)}`,
        note: `version of ${model}`,
        spec,
        run: null,
      };
    }
    case 'run': {
      const run = runs.byId.get(ref.id) ?? null;
      const note = run ? `run, ${runTable.distinguish(run)}` : 'run';
      return { ref, title: run?.name ?? 'Run', note, spec: run?.spec ?? null, run };
    }
  }
}

function named(ref: SideRef, spec: Experiment | undefined, note: string): Side {
  return { ref, title: spec?.name ?? 'It is gone', note, spec: spec ?? null, run: null };
}

/** The two runs of a question "what changed?", the earlier one first; null where it is not about two runs with models. */
export function pairOf(of: readonly Run[]): [before: SideRef, after: SideRef] | null {
  const [first, second] = [...of].sort((a, b) => Date.parse(a.created) - Date.parse(b.created));
  if (of.length !== 2 || !first?.spec || !second?.spec) return null;
  return [
    { kind: 'run', id: first.id },
    { kind: 'run', id: second.id },
  ];
}

/** All that can be chosen, what is near first. `versions`: those of the model on the canvas. */
export function listSides(versions: readonly ModelVersion[]): SideRef[] {
  const { modelId } = editor;
  return [
    canvasSide,
    ...(modelId === null
      ? []
      : versions.map((version) => ({ kind: 'version', modelId, version }) as const)),
    ...models.list.map(({ id }) => ({ kind: 'model', id }) as const),
    ...runs.list.filter(({ spec }) => spec).map(({ id }) => ({ kind: 'run', id }) as const),
    ...ownTemplates.list.map(({ id }) => ({ kind: 'ownTemplate', id }) as const),
    ...models.templates.map(({ id }) => ({ kind: 'template', id }) as const),
  ];
}
