/** What a run needs, besides its variables, to continue as if it had never stopped; a checkpoint has it as JSON. */
import { dirname } from 'node:path';
import { z } from 'zod';
import { countSchema, generatorStateSchema } from '#data/saved-state';
import { WorkbenchError } from '#spec/errors';
import type { EdgeId } from '#spec/model';
import { parseJson } from '#spec/parse-json';
import { quote } from '#spec/quote';
import { checkpointDamage } from './checkpoint-folder';

export const stateVersion = 2;

/** See `DataSourceState`. */
const supplySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('set'),
    batches: z.object({ epochStart: generatorStateSchema, offset: countSchema }),
  }),
  z.object({
    kind: z.literal('stream'),
    ticks: z.object({
      // Each task has its own, which it checks when it goes on from there.
      source: z.unknown(),
      read: countSchema,
      records: z.array(z.int32()),
    }),
  }),
]);

/** See `SynthesizerMonitorState`. */
const monitorSchema = z.object({
  averages: z.record(z.string(), z.object({ loss: z.number(), steps: countSchema })),
  spikes: z.record(z.string(), z.array(countSchema)),
  warned: z.array(z.custom<EdgeId>((id) => typeof id === 'string')),
});

/** See `ValidationProgressState`. */
const progressSchema = z.object({
  best: z.object({ metric: z.string(), step: countSchema, value: z.number() }).nullable(),
  waited: countSchema,
  first: z.number().optional(),
});

const stateSchema = z.object({
  version: z.literal(stateVersion),
  /** Steps done. */
  step: countSchema,
  /** Seconds of training so far. */
  seconds: z.number().nonnegative(),
  /** Ticks of the stream read so far; steps, for a set of examples. */
  read: countSchema,
  /** Ticks that the next step reads. */
  ticks: countSchema,
  /** The place in the data. */
  supply: supplySchema,
  generators: z.object({ updates: generatorStateSchema, dropout: generatorStateSchema }),
  /** Updates made, by module, synthesizer and synthetic input model. */
  updates: z.record(z.string(), countSchema),
  // Version 0.1.0 did not write the following.
  /** Steps of the evaluations that were due but not made: that of the untrained model (0), of this step, or both. */
  evaluationsDue: z.array(countSchema).readonly().optional(),
  synthesizerMonitor: monitorSchema.optional(),
  // Earlier versions do not write the following either.
  /** Of early stopping, and of the alert that the run makes no progress. */
  validationProgress: z
    .object({ stop: progressSchema.optional(), alert: progressSchema.optional() })
    .optional(),
  /** Examples of the run that this one continues, beside those that follow from `read`. */
  examplesBefore: z.int().optional(),
  /** By edge, the step at which its synthesizer was new, where that is not 0. */
  newSynthesizers: z.record(z.string(), countSchema).optional(),
});

export type TrainingState = z.output<typeof stateSchema>;

/**
 * Reads the state of the checkpoint of `step` from the bytes of the file at `path`. Throws a WorkbenchError of the kind
 * `validation` where they are damaged or of another format version.
 */
export function parseTrainingState(bytes: Buffer, path: string, step: number): TrainingState {
  const damage = (what: string): WorkbenchError =>
    checkpointDamage(`The state in '${path}' is damaged: ${what}.`, path);
  let json: unknown;
  try {
    json = parseJson(bytes.toString('utf8'));
  } catch {
    throw damage('it is not JSON');
  }
  const { version } = (json ?? {}) as { version?: unknown };
  if (typeof version !== 'number') throw damage('it has no version');
  if (version !== stateVersion)
    throw new WorkbenchError(
      'validation',
      `The checkpoint '${dirname(path)}' is of version ${version}; this program reads version ${stateVersion}. Update the program to resume from it.`,
    );
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    throw damage(`${quote(place)} does not fit the format`);
  }
  if (parsed.data.step !== step) throw damage(`it is of step ${parsed.data.step}, not ${step}`);
  return parsed.data;
}
