import { z } from 'zod';
import { computeSchema } from './types';

/** The two builds of TensorFlow: one for CPUs, one that also computes on NVIDIA GPUs. */
export const variantSchema = z.enum(['cpu', 'gpu']);
export type Variant = z.infer<typeof variantSchema>;

/** How far an installation is. */
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
  /** Of the whole of it, 0 to 1; null while nothing can be said. */
  fraction: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  message: z.string(),
});
export type SetupProgress = z.infer<typeof setupProgressSchema>;

/** A build of TensorFlow for this machine: what it would cost, and how it stands. */
export const runtimeStateSchema = z.strictObject({
  variant: variantSchema,
  tensorflow: z.string(),
  /** Bytes to download in all, and of them already here from an installation that did not come to its end. */
  downloadBytes: z.int(),
  keptBytes: z.int(),
  /** About what it takes on disk, once installed. */
  diskBytes: z.int(),
  /** What must be free on the disk for what is still to be done. */
  neededBytes: z.int(),
  /** What to type on another machine to get the wheels that it can be installed from. */
  downloadCommand: z.string(),
  /** Null where it is not installed. */
  installed: z
    .strictObject({
      folder: z.string(),
      bytes: z.int(),
      builtAt: z.string(),
      /** False where it is a part of the program, or the only one there is to train with. */
      removable: z.boolean(),
      /** Whether runs train with it now. */
      trains: z.boolean(),
    })
    .nullable(),
  /** Null while nothing is installed. */
  progress: setupProgressSchema.nullable(),
  /** Why the last installation failed, since the program was started. */
  failure: z.string().nullable(),
});
export type RuntimeState = z.infer<typeof runtimeStateSchema>;

export const hardwareSchema = z.strictObject({
  processor: z.string(),
  cores: z.int(),
  memoryBytes: z.int(),
  /** The NVIDIA driver's version; null where none answers. */
  driver: z.string().nullable(),
  gpus: z.array(z.strictObject({ name: z.string(), memoryBytes: z.int().nullable() })),
});

/** All about what this machine trains with, and could. */
export const computeDetailsSchema = z.strictObject({
  compute: computeSchema,
  hardware: hardwareSchema,
  /** Where runtimes are installed, and what is free there; null where the disk does not say. */
  cache: z.strictObject({ folder: z.string(), freeBytes: z.int().nullable() }),
  runtimes: z.array(runtimeStateSchema),
  /** Why there is no TensorFlow for this machine, where there is none. */
  obstacle: z.string().nullable(),
});
export type ComputeDetails = z.infer<typeof computeDetailsSchema>;

/** What came out when a runtime was tried. */
export const selfTestSchema = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    device: z.string(),
    tensorflow: z.string(),
    /** Billions of operations a second in products of 512 x 512. */
    gigaflops: z.number(),
  }),
  z.strictObject({ ok: z.literal(false), reason: z.string() }),
]);
export type SelfTest = z.infer<typeof selfTestSchema>;
