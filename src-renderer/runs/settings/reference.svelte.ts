import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { formatWhen } from '../../stores/format';
import { models } from '../../stores/models.svelte';
import { runs } from '../../stores/runs.svelte';
import { session } from '../../stores/session.svelte';
import { studies } from '../../stores/studies.svelte';
import { studyDefault, versionBefore } from './setting-diff';

export type ReferenceKind = 'model' | 'start' | 'parent' | 'study' | 'run';

/** What the settings of a run are compared with. Create it while a component is initialised. */
export class Reference {
  #chosen = $state<ReferenceKind | null>(null);
  /** The other run, where that is chosen. */
  runId = $state<string | null>(null);
  #start = $state.raw<{ spec: Experiment; saved: string } | null>(null);
  #isStartKnown = $state(false);
  readonly #run: () => Run;

  readonly #model = $derived.by(() => models.get(this.#run().modelId));
  readonly #parent = $derived.by(() => runs.byId.get(this.#run().parent?.runId ?? ''));
  readonly #study = $derived.by(() => studies.find(this.#run().study?.id ?? null));

  /** The kinds that there are for this run, the most telling first. */
  readonly options = $derived.by((): { value: ReferenceKind; label: string }[] => [
    ...(this.#parent
      ? [{ value: 'parent', label: `The run it continues, '${this.#parent.name}'` } as const]
      : []),
    ...(this.#study
      ? [{ value: 'study', label: `The default of the study '${this.#study.name}'` } as const]
      : []),
    ...(this.#model
      ? ([
          { value: 'model', label: `The model '${this.#model.spec.name}' as it is now` },
          { value: 'start', label: 'The model as it was saved when the run was started' },
        ] as const)
      : []),
    { value: 'run', label: 'Another run' },
  ]);
  readonly kind = $derived<ReferenceKind>(
    this.options.find(({ value }) => value === this.#chosen)?.value ??
      this.options[0]?.value ??
      'run',
  );

  /** The run to compare with; null where it is none. */
  readonly run = $derived.by((): Run | null => {
    if (this.kind === 'parent') return this.#parent ?? null;
    if (this.kind === 'run') return runs.byId.get(this.runId ?? '') ?? null;
    return null;
  });

  /** The settings to compare with; null where there are none yet. */
  readonly spec = $derived.by((): Experiment | null => {
    if (this.run || this.kind === 'run') return this.run?.spec ?? null;
    if (this.kind === 'model') return this.#model?.spec ?? null;
    if (this.kind === 'start') return this.#start?.spec ?? null;
    const base = this.#model ?? models.templates.find(({ id }) => id === this.#run().modelId);
    return this.#study && base ? studyDefault(this.#study, base.spec) : null;
  });

  /** Heads the column of its values. */
  readonly title = $derived.by((): string => {
    if (this.run || this.kind === 'run') return this.run?.name ?? '';
    if (this.kind === 'study') return 'Default of the study';
    if (this.kind === 'start' && this.#start)
      return `Model, saved ${formatWhen(this.#start.saved)}`;
    return 'Model';
  });

  /** What has to be said instead of a comparison; null where there is nothing. */
  readonly note = $derived.by((): string | null => {
    if (this.spec) return null;
    if (this.kind === 'run') return 'Choose the run to compare with.';
    if (this.kind === 'study') return 'The model of the study is not in the project any more.';
    if (this.kind === 'start' && this.#isStartKnown)
      return 'No version of the model from before the start of the run is kept.';
    return null;
  });

  constructor(run: () => Run) {
    this.#run = run;
    const wanted = $derived(this.kind === 'start' ? run().modelId : null);
    $effect(() => {
      if (wanted !== null) void session.attempt(() => this.#loadStart(wanted));
    });
  }

  choose(kind: ReferenceKind): void {
    this.#chosen = kind;
  }

  async #loadStart(modelId: string): Promise<void> {
    const versions = await session.callInProject('models.versions', { modelId });
    const version = versionBefore(versions, this.#run().created);
    this.#start = version
      ? await session.callInProject('models.version', { modelId, versionId: version.id })
      : null;
    this.#isStartKnown = true;
  }
}
