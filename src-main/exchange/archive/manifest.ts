/**
 * The list of contents of an archive: the file `archive.json` in it. It is written last, when the checksums of all other
 * files are known.
 */
import { z } from 'zod';
import { archiveKinds, itemKinds } from '#spec/archive';
import { WorkbenchError, messageOf } from '#spec/errors';
import { summarizeIssues } from '#spec/explain-issues';
import { parseJson } from '#spec/parse-json';

export const manifestPath = 'archive.json';
/** The most files of an archive: a run of 60 curves and five checkpoints has 90. */
export const maxFiles = 500_000;
/** The largest list of contents that is read: one of so many files has 120 MB. */
export const maxManifestBytes = 160e6;

/** What this program reads. Earlier versions of it read the first format, which has no templates. */
const archiveVersions = [1, 2] as const;
const newestVersion = 2;

const fileSchema = z.strictObject({
  path: z.string().min(1).max(1000),
  bytes: z.int().min(0),
  /** Of its content, in hexadecimal digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was changed last. */
  modified: z.iso.datetime(),
});
export type ArchivedFile = z.infer<typeof fileSchema>;

const keySchema = z.strictObject({ kind: z.enum(itemKinds), id: z.string() });

const itemSchema = keySchema.extend({
  name: z.string(),
  /** What it refers to, inside the archive or not. */
  uses: z.array(keySchema),
});
export type ArchivedItem = z.infer<typeof itemSchema>;

const manifestSchema = z.strictObject({
  format: z.literal('dni-workbench archive'),
  version: z.literal(archiveVersions),
  /** What was chosen to be archived, and what it is called. */
  kind: z.enum(archiveKinds),
  name: z.string(),
  created: z.iso.datetime(),
  /** The version of the program. */
  workbench: z.string(),
  /** The project that it comes from. Its time tells projects apart: studies own the runs of one project alone. */
  project: z.strictObject({ name: z.string(), created: z.iso.datetime() }),
  /** Whether the checkpoints of the runs are inside. */
  checkpoints: z.boolean(),
  items: z.array(itemSchema),
  files: z.array(fileSchema).max(maxFiles),
});
export type ArchiveManifest = z.infer<typeof manifestSchema>;
export type ArchiveOrigin = ArchiveManifest['project'];

export function makeManifest(
  content: Omit<ArchiveManifest, 'format' | 'version'>,
): ArchiveManifest {
  const version = content.items.some(({ kind }) => kind === 'template') ? 2 : 1;
  return { format: 'dni-workbench archive', version, ...content };
}

/** Throws `validation` where the text is no list of contents, or one of a newer version. */
export function parseManifest(text: string, archive: string): ArchiveManifest {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new WorkbenchError(
      'validation',
      `The archive ${archive} is damaged: its list of contents, ${manifestPath}, cannot be read, since ${messageOf(error).replace(/ \(.*\)$/s, '')}. Get the file again.`,
    );
  }
  const { version } = (json ?? {}) as { version?: unknown };
  if (typeof version === 'number' && version > newestVersion)
    throw new WorkbenchError(
      'validation',
      `The archive ${archive} was written by a newer version of the program (format ${version}, this one reads ${newestVersion}). Update the program to import it.`,
    );
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new WorkbenchError(
    'validation',
    `The archive ${archive} is damaged: its list of contents, ${manifestPath}, does not fit its format: ${summarizeIssues(parsed.error.issues, json, manifestSchema)} Get the file again.`,
  );
}
