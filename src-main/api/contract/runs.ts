/** Runs with their curves and logs, and the queue in which they wait. */
import { z } from 'zod';
import { curvesRequestSchema } from '../../spec/curves';
import { experimentSchema } from '../../spec/experiment';
import { methodSchema } from '../../spec/training';
import {
  bulkResultSchema,
  logEntrySchema,
  queueSchema,
  runSchema,
  slotsSettingSchema,
  trainedRunSchema,
  trashedRunSchema,
} from '../types';
import {
  defineCommand,
  emptyInput,
  noResult,
  projectFields,
  manyRunFields,
  runFields,
} from './define-command';

export const runCommands = {
  'runs.list': defineCommand(z.strictObject(projectFields), z.array(runSchema)),
  'runs.get': defineCommand(z.strictObject(runFields), runSchema),
  /**
   * Queues a run of a spec, or sends it to the place of the id `place`. `method`, `seed` and `steps` override those of the
   * spec.
   */
  'runs.start': defineCommand(
    z.strictObject({
      ...projectFields,
      spec: experimentSchema,
      modelId: z.string().nullable(),
      name: z.string().max(200).optional(),
      method: methodSchema.optional(),
      seed: z.int().min(0).optional(),
      steps: z.int().min(1).optional(),
      place: z.string().optional(),
    }),
    trainedRunSchema,
  ),
  /** Of a run that a job trains at another place, this and `runs.stop` reach all runs of the job. */
  'runs.pause': defineCommand(z.strictObject(runFields), noResult),
  /**
   * Continues a paused run, or an ended run from its last whole checkpoint or the checkpoint of step `from`, with
   * `steps` as the new total. Curves and checkpoints after that checkpoint are removed once training goes on. A run
   * whose data are not those that it recorded goes on only with `acceptOtherData`. `place`: the id of the place that is to
   * train an ended run; it goes on from its last checkpoint there.
   */
  'runs.resume': defineCommand(
    z.strictObject({
      ...runFields,
      steps: z.int().min(1).optional(),
      from: z.int().min(0).optional(),
      acceptOtherData: z.boolean().optional(),
      place: z.string().optional(),
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
  /**
   * Starts failed, stopped and interrupted runs again: from the last checkpoint, else from the beginning. A run that was at
   * another place is sent there again, where the user still has that place.
   */
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
  /** Curves as `api/curve-codec` encodes them. */
  'runs.curves': defineCommand(
    curvesRequestSchema.extend(projectFields),
    z.instanceof(Uint8Array) as z.ZodType<Uint8Array>,
  ),
  'runs.log': defineCommand(z.strictObject(runFields), z.array(logEntrySchema)),

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
} as const;
