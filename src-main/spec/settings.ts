import { WorkbenchError } from './errors';

/**
 * The experiment with one setting changed, as `--set path.to.setting=value` writes it: the value is
 * JSON where it parses and text otherwise; an edge is named by its ends
 * (`model.edges.hidden1->hidden2.decoupled...`), other list items by their number. Missing objects on
 * the way are made; whether the setting exists is for validation to say. Throws a WorkbenchError where
 * the assignment has no `=` or leads through something that is no object.
 */
export function applySetting(value: unknown, assignment: string): unknown {
  const at = assignment.indexOf('=');
  if (at <= 0)
    throw new WorkbenchError(
      'validation',
      `'--set ${assignment}' does not say what to set. Write it as path.to.setting=value, for example training.steps=500.`,
    );
  const path = assignment.slice(0, at).split('.');
  return setAt(value, path, 0, parse(assignment.slice(at + 1)), assignment);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function setAt(
  here: unknown,
  path: readonly string[],
  depth: number,
  to: unknown,
  assignment: string,
): unknown {
  const key = path[depth];
  if (key === undefined) return to;
  if (Array.isArray(here)) {
    const list: unknown[] = here;
    const index = indexIn(list, key, assignment);
    return list.map((item, i) =>
      i === index ? setAt(item, path, depth + 1, to, assignment) : item,
    );
  }
  if (here !== undefined && (typeof here !== 'object' || here === null))
    throw new WorkbenchError(
      'validation',
      `'--set ${assignment}' leads through '${path.slice(0, depth).join('.')}', but what is there is ${JSON.stringify(here)}, not an object. Name a setting that holds others before '${key}'.`,
    );
  const object = (here ?? {}) as Record<string, unknown>;
  const inner = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: setAt(inner, path, depth + 1, to, assignment) };
}

function indexIn(list: readonly unknown[], key: string, assignment: string): number {
  const index = list.findIndex((item, i) => {
    const edge = item as { from?: unknown; to?: unknown } | null;
    return String(i) === key || `${String(edge?.from)}->${String(edge?.to)}` === key;
  });
  if (index < 0)
    throw new WorkbenchError(
      'notFound',
      `'--set ${assignment}' names '${key}', which is not in the list. Use its number from 0, or an edge's ends as in hidden1->hidden2.`,
    );
  return index;
}
