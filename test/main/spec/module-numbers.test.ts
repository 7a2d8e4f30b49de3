import { describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { experimentSchema } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { keepModuleNumbers, numberModules, withoutModuleNumbers } from '#spec/module-numbers';
import { renameNode } from '#spec/rename-node';
import { buildExperiment } from '../../renderer/editor/experiment';
import { Random } from '../../renderer/editor/random';

const numbersIn = ({ model, canvas }: Experiment): Record<string, number> =>
  Object.fromEntries(numberModules(model, canvas?.moduleNumbers));
const numbersOf = (text: string): Record<string, number> => numbersIn(buildExperiment(text));

/** The numbers after the edits that make the second model of the first, the third of the second, and so on. */
function edit(first: string, ...later: string[]): Experiment {
  return later.reduce(
    (before, text) => keepModuleNumbers(before, { ...before, model: buildExperiment(text).model }),
    buildExperiment(first),
  );
}

describe('the numbers of modules', () => {
  const numbers = { a: 0, b: 1, loss: 1 };

  it('follow the order of the modules, without the inputs', () => {
    expect(numbersOf('image>a a/b b>loss')).toEqual(numbers);
  });

  it('stay when a node is added that is not connected', () => {
    expect(numbersOf('new image>a a/b b>loss')).toEqual(numbers);
  });

  it('stay when two connected nodes are pasted', () => {
    expect(numbersOf('c>d image>a a/b b>loss')).toEqual({ ...numbers, c: 2, d: 2 });
  });

  it('go by size while there is no loss', () => {
    expect(numbersOf('c>d image>a a/b')).toEqual({ a: 0, b: 1, c: 2, d: 2 });
  });

  it('differ in colour where an edge joins two of more than eight', () => {
    // The ninth module would have the colour of a, which it takes a message from.
    const numbers = numbersOf('image>a a/b b/c c/d d/e e/f f/g g/h h/sum a/sum sum>loss');
    expect([numbers['a'], numbers['h'], numbers['sum']]).toEqual([0, 7, 9]);
  });
});

describe('an edit keeps the numbers', () => {
  it('of the modules behind an edge that is decoupled', () => {
    const edited = edit('image>a a/b b>c c/d d>loss', 'image>a a/b b/c c/d d>loss');
    // Without the edit before, c would be 2 and d 3. Of b and c, as large as each other, the first has their number.
    expect(numbersIn(edited)).toEqual({ a: 0, b: 1, d: 2, loss: 2, c: 3 });
    expect(edited.canvas?.moduleNumbers).toEqual({ a: 0, b: 1, c: 3, d: 2 });
  });

  it('of the larger part of a module that is cut in two', () => {
    const edited = edit('image>a a>b b>c c>loss', 'image>a a/b b>c c>loss');
    expect(numbersIn(edited)).toEqual({ a: 1, b: 0, c: 0, loss: 0 });
  });

  it('of the modules behind an edge that is coupled, and uses the free number again', () => {
    const coupled = ['image>a a/b b/c c/d d>loss', 'image>a a>b b/c c/d d>loss'] as const;
    expect(numbersIn(edit(...coupled))).toEqual({ a: 0, b: 0, c: 2, d: 3, loss: 3 });
    expect(numbersIn(edit(...coupled, 'image>a a>b b/c c/d d/e e>loss'))).toEqual({
      a: 0,
      b: 0,
      c: 2,
      d: 3,
      e: 1,
      loss: 1,
    });
  });

  it('and saves none where the modules have the usual ones', () => {
    const edited = edit(
      'image>a a/b b>c c/d d>loss',
      'image>a a/b b/c c/d d>loss',
      'image>a a/b b>c c/d d>loss',
    );
    expect(edited.canvas?.moduleNumbers).toBeUndefined();
    const { model } = buildExperiment('image>a a/b b>loss');
    const before = buildExperiment('image>a a>b b>loss');
    const after = { ...buildExperiment('image>a a>b b>loss') };
    expect(keepModuleNumbers(before, after)).toBe(after);
    expect(keepModuleNumbers(before, { ...before, model }).canvas?.moduleNumbers).toEqual({
      a: 1,
      b: 0,
    });
  });

  it('and the colours of few modules differ, whatever numbers they had', () => {
    // Ten modules in a chain; afterwards the first and the ninth alone, of which the colours were the same.
    const ids = [...'abcdefghij'];
    const chain = ids.slice(1).map((id, at) => `${ids[at] ?? ''}/${id}`);
    const edited = edit(`image>a ${chain.join(' ')} j>loss`, 'image>a a/i i>loss');
    const { a = 0, i = 0 } = numbersIn(edited);
    expect(a % 8).not.toBe(i % 8);
  });

  it('where a node is renamed, and where a saved model is opened again', () => {
    const edited = edit('image>a a/b b>c c/d d>loss', 'image>a a/b b/c c/d d>loss');
    const renamed = keepModuleNumbers(edited, renameNode(edited, 'c', 'middle'));
    const opened = experimentSchema.parse(JSON.parse(JSON.stringify(renamed)));
    expect(numbersIn(opened)).toEqual({ a: 0, b: 1, d: 2, loss: 2, middle: 3 });
  });

  it('also where it forgets where the nodes stand', () => {
    const edited = edit('image>a a/b b>c c/d d>loss', 'image>a a/b b/c c/d d>loss');
    const forgotten = { ...edited };
    delete forgotten.canvas;
    expect(numbersIn(keepModuleNumbers(edited, forgotten))).toEqual(numbersIn(edited));
  });
});

describe('the colours of joined modules', () => {
  /** The decoupled edges between two modules of one colour, of models of more than eight modules. */
  function findSameColors(experiment: Experiment): string[] {
    const numbers = numbersIn(experiment);
    const colorOf = (id: string): number => (numbers[id] ?? 0) % 8;
    return experiment.model.edges
      .filter(
        ({ from, to, decoupled }) => decoupled && numbers[from] !== numbers[to] && from !== to,
      )
      .filter(({ from, to }) => colorOf(from) === colorOf(to))
      .map(edgeId);
  }
  const chain = (ids: readonly string[]): string =>
    `image>${ids[0] ?? ''} ${ids
      .slice(1)
      .map((id, at) => `${ids[at] ?? ''}/${id}`)
      .join(' ')} ${ids[ids.length - 1] ?? ''}>loss`;

  it('differ where an edit joins two that had one', () => {
    const ids = Array.from({ length: 24 }, (_, index) => `h${index}`);
    const edited = edit(chain(ids), chain([...ids.slice(0, 1), ...ids.slice(8)]));
    const numbers = numbersIn(edited);
    // h8 gives up the 8, of which the colour is that of h0; the lowest free number is 1.
    expect([numbers['h0'], numbers['h8'], numbers['h9']]).toEqual([0, 2, 9]);
    expect(findSameColors(edited)).toEqual([]);
  });

  it('differ in a file that gives both one', () => {
    const ids = Array.from({ length: 10 }, (_, index) => `h${index}`);
    const experiment = buildExperiment(chain(ids), {
      canvas: { positions: {}, moduleNumbers: { h3: 8, h4: 16, h5: 24 } },
    });
    expect(findSameColors(experiment)).toEqual([]);
    expect(numbersIn(experiment)['h3']).toBe(8);
  });

  it('differ after each of 200 random edits', () => {
    const random = new Random(7);
    const ids = Array.from({ length: 24 }, (_, index) => `h${index}`);
    let experiment = buildExperiment(chain(ids));
    for (let step = 0; step < 200; step += 1) {
      // Any order of any of the layers, so that no module has more than two neighbours.
      const shown = ids.filter(() => random.next() < 0.7);
      if (shown.length < 2) continue;
      const moved = random.below(shown.length);
      shown.splice(random.below(shown.length), 0, ...shown.splice(moved, 1));
      const text = chain(shown).replace(/\//g, (mark) => (random.next() < 0.2 ? '>' : mark));
      experiment = keepModuleNumbers(experiment, {
        ...experiment,
        model: buildExperiment(text).model,
      });
      expect(findSameColors(experiment)).toEqual([]);
      const opened = experimentSchema.parse(JSON.parse(JSON.stringify(experiment)));
      expect(numbersIn(opened)).toEqual(numbersIn(experiment));
    }
  });
});

it('takes no number from what every object has', () => {
  // No file has such a node; a name that is being typed may be one.
  const named = renameNode(buildExperiment('image>a a/b b>loss'), 'a', 'constructor');
  expect(Object.fromEntries(numberModules(named.model, {}))).toEqual({
    constructor: 0,
    b: 1,
    loss: 1,
  });
});

it('saved numbers say nothing of the model', () => {
  const edited = edit('image>a a/b b>c c/d d>loss', 'image>a a/b b/c c/d d>loss');
  expect(withoutModuleNumbers(edited)).toEqual(buildExperiment('image>a a/b b/c c/d d>loss'));
  const placed = { ...edited, canvas: { ...edited.canvas, positions: { a: { x: 1, y: 2 } } } };
  expect(withoutModuleNumbers(placed).canvas).toEqual({ positions: { a: { x: 1, y: 2 } } });
});
