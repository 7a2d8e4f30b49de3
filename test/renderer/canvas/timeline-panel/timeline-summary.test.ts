import { describe, expect, it } from 'vitest';
import type { Method } from '#spec/training';
import { timelineOf } from '../../../../src-renderer/canvas/timeline-panel/timeline';
import {
  gainInWords,
  sparsenessInWords,
} from '../../../../src-renderer/canvas/timeline-panel/timeline-summary';
import { counts, graph } from './models';

const sizes = counts({ a: 100, b: 100, loss: 0 }, { 'a->b': 50 }, { 'a->b': 50 });

function say(text: string, method: Method, one = sizes) {
  const { model, modules } = graph(text);
  return gainInWords(modules, method, timelineOf(model, modules, one, method));
}

describe('what the timeline says', () => {
  it('compares DNI with backprop', () => {
    // 6.25 against 3.75, see the schedule's test.
    expect(say('image>a a/b b>loss', 'dni')).toBe(
      'A step takes 6.3 units with backprop, 3.8 with DNI (1.7 times as fast): a never waits.',
    );
    expect(say('image>a a//b b>loss', 'dni')).toContain('no module ever waits');
  });

  it('says when synthesizers cost more than they save', () => {
    const dear = counts({ a: 100, b: 100, loss: 0 }, { 'a->b': 900 });
    expect(say('image>a a/b b>loss', 'dni', dear)).toContain('12.3 with DNI (slower');
  });

  it('names the locked and those that never learn', () => {
    expect(say('image>a a/b b>loss', 'backprop')).toContain('a cannot update before');
    expect(say('image>a a/b b>loss', 'none')).toContain('a never learns.');
    expect(say('image>a a>b b>loss', 'dni')).toContain('No edge is decoupled');
  });
});

it('spans two steps of backprop with every method, and cuts what reaches beyond', () => {
  const { model, modules } = graph('image>a a/b b>loss');
  for (const method of ['backprop', 'dni', 'none'] as const) {
    const { rows, length } = timelineOf(model, modules, sizes, method);
    expect(length).toBe(12.5);
    for (const { bars } of rows) expect(bars.every(({ end }) => end <= 12.5)).toBe(true);
  }
  const { rows } = timelineOf(model, modules, sizes, 'dni');
  expect(rows[0]?.waiting).toBe(0);
  // Forwards begin at 0, 3.75, 7.5 and 11.25.
  expect(rows[0]?.bars.filter(({ kind }) => kind === 'forward')).toHaveLength(4);
  // Locked, a waits from 1 to 4 of each 6.25; b from 0 to 1, 4.25 to 7.25 and 10.5 to 12.5.
  const locked = timelineOf(model, modules, sizes, 'backprop');
  expect(locked.rows.map(({ waiting }) => waiting)).toEqual([0.48, 0.48]);
});

it('tells the update probability of sparse updates', () => {
  const { model, modules } = graph('image>a a/b b>loss');
  const training = { updateProbability: 0.2 } as Parameters<typeof sparsenessInWords>[2];
  expect(sparsenessInWords(model, modules, training, 'dni')).toContain('probability 0.2 a step');
  expect(sparsenessInWords(model, modules, training, 'backprop')).toBeNull();
  const own = { ...model, modules: { b: { updateProbability: 1 } } };
  expect(sparsenessInWords(own, modules, training, 'dni')).toContain('0.2 (a), 1 (b)');
});
