import { describe, expect, it } from 'vitest';
import { compareGroups } from '#analysis/compare-groups';
import { groupRuns, labelRuns, suggestGroupFields } from '#analysis/group-runs';
import { readNamed } from '#analysis/named-values';
import { countRunsOnce } from '#analysis/repeated-runs';
import { listDifferingSettings, listSettings, readField } from '#analysis/run-field';
import { parseRunFilter } from '#analysis/run-filter';
import { describeStatus } from '#analysis/run-outcome';
import { assertTrained, endStep, importedRunSchema, modelName, runSchema } from '#spec/run';
import { makeImported } from './make-imported';
import { makeRun } from './make-run';

describe('an imported run', () => {
  const run = makeImported('lstm', {
    method: 'dni',
    seed: 3,
    settings: { lr: 0.1, 'training.optimizer.rate': 0.01, model: 'LSTM' },
    step: 70,
  });

  it('is told apart from a trained one in its file, which names no kind', () => {
    expect(runSchema.parse(JSON.parse(JSON.stringify(run)))).toEqual(run);
    const trained = JSON.parse(JSON.stringify(makeRun('a'))) as object;
    expect('kind' in trained).toBe(false);
    expect(runSchema.parse(trained)).toEqual(makeRun('a'));
    expect(importedRunSchema.safeParse({ ...run, spec: makeRun('a').spec }).success).toBe(false);
  });

  it('has its settings as fields, those that are named like ours under that name', () => {
    expect([...listSettings(run)]).toEqual([
      ['training.method', 'dni'],
      ['training.seed', 3],
      ['settings.lr', 0.1],
      ['training.optimizer.rate', 0.01],
      ['settings.model', 'LSTM'],
    ]);
    expect(readField(run, 'settings.lr')).toBe(0.1);
    expect(readField(run, 'training.optimizer.rate')).toBe(0.01);
    expect(readField(run, 'training.batch')).toBeNull();
    expect(readField(run, 'run.imported')).toBe('csv');
    expect(readField(makeRun('a'), 'run.imported')).toBeNull();
    expect([modelName(run), modelName(makeImported('b'))]).toEqual(['LSTM', 'b']);
  });

  it('is found by filters', () => {
    const all = [run, makeImported('other'), makeRun('ours')];
    const find = (text: string) =>
      all.filter((each) => parseRunFilter(text).matches?.(each)).map(({ id }) => id);
    expect(find('imported = csv')).toEqual(['lstm', 'other']);
    expect(find('lr = 0.1')).toEqual(['lstm']);
    expect(find('rate < 0.02 and model = LSTM')).toEqual(['lstm']);
    expect(readNamed(run, 'model')).toEqual(['LSTM', null]);
  });

  it('has done all of its steps', () => {
    expect([endStep(run), describeStatus(run)]).toEqual([70, 'finished']);
  });

  it('cannot be trained', () => {
    expect(() => assertTrained(run, 'be resumed')).toThrow(
      "'lstm' cannot be resumed: it was imported from a CSV file, so it has no model to train. Choose a run that was trained here.",
    );
  });
});

describe('imported runs beside trained ones', () => {
  const ours = [1, 2].map((seed) => makeRun(`ours-${seed}`, { training: { seed } }));

  it('differ from them in nothing that is not known of them', () => {
    const theirs = makeImported('theirs', { settings: { lr: 0.1 } });
    expect(listDifferingSettings([...ours, theirs])).toEqual(['training.seed']);
    const other = makeImported('other', { settings: { lr: 0.2 } });
    expect(listDifferingSettings([...ours, theirs, other])).toEqual([
      'training.seed',
      'settings.lr',
    ]);
  });

  it('are groups of their own, of runs that differ in their seed only', () => {
    const theirs = [1, 2].map((seed) =>
      makeImported(`theirs-${seed}`, { seed, method: 'backprop', settings: { model: 'LSTM' } }),
    );
    const all = [...ours, ...theirs];
    const groups = groupRuns(all, suggestGroupFields(all));
    expect(groups.map(({ runs }) => runs.map(({ id }) => id))).toEqual([
      ['ours-1', 'ours-2'],
      ['theirs-1', 'theirs-2'],
    ]);
    expect(labelRuns(all).get('theirs-2')).toContain('LSTM, seed 2');
  });

  it('join the group of a method that the user says they have', () => {
    const theirs = makeImported('theirs', { method: 'dni' });
    const groups = groupRuns([...ours, theirs], ['training.method']);
    expect(groups.map(({ runs }) => runs.length)).toEqual([3]);
  });

  it('all count, and are not paired where no seed is known', () => {
    const theirs = ['a', 'b'].map((id) =>
      makeImported(id, { metrics: { 'test/error': { last: 0.1, best: 0.1, bestStep: 1 } } }),
    );
    expect(countRunsOnce(theirs).runs).toHaveLength(2);
    const trained = [1, 2].map((seed) =>
      makeRun(`t-${seed}`, { training: { seed }, metrics: { 'test/error': seed / 10 } }),
    );
    const groups = [
      { key: 'theirs', values: {}, runs: theirs },
      { key: 'ours', values: {}, runs: trained },
    ];
    const compared = compareGroups(groups, 'test/error', {
      baseline: 'ours',
      level: 0.95,
    } as never);
    expect(JSON.stringify(compared)).toContain('"pairs":0');
  });
});
