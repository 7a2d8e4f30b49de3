import { expect, it } from 'vitest';
import { edgeId, type EdgeId } from '#spec/model';
import {
  findDecoupledEdges,
  coupleAll,
  findDecouplableEdges,
  decoupleAll,
} from '../../../src-renderer/editor/decouple-all';
import { buildChain } from './chain';

const all: EdgeId[] = ['image->a', 'a->b', 'b->c', 'c->loss'];
const findDecoupled = (experiment: ReturnType<typeof buildChain>) =>
  experiment.model.edges.filter((edge) => edge.decoupled).map(edgeId);

it('leaves out edges from inputs, edges into losses, and edges that are decoupled already', () => {
  expect(findDecouplableEdges(buildChain(), all)).toEqual(['b->c']);
  expect(findDecoupledEdges(buildChain(), all)).toEqual(['a->b']);
  expect(findDecouplableEdges(buildChain(), ['image->a'])).toEqual([]);
});

it('decouples all edges that can be, and keeps the settings of those that already are', () => {
  const changed = decoupleAll(buildChain(), all, { b: [7, 7, 32] });
  expect(findDecoupled(changed)).toEqual(['a->b', 'b->c']);
  expect(changed.model.edges[1]).toEqual(buildChain().model.edges[1]);
  expect(changed.model.edges[2]?.decoupled?.synthesizer.kind).toBe('conv');
});

it('couples all decoupled edges again', () => {
  expect(findDecoupled(coupleAll(decoupleAll(buildChain(), all, {}), all))).toEqual([]);
  expect(coupleAll(buildChain(), ['b->c'])).toEqual(buildChain());
});

it('trains with DNI what was trained with backprop while all edges were coupled', () => {
  const coupled = coupleAll(buildChain(), all);
  const training = { ...coupled.training, method: 'backprop' as const };
  expect(decoupleAll({ ...coupled, training }, all, {}).training.method).toBe('dni');
});
