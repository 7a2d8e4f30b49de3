import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { createHistory } from '../../../src-renderer/editor/history';
import { OpenModel, type ModelOrigin } from '../../../src-renderer/editor/open-model';
import { buildExperiment } from './experiment';
import { FakeFolder } from './fake-folder';

const original = buildExperiment('image>a a>loss');
const named = (name: string): Experiment => ({ ...original, name });

let folder: FakeFolder;

beforeEach(() => {
  vi.useFakeTimers();
  folder = new FakeFolder();
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

function openSaved(): OpenModel {
  const { id, revision, spec } = folder.put('m', original);
  return open({ id, revision, history: createHistory(spec), unchanged: spec });
}

function openNew(): OpenModel {
  return open({ history: createHistory(original), unchanged: original });
}

function open(origin: ModelOrigin): OpenModel {
  return new OpenModel(folder, origin);
}

const nameOnDisk = (id = 'm'): string | undefined => folder.files.get(id)?.spec.name;
const kindOf = (model: OpenModel): string => model.snapshot.status.kind;

describe('saving', () => {
  it('puts a change on disk half a second after it was made', async () => {
    const model = openSaved();
    model.change(named('changed'));
    expect(kindOf(model)).toBe('unsaved');
    await pass(499);
    expect(nameOnDisk()).toBe('test');
    await pass(1);
    expect(nameOnDisk()).toBe('changed');
    expect(model.snapshot.status).toEqual({ kind: 'saved', isKept: false });
  });

  it('does not wait longer than two seconds while changes go on', async () => {
    const model = openSaved();
    for (let change = 0; change < 10; change += 1) {
      model.change(named(`change ${change}`));
      await pass(300);
    }
    expect(folder.requests.map(({ spec }) => spec.name)).toEqual(['change 6']);
  });

  it('saves what was changed while a save was in progress', async () => {
    const model = openSaved();
    model.change(named('first'));
    folder.hold();
    const done = model.flush();
    model.change(named('second'));
    await folder.answer();
    await done;
    expect(folder.history).toEqual(['test', 'first', 'second']);
    expect(kindOf(model)).toBe('saved');
    expect(folder.copy).toBeNull();
  });

  it('sends the revision that the change was made to', async () => {
    const model = openSaved();
    model.change(named('first'));
    await model.flush();
    model.change(named('second'));
    await model.flush();
    expect(folder.requests.map(({ baseRevision }) => baseRevision)).toEqual(['r1', 'r2']);
  });

  it('does nothing for a change that was undone at once', async () => {
    const model = openSaved();
    model.change(named('changed'));
    model.undo();
    await pass(5000);
    expect(folder.requests).toEqual([]);
    expect(folder.copy).toBeNull();
  });

  it('keeps the version when asked to, also without a change', async () => {
    const model = openSaved();
    await model.save({ keepVersion: true });
    expect(folder.requests).toMatchObject([{ modelId: 'm', keepVersion: true }]);
    expect(model.snapshot.status).toEqual({ kind: 'saved', isKept: true });
    model.change(named('changed'));
    await pass(500);
    expect(model.snapshot.status).toEqual({ kind: 'saved', isKept: false });
  });
});

describe('a new model', () => {
  it('has no file as long as it is not changed', async () => {
    const model = openNew();
    await model.flush();
    await pass(5000);
    expect(kindOf(model)).toBe('new');
    expect(folder.requests).toEqual([]);
  });

  it('becomes a model of the project with its first change', async () => {
    const model = openNew();
    model.change(named('mine'));
    await pass(500);
    model.change(named('mine too'));
    await pass(500);
    expect(model.snapshot.id).toBe('mine');
    expect([...folder.files.keys()]).toEqual(['mine']);
  });

  it('becomes one without a change when it is saved explicitly', async () => {
    await openNew().save();
    expect(nameOnDisk('test')).toBe('test');
  });
});

describe('a failure to save', () => {
  const full = new WorkbenchError('unavailable', 'The disk is full.');

  it('says why, and tries again until it succeeds', async () => {
    const model = openSaved();
    folder.failure = full;
    model.change(named('changed'));
    await pass(500);
    expect(model.snapshot.status).toEqual({ kind: 'failed', message: 'The disk is full.' });
    await pass(20_000);
    expect(folder.requests.length).toBeGreaterThan(3);
    expect(kindOf(model)).toBe('failed');
    folder.failure = null;
    await pass(15_000);
    expect(kindOf(model)).toBe('saved');
    expect(nameOnDisk()).toBe('changed');
  });

  it('is tried again also while changes go on', async () => {
    const model = openSaved();
    folder.failure = full;
    model.change(named('changed'));
    await pass(500);
    folder.failure = null;
    for (let change = 0; change < 10; change += 1) {
      model.change(named(`change ${change}`));
      await pass(200);
    }
    expect(kindOf(model)).not.toBe('failed');
  });

  it('keeps a copy for the next window until the change is on disk', async () => {
    const model = openSaved();
    folder.failure = full;
    model.change(named('changed'));
    expect(folder.copy).toEqual({ modelId: 'm', baseRevision: 'r1', spec: named('changed') });
    await pass(500);
    expect(folder.copy).not.toBeNull();
    folder.failure = null;
    await model.flush();
    expect(folder.copy).toBeNull();
  });

  it('still keeps the version in the history when it succeeds at last', async () => {
    const model = openSaved();
    folder.failure = full;
    await model.save({ keepVersion: true });
    folder.failure = null;
    await model.flush();
    expect(folder.requests.at(-1)).toMatchObject({ keepVersion: true });
  });
});

describe('another window', () => {
  it('that changes the file is followed, and its change can be undone', async () => {
    const model = openSaved();
    folder.put('m', named('theirs'));
    await model.lookAtFile();
    expect(model.spec.name).toBe('theirs');
    expect(kindOf(model)).toBe('saved');
    model.undo();
    await pass(500);
    expect(nameOnDisk()).toBe('test');
  });

  it('is not confused with the own save, whose event may come first', async () => {
    const model = openSaved();
    model.change(named('first'));
    folder.hold();
    const done = model.flush();
    const looked = model.lookAtFile();
    await folder.answer();
    await Promise.all([done, looked]);
    expect(model.snapshot.history.past).toHaveLength(1);
    expect(kindOf(model)).toBe('saved');
  });

  it('does not replace a change that is still being typed', async () => {
    const model = openSaved();
    folder.put('m', named('theirs'));
    folder.commitTypedText = () => model.change(named('typed'));
    await model.lookAtFile();
    expect(model.spec.name).toBe('typed');
    await model.flush();
    expect(kindOf(model)).toBe('changedElsewhere');
  });

  it('with another change stops saving until the user decides', async () => {
    const model = openSaved();
    model.change(named('mine'));
    folder.put('m', named('theirs'));
    await pass(500);
    expect(model.snapshot.status).toMatchObject({
      kind: 'changedElsewhere',
      theirs: { spec: { name: 'theirs' } },
    });
    model.change(named('mine still'));
    await pass(60_000);
    expect(folder.requests).toHaveLength(1);
    expect(nameOnDisk()).toBe('theirs');
    expect(folder.copy?.spec.name).toBe('mine still');
  });

  it('loses to "keep mine", and stays in the history on disk', async () => {
    const model = await openConflict();
    await model.keepMine();
    expect(nameOnDisk()).toBe('mine');
    expect(folder.history).toEqual(['test', 'theirs', 'mine']);
    expect(kindOf(model)).toBe('saved');
  });

  it('wins with "take theirs", and mine can be undone', async () => {
    const model = await openConflict();
    model.takeTheirs();
    expect(model.spec.name).toBe('theirs');
    expect(kindOf(model)).toBe('saved');
    model.undo();
    expect(model.spec.name).toBe('mine');
    await pass(500);
    expect(nameOnDisk()).toBe('mine');
  });

  it('is shown with its latest version while the user decides', async () => {
    const model = await openConflict();
    folder.put('m', named('theirs, later'));
    await model.lookAtFile();
    expect(model.snapshot.status).toMatchObject({ theirs: { spec: { name: 'theirs, later' } } });
  });

  it('with the same content is no conflict', async () => {
    const model = openSaved();
    model.change(named('same'));
    folder.put('m', JSON.parse(JSON.stringify(named('same'))) as Experiment);
    await pass(500);
    expect(kindOf(model)).toBe('saved');
    model.change(named('next'));
    await pass(500);
    expect(nameOnDisk()).toBe('next');
  });

  it('that deletes the file is noticed, with and without a change here', async () => {
    const unchanged = openSaved();
    folder.files.delete('m');
    await unchanged.lookAtFile();
    expect(kindOf(unchanged)).toBe('deletedElsewhere');
    const changed = openSaved();
    changed.change(named('mine'));
    folder.files.delete('m');
    await pass(500);
    expect(kindOf(changed)).toBe('deletedElsewhere');
    await changed.keepMine();
    expect(nameOnDisk()).toBe('mine');
    expect(kindOf(changed)).toBe('saved');
  });

  it('that brings the file back ends the conflict', async () => {
    const model = openSaved();
    folder.files.delete('m');
    await model.lookAtFile();
    folder.put('m', named('restored'));
    await model.lookAtFile();
    expect(kindOf(model)).toBe('saved');
    expect(model.spec.name).toBe('restored');
  });
});

describe('a deleted model', () => {
  it('does not come back by a save', async () => {
    const model = openSaved();
    model.stop();
    folder.files.delete('m');
    await model.lookAtFile();
    model.change(named('changed'));
    await pass(5000);
    expect(kindOf(model)).not.toBe('deletedElsewhere');
    expect(folder.files.size).toBe(0);
  });

  it('keeps its undo history when it is restored', async () => {
    const model = openSaved();
    model.change(named('changed'));
    await model.flush();
    model.stop();
    model.resume();
    model.adopt(folder.put('m-2', named('changed')));
    expect(model.snapshot.id).toBe('m-2');
    expect(model.snapshot.history.past).toHaveLength(1);
    model.undo();
    await pass(500);
    expect(nameOnDisk('m-2')).toBe('test');
  });
});

async function openConflict(): Promise<OpenModel> {
  const model = openSaved();
  model.change(named('mine'));
  folder.put('m', named('theirs'));
  await model.flush();
  return model;
}
