import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SavedModel } from '#api/types';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import { createHistory } from '../../../src-renderer/editor/history';
import { OpenModel } from '../../../src-renderer/editor/open-model';
import { restoredOrigin } from '../../../src-renderer/editor/restored-origin';
import { isSameExperiment } from '../../../src-renderer/editor/same-experiment';
import {
  keepCopy,
  takeCopies,
  type UnsavedWork,
} from '../../../src-renderer/editor/unsaved-copies';
import { buildExperiment } from './experiment';
import { FakeFolder } from './fake-folder';
import { FakeStorage } from './fake-storage';
import { Random } from './random';
import { edits } from './random-edits';

const edited = 1000;
const place = { directory: '/p', created: '2026-11-30T08:00:00.000Z' };
const start = buildExperiment('image>a a>b b>loss');

/** A folder whose files are text, as on disk, with the storage of a browser for unsaved copies. */
class TextFolder extends FakeFolder {
  override put(id: string, spec: Experiment): SavedModel {
    const { experiment } = parseExperiment(JSON.parse(JSON.stringify(spec)));
    if (!experiment) throw new Error('The saved model cannot be read.');
    return super.put(id, experiment);
  }

  override keepCopy(work: UnsavedWork | null): void {
    keepCopy(place, 'window', work);
  }
}

let folder: TextFolder;
const saved = (): SavedModel => folder.files.get('m') as SavedModel;

/** Opens the model as a window does that has just been loaded. */
function load(): OpenModel {
  const [copy] = takeCopies(place);
  const { id, revision, spec } = saved();
  return new OpenModel(
    folder,
    copy && !isSameExperiment(spec, copy.spec)
      ? restoredOrigin(copy, saved())
      : { id, revision, history: createHistory(spec), unchanged: spec },
  );
}

/** Ends all of a window at once, as a reload and a crash do. */
function leave(): void {
  vi.clearAllTimers();
  folder.lose();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', new FakeStorage());
  folder = new TextFolder();
  folder.put('m', start);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('reloads in the middle of 1,000 random edits', () => {
  it('lose nothing, whatever is on disk by then', async () => {
    const random = new Random(20261130);
    const names = Object.keys(edits);
    const moments = { saved: 0, unsaved: 0, unanswered: 0 };
    let model = load();
    for (let count = 0; count < edited;) {
      const next = edits[random.pick(names)]?.(model.spec, random) ?? model.spec;
      if (isSameExperiment(next, model.spec)) continue;
      model.change(next);
      count += 1;
      if (random.below(8) > 0) continue;

      const moment = random.pick(['saved', 'unsaved', 'unanswered'] as const);
      moments[moment] += 1;
      if (moment === 'saved') await model.flush();
      if (moment === 'unanswered') {
        // The file is written, but the window does not hear of it.
        folder.hold();
        void model.flush();
        await vi.advanceTimersByTimeAsync(0);
      }
      const before = experimentSchema.parse(model.spec);
      const onDisk = saved().spec;
      leave();
      model = load();
      expect(experimentSchema.parse(model.spec), `edit ${count}, ${moment}`).toEqual(before);
      const { past } = model.snapshot.history;
      expect(past).toEqual(moment === 'unsaved' ? [onDisk] : []);
      await model.flush();
      expect(model.snapshot.status.kind).toBe('saved');
      expect(saved().spec).toEqual(before);
    }
    expect(Math.min(...Object.values(moments))).toBeGreaterThan(20);
  });

  it('keep the edits after a save whose answer is lost, beside what was saved', async () => {
    const named = (name: string): Experiment => ({ ...start, name });
    const model = load();
    folder.hold();
    model.change(named('saved'));
    void model.flush();
    await vi.advanceTimersByTimeAsync(0);
    model.change(named('edited'));
    leave();
    const reloaded = load();
    expect(reloaded.spec.name).toBe('edited');
    await reloaded.flush();
    expect(reloaded.snapshot.status.kind).toBe('changedElsewhere');
    await reloaded.keepMine();
    expect(saved().spec.name).toBe('edited');
  });
});
