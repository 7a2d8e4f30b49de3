/** Archives, and runs of other programs. */
import { z } from 'zod';
import {
  curveImportSchema,
  curvePreviewSchema,
  importedCurvesSchema,
} from '../../spec/curve-import';
import { importedArchiveSchema, inspectedArchiveSchema } from '../archives';
import { exportFields } from '../exports';
import { projectSchema } from '../types';
import { defineCommand, projectFields } from './define-command';

export const importCommands = {
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
} as const;
