import { describe, expect, it } from 'vitest';
import { listChanges } from '#analysis/patch/describe-changes';
import { takeOver } from '#analysis/patch/take-over';
import type { Experiment } from '#spec/experiment';
import { renameNode } from '#spec/rename-node';
import {
  findCounterpart,
  groupChanges,
  shortText,
} from '../../../../src-renderer/canvas/diff/change-groups';
import { describeDiff, wrapSettings } from '../../../../src-renderer/canvas/diff/diff-picture';
import { template } from '../../../main/spec/make';

const before = template('mnist-cdni');
const wider = renameNode(before, 'hidden2', 'encoder');
/** hidden2 is called encoder, hidden1 is narrower, an edge past the layers comes, the loss goes, the rate is another. */
const after: Experiment = {
  ...wider,
  model: {
    ...wider.model,
    nodes: Object.fromEntries(
      Object.entries(wider.model.nodes)
        .filter(([id]) => id !== 'loss')
        .map(([id, node]) => [id, id === 'hidden1' ? { ...node, units: 128 } : node]),
    ) as Experiment['model']['nodes'],
    edges: [
      ...wider.model.edges.filter(({ to }) => to !== 'loss'),
      { from: 'image', to: 'logits' },
    ],
  },
  training: { ...wider.training, steps: 7 },
};
const changes = listChanges(before, after);
const viewport = { width: 900, height: 500 };

describe('two models in one picture', () => {
  it('have every node and edge of both once, with what became of it', () => {
    const { cards, edges, bounds } = describeDiff(before, after, changes, viewport);
    const marks = Object.fromEntries(cards.map(({ id, mark, lines }) => [id, [mark, ...lines]]));
    expect(marks).toEqual({
      image: ['same'],
      hidden1: ['changed', 'Units: 256 → 128'],
      encoder: ['changed', 'was hidden2'],
      logits: ['same'],
      loss: ['removed'],
    });
    expect(Object.fromEntries(edges.map(({ id, mark }) => [id, mark]))).toEqual({
      'image->hidden1': 'same',
      'hidden1->encoder': 'same',
      'encoder->logits': 'same',
      'logits->loss': 'removed',
      'image->logits': 'added',
    });
    for (const { x, y } of cards) {
      expect(x).toBeGreaterThanOrEqual(bounds.x);
      expect(y).toBeGreaterThanOrEqual(bounds.y);
    }
    const places = cards.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('can have nothing in it', () => {
    const empty = { ...before, model: { ...before.model, nodes: {}, edges: [] } };
    expect(describeDiff(empty, empty, [], viewport).cards).toEqual([]);
    const gone = describeDiff(before, empty, listChanges(before, empty), viewport);
    expect(gone.cards.every(({ mark }) => mark === 'removed')).toBe(true);
  });
});

describe('the list of changes', () => {
  it('has a group for each node, edge and part', () => {
    expect(
      groupChanges(changes).map(({ title, changes: own }) => [title, own.map(shortText)]),
    ).toEqual([
      ['encoder', ['was hidden2']],
      ['loss', ['removed']],
      ['hidden1', ['Units: 256 → 128']],
      ['logits → loss', ['removed']],
      ['image → logits', ['added']],
      ['Training', ['Steps: 10000 → 7']],
    ]);
  });

  it('finds the way back of each change', () => {
    const back = listChanges(after, before);
    const restored = ['node encoder', 'node hidden1', 'part training'].reduce((spec, key) => {
      const change = changes.find(({ about }) => `${about.kind} ${about.id}` === key);
      const counterpart = change && findCounterpart(back, change);
      return counterpart ? takeOver(spec, counterpart) : spec;
    }, after);
    expect(listChanges(before, restored).map(({ text }) => text)).toEqual([
      'Node loss is removed',
      'Edge logits → loss is removed',
      'Edge image → logits is added',
    ]);
  });
});

it('has the settings of a card on two lines, and says where there are more', () => {
  expect(wrapSettings('10 units')).toEqual(['10 units']);
  expect(wrapSettings('256 units · batch norm · relu')).toEqual(['256 units', 'batch norm · relu']);
  expect(wrapSettings('256 units · batch norm · relu · dropout')).toEqual([
    '256 units',
    'batch norm · relu…',
  ]);
  expect(wrapSettings('a setting of a length that no card has')).toEqual(['a setting of a leng…']);
});
