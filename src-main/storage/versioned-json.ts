import type { z } from 'zod';
import { writeFileDurably } from '#files/durable-write';
import { maxQuotedPath } from '#files/file-errors';
import { readJsonText } from '#files/read-json-text';
import { isOfKind, messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { summarizeIssues } from '#spec/explain-issues';
import { parseJson } from '#spec/parse-json';
import { quote } from '#spec/quote';

/** A file of a listing that could not be read. */
export interface UnreadableFile {
  /** Path of the file or folder. */
  path: string;
  message: string;
}

/** That a list is without a file, and why, in a sentence. */
export function describeUnreadable({ path, message }: UnreadableFile): string {
  return `${quote(path, maxQuotedPath)} is left out: ${message}`;
}

/** The readable items of a folder, and the files that could not be read. */
export interface Listing<T> {
  items: T[];
  problems: UnreadableFile[];
}

/** What helps against a damaged file of the program, and against a mistake in one that the user has written. */
const mendOrRestore = 'Mend it, or restore it from a copy.';
const mend = 'Mend it.';

/** A faster way to what the schema gives for a value; null for one that is left to the schema. */
type FastParser<S extends z.ZodType> = (json: unknown) => z.output<S> | null;

/**
 * Writes `value` to a file as JSON, durably: a reader, at any time and after a power cut, finds the old content or the
 * new one. Throws `unavailable` where the file cannot be written, also where its folder is gone.
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileDurably(path, jsonText(value));
}

/** The text of a JSON file with this value. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Reads a JSON file that has a `version`. Throws `notFound` with the message `missing` where there is no such file,
 * `validation` where it is damaged or was written by a newer version of the program, `unavailable` where it cannot be
 * read.
 */
export async function readVersionedJson<S extends z.ZodType>(
  path: string,
  schema: S,
  missing = `'${path}' does not exist.`,
  parseFast?: FastParser<S>,
): Promise<z.output<S>> {
  return checkVersionedJson(path, await readJsonFile(path, missing), schema, parseFast);
}

/** The same of a file that the user has given: it is mended where it does not fit. */
export async function readGivenJson<S extends z.ZodType>(
  path: string,
  schema: S,
  missing = `'${path}' does not exist.`,
): Promise<z.output<S>> {
  const json = await readJsonFile(path, missing, mend);
  return checkVersionedJson(path, json, schema, undefined, mend);
}

/** What a JSON file holds, whoever has written it. Throws as `readVersionedJson` does, but for its version and format. */
export async function readJsonFile(
  path: string,
  missing: string,
  remedy = mendOrRestore,
): Promise<unknown> {
  const text = await readText(path);
  if (text === undefined) throw new WorkbenchError('notFound', missing);
  return parseFile(path, text, remedy);
}

/** The value of a file with this text. Throws `validation` as `readVersionedJson` does. */
export function parseVersionedJson<S extends z.ZodType>(
  path: string,
  text: string,
  schema: S,
  parseFast?: FastParser<S>,
): z.output<S> {
  return checkVersionedJson(path, parseFile(path, text), schema, parseFast);
}

/** The value of a file with this content. Throws `validation` where it does not fit, or a newer version has written it. */
export function checkVersionedJson<S extends z.ZodType>(
  path: string,
  json: unknown,
  schema: S,
  parseFast?: FastParser<S>,
  remedy = mendOrRestore,
): z.output<S> {
  assertReadableVersion(path, json);
  const fast = parseFast?.(json) ?? null;
  if (fast !== null) return fast;
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new WorkbenchError(
    'validation',
    `'${path}' does not fit its format: ${summarizeIssues(parsed.error.issues, json, schema)} ${remedy}`,
    { path },
  );
}

/** Throws `validation` where a newer version of the program wrote the file, which must not be overwritten. */
export async function assertNotNewer(path: string): Promise<void> {
  try {
    const text = await readText(path);
    if (text !== undefined) assertReadableVersion(path, parseFile(path, text));
  } catch (error) {
    // A damaged file may be replaced.
    if (!isNewerVersion(error)) return;
    throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readJsonText(path);
  } catch (error) {
    if (isOfKind(error, 'notFound')) return undefined;
    throw error;
  }
}

function parseFile(path: string, text: string, remedy = mendOrRestore): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new WorkbenchError('validation', `'${path}' is damaged, ${messageOf(error)}. ${remedy}`, {
      path,
    });
  }
}

function assertReadableVersion(path: string, json: unknown): void {
  if (typeof json !== 'object' || json === null || !('version' in json)) return;
  const { version } = json;
  if (typeof version !== 'number' || version <= formatVersion) return;
  throw new WorkbenchError(
    'validation',
    `'${path}' was written by a newer version of the program (format ${version}, this one reads ${formatVersion}); it is left as it is. Update the program to use it.`,
    { path, newer: true },
  );
}

/** Whether a file could not be read because a newer version of the program wrote it. */
export function isNewerVersion(error: unknown): boolean {
  if (!(error instanceof WorkbenchError)) return false;
  const { details } = error;
  return typeof details === 'object' && details !== null && 'newer' in details;
}
