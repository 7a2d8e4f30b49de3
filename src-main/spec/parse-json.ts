import { messageOf } from './errors';
import { printable } from './quote';

/** Levels of objects and lists within each other; what the program reads and writes has about ten. */
const maxDepth = 100;

/**
 * Parses JSON from outside, with or without a byte order mark. Throws an Error whose message completes a sentence about
 * the text: "it is empty", "it is not JSON (...)", "it is nested more than 100 levels deep".
 */
export function parseJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  if (plain.trim() === '') throw new Error('it is empty');
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (error) {
    throw new Error(whyNotJson(plain, messageOf(error)), { cause: error });
  }
  if (isTooDeep(value)) throw new Error(tooDeep);
  return value;
}

/** What is wrong with a value for which `isTooDeep` holds. */
export const tooDeep = `it is nested more than ${maxDepth} levels deep`;

/**
 * Whether a value has more levels than anything the program reads. Validators and writers of JSON call themselves
 * for each level, so a deeper value, or one that contains itself, could overflow their stack. This function does not.
 */
export function isTooDeep(value: unknown): boolean {
  let level = new Set([value].filter(isObject));
  for (let depth = 0; level.size > 0; depth++) {
    if (depth === maxDepth) return true;
    const next = new Set<object>();
    for (const holder of level)
      for (const inner of childrenOf(holder)) if (isObject(inner)) next.add(inner);
    level = next;
  }
  return false;
}

/** `reason`: the parser's message, which repeats a part of the text. */
function whyNotJson(text: string, reason: string): string {
  const start = text.slice(0, 1000);
  // What decoding bytes as UTF-8 makes of UTF-16: zeros between the characters, after an invalid byte order mark.
  if (/^\ufffd\ufffd.?\0/s.test(start)) return 'it is text in UTF-16, not in UTF-8';
  if (/[\0\ufffd]/.test(start)) return 'it is not text in UTF-8';
  return `it is not JSON (${printable(reason, 160)})`;
}

function childrenOf(holder: object): readonly unknown[] {
  return Array.isArray(holder) ? holder : Object.values(holder);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
