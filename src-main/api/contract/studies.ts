/** Studies. */
import { z } from 'zod';
import { experimentSchema } from '../../spec/experiment';
import { studyContentSchema } from '../../spec/study';
import {
  studyActivitySchema,
  studyEvidenceSchema,
  studyPlanSchema,
  studySchema,
  trashedFileSchema,
} from '../types';
import {
  defineCommand,
  noResult,
  projectFields,
  trashFields,
  trashResult,
  studyFields,
} from './define-command';

export const studyCommands = {
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
  /**
   * Starts a saved study, or what it has not run yet. `conflict` while it is at work. `places`: ids of places that train its
   * runs, `local` for this computer; left out: those where it was started last, else this computer.
   */
  'studies.start': defineCommand(
    z.strictObject({ ...studyFields, places: z.array(z.string()).max(100).optional() }),
    studyActivitySchema,
  ),
  /** Where studies were started last, by the study: ids of places, as for `studies.start`. Without those of this computer only. */
  'studies.places': defineCommand(
    z.strictObject(projectFields),
    z.record(z.string(), z.array(z.string())),
  ),
  /** Stops a study and its runs, with checkpoints. */
  'studies.stop': defineCommand(z.strictObject(studyFields), noResult),
  /** The studies that this process runs or has run. */
  'studies.activities': defineCommand(z.strictObject(projectFields), z.array(studyActivitySchema)),
} as const;
