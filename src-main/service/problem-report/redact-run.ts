import { redactText } from './redact';
import type { Secrets } from './secrets';

/** What is reported of a run; where its data come from, and what the user has called it, is not. */
const reported = [
  ...['version', 'kind', 'status', 'failure', 'failedStep', 'created', 'started', 'ended', 'step'],
  ...['seconds', 'environment', 'environments', 'parameters', 'parent', 'study', 'alerts'],
  ...['metrics', 'selected', 'method', 'seed', 'spec'],
] as const;

/** Names of the user, and records that have such as keys. They are left out wherever they are. */
const leftOut = new Set([
  ...['name', 'names', 'description', 'notes', 'tags', 'canvas', 'host', 'pid', 'id', 'runId'],
  ...['project', 'dataset', 'train', 'validation', 'test', 'files', 'data', 'file', 'path'],
]);
/** Texts that are choices of the program, ids of nodes or times; each other text is left out. */
const choices = new Set([
  ...['kind', 'status', 'created', 'started', 'ended', 'time', 'method', 'metric', 'layout'],
  ...['activation', 'function', 'padding', 'units', 'condition', 'unit', 'asked', 'from', 'to'],
  ...['device', 'decidingLoss', 'workbench', 'node', 'backend', 'tensorflow', 'platform'],
]);
const messages = new Set(['failure', 'message', 'fallbackReason']);
/** Fields that bundled tasks and imports have; others are names of columns. */
const commonFields = new Set(
  'image label point symbol recalled input output next odd threes sevens features value target y'.split(
    ' ',
  ),
);
const nothing = '[left out]';

/** The record of a run as JSON: its settings, its results and what went wrong, with names of columns numbered. */
export function redactRun(run: object, secrets: Secrets): string {
  const columns = new Map<string, string>();
  const nameColumn = (name: string): string => {
    if (commonFields.has(name)) return name;
    const number = columns.get(name) ?? `column${columns.size + 1}`;
    columns.set(name, number);
    return number;
  };

  function redact(value: unknown, key: string, parent: string): unknown {
    if (typeof value === 'string') {
      if (messages.has(key)) return redactText(value, secrets);
      if (key === 'field' || key === 'target') return nameColumn(value);
      return choices.has(key) && isChoice(value) ? value : nothing;
    }
    if (Array.isArray(value)) return value.map((item) => redact(item, key, parent));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]): [string, unknown][] => {
        if (key === 'fields' && parent === 'task')
          return [[nameColumn(name), redact(item, '', key)]];
        if (key === 'study' && name === 'values') return [];
        // A count of examples says nothing of their names; an id, a path or a process does.
        const isCount = parent === 'spec' && key === 'task' && typeof item === 'number';
        if (leftOut.has(name) && !isCount && !isNamedByNode(key)) return [[name, nothing]];
        return [[name, redact(item, name, key)]];
      }),
    );
  }

  const record = run as Record<string, unknown>;
  const entries = reported.flatMap((key) => (key in record ? [[key, record[key]]] : []));
  return `${JSON.stringify(redact(Object.fromEntries(entries), '', ''), null, 2)}\n`;
}

/** Records whose keys are ids of nodes or names of metrics, which may be called as what is left out. */
const isNamedByNode = (key: string): boolean =>
  ['nodes', 'modules', 'metrics', 'values'].includes(key);

/** A choice, an id of a node, the name of a metric, a version or a time: it has no spaces and is short. */
const isChoice = (text: string): boolean => /^[\w.:+>/-]{1,120}$/.test(text);
