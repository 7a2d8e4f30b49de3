import { expect, it } from 'vitest';
import { parseTourRecord } from '../../../src-renderer/tour/tour-record';

it('reads what it has written, and takes nothing else for it', () => {
  const record = {
    status: 'begun',
    directory: '/p',
    modelId: 'm',
    hasReplayed: true,
    hasWatched: true,
  };
  expect(parseTourRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  for (const value of [null, 5, 'begun', [], {}, { status: 'over' }])
    expect(parseTourRecord(value)).toBeUndefined();
});

it('forgets what is damaged, so that the tour begins with a new model', () => {
  expect(
    parseTourRecord({ status: 'done', directory: 5, modelId: {}, hasReplayed: 'yes' }),
  ).toEqual({
    status: 'done',
    directory: null,
    modelId: null,
    hasReplayed: false,
    hasWatched: false,
  });
});
