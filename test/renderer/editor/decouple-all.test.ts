import { expect, it } from 'vitest';
import { edgeId, type EdgeId } from '#spec/model';
import {
  couplable,
  coupleAll,
  decouplable,
  decoupleAll,
} from '../../../src-renderer/editor/decouple-all';
import { chain } from './make';

const all: EdgeId[] = ['image->a', 'a->b', 'b->c', 'c->loss'];
const decoupledOf = (experiment: ReturnType<typeof chain>) =>
  experiment.model.edges.filter((edge) => edge.decoupled).map(edgeId);

it('leaves out the edge from the input, the one into the loss, and those decoupled already', () => {
  expect(decouplable(chain(), all)).toEqual(['b->c']);
  expect(couplable(chain(), all)).toEqual(['a->b']);
  expect(decouplable(chain(), ['image->a'])).toEqual([]);
});

it('decouples what can be, and leaves the settings of the others as they are', () => {
  const after = decoupleAll(chain(), all, { b: [7, 7, 32] });
  expect(decoupledOf(after)).toEqual(['a->b', 'b->c']);
  expect(after.model.edges[1]).toEqual(chain().model.edges[1]);
  expect(after.model.edges[2]?.decoupled?.synthesizer.kind).toBe('conv');
});

it('couples all of them again', () => {
  expect(decoupledOf(coupleAll(decoupleAll(chain(), all, {}), all))).toEqual([]);
  expect(coupleAll(chain(), ['b->c'])).toEqual(chain());
});
