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
    problems: parsed.error.issues.flatMap((issue) => explain(issue, value)),
  };
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

/** What zod found, said for people; a union's issue leads to the issues inside it. */
function explain(issue: Issue, value: unknown, prefix: PropertyKey[] = []): Problem[] {
  const path = [...prefix, ...issue.path];
  const place = placeOf(path, value);
  const setting = path.map(String).join('.');
  const at = place.name ? `${place.name}: ` : '';
  const problem = (message: string, remedy: string): Problem[] => [
    { severity: 'error', ...place.at, setting, message: `${at}${message}`, remedy },
  ];
  const found = valueAt(value, path);
  const label = `'${place.setting}'`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.flatMap((key) => {
        const close = nearest(key, knownKeys(path));
        return problem(
          `there is no setting '${key}'${place.setting ? ` in ${label}` : ''}.`,
          close ? `Did you mean '${close}'?` : 'Remove it.',
        );
      });
    case 'invalid_union': {
      if ('discriminator' in issue && issue.discriminator === 'kind') {
        const kinds = knownKinds(path);
        const close = typeof found === 'string' ? nearest(found, kinds) : null;
        return problem(
          found === undefined ? "it has no 'kind'." : `there is no kind ${JSON.stringify(found)}.`,
          close ? `Did you mean '${close}'?` : `Choose one of: ${kinds.join(', ')}.`,
        );
      }
      const [inner] = issue.errors;
      return inner?.[0] ? explain(inner[0], value, path) : problem(`${label} does not fit.`, '');
    }
    case 'invalid_type':
      return found === undefined
        ? problem(`${label} is missing.`, `Add it: ${article(issue.expected)}.`)
        : problem(
            `${label} is ${JSON.stringify(found)}, but ${article(issue.expected)} is wanted.`,
            'Change it.',
          );
    case 'too_small':
      return problem(
        `${label} is ${JSON.stringify(found)}.`,
        `It must be ${issue.inclusive ? 'at least' : 'more than'} ${String(issue.minimum)}.`,
      );
    case 'too_big':
      return problem(
        `${label} is ${JSON.stringify(found)}.`,
        `It must be ${issue.inclusive ? 'at most' : 'less than'} ${String(issue.maximum)}.`,
      );
    case 'invalid_value':
      return problem(
        `${label} is ${JSON.stringify(found)}.`,
        `Choose one of: ${issue.values.map(String).join(', ')}.`,
      );
    case 'invalid_key':
      return problem(
        `the name ${JSON.stringify(String(path.at(-1)))} cannot be used.`,
        'A name starts with a letter and has letters, digits and _.',
      );
    default:
      return problem(
        `${label} is ${JSON.stringify(found)}, which does not fit.`,
        `${issue.message}.`,
      );
  }
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

function knownKeys(path: readonly PropertyKey[]): string[] {
  return [...new Set(optionsAt(path).flatMap((option) => Object.keys(option.shape)))];
}

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
    const child: unknown = schema.shape[String(key)];
    return child instanceof z.ZodType ? [child] : [];
  }
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  return [];
}
