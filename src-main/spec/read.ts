import { z } from 'zod';
import { experimentSchema, formatVersion, type Experiment } from './experiment';
import type { EdgeId } from './model';
import { nearest } from './nearest';
import { nodeSchema } from './nodes';
import type { Problem } from './problems';

/** Every node kind there is. */
export const nodeKinds: readonly string[] = nodeSchema.options.map(
  (option) => option.shape.kind.value,
);

export interface Reading {
  /** The experiment with its defaults filled in; null where the description does not fit the format. */
  experiment: Experiment | null;
  problems: Problem[];
}

/**
 * Reads what a file or a user says an experiment is. Everything that does not fit the format is told,
 * each in a sentence; it never throws.
 */
export function readExperiment(value: unknown): Reading {
  const refused = versionProblem(value);
  if (refused) return { experiment: null, problems: [refused] };
  const parsed = experimentSchema.safeParse(value);
  if (parsed.success) return { experiment: parsed.data, problems: [] };
  return {
    experiment: null,
    problems: explainIssues(parsed.error.issues, value),
  };
}

/** What zod found in `value`, said for people. */
export function explainIssues(issues: readonly Issue[], value: unknown): Problem[] {
  return issues.flatMap((issue) => explain(issue, value));
}

function versionProblem(value: unknown): Problem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      severity: 'error',
      message: 'This is not a description of an experiment: it is no JSON object.',
      remedy: 'Start from a template: `templates` lists them.',
    };
  const version: unknown = 'version' in value ? value.version : undefined;
  if (version === formatVersion) return null;
  if (typeof version === 'number' && version > formatVersion)
    return {
      severity: 'error',
      setting: 'version',
      message: `This description is of version ${version}; this program reads up to version ${formatVersion}.`,
      remedy: 'Update the program to open it.',
    };
  return {
    severity: 'error',
    setting: 'version',
    message:
      version === undefined
        ? "The description has no 'version'."
        : `'version' is ${JSON.stringify(version)}, which is no version of this format.`,
    remedy: `Write "version": ${formatVersion}.`,
  };
}

type Issue = z.core.$ZodIssue;

/** What is wanted where a setting may be of several kinds, by its key. */
const either: Readonly<Record<string, string>> = {
  units: "a number (or 'classes')",
  condition: `"label" or {"inputs": 8}`,
};

/** What zod found, said for people; a union's issue leads to the issues inside it. */
function explain(issue: Issue, value: unknown, prefix: PropertyKey[] = []): Problem[] {
  const path = [...prefix, ...issue.path];
  const place = placeOf(path, value);
  const setting = path.map(String).join('.');
  const said = (message: string): string =>
    place.name ? `${place.name}: ${message}` : capitalised(message);
  const problem = (message: string, remedy: string): Problem[] => [
    { severity: 'error', ...place.at, setting, message: said(message), remedy },
  ];
  const found = valueAt(value, path);
  const label = place.setting ? `'${place.setting}'` : 'it';
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.flatMap((key) => {
        const where = place.setting ? ` in ${label}` : '';
        return problem(`there is no setting '${key}'${where}.`, betterKey(path, key, found));
      });
    case 'invalid_union': {
      if ('discriminator' in issue && issue.discriminator === 'kind') {
        const kinds = knownKinds(path);
        const close = typeof found === 'string' ? nearest(found, kinds) : null;
        return problem(
          found === undefined ? "it has no 'kind'." : `there is no kind ${written(found)}.`,
          close ? `Did you mean '${close}'?` : `Choose one of: ${kinds.join(', ')}.`,
        );
      }
      const key = String(path.at(-1));
      const wanted = Object.hasOwn(either, key) ? either[key] : undefined;
      if (wanted !== undefined && typeof found !== 'number')
        return found === undefined
          ? problem(`${label} is missing.`, `Add it: ${wanted}.`)
          : problem(`${label} is ${written(found)}, but ${wanted} is wanted.`, 'Change it.');
      const single = issue.errors.map((inner) => inner[0]);
      if (typeof found !== 'number' && single.some((inner) => inner?.code !== 'too_small'))
        return problem(
          `${label} is ${written(found)}.`,
          'Write one whole number, or two in [ ], each at least 1.',
        );
      const [inner] = single;
      return inner ? explain(inner, value, path) : problem(`${label} does not fit.`, 'Change it.');
    }
    case 'invalid_type':
      return found === undefined
        ? problem(`${label} is missing.`, `Add it: ${article(issue.expected)}.`)
        : problem(
            `${label} is ${written(found)}, but ${article(issue.expected)} is wanted.`,
            'Change it.',
          );
    case 'too_small':
      return problem(
        `${label} is ${written(found)}.`,
        `It must ${measured(issue.origin)} ${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}${unitOf(issue.origin)}.`,
      );
    case 'too_big':
      return problem(
        `${label} is ${written(found)}.`,
        `It must ${measured(issue.origin)} ${issue.inclusive ? 'at most' : 'less than'} ${String(issue.maximum)}${unitOf(issue.origin)}.`,
      );
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const close = typeof found === 'string' ? nearest(found, choices) : null;
      const choose = `Choose one of: ${choices.join(', ')}.`;
      return problem(
        found === undefined ? `${label} is missing.` : `${label} is ${written(found)}.`,
        close ? `Did you mean '${close}'? ${choose}` : choose,
      );
    }
    case 'invalid_key':
      return problem(
        `the name ${JSON.stringify(String(path.at(-1)))} cannot be used.`,
        `${capitalised(issue.issues[0]?.message ?? 'choose another')}.`,
      );
    default:
      return problem(
        `${label} is ${written(found)}, which does not fit.`,
        `${capitalised(issue.message)}.`,
      );
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A value as a user would write it; what JSON cannot hold (NaN among it) in words of the language. */
function written(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
}

function measured(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'have' : 'be';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' character(s)';
  return origin === 'array' ? ' item(s)' : '';
}

const articles: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text in quotes',
  boolean: 'true or false',
  object: 'an object in { }',
  record: 'an object in { }',
  array: 'a list in [ ]',
};

function article(expected: string): string {
  return articles[expected] ?? expected;
}

interface Place {
  /** "Node 'hidden1'", "edge 'a->b'" or nothing. */
  name: string;
  at: { node?: string; edge?: EdgeId };
  /** The setting's own name within that place. */
  setting: string;
}

function placeOf(path: readonly PropertyKey[], value: unknown): Place {
  const [top, list, key] = path.map(String);
  const rest = path.slice(3).map(String).join('.');
  if (top === 'model' && list === 'nodes' && key !== undefined)
    return { name: `Node '${key}'`, at: { node: key }, setting: rest };
  if (top === 'model' && list === 'edges' && key !== undefined) {
    const edge = valueAt(value, path.slice(0, 3)) as { from?: unknown; to?: unknown } | undefined;
    if (typeof edge?.from === 'string' && typeof edge.to === 'string') {
      const id: EdgeId = `${edge.from}->${edge.to}`;
      return { name: `Edge '${id}'`, at: { edge: id }, setting: rest };
    }
    return { name: `Edge number ${Number(key) + 1}`, at: {}, setting: rest };
  }
  return { name: '', at: {}, setting: path.map(String).join('.') };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** Kinds that may stand at a path, read off the schema itself. */
function knownKinds(path: readonly PropertyKey[]): string[] {
  const kinds = optionsAt(path.at(-1) === 'kind' ? path.slice(0, -1) : path).flatMap((option) => {
    const kind = option.shape['kind'];
    return kind instanceof z.ZodLiteral ? [String(kind.value)] : [];
  });
  return [...new Set(kinds)];
}

/** What to write instead of a setting that does not exist at a path. */
function betterKey(path: readonly PropertyKey[], key: string, holder: unknown): string {
  const kind = valueAt(holder, ['kind']);
  const options = optionsAt(path);
  const kindOf = (option: z.ZodObject): unknown => {
    const literal = option.shape['kind'];
    return literal instanceof z.ZodLiteral ? literal.value : undefined;
  };
  const chosen = options.filter((option) => kind === undefined || kindOf(option) === kind);
  const elsewhere = topSettings.find((setting) => setting.endsWith(`.${key}`));
  if (path.length < 2 && elsewhere) return `Did you mean '${elsewhere}'?`;
  const others = options.filter((option) => Object.hasOwn(option.shape, key)).map(kindOf);
  if (others.length > 0)
    return `Remove it: it belongs to the kind ${others.map(String).join(', ')}.`;
  const close = nearest(
    key,
    chosen.flatMap((option) => Object.keys(option.shape)),
  );
  return close ? `Did you mean '${close}'?` : 'Remove it.';
}

/** Settings that are looked for at the top by mistake, by their full names. */
const topSettings = ['training', 'diagnostics', 'model'].flatMap((part) =>
  optionsAt([part]).flatMap((option) => Object.keys(option.shape).map((key) => `${part}.${key}`)),
);

/** The object schemas that may stand at a path. */
function optionsAt(path: readonly PropertyKey[]): z.ZodObject[] {
  let here: z.ZodType[] = [experimentSchema];
  for (const key of path)
    here = here.flatMap((schema) => unwrap(schema).flatMap((inner) => childOf(inner, key)));
  return here.flatMap(unwrap).filter((schema) => schema instanceof z.ZodObject);
}

function unwrap(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return unwrap(schema.out as z.ZodType);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((one) => unwrap(one as z.ZodType));
  return [schema];
}

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
