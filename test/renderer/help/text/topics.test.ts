import { expect, it } from 'vitest';
import { resolvePath, splitTopic, topicOfLink } from '../../../../src-renderer/help/text/topics';

it('reads a topic as a page and a heading', () => {
  expect(splitTopic('weights')).toEqual(['weights', undefined]);
  expect(splitTopic('concepts/unroll#the-cut')).toEqual(['concepts/unroll', 'the-cut']);
  expect(splitTopic('setting:training.steps')).toEqual(['setting:training.steps', undefined]);
});

it('follows links from where they are written', () => {
  expect(topicOfLink('weights.md', 'first-model')).toBe('weights');
  expect(topicOfLink('weights.md#names', 'first-model')).toBe('weights#names');
  expect(topicOfLink('cut.md', 'concepts/unroll')).toBe('concepts/cut');
  expect(topicOfLink('../weights.md#names', 'concepts/unroll')).toBe('weights#names');
  expect(topicOfLink('#names', 'concepts/unroll#other')).toBe('concepts/unroll#names');
  expect(topicOfLink('node:dense', 'concepts/unroll')).toBe('node:dense');
  expect(topicOfLink('weights.md', 'metric:interface/cosine')).toBe('weights');
});

it('leaves addresses of the web alone', () => {
  expect(topicOfLink('https://arxiv.org/abs/1608.05343', 'weights')).toBeNull();
  expect(topicOfLink('mailto:a@b.example', 'weights')).toBeNull();
});

it('finds pictures from a page in a folder', () => {
  expect(resolvePath('images/a.png', 'weights')).toBe('images/a.png');
  expect(resolvePath('../images/a.png', 'concepts/unroll')).toBe('images/a.png');
});
