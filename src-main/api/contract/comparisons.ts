/** Comparisons of runs, and results that others have reported. */
import { z } from 'zod';
import { reportedContentSchema, reportedSchema } from '../../spec/reported';
import { comparisonSchema, trashedFileSchema } from '../types';
import {
  defineCommand,
  emptyInput,
  projectFields,
  trashFields,
  trashResult,
} from './define-command';

export const comparisonCommands = {
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
} as const;
