import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkReadiness } from '#spec/check-readiness';
import { experimentSchema } from '#spec/experiment';
import { formatProblem } from '#spec/problems';
import { taskFields, type Fields } from '#spec/task';
import type { TaskData } from '#spec/task-data';
import { template } from './make';

const desk = { memory: 16e9, gpu: null };
const problem = {
  setting: 'task.dataset',
  message: "The data set 'mine' is not in this project.",
  remedy: "Import it in the Data view under the id 'mine'.",
};
const missing: TaskData = { fields: null, counts: null, bytes: 0, problem };

const folder = new URL('../../../resources/templates/', import.meta.url);
const names = readdirSync(folder).map((file) => file.replace('.json', ''));
const label = { kind: 'label', classes: 51 } as const;

/** Data as it would be found: Penn Treebank, CIFAR-10, the generated brackets, MNIST. */
function dataOf(name: string): TaskData {
  const { task } = template(name);
  const fields: Fields | null = taskFields(
    task,
    task.kind === 'text' ? { symbol: label, next: label } : undefined,
  );
  const counts =
    task.kind === 'text'
      ? { train: 360_000, validation: 20_000, test: 20_000 }
      : task.kind === 'dataset'
        ? { train: 45_000, validation: 5000, test: 10_000 }
        : task.kind === 'mnist'
          ? { train: 60_000 - task.validation, validation: task.validation, test: 10_000 }
          : null;
  return { fields, counts, bytes: 5e8, problem: null };
}

describe('the templates', () => {
  it.each(names)('%s can be trained on an ordinary desk, without a warning', (name) => {
    const found = checkReadiness(template(name), { data: dataOf(name), machine: desk });
    expect(found.map(formatProblem)).toEqual([]);
  });
});

describe('an imported sequence', () => {
  it('is an error where a part is too short for the task, with the setting that helps', () => {
    const spec = experimentSchema.parse({
      ...template('mnist-cdni'),
      task: { kind: 'sequence', dataset: 'mine', ahead: 20 },
    });
    const data = {
      fields: taskFields({ kind: 'mnist', validation: 0 }),
      counts: { train: 1000, validation: 20, test: 0 },
      bytes: 0,
      problem: null,
    };
    expect(checkReadiness(spec, { data, machine: desk }).map(formatProblem)).toContain(
      "error at task.ahead: The validation part has 20 rows, too few for a stream with targets 20 ahead. Lower 'Ahead', or leave more rows to 'Validation'.",
    );
  });
});

describe('data that is not there', () => {
  it('is an error, also where the task says what its fields are', () => {
    for (const fields of [undefined, taskFields({ kind: 'mnist', validation: 0 })]) {
      const spec = experimentSchema.parse({
        ...template('mnist-cdni'),
        task: { kind: 'dataset', dataset: 'mine', ...(fields && { fields }) },
      });
      const data = { ...missing, fields: taskFields(spec.task) };
      expect(checkReadiness(spec, { data, machine: desk }).map(formatProblem)).toEqual([
        "error at task.dataset: The data set 'mine' is not in this project. Import it in the Data view under the id 'mine'.",
      ]);
    }
  });

  it('is said of a text, whose fields nothing else tells', () => {
    const found = checkReadiness(template('paper-ptb-dni-8'), { data: missing, machine: desk });
    expect(found).toEqual([{ severity: 'error', ...problem }]);
  });

  it('is not claimed before it was looked for', () => {
    const spec = template('paper-ptb-dni-8');
    expect(checkReadiness(spec, { data: null, machine: desk })).toEqual([]);
  });
});

it('refuses more rows than a stream has places', () => {
  const spec = template('char-lm-dni-8');
  const few = { ...dataOf('char-lm-dni-8'), counts: { train: 64, validation: 5, test: 5 } };
  expect(checkReadiness(spec, { data: few, machine: desk })[0]).toMatchObject({
    severity: 'error',
    setting: 'training.batch',
    message:
      'The training part has 64 characters, too few for a batch of 64 streams, each with a place of its own.',
    remedy: "Lower 'Batch' to 63 or less.",
    fix: { kind: 'setSetting', path: 'training.batch', value: 63 },
  });
});
