/** Applies a JSON Patch (RFC 6902) from outside to a description. */
import { formatWhole } from '#spec/number-format';
import { applyPatch, type Operation } from 'rfc6902';
import { z } from 'zod';
import { WorkbenchError } from '#spec/errors';
import { quote, quoteValue } from '#spec/quote';
import { findPlace, type Place } from './json-pointer';
import { isSameJson } from './same-json';

/** Operations of one patch: far more than any description has settings. */
const maxOperations = 10_000;

const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

const path = z.string();
const value = z.unknown().refine((item) => item !== undefined);
const patchSchema = z
  .array(
    z.discriminatedUnion('op', [
      z.object({ op: z.literal('add'), path, value }),
      z.object({ op: z.literal('remove'), path }),
      z.object({ op: z.literal('replace'), path, value }),
      z.object({ op: z.literal('move'), path, from: path }),
      z.object({ op: z.literal('copy'), path, from: path }),
      z.object({ op: z.literal('test'), path, value }),
    ]),
  )
  .max(maxOperations);

/**
 * The description with all operations done, one after the other; what was given stays as it is. `source` begins messages:
 * "The patch 'wider.json'". Throws `validation` where it is no patch, and where an operation does not apply.
 */
export function applySpecPatch(description: unknown, patch: unknown, source: string): unknown {
  const parsed = patchSchema.safeParse(patch);
  if (!parsed.success) throw noPatch(parsed.error, patch, source);
  const patched: unknown = JSON.parse(JSON.stringify(description));
  parsed.data.forEach((operation, index) => {
    const reason = whyNot(patched, operation as Operation);
    // All ways in which an operation fails are found before: the library makes some of them without a word.
    const failure = reason ?? applyPatch(patched, [operation as Operation])[0]?.message ?? null;
    if (failure === null) return;
    throw new WorkbenchError(
      'validation',
      `${source} does not apply: operation ${index + 1}, ${operation.op} ${quote(operation.path)}, ${failure}. Make the patch anew from what is there now: the command \`diff\` does.`,
    );
  });
  return patched;
}

function noPatch(error: z.ZodError, patch: unknown, source: string): WorkbenchError {
  const [index, key] = error.issues[0]?.path ?? [];
  const operation = Array.isArray(patch) && typeof index === 'number' ? index : null;
  const place = operation === null ? '' : ` at operation ${operation + 1}`;
  const reason =
    operation === null
      ? whyNoList(patch)
      : whyNoOperation((patch as unknown[])[operation], String(key ?? ''));
  return new WorkbenchError(
    'validation',
    `${source} is no JSON Patch${place}: ${reason}. A JSON Patch is a list of operations, such as [{"op": "replace", "path": "/training/batch", "value": 64}].`,
  );
}

function whyNoList(patch: unknown): string {
  return Array.isArray(patch)
    ? `it has more than ${formatWhole(maxOperations)} operations`
    : `${quoteValue(patch)} is no list`;
}

/** `key`: what does not fit of the operation; empty: all of it. */
function whyNoOperation(operation: unknown, key: string): string {
  if (key === '') return `${quoteValue(operation)} is no operation`;
  const given = (operation as Record<string, unknown>)[key];
  if (given === undefined) return `${quote(key)} is missing`;
  const wanted =
    key === 'op' ? `one of ${operations.join(', ')}` : 'a text such as "/training/batch"';
  return `${quote(key)} is ${quoteValue(given)}, and has to be ${wanted}`;
}

/** Why the operation cannot be done, to complete a sentence about it; null where it can. */
function whyNot(description: unknown, operation: Operation): string | null {
  const target = findPlace(description, operation.path);
  if (typeof target === 'string') return target;
  if (operation.op === 'move' || operation.op === 'copy')
    return whyNotFrom(description, operation) ?? whyNotAdded(target);
  if (operation.op === 'add') return whyNotAdded(target);
  if (!target.exists) return describeMissing(target);
  if (operation.op !== 'test' || isSameJson(target.value, operation.value)) return null;
  return `expects ${quoteValue(operation.value)} there, but finds ${quoteValue(target.value)}`;
}

function whyNotFrom(description: unknown, operation: Operation & { from: string }): string | null {
  const origin = findPlace(description, operation.from);
  if (typeof origin === 'string') return origin;
  if (operation.op === 'move' && operation.path.startsWith(`${operation.from}/`))
    return 'moves a value into itself';
  return origin.exists ? null : describeMissing(origin);
}

function whyNotAdded({ holder, key }: Place): string | null {
  if (!Array.isArray(holder) || key === '-' || Number(key) <= holder.length) return null;
  return `adds item ${key} to a list of ${holder.length}`;
}

function describeMissing({ holder, key }: Place): string {
  if (Array.isArray(holder)) return `names item ${key} of a list of ${holder.length}`;
  return `names ${quote(key)}, which is not there`;
}
