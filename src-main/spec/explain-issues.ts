import { z } from 'zod';
import { countNoun } from './count-noun';
import { experimentSchema } from './experiment';
import type { EdgeId } from './model';
import { findClosestMatch } from './closest-match';
import { firstSentences } from './first-sentences';
import { limitProblems, maxProblems, type Problem } from './problems';
import { joinNames, quote, quoteValue } from './quote';
import { capitalize } from './letter-case';

/**
 * Translates the issues that zod found in `value` into sentences; of very many the first (`limitProblems`). `schema` is
 * the one that the value was parsed with: it suggests names where one is not known.
 */
export function explainIssues(
  issues: readonly Issue[],
  value: unknown,
  schema: z.ZodType,
): Problem[] {
  const explained = issues
    .slice(0, maxProblems)
    .flatMap((issue) => explainIssue(issue, { value, schema }));
  const count = issues.reduce((sum, issue) => sum + countProblems(issue), 0);
  return limitProblems(explained, Math.max(0, count - explained.length));
}

/** The same as one text for an error: the first problems, and how many there are beside them. */
export function summarizeIssues(
  issues: readonly Issue[],
  value: unknown,
  schema: z.ZodType,
): string {
  const problems = explainIssues(issues, value, schema);
  if (problems.length === 0) return 'It does not fit its format.';
  return firstSentences(problems.map(({ message, remedy }) => `${message} ${remedy}`));
}

function countProblems(issue: Issue): number {
  return issue.code === 'unrecognized_keys' ? issue.keys.length : 1;
}

/** What the paths of issues start from. */
interface Root {
  value: unknown;
  schema: z.ZodType;
}

type Issue = z.core.$ZodIssue;

/** What zod says where a schema says nothing. */
const defaultMessage = 'Invalid input';

/** What is expected at settings whose schema is a union, by key. */
const expectedOfUnion: Readonly<Record<string, string>> = {
  units: "a number (or 'classes')",
  condition: `"label" or {"inputs": 8}`,
};

/** Issues inside a union are relative to it: `prefix` is the path of the union. */
function explainIssue(issue: Issue, root: Root, prefix: PropertyKey[] = []): Problem[] {
  const { value } = root;
  const path = [...prefix, ...issue.path];
  const place = placeOf(path, value);
  const setting = path.map(String).join('.');
  const withPlace = (message: string): string =>
    place.name ? `${place.name}: ${message}` : capitalize(message);
  const problem = (message: string, remedy: string): Problem[] => [
    { severity: 'error', ...place.at, setting, message: withPlace(message), remedy },
  ];
  const actual = valueAt(value, path);
  const label = place.setting ? quote(place.setting) : 'it';
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, maxProblems).flatMap((key) => {
        const where = place.setting ? ` in ${label}` : '';
        const remedy = suggestKey(path, key, actual, root.schema);
        return problem(`there is no setting ${quote(key)}${where}.`, remedy);
      });
    case 'invalid_union': {
      if ('discriminator' in issue && typeof issue.discriminator === 'string') {
        const name = issue.discriminator;
        const kinds = allowedKinds(path, name, root.schema);
        const closest = typeof actual === 'string' ? findClosestMatch(actual, kinds) : null;
        return problem(
          actual === undefined
            ? `it has no '${name}'.`
            : `there is no ${name} ${quoteValue(actual)}.`,
          closest ? `Did you mean '${closest}'?` : `Choose one of: ${kinds.join(', ')}.`,
        );
      }
      const key = String(path.at(-1));
      const expected = Object.hasOwn(expectedOfUnion, key) ? expectedOfUnion[key] : undefined;
      if (expected !== undefined && typeof actual !== 'number')
        return actual === undefined
          ? problem(`${label} is missing.`, `Add it: ${expected}.`)
          : problem(`${label} is ${quoteValue(actual)}, but ${expected} is wanted.`, 'Change it.');
      // A schema with a message of its own says what it wants.
      if (issue.message !== defaultMessage)
        return problem(
          `${label} is ${quoteValue(actual)}, which does not fit.`,
          asSentence(issue.message),
        );
      const firstIssues = issue.errors.map(([first]) => first);
      const choices = firstIssues.flatMap((inner) =>
        inner?.code === 'invalid_value' ? inner.values.map(String) : [],
      );
      if (choices.length > 0 && choices.length >= firstIssues.length)
        return problem(
          actual === undefined ? `${label} is missing.` : `${label} is ${quoteValue(actual)}.`,
          `Choose one of: ${choices.join(', ')}.`,
        );
      if (typeof actual !== 'number' && firstIssues.some((inner) => inner?.code !== 'too_small'))
        return problem(
          `${label} is ${quoteValue(actual)}.`,
          'Write one whole number, or two in [ ], each at least 1.',
        );
      const [inner] = firstIssues;
      return inner
        ? explainIssue(inner, root, path)
        : problem(`${label} does not fit.`, 'Change it.');
    }
    case 'invalid_type':
      return actual === undefined
        ? problem(`${label} is missing.`, `Add it: ${describeType(issue.expected)}.`)
        : problem(
            `${label} is ${quoteValue(actual)}, but ${describeType(issue.expected)} is wanted.`,
            'Change it.',
          );
    case 'too_small':
      return problem(
        `${label} is ${quoteValue(actual)}.`,
        `It must ${verbFor(issue.origin)} ${issue.inclusive ? 'at least' : 'more than'} ${amountOf(issue.minimum, issue.origin)}.`,
      );
    case 'too_big':
      return problem(
        `${label} is ${quoteValue(actual)}.`,
        `It must ${verbFor(issue.origin)} ${issue.inclusive ? 'at most' : 'less than'} ${amountOf(issue.maximum, issue.origin)}.`,
      );
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const closest = typeof actual === 'string' ? findClosestMatch(actual, choices) : null;
      const choose = `Choose one of: ${choices.join(', ')}.`;
      return problem(
        actual === undefined ? `${label} is missing.` : `${label} is ${quoteValue(actual)}.`,
        closest ? `Did you mean '${closest}'? ${choose}` : choose,
      );
    }
    case 'invalid_key':
      return problem(
        `the name ${quoteValue(String(path.at(-1)))} cannot be used.`,
        asSentence(issue.issues[0]?.message ?? 'choose another'),
      );
    default:
      return problem(
        `${label} is ${quoteValue(actual)}, which does not fit.`,
        asSentence(issue.message),
      );
  }
}

/** A message of a schema may be a clause, or sentences that a form shows as they are. */
function asSentence(message: string): string {
  return `${capitalize(message).replace(/\.$/, '')}.`;
}

/** The verb of `It must be at least 1` or `It must have at least 1 character`. */
function verbFor(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'have' : 'be';
}

/** `1 character`, `3 items`; a number has no unit. */
function amountOf(limit: number | bigint, origin: string): string {
  if (origin !== 'string' && origin !== 'array') return String(limit);
  return countNoun(Number(limit), origin === 'string' ? 'character' : 'item');
}

const typeNames: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text in quotes',
  boolean: 'true or false',
  object: 'an object in { }',
  record: 'an object in { }',
  array: 'a list in [ ]',
};

function describeType(expected: string): string {
  return typeNames[expected] ?? expected;
}

interface Place {
  /** "Node 'hidden1'", "Edge 'a->b'" or empty. */
  name: string;
  at: { node?: string; edge?: EdgeId };
  /** Path of the setting within that place. */
  setting: string;
}

function placeOf(path: readonly PropertyKey[], value: unknown): Place {
  const [top, list, key] = path.map(String);
  const rest = path.slice(3).map(String).join('.');
  if (top === 'model' && list === 'nodes' && key !== undefined)
    return { name: `Node ${quote(key)}`, at: { node: key }, setting: rest };
  if (top === 'model' && list === 'edges' && key !== undefined) {
    const edge = valueAt(value, path.slice(0, 3)) as { from?: unknown; to?: unknown } | undefined;
    if (typeof edge?.from === 'string' && typeof edge.to === 'string') {
      const id: EdgeId = `${edge.from}->${edge.to}`;
      return { name: `Edge ${quote(id)}`, at: { edge: id }, setting: rest };
    }
    return { name: `Edge number ${Number(key) + 1}`, at: {}, setting: rest };
  }
  return { name: '', at: {}, setting: path.map(String).join('.') };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** The kinds that the schema allows at a path; `name` is the setting that chooses between them. */
function allowedKinds(path: readonly PropertyKey[], name: string, schema: z.ZodType): string[] {
  const holder = path.at(-1) === name ? path.slice(0, -1) : path;
  const kinds = optionsAt(holder, schema).flatMap((option) => {
    const kind = option.shape[name];
    return kind instanceof z.ZodLiteral ? [String(kind.value)] : [];
  });
  return [...new Set(kinds)];
}

/** The remedy for a setting `key` that does not exist in `holder`, the value at `path`. */
function suggestKey(
  path: readonly PropertyKey[],
  key: string,
  holder: unknown,
  schema: z.ZodType,
): string {
  const kind = valueAt(holder, ['kind']);
  const options = optionsAt(path, schema);
  const kindOf = (option: z.ZodObject): unknown => {
    const literal = option.shape['kind'];
    return literal instanceof z.ZodLiteral ? literal.value : undefined;
  };
  const selected = options.filter((option) => kind === undefined || kindOf(option) === kind);
  const nested = nestedSettings.find((setting) => setting.endsWith(`.${key}`));
  if (schema === experimentSchema && path.length < 2 && nested) return `Did you mean '${nested}'?`;
  const axis = path.length === 0 && options.some(hasAxes) ? findAxis(key) : undefined;
  if (axis !== undefined)
    return `The values of a setting stand in 'axes': {"axes": {"${axis}": […]}}.`;
  const others = options.filter((option) => Object.hasOwn(option.shape, key)).map(kindOf);
  if (others.length > 0)
    return `Remove it: it belongs to the kind ${joinNames(others.map(String))}.`;
  const closest = findClosestMatch(
    key,
    selected.flatMap((option) => Object.keys(option.shape)),
  );
  return closest ? `Did you mean '${closest}'?` : 'Remove it.';
}

/** Full names of settings that users look for at the top level by mistake. */
const nestedSettings = ['training', 'diagnostics', 'model'].flatMap((part) =>
  optionsAt([part], experimentSchema).flatMap((option) =>
    Object.keys(option.shape).map((key) => `${part}.${key}`),
  ),
);

/** A study has values of settings on its axes. */
const hasAxes = (option: z.ZodObject): boolean => Object.hasOwn(option.shape, 'axes');

/** The path of the setting that a key of a study is meant for: `seeds` or `seed` for `training.seed`. */
function findAxis(key: string): string | undefined {
  const singular = key.replace(/s$/, '').replace(/^.*\./, '');
  if (/^(learning)?_?rate$/i.test(singular)) return 'training.optimizer.rate';
  return nestedSettings.find((setting) => setting.split('.').at(-1) === singular);
}

/** The object schemas that `root` allows at a path. */
function optionsAt(path: readonly PropertyKey[], root: z.ZodType): z.ZodObject[] {
  let schemas: z.ZodType[] = [root];
  for (const key of path)
    schemas = schemas.flatMap((schema) => unwrap(schema).flatMap((inner) => childOf(inner, key)));
  return schemas.flatMap(unwrap).filter((schema) => schema instanceof z.ZodObject);
}

/** The schemas behind optional, default, pipe and union. */
function unwrap(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return unwrap(schema.out as z.ZodType);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => unwrap(option as z.ZodType));
  return [schema];
}

/** The schema at a key of an object, a record or an array; empty where there is none. */
function childOf(schema: z.ZodType, key: PropertyKey): z.ZodType[] {
  if (schema instanceof z.ZodObject) {
    const name = String(key);
    const child: unknown = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    return child instanceof z.ZodType ? [child] : [];
  }
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  return [];
}
