/** Curves of other programs: what a user says of them, and what an import is going to make of them. */
import { z } from 'zod';
import { tableDelimiters, textEncodings } from './dataset';
import { methodSchema } from './training';

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

export const curveImportSchema = z.strictObject({
  /** Folders with event files, event files and tables of text. */
  paths: z.array(z.string().min(1)).min(1).max(1000),
  /** Of a single run; several are called by it and their own names. */
  name: z.string().trim().min(1).max(200).optional(),
  tags: z.array(z.string().trim().min(1)).default([]),
  /** The method of this program that the training is the like of. */
  method: methodSchema.optional(),
  seed: z.int().min(0).optional(),
  /** Beside those in the files, and before them. */
  settings: z.record(z.string().min(1).max(200), scalarSchema).default({}),
  /**
   * By the name of a metric here, its name in the files: `{"validation/error": "val/err"}`. `1-val/acc` is one minus the
   * value, `val/err%` its hundredth part.
   */
  metrics: z.record(z.string(), z.string().min(1)).default({}),
  /** Of tables: names or numbers, from 1, of columns. */
  columns: z
    .strictObject({
      step: z.string().min(1).optional(),
      time: z.string().min(1).optional(),
      run: z.string().min(1).optional(),
      ignored: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  delimiter: z.enum(tableDelimiters).optional(),
  decimal: z.enum(['.', ',']).optional(),
  encoding: z.enum(textEncodings).optional(),
});
export type CurveImport = z.output<typeof curveImportSchema>;
export type CurveImportInput = z.input<typeof curveImportSchema>;

/** What a column of a table is. `metric`: the names of metrics, in a table with a row for each value. */
export const columnRoles = [
  'step',
  'time',
  'run',
  'name',
  'metric',
  'value',
  'curve',
  'setting',
  'ignored',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

const previewTableSchema = z.strictObject({
  file: z.string(),
  delimiter: z.enum(tableDelimiters),
  columns: z.array(z.strictObject({ name: z.string(), role: z.enum(columnRoles) })),
  /** The first rows, as written. */
  rows: z.array(z.array(z.string())),
});
export type PreviewTable = z.infer<typeof previewTableSchema>;

const previewRunSchema = z.strictObject({
  name: z.string(),
  format: z.enum(['tensorboard', 'csv']),
  source: z.string(),
  part: z.string().nullable(),
  method: methodSchema.nullable(),
  seed: z.int().nullable(),
  settings: z.record(z.string(), scalarSchema),
  metrics: z.array(
    z.strictObject({
      name: z.string(),
      /** In the files, with the arithmetic that is asked for. */
      from: z.string(),
      /** In the files, without it. */
      source: z.string(),
      /** Of the finite values, as they come in. */
      lowest: z.number().nullable(),
      highest: z.number().nullable(),
      values: z.int(),
      notFinite: z.int(),
    }),
  ),
  step: z.int(),
  /** Null where no time is known. */
  seconds: z.number().nullable(),
  /** `grown`: the run is in the project already, and its files have more now. */
  state: z.enum(['new', 'grown', 'unchanged']),
  /** The run that it is already. */
  runId: z.string().nullable(),
  notes: z.array(z.string()),
  /** Values that do not fit the unit of their metric. */
  unitNotes: z.array(z.string()),
});
export type PreviewRun = z.infer<typeof previewRunSchema>;

export const curvePreviewSchema = z.strictObject({
  runs: z.array(previewRunSchema),
  tables: z.array(previewTableSchema),
});
export type CurvePreview = z.infer<typeof curvePreviewSchema>;

export const importedCurvesSchema = z.strictObject({
  /** In the order of the preview, those that were in the project already too. */
  runs: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      outcome: z.enum(['created', 'updated', 'unchanged']),
      metrics: z.int(),
      values: z.int(),
      notes: z.array(z.string()),
    }),
  ),
});
export type ImportedCurves = z.infer<typeof importedCurvesSchema>;
