import { expect, it } from 'vitest';
import { searchKinds } from '../../../../src-renderer/canvas/quick-add/search-kinds';

const kinds = ['conv2d', 'maxPool', 'averagePool', 'dense', 'rnn', 'softmaxCrossEntropy'] as const;

it('finds names that begin with the text first, then words, then descriptions', () => {
  expect(searchKinds(kinds, 'de')[0]).toBe('dense');
  expect(searchKinds(kinds, 'pool')).toEqual(['maxPool', 'averagePool']);
  expect(searchKinds(kinds, 'Conv')[0]).toBe('conv2d');
  // "Linear map" is in the descriptions of the dense and the recurrent layer.
  expect(searchKinds(kinds, ' linear map ')).toEqual(['dense', 'rnn']);
});

it('keeps the order of the kinds where nothing is sought, and finds nothing for an unknown name', () => {
  expect(searchKinds(kinds, '')).toEqual(kinds);
  expect(searchKinds(kinds, 'transformer')).toEqual([]);
});
