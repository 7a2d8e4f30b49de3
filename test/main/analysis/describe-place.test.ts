import { describe, expect, it } from 'vitest';
import { describeReport } from '#analysis/describe-place';
import type { PlaceReport } from '#spec/place';

const probe = { node: 'v20.19.0', python: '3.11.2', hasRuntime: true, platform: 'linux-x64' };
const report = (
  change: Partial<typeof probe> | { node: null } | { python: null },
): PlaceReport => ({
  ...{ version: '2.60.0', nodes: 4, cores: 1, gpus: 2 },
  probe: { ...probe, ...change },
});
const describeIt = (change: Parameters<typeof report>[0]) =>
  describeReport({ kind: 'ray' }, report(change));

describe('describeReport', () => {
  it('says what is there', () => {
    expect(describeIt({})).toEqual({
      isReady: true,
      lines: [
        'Reachable: Ray 2.60.0, 4 nodes, 1 core, 2 GPUs.',
        'Node v20.19.0 found (linux-x64).',
        'TensorFlow is there.',
      ],
    });
  });

  it.each([
    ['v18.20.0', false],
    ['v20.18.3', false],
    ['v20.19.0', true],
    ['22.0.0', true],
    ['', false],
    ['garbage', false],
  ])('takes Node %j: %s', (node, isReady) => {
    expect(describeIt({ node }).isReady).toBe(isReady);
  });

  it('is ready with a runtime or what installs one', () => {
    const without = { hasRuntime: false, python: null };
    expect(describeIt({ python: null }).isReady).toBe(true);
    expect(describeIt({ hasRuntime: false })).toMatchObject({ isReady: true });
    expect(describeIt(without as object)).toMatchObject({ isReady: false });
    expect(describeIt({ node: null })).toMatchObject({ isReady: false });
    const busy = { ...report({}), probe: null };
    expect(describeReport({ kind: 'slurm' }, busy)).toMatchObject({ isReady: false });
  });
});
