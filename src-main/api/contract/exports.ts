/** Files for other programs, and command lines that repeat what a project holds. */
import { z } from 'zod';
import {
  dataFormats,
  figureFormats,
  modelFormats,
  reportFormats,
  weightFormats,
} from '../../spec/export-format';
import { archiveSubjectSchema } from '../archives';
import { exportFields, exportedSchema } from '../exports';
import { figureFields, figurePreviewSchema } from '../figures';
import { modelFileFields, modelPreviewSchema, previewedFormats } from '../model-files';
import { repeatCommandSchema } from '../repeat';
import { reportSubjectSchema } from '../reports';
import {
  defineCommand,
  noResult,
  projectFields,
  manyRunFields,
  studyFields,
} from './define-command';

export const exportCommands = {
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
  /** Writes the weights of a checkpoint. */
  'exports.weights': defineCommand(
    z.strictObject({
      ...exportFields,
      runId: z.string(),
      step: z.int().min(0),
      format: z.enum(weightFormats),
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
  /**
   * Browser: a place to which an export is written so that the browser fetches it from `address`, a folder as a ZIP file.
   * It is removed some time after that, at the latest when the server ends. Electron: `unavailable`.
   */
  'exports.prepareDownload': defineCommand(
    z.strictObject({ ...projectFields, name: z.string().min(1).max(255) }),
    z.strictObject({ path: z.string(), address: z.string() }),
  ),
  /** Ends an export, or the import of an archive, of this window; nothing of it is kept. */
  'exports.cancel': defineCommand(
    z.strictObject({ ...projectFields, exportId: exportFields.exportId }),
    noResult,
  ),

  /** A chart as it would be written with this style. */
  'figures.preview': defineCommand(
    z.strictObject({ ...projectFields, ...figureFields }),
    figurePreviewSchema,
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
} as const;
