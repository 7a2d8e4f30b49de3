/**
 * The commands of the API: input and output of each.
 *
 * ```ts
 * const run = await client.call('runs.get', { projectId, runId });
 * ```
 */
import { z } from 'zod';
import { curveImportSchema, curvePreviewSchema, importedCurvesSchema } from '../spec/curve-import';
import { curvesRequestSchema } from '../spec/curves';
import { importRequestSchema, tablePreviewSchema, tableRequestSchema } from '../spec/dataset';
import { evaluationRequestSchema, evaluationSchema, newEvaluationSchema } from '../spec/evaluation';
import { experimentSchema } from '../spec/experiment';
import { dataFormats, figureFormats, modelFormats, reportFormats } from '../spec/export-format';
import { inspectRequestSchema, inspectResultSchema } from '../spec/inspect';
import { reportedContentSchema, reportedSchema } from '../spec/reported';
import { studyContentSchema } from '../spec/study';
import { taskSchema } from '../spec/task';
import { taskDataSchema } from '../spec/task-data';
import { methodSchema } from '../spec/training';
import { computeDetailsSchema, runtimeStateSchema, selfTestSchema, variantSchema } from './compute';
import { archiveSubjectSchema, importedArchiveSchema, inspectedArchiveSchema } from './archives';
import { exportedSchema, exportFields } from './exports';
import { figureFields, figurePreviewSchema } from './figures';
import { modelFileFields, modelPreviewSchema, previewedFormats } from './model-files';
import { repeatCommandSchema } from './repeat';
import { reportSubjectSchema } from './reports';
import {
  appInfoSchema,
  bulkResultSchema,
  checkpointSchema,
  comparisonSchema,
  corpusStateSchema,
  datasetManifestSchema,
  listedCorpusSchema,
  listedProjectSchema,
  logEntrySchema,
  modelVersionSchema,
  projectSchema,
  queueSchema,
  runSchema,
  trainedRunSchema,
  savedModelSchema,
  slotsSettingSchema,
  studyActivitySchema,
  studyEvidenceSchema,
  studyPlanSchema,
  studySchema,
  templateSchema,
  trashedFileSchema,
  trashedModelSchema,
  trashedRunSchema,
} from './types';

function defineCommand<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { input, output };
}

const emptyInput = z.strictObject({});
const noResult = z.null();
const projectFields = { projectId: z.string() };
const corpusFields = { ...projectFields, corpusId: z.string() };
const modelFields = { ...projectFields, modelId: z.string() };
const trashFields = { ...projectFields, trashId: z.string() };
const trashResult = z.strictObject({ trashId: z.string() });
const manyRunFields = { ...projectFields, runIds: z.array(z.string()).max(10_000) };
const studyFields = { ...projectFields, studyId: z.string() };
const runFields = { ...projectFields, runId: z.string() };

/**
 * All commands that the window can send. Input validation, the list of allowed commands of both
 * transports, and the types of client and handlers are derived from this table.
 */
export const commands = {
  'app.info': defineCommand(emptyInput, appInfoSchema),

  /** Describes the hardware, and all TensorFlow runtimes for this machine with their sizes. */
  'compute.describe': defineCommand(emptyInput, computeDetailsSchema),
  /** Tests an installed runtime and measures its speed in a separate process. Takes a few seconds. */
  'compute.test': defineCommand(z.strictObject({ variant: variantSchema }), selfTestSchema),
  /**
   * Starts to install a runtime; `compute.changed` reports its progress. With `from`, a folder that
   * holds the wheels, nothing is downloaded.
   */
  'compute.install': defineCommand(
    z.strictObject({ variant: variantSchema, from: z.string().min(1).optional() }),
    runtimeStateSchema,
  ),
  /** Cancels the installation in progress. Complete wheels are kept. */
  'compute.cancel': defineCommand(emptyInput, noResult),
  /** Deletes the downloaded wheels of an unfinished installation. */
  'compute.forget': defineCommand(z.strictObject({ variant: variantSchema }), noResult),
  /** Deletes an installed runtime. `conflict` if a run uses it or if it is the last one. */
  'compute.remove': defineCommand(z.strictObject({ variant: variantSchema }), noResult),

  'projects.recent': defineCommand(emptyInput, z.array(listedProjectSchema)),
  /** Takes a project out of the list of recent ones. Its folder stays as it is. */
  'projects.forget': defineCommand(z.strictObject({ directory: z.string().min(1) }), noResult),
  /** Null if another window already shows the project; that window is brought to the front. */
  'projects.create': defineCommand(
    z.strictObject({ directory: z.string().min(1), name: z.string().min(1).max(200) }),
    projectSchema.nullable(),
  ),
  /** Null as for `create`. Electron opens only recent projects and granted folders (dialog or drop). */
  'projects.open': defineCommand(
    z.strictObject({ directory: z.string().min(1) }),
    projectSchema.nullable(),
  ),
  /** The project that this window shows; null: the start screen. */
  'projects.current': defineCommand(emptyInput, projectSchema.nullable()),

  /** The files of a project that cannot be read, so that no list of the window shows them. */
  'projects.unreadable': defineCommand(
    z.strictObject(projectFields),
    z.array(z.strictObject({ path: z.string(), message: z.string() })),
  ),

  /**
   * Electron: shows the native dialog and grants the chosen path to commands; null if it is cancelled.
   * Browser: `unavailable`, because all paths are allowed and can be typed.
   */
  'paths.choose': defineCommand(
    z.strictObject({ kind: z.enum(['file', 'folder']) }),
    z.string().nullable(),
  ),
  /** The same for a file or a folder that is to be written; the dialog asks whether one that is there is replaced. */
  'paths.chooseNew': defineCommand(
    z.strictObject({ suggested: z.string().min(1) }),
    z.string().nullable(),
  ),
  /** Electron: shows a file in the file manager. Browser: `unavailable`. */
  'paths.show': defineCommand(
    z.strictObject({ ...projectFields, path: z.string().min(1) }),
    noResult,
  ),

  'templates.list': defineCommand(emptyInput, z.array(templateSchema)),

  /** The templates of the project, which users have saved. Their ids may be those of templates of the program. */
  'ownTemplates.list': defineCommand(z.strictObject(projectFields), z.array(savedModelSchema)),
  /** Without an id, a new template is created; its id is derived from its name. `conflict` as `models.save`. */
  'ownTemplates.save': defineCommand(
    z.strictObject({
      ...projectFields,
      templateId: z.string().optional(),
      spec: experimentSchema,
      baseRevision: z.string().optional(),
    }),
    savedModelSchema,
  ),
  /** Moves a template to the project's trash, where it stays for 30 days. */
  'ownTemplates.delete': defineCommand(
    z.strictObject({ ...projectFields, templateId: z.string() }),
    trashResult,
  ),
  'ownTemplates.restore': defineCommand(z.strictObject(trashFields), savedModelSchema),
  /** The templates in the trash, the last deleted first. */
  'ownTemplates.trash': defineCommand(z.strictObject(projectFields), z.array(trashedFileSchema)),

  'models.list': defineCommand(z.strictObject(projectFields), z.array(savedModelSchema)),
  'models.get': defineCommand(z.strictObject(modelFields), savedModelSchema),
  /**
   * Without an id, a new model is created; its id is derived from its name. With `baseRevision`, the revision that the
   * spec is a change of, `conflict` if the file is of another one: `details` is `{ reason: 'changed', current }` with
   * the saved model, or `{ reason: 'deleted' }` if it is gone or damaged. `keepVersion`: never thin this version.
   */
  'models.save': defineCommand(
    z.strictObject({
      ...projectFields,
      modelId: z.string().optional(),
      spec: experimentSchema,
      baseRevision: z.string().optional(),
      keepVersion: z.boolean().optional(),
    }),
    savedModelSchema,
  ),
  /** The saved versions of a model, newest first: the present one and those that were overwritten. */
  'models.versions': defineCommand(z.strictObject(modelFields), z.array(modelVersionSchema)),
  'models.version': defineCommand(
    z.strictObject({ ...modelFields, versionId: z.string() }),
    z.strictObject({ spec: experimentSchema, saved: z.string() }),
  ),
  /** Keeps a version of a model under a name; null takes the name away. */
  'models.nameVersion': defineCommand(
    z.strictObject({
      ...modelFields,
      versionId: z.string(),
      name: z
        .strictObject({ name: z.string().min(1).max(200), note: z.string().max(2000).optional() })
        .nullable(),
    }),
    noResult,
  ),
  /** Moves a model with its versions to the project's trash, where it stays for 30 days. */
  'models.delete': defineCommand(z.strictObject(modelFields), trashResult),
  /** Moves a model out of the trash, under a new id if another model has its own meanwhile. */
  'models.restore': defineCommand(z.strictObject(trashFields), savedModelSchema),
  /** The models in the trash, the last deleted first. */
  'models.trash': defineCommand(z.strictObject(projectFields), z.array(trashedModelSchema)),

  'datasets.list': defineCommand(z.strictObject(projectFields), z.array(datasetManifestSchema)),
  'datasets.import': defineCommand(
    z.strictObject({ ...projectFields, request: importRequestSchema }),
    datasetManifestSchema,
  ),
  /**
   * Reads a table as its import would, and writes nothing. Throws only where the file cannot be read at all; what the
   * import would refuse is `refusal` of the result.
   */
  'datasets.previewTable': defineCommand(
    z.strictObject({
      ...projectFields,
      request: tableRequestSchema.omit({ id: true, name: true }),
    }),
    tablePreviewSchema,
  ),
  'datasets.delete': defineCommand(
    z.strictObject({ ...projectFields, datasetId: z.string() }),
    noResult,
  ),

  /** Looks at the data of a task: whether it is there, and its fields. Reads text files to count their symbols. */
  'tasks.data': defineCommand(
    z.strictObject({ ...projectFields, task: taskSchema }),
    taskDataSchema,
  ),

  /** The corpora that the program can download. The command itself downloads nothing. */
  'corpora.list': defineCommand(z.strictObject(projectFields), z.array(listedCorpusSchema)),
  /**
   * Starts to download a corpus and import it as a data set of the project; `corpus.changed` reports
   * the progress. With `from`, the files' folder or one of the files, nothing is downloaded.
   */
  'corpora.fetch': defineCommand(
    z.strictObject({ ...corpusFields, from: z.string().min(1).optional() }),
    corpusStateSchema,
  ),
  /** Cancels a fetch. Downloaded data is kept. */
  'corpora.cancel': defineCommand(z.strictObject(corpusFields), noResult),
  /** Deletes the downloaded data of an unfinished fetch. */
  'corpora.forget': defineCommand(z.strictObject(corpusFields), noResult),

  'runs.list': defineCommand(z.strictObject(projectFields), z.array(runSchema)),
  'runs.get': defineCommand(z.strictObject(runFields), runSchema),
  /** Queues a run of a spec. `method`, `seed` and `steps` override those of the spec. */
  'runs.start': defineCommand(
    z.strictObject({
      ...projectFields,
      spec: experimentSchema,
      modelId: z.string().nullable(),
      name: z.string().max(200).optional(),
      method: methodSchema.optional(),
      seed: z.int().min(0).optional(),
      steps: z.int().min(1).optional(),
    }),
    trainedRunSchema,
  ),
  'runs.pause': defineCommand(z.strictObject(runFields), noResult),
  /**
   * Continues a paused run, or an ended run from its last whole checkpoint or the checkpoint of step `from`, with
   * `steps` as the new total. Curves and checkpoints after that checkpoint are removed once training goes on. A run
   * whose data are not those that it recorded goes on only with `acceptOtherData`.
   */
  'runs.resume': defineCommand(
    z.strictObject({
      ...runFields,
      steps: z.int().min(1).optional(),
      from: z.int().min(0).optional(),
      acceptOtherData: z.boolean().optional(),
    }),
    noResult,
  ),
  /** Stops the run with a checkpoint. */
  'runs.stop': defineCommand(z.strictObject(runFields), noResult),
  'runs.update': defineCommand(
    z.strictObject({
      ...runFields,
      name: z.string().min(1).max(200).optional(),
      notes: z.string().optional(),
      tags: z.array(z.string()).optional(),
    }),
    runSchema,
  ),
  /** Starts failed, stopped and interrupted runs again: from the last checkpoint, else from the beginning. */
  'runs.retry': defineCommand(z.strictObject(manyRunFields), bulkResultSchema),
  'runs.tag': defineCommand(
    z.strictObject({
      ...manyRunFields,
      add: z.array(z.string().min(1)).default([]),
      remove: z.array(z.string()).default([]),
    }),
    bulkResultSchema,
  ),
  /** Hides runs in lists, or shows them again. */
  'runs.archive': defineCommand(
    z.strictObject({ ...manyRunFields, archived: z.boolean() }),
    bulkResultSchema,
  ),
  /** Moves runs to the project's trash, where they stay for 30 days. A run at work is refused, and named. */
  'runs.delete': defineCommand(
    z.strictObject(manyRunFields),
    z.strictObject({
      deleted: z.array(z.strictObject({ runId: z.string(), trashId: z.string() })),
      failures: bulkResultSchema.shape.failures,
    }),
  ),
  'runs.restore': defineCommand(
    z.strictObject({ ...projectFields, trashIds: z.array(z.string()) }),
    z.array(runSchema),
  ),
  /** The runs in the trash, the last deleted first. */
  'runs.trash': defineCommand(z.strictObject(projectFields), z.array(trashedRunSchema)),
  /** Deletes everything in the trash of runs for good. */
  'runs.emptyTrash': defineCommand(z.strictObject(projectFields), noResult),
  /**
   * Queues a new run that begins with the weights and the state of a checkpoint of run `runId` and trains on with a spec of
   * its own. Default of `step`: the last checkpoint. The parent is recorded.
   */
  'runs.continue': defineCommand(
    z.strictObject({
      ...runFields,
      step: z.int().min(0).optional(),
      spec: experimentSchema,
      name: z.string().max(200).optional(),
    }),
    runSchema,
  ),
  /** Writes the weights of a checkpoint into the folder `exports` of the project; returns the path. */
  'runs.exportWeights': defineCommand(
    z.strictObject({
      ...runFields,
      step: z.int().min(0).optional(),
      format: z.enum(['safetensors', 'npz']),
    }),
    z.strictObject({ path: z.string() }),
  ),

  /**
   * Writes all values that runs have recorded, of all metrics or of `metrics`. `export.progress` reports how far it is.
   */
  'exports.data': defineCommand(
    z.strictObject({
      ...exportFields,
      runIds: manyRunFields.runIds.min(1),
      format: z.enum(dataFormats),
      metrics: z.array(z.string()).min(1).nullable(),
    }),
    exportedSchema,
  ),
  /** A chart as it would be written with this style. */
  'figures.preview': defineCommand(
    z.strictObject({ ...projectFields, ...figureFields }),
    figurePreviewSchema,
  ),
  /** Writes a chart as a picture, or the numbers that it draws. */
  'exports.figure': defineCommand(
    z.strictObject({
      ...exportFields,
      ...figureFields,
      format: z.enum(figureFormats),
      /** Of `png`. */
      dotsPerInch: z.int().min(36).max(1200),
    }),
    exportedSchema,
  ),
  /** A model as it would be written: the picture, the summary or the script. */
  'exports.previewModel': defineCommand(
    z.strictObject({ ...projectFields, ...modelFileFields, format: z.enum(previewedFormats) }),
    modelPreviewSchema,
  ),
  /** Writes a model as a file. */
  'exports.model': defineCommand(
    z.strictObject({
      ...exportFields,
      ...modelFileFields,
      format: z.enum(modelFormats),
      /** Of `png`. */
      dotsPerInch: z.int().min(36).max(1200),
    }),
    exportedSchema,
  ),
  /** Writes a report of a run, of a study, or of a comparison as the window shows it: a page or a folder. */
  'exports.report': defineCommand(
    z.strictObject({
      ...exportFields,
      subject: reportSubjectSchema,
      /** The runs of the subject, the oldest first. */
      runIds: manyRunFields.runIds.min(1),
      format: z.enum(reportFormats),
    }),
    exportedSchema,
  ),
  /** What an import of curves would bring into the project; writes nothing. */
  'curves.preview': defineCommand(
    z.strictObject({ ...projectFields, request: curveImportSchema }),
    curvePreviewSchema,
  ),
  /** Imports event files of TensorBoard and tables as runs; one that is there already is brought up to date. */
  'curves.import': defineCommand(
    z.strictObject({ ...projectFields, request: curveImportSchema }),
    importedCurvesSchema,
  ),
  /** The command lines that train runs again, one for each. */
  'repeat.runs': defineCommand(
    z.strictObject({ ...projectFields, runIds: manyRunFields.runIds.min(1) }),
    repeatCommandSchema,
  ),
  'repeat.study': defineCommand(z.strictObject(studyFields), repeatCommandSchema),
  /** The command line that prints its table. */
  'repeat.comparison': defineCommand(
    z.strictObject({ ...projectFields, comparisonId: z.string() }),
    repeatCommandSchema,
  ),
  /** Writes a project, a study, a comparison or some runs as one file, with checksums, for `archives.import`. */
  'exports.archive': defineCommand(
    z.strictObject({
      ...exportFields,
      subject: archiveSubjectSchema,
      /** Whether the checkpoints of the runs are in it. */
      checkpoints: z.boolean(),
      /** Whether the data sets that it uses are in it. */
      data: z.boolean(),
    }),
    exportedSchema,
  ),
  /** Ends an export, or the import of an archive, of this window; nothing of it is kept. */
  'exports.cancel': defineCommand(
    z.strictObject({ ...projectFields, exportId: exportFields.exportId }),
    noResult,
  ),

  /** What is in an archive. With a project, also what its import would do there. Nothing is written. */
  'archives.inspect': defineCommand(
    z.strictObject({ projectId: z.string().optional(), path: z.string().min(1) }),
    inspectedArchiveSchema,
  ),
  /** Adds what an archive holds, all or nothing. `export.progress` reports how far it is, `exports.cancel` ends it. */
  'archives.import': defineCommand(
    z.strictObject({
      ...projectFields,
      exportId: exportFields.exportId,
      path: z.string().min(1),
    }),
    importedArchiveSchema,
  ),
  /** Makes a project of an archive of one, in a new folder, and opens it. Null as for `projects.open`. */
  'archives.open': defineCommand(
    z.strictObject({ path: z.string().min(1), directory: z.string().min(1) }),
    projectSchema.nullable(),
  ),

  'queue.get': defineCommand(emptyInput, queueSchema),
  'queue.setSlots': defineCommand(z.strictObject({ slots: slotsSettingSchema }), queueSchema),
  /** Moves a waiting run before another one, or to the end. */
  'queue.move': defineCommand(
    z.strictObject({ ...runFields, before: z.string().nullable() }),
    queueSchema,
  ),
  /** Pauses all running runs of all projects and holds waiting ones back, or lets them go on. */
  'queue.pause': defineCommand(z.strictObject({ paused: z.boolean() }), queueSchema),
  /** Stops all running and waiting runs of all projects, with checkpoints. */
  'queue.stop': defineCommand(emptyInput, queueSchema),

  /** Curves as `api/curve-codec` encodes them. */
  'runs.curves': defineCommand(
    curvesRequestSchema.extend(projectFields),
    z.instanceof(Uint8Array) as z.ZodType<Uint8Array>,
  ),
  'runs.log': defineCommand(z.strictObject(runFields), z.array(logEntrySchema)),
  'runs.checkpoints': defineCommand(z.strictObject(runFields), z.array(checkpointSchema)),
  /** Inspects a checkpoint: continues a text or predicts the targets of its task. Default of `step`: the last one. */
  'runs.look': defineCommand(
    z.strictObject({
      ...runFields,
      step: z.int().min(0).optional(),
      request: inspectRequestSchema,
    }),
    inspectResultSchema,
  ),

  /**
   * Evaluates a checkpoint on a part of the data, in a process of its own, and keeps the result beside it where it can.
   * `run.evaluation` reports its progress; evaluations wait for each other.
   */
  'runs.evaluate': defineCommand(
    z.strictObject({ ...runFields, step: z.int().min(0), request: evaluationRequestSchema }),
    newEvaluationSchema,
  ),
  /** Ends an evaluation; nothing of it is kept. */
  'runs.cancelEvaluation': defineCommand(
    z.strictObject({
      ...runFields,
      step: z.int().min(0),
      part: evaluationRequestSchema.shape.part,
    }),
    noResult,
  ),
  /** The evaluations that are kept, by checkpoint. */
  'runs.evaluations': defineCommand(
    z.strictObject(runFields),
    z.array(z.strictObject({ step: z.int(), evaluations: z.array(evaluationSchema) })),
  ),

  'comparisons.list': defineCommand(z.strictObject(projectFields), z.array(comparisonSchema)),
  /** As `models.save`, without versions. */
  'comparisons.save': defineCommand(
    z.strictObject({
      ...projectFields,
      comparison: comparisonSchema.omit({ id: true, modified: true, revision: true }).extend({
        id: z.string().optional(),
      }),
      baseRevision: z.string().optional(),
    }),
    comparisonSchema,
  ),
  /** As `models.delete`. */
  'comparisons.delete': defineCommand(
    z.strictObject({ ...projectFields, comparisonId: z.string() }),
    trashResult,
  ),
  /** As `models.restore`. */
  'comparisons.restore': defineCommand(z.strictObject(trashFields), comparisonSchema),
  /** The comparisons in the trash, the last deleted first. */
  'comparisons.trash': defineCommand(z.strictObject(projectFields), z.array(trashedFileSchema)),

  'reported.list': defineCommand(z.strictObject(projectFields), z.array(reportedSchema)),
  /** The reported results that come with the program. */
  'reported.bundled': defineCommand(emptyInput, z.array(reportedSchema)),
  /** As `models.save`, without versions. */
  'reported.save': defineCommand(
    z.strictObject({
      ...projectFields,
      source: reportedContentSchema.extend({ id: z.string().optional() }),
      baseRevision: z.string().optional(),
    }),
    reportedSchema,
  ),
  /** As `models.delete`. */
  'reported.delete': defineCommand(
    z.strictObject({ ...projectFields, sourceId: z.string() }),
    trashResult,
  ),
  'reported.restore': defineCommand(z.strictObject(trashFields), reportedSchema),
  'reported.trash': defineCommand(z.strictObject(projectFields), z.array(trashedFileSchema)),

  'studies.list': defineCommand(z.strictObject(projectFields), z.array(studySchema)),
  /** As `models.save`, without versions. */
  'studies.save': defineCommand(
    z.strictObject({
      ...projectFields,
      studyId: z.string().optional(),
      study: studyContentSchema,
      baseRevision: z.string().optional(),
    }),
    studySchema,
  ),
  /** As `models.delete`. Its runs stay. */
  'studies.delete': defineCommand(z.strictObject(studyFields), trashResult),
  'studies.restore': defineCommand(z.strictObject(trashFields), studySchema),
  'studies.trash': defineCommand(z.strictObject(projectFields), z.array(trashedFileSchema)),
  /** What the study would run. `studyId`: of a saved one, so that runs that it has already are counted. */
  'studies.plan': defineCommand(
    z.strictObject({ ...projectFields, studyId: z.string().optional(), study: studyContentSchema }),
    studyPlanSchema,
  ),
  /** What the answer of a saved study is read from beside the list of runs. */
  'studies.evidence': defineCommand(z.strictObject(studyFields), studyEvidenceSchema),
  /** The experiments that studies have kept of their models when they began: by study, by model. */
  'studies.keptModels': defineCommand(
    z.strictObject(projectFields),
    z.record(z.string(), z.record(z.string(), experimentSchema)),
  ),
  /** Lets a study go on with its models as they are now. `conflict` while it is at work. */
  'studies.useModels': defineCommand(z.strictObject(studyFields), noResult),
  /** Starts a saved study, or what it has not run yet. `conflict` while it is at work. */
  'studies.start': defineCommand(z.strictObject(studyFields), studyActivitySchema),
  /** Stops a study and its runs, with checkpoints. */
  'studies.stop': defineCommand(z.strictObject(studyFields), noResult),
  /** The studies that this process runs or has run. */
  'studies.activities': defineCommand(z.strictObject(projectFields), z.array(studyActivitySchema)),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
/** The input before parsing: values with defaults are optional. */
export type CommandInput<C extends CommandName> = z.input<Commands[C]['input']>;
/** The input as the handler receives it. */
export type ParsedInput<C extends CommandName> = z.output<Commands[C]['input']>;
export type CommandOutput<C extends CommandName> = z.output<Commands[C]['output']>;

/** One handler for each command. Handlers throw WorkbenchError. */
export type Handlers = {
  [C in CommandName]: (input: ParsedInput<C>) => Promise<CommandOutput<C>> | CommandOutput<C>;
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
