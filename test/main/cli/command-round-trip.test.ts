/** The command line of a run is read by a real shell and by the parser of the options, and gives the experiment again. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeEach, expect, it, vi } from 'vitest';
import { changeWords, trainWords } from '#analysis/commands/train-command';
import { shellLine } from '#analysis/commands/shell-quote';
import { readTemplateFile } from '#service/templates';
import type { Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import { run } from '../../../src-main/cli/program';
import { applyOverrides, findSource } from '../../../src-main/cli/spec-source';
import type { TrainOptions } from '../../../src-main/cli/train';
import { makeRun } from '../analysis/make-run';
import { editedExperiments, templateIds } from '../analysis/random-experiments';
import { resources } from '../service/service-fixture';
import { template } from '../spec/make';

const asked = vi.hoisted(() => ({ source: '', options: {} as TrainOptions }));
vi.mock('../../../src-main/cli/train', () => ({
  train: (source: string, options: TrainOptions) => Object.assign(asked, { source, options }),
}));
beforeEach(() => Object.assign(asked, { source: '', options: {} }));

/** What a shell makes of a line: its words. */
function wordsOf(lines: readonly string[]): string[][] {
  const script = lines.map((line) => `printf '%s\\0' ${line}; printf '\\n\\0'`).join('\n');
  const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return read
    .split('\n\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

/** The experiment that `train` would train. */
async function specOf(words: readonly string[]): Promise<Experiment | null> {
  expect(await run(['node', 'cli.ts', ...words])).toBe(0);
  const { value } = await findSource(asked.source, null);
  return parseExperiment(await applyOverrides(value, asked.options)).experiment;
}

it('is that of every template as it is', async () => {
  for (const id of templateIds) {
    const spec = template(id);
    const source = { name: id, value: await readTemplateFile(resources, id) };
    expect(trainWords(makeRun('r', { spec }), source)).toEqual(['train', id]);
    expect(await specOf(['train', id])).toEqual(spec);
  }
});

it('gives the experiment exactly, whatever was changed in a template', async () => {
  const cases = fc.sample(editedExperiments, { numRuns: 300, seed: 7 });
  const lines: string[] = [];
  const specs: Experiment[] = [];
  let named = 0;
  for (const { before, after } of cases) {
    const id = templateIds.find((name) => template(name).name === before.name) ?? '';
    const source = { name: id, value: await readTemplateFile(resources, id) };
    const words = trainWords(makeRun('r', { spec: after }), source);
    if (words[1] === 'runs/r') {
      expect(changeWords(source.value, after)).toBeNull();
      named += 1;
      continue;
    }
    lines.push(shellLine(words));
    specs.push(after);
  }
  // What settings cannot say, such as a text that was left out, is rare.
  expect(named).toBeLessThan(100);
  for (const [index, words] of wordsOf(lines).entries())
    expect(await specOf(words)).toEqual(specs[index]);
});

it('names the run itself where the settings that differ cannot be set or are too many', () => {
  const spec = template('mnist-cdni');
  const { description, ...bare } = spec;
  const source = { name: 'mnist-cdni', value: spec };
  expect(description).toBeDefined();
  expect(trainWords(makeRun('r', { spec: bare as Experiment }), source)).toEqual([
    'train',
    'runs/r',
  ]);
  const long = { ...spec, description: 'x'.repeat(2000) };
  expect(trainWords(makeRun('r', { spec: long }), source)).toEqual(['train', 'runs/r']);
  expect(trainWords(makeRun('r', { spec }), null)).toEqual(['train', 'runs/r']);
});

it('writes a text that would be read as JSON in quotes', () => {
  const spec = template('mnist-cdni');
  const words = (name: string): string[] =>
    trainWords(makeRun('r', { spec: { ...spec, name } }), { name: 'mnist-cdni', value: spec });
  expect(words('true')).toEqual(['train', 'mnist-cdni', '--set', 'name="true"']);
  expect(words('1e3')).toEqual(['train', 'mnist-cdni', '--set', 'name="1e3"']);
  expect(words('wide = 1')).toEqual(['train', 'mnist-cdni', '--set', 'name=wide = 1']);
});

it('has the name of the run and the checkpoint that it goes on from', () => {
  const spec = template('mnist-cdni');
  const parent = { runId: 'first', step: 200 };
  const other = makeRun('r', { spec, name: 'Again', parent, training: { seed: 5, steps: 9 } });
  expect(trainWords(other, { name: 'models/mine', value: spec })).toEqual([
    'train',
    'models/mine',
    '--steps',
    '9',
    '--seed',
    '5',
    '--name',
    'Again',
    '--continue',
    'first',
    '--checkpoint',
    '200',
  ]);
});
