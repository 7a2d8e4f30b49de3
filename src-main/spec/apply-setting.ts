import { WorkbenchError } from './errors';
import { parseJson } from './parse-json';
import { quote, quoteValue } from './quote';

/** Characters of an assignment that are shown. */
const maxAssignment = 120;

/**
 * Returns the experiment with one setting changed by an assignment such as `--set path.to.setting=value` has. The
 * value is read as JSON where it parses, else as text. The path names an edge by its ends
 * (`model.edges.hidden1->hidden2.decoupled...`) and other list items by their number. Objects that are missing
 * on the path are created; whether the setting exists is checked by validation. Throws a WorkbenchError:
 * `validation` where the assignment has no `=` or its path leads through a value that is not an object,
 * `notFound` where it names a list item that does not exist.
 */
export function applySetting(value: unknown, assignment: string): unknown {
  const equals = assignment.indexOf('=');
  if (equals <= 0)
    throw new WorkbenchError(
      'validation',
      `${quoteAssignment(assignment)} does not say what to set. Write it as path.to.setting=value, for example training.steps=500.`,
    );
  const source = quoteAssignment(assignment);
  const path = assignment.slice(0, equals).split('.');
  return setAt(value, path, 0, parseValue(assignment.slice(equals + 1)), source);
}

/** The same for a path and a value that are no text, as the axis of a study has them. */
export function setSetting(value: unknown, path: string, setting: unknown): unknown {
  return setAt(value, path.split('.'), 0, setting, quote(path, maxAssignment));
}

function parseValue(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function quoteAssignment(assignment: string): string {
  return quote(`--set ${assignment}`, maxAssignment);
}

/** `holder` with the value set at `path`, of which `depth` keys lead to the holder. `source`: for messages. */
function setAt(
  holder: unknown,
  path: readonly string[],
  depth: number,
  value: unknown,
  source: string,
): unknown {
  const key = path[depth];
  if (key === undefined) return value;
  if (Array.isArray(holder)) {
    const list: unknown[] = holder;
    const index = indexIn(list, key, source);
    return list.map((item, i) =>
      i === index ? setAt(item, path, depth + 1, value, source) : item,
    );
  }
  if (holder !== undefined && (typeof holder !== 'object' || holder === null))
    throw new WorkbenchError(
      'validation',
      `${source} leads through ${quote(path.slice(0, depth).join('.'))}, but what is there is ${quoteValue(holder)}, not an object. Name a setting that holds others before ${quote(key)}.`,
    );
  const object = (holder ?? {}) as Record<string, unknown>;
  const inner = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: setAt(inner, path, depth + 1, value, source) };
}

/** The index of a list item, from its number or the ends of its edge. */
function indexIn(list: readonly unknown[], key: string, source: string): number {
  const index = list.findIndex((item, i) => {
    const edge = item as { from?: unknown; to?: unknown } | null;
    return String(i) === key || `${String(edge?.from)}->${String(edge?.to)}` === key;
  });
  if (index < 0)
    throw new WorkbenchError(
      'notFound',
      `${source} names ${quote(key)}, which is not in the list. Use its number from 0, or an edge's ends as in hidden1->hidden2.`,
    );
  return index;
}
