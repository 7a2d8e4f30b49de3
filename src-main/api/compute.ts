import { z } from 'zod';
import { computeSchema } from './types';

/** The builds of TensorFlow: for CPUs only, or also for NVIDIA GPUs. */
export const variantSchema = z.enum(['cpu', 'gpu']);
export type Variant = z.infer<typeof variantSchema>;

/** Progress of an installation. */
export const setupProgressSchema = z.strictObject({
  stage: z.enum([
    'checking',
    'waiting',
    'downloading',
    'extracting',
    'building',
    'testing',
    'ready',
  ]),
  /** Fraction of the whole installation, 0 to 1; null while it is unknown. */
  fraction: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  message: z.string(),
});
export type SetupProgress = z.infer<typeof setupProgressSchema>;

/** The state of a build of TensorFlow for this machine, and the space that it needs. */
export const runtimeStateSchema = z.strictObject({
  variant: variantSchema,
  tensorflow: z.string(),
  /** Total bytes to download, and how many of them an unfinished installation has downloaded. */
  downloadBytes: z.int(),
  keptBytes: z.int(),
  /** Approximate size of the installation. */
  diskBytes: z.int(),
  /** Free bytes on disk that the rest of the installation needs. */
  neededBytes: z.int(),
  /** The shell command that downloads the wheels on another machine. */
  downloadCommand: z.string(),
  /** Null if it is not installed. */
  installed: z
    .strictObject({
      folder: z.string(),
      bytes: z.int(),
      builtAt: z.string(),
      /** False if it is bundled with the program or the only installed runtime. */
      removable: z.boolean(),
      /** Whether new runs train with it. */
      trains: z.boolean(),
    })
    .nullable(),
  /** Null if it is not being installed. */
  progress: setupProgressSchema.nullable(),
  /** The error message of the last installation since the program was started. */
  failure: z.string().nullable(),
});
export type RuntimeState = z.infer<typeof runtimeStateSchema>;

export const hardwareSchema = z.strictObject({
  processor: z.string(),
  cores: z.int(),
  memoryBytes: z.int(),
  /** The version of the NVIDIA driver; null if there is none. */
  driver: z.string().nullable(),
  gpus: z.array(z.strictObject({ name: z.string(), memoryBytes: z.int().nullable() })),
});

/** Hardware, runtimes and cache folder of this machine. */
export const computeDetailsSchema = z.strictObject({
  compute: computeSchema,
  hardware: hardwareSchema,
  /** The folder of the installed runtimes and its free space; null if that is unknown. */
  cache: z.strictObject({ folder: z.string(), freeBytes: z.int().nullable() }),
  runtimes: z.array(runtimeStateSchema),
  /** Why TensorFlow does not support this machine; null if it does. */
  obstacle: z.string().nullable(),
});
export type ComputeDetails = z.infer<typeof computeDetailsSchema>;

/** The result of a self-test. */
export const selfTestSchema = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    device: z.string(),
    tensorflow: z.string(),
    /** Speed in products of 512 x 512 matrices. */
    gigaflops: z.number(),
  }),
  z.strictObject({ ok: z.literal(false), reason: z.string() }),
]);
export type SelfTest = z.infer<typeof selfTestSchema>;
