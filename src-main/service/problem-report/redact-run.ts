import { redactText, type Secrets } from './redact';

/** Fields of a run that name data or a computer, or are words of the user. */
const leftOut = new Set(['notes', 'tags', 'host', 'pid', 'data', 'source']);
/** Of a task: where its data come from. */
const ofTask = new Set(['dataset', 'train', 'validation', 'test', 'path', 'paths', 'fields']);

/** The record of a run as JSON, without names of data, notes and computers. Its curves are not in it. */
export function redactRun(run: unknown, secrets: Secrets): string {
  return `${redactText(JSON.stringify(withoutNames(run, false), null, 2), secrets)}\n`;
}

function withoutNames(value: unknown, isInTask: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNames(item, isInTask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      if (leftOut.has(key) || (isInTask && ofTask.has(key))) return [key, '[left out]'];
      return [key, withoutNames(item, isInTask || key === 'task')];
    }),
  );
}
