import { z } from 'zod';

/** The content of `job.json` in a bundle: what the job does on its node. */
export const jobFileSchema = z.strictObject({
  version: z.literal(1),
  /** The attempt, as the place knows it. */
  id: z.string(),
  /** The runs in the bundle's project, in their order. They go on from their last checkpoint, or begin. */
  runIds: z.array(z.string()).min(1),
  /** Whether all train in one process, those that are alike as one compiled step; else one after the other. */
  together: z.boolean(),
  /** Processor cores that the place gives the job. */
  cores: z.int().min(1),
  /** The least time between two checkpoints of a run that are sent back before it ends. */
  checkpointEverySeconds: z.number().min(0),
  /** Large files, by their paths in the bundle: each was cut into pieces, which follow one another: see `pieceName`. */
  cutFiles: z.array(z.strictObject({ name: z.string(), pieces: z.int().min(2) })),
});
export type JobFile = z.output<typeof jobFileSchema>;

/** The name of one piece of a file that was cut, from 0. */
export function pieceName(name: string, piece: number): string {
  return `${name}.piece-${piece}`;
}

/** The folders of a bundle. */
export const bundleFolders = { program: 'program', project: 'project' } as const;
/** The command of a bundle, which the place runs with `sh`. */
export const commandFile = 'run-job.sh';
export const jobFile = 'job.json';
/** A part, in the folder of parts. */
export function partFile(part: number): string {
  return `${String(part).padStart(6, '0')}.part`;
}
/** Beside the parts while the disk has no room for this one. Whoever asks for parts from this one on finds it. */
export function diskFullFile(part: number): string {
  return `${String(part).padStart(6, '0')}.disk-full`;
}

/**
 * Finds Node and starts the job with it. `DNI_JOB_NODE` is the command that the user has named. What fails here is said in
 * the last line of the output, which is shown to the user.
 */
export const commandText = `#!/bin/sh
node=\${DNI_JOB_NODE:-node}
if ! version=$("$node" --version 2>/dev/null); then
  echo "There is no Node on $(hostname): '$node' does not start. Install Node 20.19 or newer there, or name its path in the place's settings." >&2
  exit 127
fi
exec "$node" ${bundleFolders.program}/out/node/job.js
`;
