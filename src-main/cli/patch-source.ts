import { maxQuotedPath } from '#files/file-errors';
import { readJsonText } from '#files/read-json-text';
import { applySpecPatch } from '#analysis/patch/apply-patch';
import { messageOf, WorkbenchError } from '#spec/errors';
import { parseJson } from '#spec/parse-json';
import { quote } from '#spec/quote';

/** A JSON Patch that the command line has named. */
export interface NamedPatch {
  /** Begins messages: `The patch 'wider.json'`. */
  source: string;
  patch: unknown;
}

/** Reads what `--patch` names: a file, or the patch itself. Throws `notFound` and `validation`. */
export async function readPatch(text: string): Promise<NamedPatch> {
  if (text.trimStart().startsWith('[')) return parsePatch(text, '--patch');
  const source = `The patch ${quote(text, maxQuotedPath)}`;
  return parsePatch(await readJsonText(text), source);
}

function parsePatch(text: string, source: string): NamedPatch {
  try {
    return { source, patch: parseJson(text) };
  } catch (error) {
    throw new WorkbenchError('validation', `${source} cannot be read: ${messageOf(error)}.`);
  }
}

/** The description with the patches applied, in their order. */
export async function applyPatches(value: unknown, patches: readonly string[]): Promise<unknown> {
  let patched = value;
  for (const text of patches) {
    const { source, patch } = await readPatch(text);
    patched = applySpecPatch(patched, patch, source);
  }
  return patched;
}
