import type { Experiment } from '#spec/experiment';
import { formatShape, type Problem } from '#spec/problems';
import { trainingSettings } from '#spec/setting-catalogue';
import { isSequential, sequenceTicks, taskFields, taskSchema, type Task } from '#spec/task';
import { changeTask } from '../../editor/change-task';
import { editor } from '../../editor/editor.svelte';
import { updateTraining } from '../../editor/edits';
import { datasets } from '../../stores/datasets.svelte';
import { formatNumber } from '../../stores/format';
import { explainMethod, methodInfo } from '../../stores/methods';
import { formatShare, listSizeFacts } from './size-text';

type SettingGroup = 'task' | 'training' | 'diagnostics';

/** The state of `ExperimentInspector.svelte`: what it shows of an experiment, and how it changes it. */
export class ExperimentInspectorState {
  readonly #tables = $derived(datasets.list.filter(({ format }) => format !== 'text'));
  readonly #texts = $derived(datasets.list.filter(({ format }) => format === 'text'));
  readonly #interfaceParameters = $derived(editor.counts.interfaces.parameters);

  get spec(): Experiment {
    return editor.spec;
  }

  /** The problems of the model as a whole; those of a setting are shown in the section of their group. */
  readonly generalProblems = $derived(
    editor.problems.filter(
      ({ node, edge, setting }) =>
        !node && !edge && !/^(task|training|diagnostics)(\.|$)/.test(setting ?? ''),
    ),
  );

  findSettingProblems(group: SettingGroup): Problem[] {
    return editor.problems.filter(({ setting }) => setting?.split('.')[0] === group);
  }

  readonly sizeFacts = $derived([
    ...listSizeFacts(editor.counts.total),
    {
      name: 'Interfaces',
      value:
        this.#interfaceParameters === 0 ? 'none' : `+ ${formatNumber(this.#interfaceParameters)}`,
    },
  ]);

  /** Parameters of the interfaces as a share of the model's; null if there are none. */
  readonly interfaceShare = $derived(
    this.#interfaceParameters > 0
      ? formatShare(this.#interfaceParameters, editor.counts.total.parameters)
      : null,
  );

  readonly fieldFacts = $derived(
    Object.entries(editor.fields ?? {}).map(([name, field]) => ({
      name,
      value: field.kind === 'label' ? `${field.classes} classes` : formatShape(field.shape),
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
      ...(isMissing ? [{ value: current, label: `${current} (not imported)` }] : []),
      ...imported,
    ];
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

  /** What an empty full unroll means. */
  readonly fullUnrollPlaceholder = $derived.by(() => {
    const ticks = sequenceTicks(this.spec.task);
    if (ticks === null) return 'none';
    return ticks === 'curriculum' ? 'whole sequences' : `${ticks}, a sequence`;
  });

  readonly methodSummary = $derived.by(() => {
    const { method } = this.spec.training;
    const isRecurrentOnly =
      editor.modules.length < 2 &&
      this.spec.model.edges.some(({ decoupled, delay }) => decoupled && delay !== undefined);
    return `${methodInfo[method].label}: ${explainMethod(method, isRecurrentOnly)}`;
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
    const task = taskSchema.parse(needsData ? { kind, dataset: table?.id ?? 'my-data' } : { kind });
    const fields = taskFields(task, needsData ? table?.fields : undefined);
    editor.change(changeTask(this.spec, task, fields), 'task kind');
  }

  /** Sets the data set of the task; '' stands for none. */
  setDataset(dataset: string): void {
    if (this.spec.task.kind === 'text')
      this.setTask({ dataset: dataset === '' ? undefined : dataset });
    else this.setTask({ dataset, fields: undefined });
  }

  setTraining(values: Partial<Experiment['training']>, mergeKey: string): void {
    editor.change(updateTraining(this.spec, values), mergeKey);
  }
}
