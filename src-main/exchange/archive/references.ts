/** What the items of a project refer to: the one place that knows where the ids stand. */
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { Axis, AxisValue, StudyContent } from '#spec/study';
import type { ContentOf } from './check-item';
import { withoutKeys } from './without-keys';
import { type ItemKey, type ItemKind } from '#spec/archive';

/** The id that takes the place of another one; null where what it names is not there. */
export type Resolve = (key: ItemKey) => string | null;

interface Mapping {
  resolve: Resolve;
  /** When the project was made whose studies own the runs. */
  project: string;
}

/** The path of the setting that names a data set. */
const datasetPath = 'task.dataset';

/** The content with other ids in place of those that it refers to. */
export function mapReferences<K extends ItemKind>(
  kind: K,
  content: ContentOf<K>,
  mapping: Mapping,
): ContentOf<K> {
  const map = mappers[kind] as (content: ContentOf<K>, mapping: Mapping) => ContentOf<K>;
  return map(content, mapping);
}

/** What the content refers to. */
export function usesOf<K extends ItemKind>(kind: K, content: ContentOf<K>): ItemKey[] {
  const uses = new Map<string, ItemKey>();
  const resolve: Resolve = (key) => {
    uses.set(`${key.kind} ${key.id}`, key);
    return key.id;
  };
  mapReferences(kind, content, { resolve, project: '' });
  return [...uses.values()];
}

const mappers: { [K in ItemKind]: (content: ContentOf<K>, mapping: Mapping) => ContentOf<K> } = {
  dataset: (dataset) => dataset,
  model: mapExperiment,
  template: mapExperiment,
  reported: (source) => source,
  study: mapStudy,
  run: mapRun,
  comparison: mapComparison,
};

function mapExperiment(spec: Experiment, { resolve }: Mapping): Experiment {
  const { task } = spec;
  if (!('dataset' in task) || task.dataset === undefined) return spec;
  const dataset = resolve({ kind: 'dataset', id: task.dataset }) ?? task.dataset;
  return dataset === task.dataset ? spec : { ...spec, task: { ...task, dataset } };
}

/** The models of a study. The templates of the program, which it can name too, are no items. */
export function mapModelId(id: string, { resolve }: Pick<Mapping, 'resolve'>): string {
  return resolve({ kind: 'model', id }) ?? id;
}

function mapStudy(study: StudyContent, mapping: Mapping): StudyContent {
  const { models, axes, baseline, comparisonId } = study;
  const dataAxis = Object.hasOwn(axes, datasetPath) ? axes[datasetPath] : undefined;
  const comparison =
    comparisonId === undefined ? null : mapping.resolve({ kind: 'comparison', id: comparisonId });
  return {
    ...withoutKeys(study, ['comparisonId']),
    models: models.map((id) => mapModelId(id, mapping)),
    axes: dataAxis ? { ...axes, [datasetPath]: mapAxis(dataAxis, mapping) } : axes,
    ...(baseline ? { baseline: mapStudyValues(baseline, mapping) } : {}),
    ...(comparison === null ? {} : { comparisonId: comparison }),
  };
}

function mapAxis(axis: Axis, mapping: Mapping): Axis {
  return Array.isArray(axis) ? axis.map((value) => mapDatasetValue(value, mapping)) : axis;
}

/** The values of a run on the axes of its study. */
export function mapStudyValues<V>(
  values: Record<string, V>,
  mapping: Pick<Mapping, 'resolve'>,
): Record<string, V> {
  if (!Object.hasOwn(values, datasetPath)) return values;
  return { ...values, [datasetPath]: mapDatasetValue(values[datasetPath] as V, mapping) };
}

function mapDatasetValue<V extends AxisValue | unknown>(
  value: V,
  { resolve }: Pick<Mapping, 'resolve'>,
): V {
  return typeof value === 'string'
    ? ((resolve({ kind: 'dataset', id: value }) ?? value) as V)
    : value;
}

function mapRun(run: Run, mapping: Mapping): Run {
  const { modelId, parent } = run;
  const mapped = {
    ...placeInStudy(run, mapping),
    modelId: modelId === null ? null : mapping.resolve({ kind: 'model', id: modelId }),
    parent: parent && {
      ...parent,
      runId: mapping.resolve({ kind: 'run', id: parent.runId }) ?? parent.runId,
    },
  };
  return mapped.spec === null ? mapped : { ...mapped, spec: mapExperiment(mapped.spec, mapping) };
}

/** A run without its study is a copy: it counts in no answer. */
function placeInStudy(run: Run, mapping: Mapping): Run {
  const { study } = run;
  if (!study) return run;
  const id = mapping.resolve({ kind: 'study', id: study.id });
  if (id === null) return { ...run, study: null, copyOf: { runId: run.id, studyId: study.id } };
  const project = study.project === undefined ? {} : { project: mapping.project };
  return {
    ...run,
    study: { ...study, id, values: mapStudyValues(study.values, mapping), ...project },
  };
}

function mapComparison(
  comparison: ContentOf<'comparison'>,
  { resolve }: Mapping,
): ContentOf<'comparison'> {
  const idOf = (id: string): string => resolve({ kind: 'run', id }) ?? id;
  return {
    ...comparison,
    runs: comparison.runs.map(idOf),
    // Keys of groups and ids of runs; a key of a group is no id of any run.
    hidden: comparison.hidden.map(idOf),
    colors: Object.fromEntries(
      Object.entries(comparison.colors).map(([key, color]) => [idOf(key), color]),
    ),
    references: comparison.references.map((reference) => ({
      ...reference,
      // Sources that come with the program are no items.
      source: resolve({ kind: 'reported', id: reference.source }) ?? reference.source,
    })),
  };
}
