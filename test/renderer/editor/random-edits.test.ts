import { describe, expect, it } from 'vitest';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { createHistory, pushVersion, redo, undo } from '../../../src-renderer/editor/history';
import { buildExperiment } from './experiment';
import { edits } from './random-edits';
import { Random } from './random';

const edited = 1000;

/** Freezes an experiment, so that an edit that changes its argument throws. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

function checkState(experiment: Experiment): void {
  experimentSchema.parse(experiment);
  const { nodes, edges } = experiment.model;
  expect(edges.filter(({ from, to }) => !(from in nodes) || !(to in nodes))).toEqual([]);
  expect(new Set(edges.map(edgeId)).size).toBe(edges.length);
  expect(Object.keys(experiment.canvas?.positions ?? {}).filter((id) => !(id in nodes))).toEqual(
    [],
  );
}

// A stream allows more than independent examples do: cycles, delays and recurrent cores.
const start = buildExperiment(
  'image>core core%core core>slow slow~slow slow/a a>sum core>sum sum>loss',
  {
    task: { kind: 'recall' },
    training: { steps: 10, unroll: 4, optimizer: { kind: 'sgd', rate: 0.1 } },
  },
);

describe('1,000 random edits', () => {
  const random = new Random(20261130);
  const counts = new Map(Object.keys(edits).map((name) => [name, 0]));
  const names = [...counts.keys()];
  let history = createHistory(freeze(start));
  const texts = [JSON.stringify(start)];

  it('are valid, every one', () => {
    for (let attempts = 0; texts.length <= edited; attempts++) {
      expect(attempts, 'attempts').toBeLessThan(20 * edited);
      const name = random.pick(names);
      const next = edits[name]?.(history.present, random) ?? history.present;
      const text = JSON.stringify(next);
      if (text === texts.at(-1)) continue;
      try {
        checkState(next);
      } catch (error) {
        throw new Error(`after edit ${texts.length}, ${name}`, { cause: error });
      }
      counts.set(name, (counts.get(name) ?? 0) + 1);
      history = pushVersion(history, freeze(next), null, texts.length);
      texts.push(text);
    }
    const unused = [...counts].filter(([, count]) => count === 0).map(([name]) => name);
    expect(unused, 'kinds of edits that never changed anything').toEqual([]);
  });

  it('are undone one by one to where they began, byte for byte, and redone', () => {
    for (let index = edited - 1; index >= 0; index--) {
      history = undo(history);
      if (JSON.stringify(history.present) !== texts[index])
        throw new Error(`Undoing edit ${index + 1} does not lead back.`);
    }
    expect(history.past).toEqual([]);
    expect(history.present).toBe(start);
    for (let index = 1; index <= edited; index++) {
      history = redo(history);
      if (JSON.stringify(history.present) !== texts[index])
        throw new Error(`Redoing edit ${index} does not lead there.`);
    }
    expect(history.future).toEqual([]);
  });
});
