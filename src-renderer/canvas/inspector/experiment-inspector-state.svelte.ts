import { formatWhole } from '#spec/number-format';
import { countNoun } from '#spec/count-noun';
import { lossNodes } from '#spec/deciding-loss';
import { estimateMemory } from '#spec/estimate-memory';
import type { Experiment } from '#spec/experiment';
import { formatShape, type Problem } from '#spec/problems';
import { stopEarlySettings, trainingSettings } from '#spec/setting-catalogue';
import type { StopEarly } from '#spec/training';
import {
  isSequential,
  predictsNextRows,
  sequenceTicks,
  taskFields,
  taskSchema,
  type Fields,
  type Task,
} from '#spec/task';
import { changeTask } from '../../editor/change-task';
import { editor } from '../../editor/editor.svelte';
import { updateTraining } from '../../editor/edits';
import { datasets } from '../../stores/datasets.svelte';
import { explainMethod, findUnlocking, methodInfo } from '#chart/methods';
import { session } from '../../stores/session.svelte';
import {
  describeCondition,
  describeInterfaceCondition,
  formatMemory,
  formatShare,
  listModelFacts,
} from './size-text';

export type SettingGroup = 'task' | 'training' | 'diagnostics' | 'decidingLoss';

/** The state of `ExperimentInspector.svelte`: what it shows of an experiment, and how it changes it. */
export class ExperimentInspectorState {
  readonly #tables = $derived(datasets.list.filter(({ format }) => format !== 'text'));
  readonly #texts = $derived(datasets.list.filter(({ format }) => format === 'text'));
  readonly #interfaceParameters = $derived(editor.counts.interfaces.parameters);
  readonly #areSizesKnown = $derived(
    editor.counts.unknown.nodes.length + editor.counts.unknown.interfaces.length === 0,
  );

  get spec(): Experiment {
    return editor.spec;
  }

  /** The problems of the model as a whole; those of a setting are shown in the section of their group. */
  readonly generalProblems = $derived(
    editor.problems.filter(
      ({ node, edge, setting }) =>
        !node &&
        !edge &&
        !/^(task|training|diagnostics|model\.decidingLoss)(\.|$)/.test(setting ?? ''),
    ),
  );

  findSettingProblems(group: SettingGroup): Problem[] {
    const path = group === 'decidingLoss' ? 'model.decidingLoss' : group;
    return editor.problems.filter(({ setting }) => `${setting}.`.startsWith(`${path}.`));
  }

  readonly #memory = $derived(estimateMemory(this.spec, editor.fields, editor.data));
  readonly sizeFacts = $derived([
    ...listModelFacts(
      editor.counts,
      describeCondition(editor.data),
      describeInterfaceCondition(
        editor.data,
        editor.model,
        editor.shapes,
        editor.counts.unknown.interfaces,
      ),
    ),
    {
      name: 'Memory',
      value: formatMemory(this.#memory, session.info?.compute.machine.memory ?? null),
    },
  ]);

  /** Parameters of the interfaces as a share of the model's; null if there are none, or not all are known. */
  readonly interfaceShare = $derived(
    this.#interfaceParameters > 0 && this.#areSizesKnown
      ? formatShare(this.#interfaceParameters, editor.counts.total.parameters)
      : null,
  );

  readonly fieldFacts = $derived(
    Object.entries(editor.fields ?? {}).map(([name, field]) => ({
      name,
      value:
        field.kind === 'label'
          ? countNoun(field.classes, 'class', 'classes')
          : formatShape(field.shape),
      mono: field.kind === 'values',
    })),
  );

  /** The imported data sets that suit the task; the task's own one is listed even if it is missing. */
  readonly datasetOptions = $derived.by(() => {
    const { task } = this.spec;
    const current = 'dataset' in task ? task.dataset : undefined;
    const imported = (task.kind === 'text' ? this.#texts : this.#tables).map(({ id, name }) => ({
      value: id,
      label: name,
    }));
    const isMissing = current !== undefined && imported.every(({ value }) => value !== current);
    return [
      ...(task.kind === 'text' ? [{ value: '', label: 'none' }] : []),
      ...(isMissing ? [{ value: current, label: `${current}: missing` }] : []),
      ...imported,
    ];
  });

  /** What an empty validation or test count of the task means: the part that the data set has, or none. */
  readonly partPlaceholders = $derived.by((): Record<string, string> => {
    const { task } = this.spec;
    if (task.kind !== 'dataset' && task.kind !== 'sequence') return {};
    const counts = this.#tables.find(({ id }) => id === task.dataset)?.counts;
    const describe = (count = 0): string => (count > 0 ? `${formatWhole(count)}, its own` : 'none');
    return { validation: describe(counts?.validation), test: describe(counts?.test) };
  });

  /** Unrolls exist in streams alone; values that are set are shown in any case. */
  readonly trainingSettings = $derived(
    trainingSettings.filter(
      ({ key }) =>
        (key !== 'unroll' && key !== 'fullUnroll') ||
        isSequential(this.spec.task) ||
        this.spec.training[key] !== undefined,
    ),
  );

  /** What early stopping is judged by counts only where there is a patience. */
  readonly stopEarlySettings = $derived(
    this.spec.training.stopEarly ? stopEarlySettings : stopEarlySettings.slice(0, 1),
  );

  /** Without a patience there is no early stopping. */
  setStopEarly(key: string, value: unknown): void {
    const { patience, ...rest }: Partial<StopEarly> = {
      ...this.spec.training.stopEarly,
      [key]: value,
    };
    const stopEarly = patience === undefined ? undefined : { patience, ...rest };
    this.setTraining({ stopEarly }, `early stopping ${key}`);
  }

  /** The losses of which one can decide; none where the model has one, or none, and names none. */
  readonly decidingLosses = $derived.by(() => {
    const { model } = this.spec;
    const { decidingLoss } = model;
    const losses = lossNodes(model).map(({ id }) => id);
    if (losses.length < 2 && decidingLoss === undefined) return [];
    const isMissing = decidingLoss !== undefined && !losses.includes(decidingLoss);
    return [
      { value: '', label: 'first with a label' },
      ...losses.map((id) => ({ value: id, label: id })),
      ...(isMissing ? [{ value: decidingLoss, label: `${decidingLoss}: missing` }] : []),
    ];
  });

  /** '' stands for the first loss with a label. */
  setDecidingLoss(loss: string): void {
    const decidingLoss = loss === '' ? undefined : loss;
    this.change({ model: { ...this.spec.model, decidingLoss } }, 'deciding loss');
  }

  /** What an empty full unroll means. */
  readonly fullUnrollPlaceholder = $derived.by(() => {
    const ticks = sequenceTicks(this.spec.task);
    if (ticks === null) return 'none';
    return ticks === 'curriculum' ? 'whole sequences' : `${ticks}, a sequence`;
  });

  readonly methodSummary = $derived.by(() => {
    const { method } = this.spec.training;
    return `${methodInfo[method].label}: ${explainMethod(method, findUnlocking(this.spec, editor.modules.length))}`;
  });

  /** Changes parts of the experiment; quick changes with the same `mergeKey` are undone together. */
  change(values: Partial<Experiment>, mergeKey: string): void {
    editor.change({ ...this.spec, ...values }, mergeKey);
  }

  /** Changes settings of the task; values that the schema rejects change nothing. */
  setTask(values: Record<string, unknown>): void {
    const next = taskSchema.safeParse({ ...this.spec.task, ...values });
    if (next.success) this.change({ task: next.data }, 'task');
  }

  setTaskKind(kind: Task['kind']): void {
    const [table] = this.#tables;
    const needsData = kind === 'dataset' || kind === 'sequence';
    const task = taskSchema.parse(
      needsData
        ? { kind, dataset: table?.id ?? 'my-data', ...aheadOf(kind, table?.fields) }
        : { kind },
    );
    const fields = taskFields(task, needsData ? table?.fields : undefined);
    editor.change(changeTask(this.spec, task, fields), 'task kind');
  }

  /** Sets the data set of the task; '' stands for none. */
  setDataset(dataset: string): void {
    if (this.spec.task.kind === 'text')
      this.setTask({ dataset: dataset === '' ? undefined : dataset });
    else
      this.setTask({
        dataset,
        fields: undefined,
        ...aheadOf(
          this.spec.task.kind,
          this.#tables.find(({ id }) => id === dataset)?.fields,
          'ahead' in this.spec.task ? this.spec.task.ahead : 0,
        ),
      });
  }

  setTraining(values: Partial<Experiment['training']>, mergeKey: string): void {
    editor.change(updateTraining(this.spec, values), mergeKey);
  }
}

/** Rows that have nothing but themselves to predict are a sequence whose target is the next row, if no other is set. */
function aheadOf(kind: Task['kind'], fields: Fields | undefined, ahead = 0): { ahead?: number } {
  return kind === 'sequence' && fields && predictsNextRows(fields) && ahead === 0
    ? { ahead: 1 }
    : {};
}
