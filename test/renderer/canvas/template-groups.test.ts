import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { groupTemplates } from '../../../src-renderer/canvas/template-groups';
import { template } from '../../main/spec/make';

const ids = readdirSync(new URL('../../../resources/templates', import.meta.url)).map((name) =>
  name.replace('.json', ''),
);

it('groups templates by the experiment of the paper', () => {
  const groups = groupTemplates(ids.map((id) => ({ id, spec: template(id) })));
  expect(groups.map(({ heading, templates }) => [heading, templates.map(({ id }) => id)])).toEqual([
    [
      'Feed-forward layers',
      ['mnist-backprop', 'mnist-cdni-6', 'mnist-cdni', 'mnist-dni', 'mnist-none', 'spirals-cdni'],
    ],
    ['Convolutional networks', ['cifar10-cnn-cdni', 'mnist-cnn-cdni']],
    ['Fully unlocked', ['mnist-unlocked']],
    ['Sparse updates', ['mnist-cdni-sparse']],
    [
      'Copy and Repeat Copy',
      [
        ...['copy-bptt', 'copy-dni-auxiliary', 'copy-dni'],
        ...['repeat-copy-bptt', 'repeat-copy-dni-auxiliary', 'repeat-copy-dni'],
      ],
    ],
    ['Memory beyond the unroll', ['reber-bptt', 'reber-dni', 'recall-bptt', 'recall-dni']],
    [
      'Language models',
      [
        ...['char-lm-bptt-40', 'char-lm-bptt-8', 'char-lm-dni-8-auxiliary', 'char-lm-dni-8'],
        ...['paper-ptb-bptt-40', 'paper-ptb-bptt-8', 'paper-ptb-dni-8-auxiliary'],
        'paper-ptb-dni-8',
      ],
    ],
    ['Networks of several rates', ['counting-dni', 'counting-locked', 'three-levels']],
  ]);
});

it('says of every template something that it says of no other', () => {
  const sentences = ids.map((id) => template(id).description ?? '');
  expect(sentences.every((sentence) => sentence.endsWith('.'))).toBe(true);
  expect(new Set(sentences).size).toBe(ids.length);
});
