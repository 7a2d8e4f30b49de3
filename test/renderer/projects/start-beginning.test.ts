import { expect, it } from 'vitest';
import type { StartOffer } from '#api/start';
import { beginningOf, describeOffer } from '../../../src-renderer/projects/start-beginning';
import { buildExperiment } from '../editor/experiment';

const table: Extract<StartOffer, { kind: 'data' }> = {
  kind: 'data',
  name: 'iris',
  found: 'a table of 3 columns',
  request: { format: 'csv', name: 'iris', file: '/data/iris.csv' } as never,
  columns: {
    list: [
      { name: 'none', role: 'value' },
      { name: 'species', role: 'label' },
    ],
    proposed: 'species',
  },
};
const images: StartOffer = {
  ...table,
  request: { format: 'images', name: 'cats', directory: '/data/cats' } as never,
  columns: null,
};
const choices = { predicted: null, imageSize: '' };

it('begins with the model of a file or a template', () => {
  const spec = buildExperiment('image>a a>loss');
  expect(beginningOf({ kind: 'model', name: 'm', spec }, choices)).toEqual({ kind: 'model', spec });
});

it('begins with nothing where a project is opened, or curves are imported afterwards', () => {
  expect(beginningOf({ kind: 'project', name: 'p', path: '/p' }, choices)).toBeUndefined();
  expect(beginningOf({ kind: 'curves', name: 'c', path: '/c' }, choices)).toBeUndefined();
});

it.each([
  ['species', { label: 'species' }],
  ['none', { values: ['none'] }],
  [null, {}],
])('predicts of a table the column %s', (predicted, role) => {
  expect(beginningOf(table, { ...choices, predicted })).toEqual({
    kind: 'data',
    request: { format: 'csv', name: 'iris', file: '/data/iris.csv', ...role },
  });
});

it.each([
  ['', {}],
  [' 28 ', { size: [28, 28] }],
  ['512', { size: [512, 512] }],
])('resizes images to %j', (imageSize, size) => {
  expect(beginningOf(images, { ...choices, imageSize })).toEqual({
    kind: 'data',
    request: { format: 'images', name: 'cats', directory: '/data/cats', ...size },
  });
});

it.each(['0', '513', '2.5', 'large'])('takes no images of the size %s', (imageSize) => {
  expect(() => beginningOf(images, { ...choices, imageSize })).toThrow(
    'The size of images goes from 1 to 512.',
  );
});

it('asks for no size where there are no images', () => {
  expect(beginningOf(table, { predicted: null, imageSize: 'large' })).toMatchObject({
    kind: 'data',
  });
});

it('says in one sentence what is made of it', () => {
  expect(describeOffer(table)).toBe(
    'A new project begins with the data set ‘iris’ (a table of 3 columns), and with a model that fits.',
  );
  expect(describeOffer({ kind: 'project', name: 'p', path: '/p' })).toBe(
    '‘p’ is a project: it is opened where it lies.',
  );
});
