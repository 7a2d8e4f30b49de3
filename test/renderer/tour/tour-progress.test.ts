import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  helpTopics,
  readTour,
  type TourFacts,
  type TourRun,
  type TourStudy,
} from '../../../src-renderer/tour/tour-progress';

/** The tour has begun: its model is on the canvas, and nothing is done. */
const begun: TourFacts = {
  project: 'tour',
  view: 'build',
  isPresenting: false,
  model: 'open',
  coupled: 'a->b',
  decoupled: null,
  runObstacle: null,
  questionObstacle: null,
  run: null,
  hasReplayed: false,
  hasWatched: false,
  study: null,
};
const run: TourRun = {
  isDni: true,
  status: 'finished',
  failure: null,
  step: 600,
  edge: 'a->b',
  isShown: true,
  hasValues: true,
  isPast: false,
};
const study: TourStudy = {
  status: 'running',
  failure: null,
  done: 3,
  total: 15,
  failedRuns: 0,
  isShown: true,
};
const decoupled: TourFacts = { ...begun, decoupled: 'a->b' };
const trained: TourFacts = { ...decoupled, run };
const replayed: TourFacts = { ...trained, hasReplayed: true };
const watched: TourFacts = { ...replayed, hasWatched: true };
const asked: TourFacts = { ...watched, view: 'studies', study };

describe('a step', () => {
  it('is done when what it asks for is there', () => {
    const steps = [begun, decoupled, trained, watched, asked].map((facts) => readTour(facts));
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(steps.map(({ place }) => place)).toEqual([
      { kind: 'edge', id: 'a->b' },
      { kind: 'run' },
      { kind: 'replay' },
      { kind: 'question' },
      { kind: 'answer' },
    ]);
    for (const { remark, wayBack, isDone } of steps)
      expect([remark, wayBack, isDone]).toEqual([null, null, false]);
  });

  it('has a page of help', () => {
    for (const topic of Object.values(helpTopics))
      expect(
        existsSync(new URL(`../../../resources/help/${topic}.md`, import.meta.url)),
        topic,
      ).toBe(true);
  });

  it('comes back when it is undone, and those after it that are done stay done', () => {
    const undone = readTour({ ...watched, decoupled: null });
    expect(undone.step).toBe(1);
    expect(undone.remark).toContain('No edge is decoupled any more');
    expect(readTour({ ...begun, run: null }).remark).toBeNull();
    expect(readTour(watched).step).toBe(4);
  });

  it('may be left out: who asks at once has the answer to read', () => {
    expect(readTour({ ...decoupled, run, study, view: 'studies' }).step).toBe(5);
    expect(readTour({ ...watched, study: { ...study, status: 'draft' } }).step).toBe(4);
  });
});

describe('the run', () => {
  const read = (changes: Partial<TourRun>) => readTour({ ...trained, run: { ...run, ...changes } });

  it('is watched while it trains, and then replayed', () => {
    const preparing = read({ status: 'queued', step: 0, hasValues: false });
    expect(preparing.text).toContain('being prepared');
    // Its first steps show the norm of the true gradient alone.
    const first = read({ status: 'running', step: 4, hasValues: false });
    expect(first.text).toBe(
      'The run trains. In some seconds its values stand at the decoupled edge.',
    );
    const training = read({ status: 'running', step: 50 });
    expect(training.place).toEqual({ kind: 'values', id: 'a->b' });
    expect(training.text).toContain('their cosine');
    expect(read({}).place).toEqual({ kind: 'replay' });
    const past = read({ isPast: true });
    expect(past.place).toEqual({ kind: 'values', id: 'a->b' });
    expect(past.text).toContain('The replay ends');
    expect(past.canGoOn).toBe(false);
  });

  it('stays to be read after its replay, until the user goes on', () => {
    const ended = readTour(replayed);
    expect([ended.step, ended.canGoOn, ended.place]).toEqual([
      3,
      true,
      { kind: 'values', id: 'a->b' },
    ]);
    expect(ended.text).toContain('their cosine');
    const again = readTour({ ...replayed, run: { ...run, isPast: true } });
    expect([again.step, again.canGoOn]).toEqual([3, true]);
    const elsewhere = readTour({ ...replayed, view: 'data' });
    expect([elsewhere.canGoOn, elsewhere.wayBack]).toEqual([false, 'model']);
    expect(readTour(watched).step).toBe(4);
  });

  it('is made again where it failed, and its failure is told', () => {
    const failed = read({ status: 'failed', failure: 'The disk is full.', step: 300 });
    expect([failed.step, failed.place]).toEqual([2, { kind: 'run' }]);
    expect(failed.remark).toBe('The run failed. The disk is full. Run it again.');
    expect(read({ status: 'stopped', step: 0 }).remark).toContain('before its first step');
  });

  it('counts where it was stopped after some steps', () => {
    const stopped = read({ status: 'stopped', step: 120 });
    expect(stopped.step).toBe(3);
    expect(stopped.remark).toContain('ended early');
  });

  it('has to be one with synthetic gradients', () => {
    const locked = read({ isDni: false });
    expect(locked.step).toBe(2);
    expect(locked.remark).toContain('Choose the method DNI');
  });

  it('cannot be made while the model has a problem', () => {
    const state = readTour({ ...decoupled, runObstacle: "'b' has no input." });
    expect([state.step, state.remark]).toEqual([2, "'b' has no input."]);
  });
});

describe('the answer', () => {
  const read = (changes: Partial<TourStudy>) =>
    readTour({ ...asked, study: { ...study, ...changes } });

  it('ends the tour once it is complete and shown', () => {
    expect(read({}).going).toBe('3 of 15 runs have ended');
    const finished = read({ status: 'finished', done: 15 });
    expect([finished.isDone, finished.going, finished.place]).toEqual([
      true,
      null,
      { kind: 'answer' },
    ]);
    const elsewhere = readTour({ ...asked, view: 'runs', study: { ...study, status: 'finished' } });
    expect([elsewhere.isDone, elsewhere.wayBack, elsewhere.place]).toEqual([false, 'study', null]);
    expect(read({ status: 'finished', isShown: false }).isDone).toBe(false);
  });

  it('stays when the model has gone or was changed', () => {
    for (const changes of [{ model: 'missing' }, { decoupled: null }] as const)
      expect(
        readTour({ ...asked, ...changes, study: { ...study, status: 'finished' } }).isDone,
      ).toBe(true);
  });

  it('says what has gone wrong', () => {
    expect(read({ failedRuns: 2 }).remark).toBe(
      '2 of the 15 runs failed. The page of the study says why.',
    );
    expect(read({ status: 'stopped' }).remark).toContain('runs to come');
    const failed = read({ status: 'failed', failure: 'A model is missing.' });
    expect(failed.remark).toContain('The study failed. A model is missing.');
    expect(failed.place).toEqual({ kind: 'study' });
  });
});

describe('the way back', () => {
  it.each([
    [{ ...begun, project: 'other' }, 'project', 'another project'],
    [{ ...begun, project: 'loading' }, null, 'being opened'],
    [{ ...watched, model: 'missing' }, 'newModel', 'was deleted'],
    [{ ...begun, model: 'closed' }, 'model', 'in Build'],
    [{ ...watched, view: 'data' }, 'model', 'in Build'],
    [{ ...watched, isPresenting: true }, 'canvas', 'presentation'],
    [{ ...trained, run: { ...run, isShown: false } }, 'liveRun', 'does not show'],
    [{ ...asked, view: 'compare' }, 'study', 'in Studies'],
    [{ ...begun, coupled: null }, 'newModel', 'Undo your changes'],
  ] as const)('is told: %#', (facts, wayBack, words) => {
    const state = readTour(facts);
    expect(state.wayBack).toBe(wayBack);
    expect(state.remark).toContain(words);
    expect(state.place).toBeNull();
  });
});
