import { expect, it } from 'vitest';
import type { ModelVersion } from '#api/types';
import { labelVersion } from '../../../../src-renderer/canvas/changes/version-label';

const now = new Date('2026-11-30T12:00:30Z');
const label = (version: Partial<ModelVersion>): string =>
  labelVersion(
    { id: 'v', saved: '2026-11-30T12:00:00Z', kept: false, ...version } as ModelVersion,
    now,
  );

it('calls a version by its name, and one without a name by its time', () => {
  expect(label({ kept: true, name: 'before the experiment' })).toBe(
    "the version 'before the experiment'",
  );
  expect(label({ kept: true })).toBe('the version saved just now, kept');
  expect(label({})).toBe('the version saved just now');
});
