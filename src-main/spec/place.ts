import { z } from 'zod';
import { formatVersion } from './experiment';

/** The id that stands for this computer where places are named; no place has it. */
export const thisComputerId = 'local';

/** Characters that need no quoting in a file name, a shell or an address. */
const idSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'An id has 1 to 40 lower-case letters, digits and hyphens, and begins with a letter or digit.',
  );

/** One line of printable text, so that it cannot change the meaning of a script or a header. */
const lineSchema = z
  .string()
  .min(1, 'This must not be empty.')
  .max(500, 'This must have at most 500 characters.')
  .refine((text) => !/\p{Cc}/u.test(text), 'This must be one line of text.');

const common = {
  id: idSchema,
  /** As the user calls it: `Group cluster`. */
  name: lineSchema,
  /** The command that starts Node there: `node`, or a path. */
  node: lineSchema.default('node'),
  /**
   * The folder of an installed TensorFlow runtime there, for nodes without a network. Null: each node installs one in
   * its user's cache folder at its first job.
   */
  runtime: lineSchema.nullable().default(null),
  /** Processor cores that a job asks for. */
  cores: z.int().min(1).max(1024).default(2),
  /** GPUs that a job asks for. */
  gpus: z.int().min(0).max(64).default(0),
  /** The most jobs of a study that are at work there at a time. */
  jobs: z.int().min(1).max(1000).default(4),
};

const rayPlaceSchema = z.strictObject({
  kind: z.literal('ray'),
  ...common,
  /** The address of the dashboard, which answers the Jobs API: `http://10.0.0.5:8265`. */
  address: z
    .url({
      protocol: /^https?$/,
      hostname: /.+/,
      error:
        "Write the address of Ray's dashboard with http:// or https://, such as http://10.0.0.5:8265.",
    })
    .max(500, 'This must have at most 500 characters.')
    .refine(
      (text) => !/^[^/]*\/\/[^/]*@/.test(text),
      'An address must have no user name and password: they would be written to a file.',
    ),
});
export type RayPlace = z.output<typeof rayPlaceSchema>;

const slurmPlaceSchema = z.strictObject({
  kind: z.literal('slurm'),
  ...common,
  /** As `ssh` takes it: `user@login.example.org`, or a name of its configuration. Null: this computer. */
  host: lineSchema
    .refine(
      (text) => /^[^-\s][^\s]*$/.test(text),
      'A host has no spaces and does not begin with -.',
    )
    .nullable()
    .default(null),
  /** A folder there that the nodes see too, from the home folder on or absolute. */
  folder: lineSchema.default('dni-workbench'),
  /** Further options of `sbatch`, one each: `--partition=gpu`, `--time=2:00:00`. */
  options: z
    .array(lineSchema.refine((text) => text.startsWith('-'), 'An option of sbatch begins with -.'))
    .max(40)
    .default([]),
});
export type SlurmPlace = z.output<typeof slurmPlaceSchema>;

/** Where runs train beside this computer. It holds no secret: `ssh` and the system keep those. */
export const placeSchema = z.discriminatedUnion('kind', [rayPlaceSchema, slurmPlaceSchema]);
export type Place = z.output<typeof placeSchema>;
export type PlaceInput = z.input<typeof placeSchema>;

/** Where a place is: `Ray at http://10.0.0.5:8265`, `Slurm at login.example.org`, `Slurm on this computer`. */
export function describePlace(place: Place): string {
  if (place.kind === 'ray') return `Ray at ${place.address}`;
  return place.host === null ? 'Slurm on this computer' : `Slurm at ${place.host}`;
}

/** Whether the same jobs are there, whatever else the user has set. */
export function isSamePlace(own: Place, other: Place): boolean {
  if (own.kind === 'ray') return other.kind === 'ray' && own.address === other.address;
  return other.kind === 'slurm' && own.host === other.host && own.folder === other.folder;
}

/** The file with the places of a user. */
export const placesFileSchema = z.strictObject({
  version: z.literal(formatVersion),
  places: z
    .array(placeSchema)
    .refine(
      (places) => new Set(places.map(({ id }) => id)).size === places.length,
      'Two places have the same id.',
    ),
});
export type PlacesFile = z.output<typeof placesFileSchema>;

const countSchema = z.int().min(0);

/** What a test of a place has found. */
export const placeReportSchema = z.strictObject({
  /** Version of Ray or Slurm. */
  version: z.string(),
  /** Nodes that could run a job. */
  nodes: countSchema,
  cores: countSchema,
  gpus: countSchema,
  /** What a node was asked by a short job; null where none was free in time. */
  probe: z
    .strictObject({
      /** The version of Node that `node` starts there, null where there is none. */
      node: z.string().nullable(),
      /** The version of Python 3, with which a node installs TensorFlow; null where there is none. */
      python: z.string().nullable(),
      /** Whether a TensorFlow runtime of this version of the program is installed. */
      hasRuntime: z.boolean(),
      /** `linux-x64`. */
      platform: z.string(),
    })
    .nullable(),
});
export type PlaceReport = z.output<typeof placeReportSchema>;
