import { describe, expect, it } from 'vitest';
import { describeReport, type PlaceFinding } from '#analysis/describe-place';
import type { PlaceReport } from '#spec/place';

const place = { kind: 'ray', cores: 4, gpus: 0 } as const;
const probe = { node: 'v20.19.0', python: '3.11.2', hasRuntime: true, platform: 'linux-x64' };
type Probe = NonNullable<PlaceReport['probe']>;
const report = (change: Partial<Probe>): PlaceReport => ({
  ...{ version: '2.60.0', nodes: 4, cores: 1, gpus: 2 },
  probe: { ...probe, ...change },
});
const describeIt = (change: Partial<Probe>): PlaceFinding => describeReport(place, report(change));

describe('describeReport', () => {
  it('says what is there', () => {
    expect(describeIt({})).toEqual({
      isReady: true,
      summary:
        'Reachable: Ray 2.60.0, 4 nodes, 1 core, 2 GPUs, Node 20.19.0 found, TensorFlow runtime installed: yes.',
      notes: [],
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
    const finding = describeIt({ node });
    expect(finding.isReady).toBe(isReady);
    expect(finding.notes).toHaveLength(isReady ? 0 : 1);
  });

  it('says what to do where Node is missing or too old', () => {
    const remedy =
      'install Node 20.19 or newer on the nodes, or give the place the path of one as its Node command.';
    expect(describeIt({ node: null }).notes).toEqual([`There is no Node: ${remedy}`]);
    expect(describeIt({ node: null }).summary).toContain('2 GPUs, no Node found, TensorFlow');
    expect(describeIt({ node: 'v18.1.0' }).notes).toEqual([`Node 18.1.0 is too old: ${remedy}`]);
  });

  it('is ready with a runtime or what installs one', () => {
    expect(describeIt({ python: null })).toMatchObject({ isReady: true, notes: [] });
    expect(describeIt({ hasRuntime: false })).toMatchObject({
      isReady: true,
      notes: ['The first job on a node installs TensorFlow, with Python 3.11.2 and a network.'],
    });
    const neither = describeIt({ hasRuntime: false, python: null });
    expect(neither.isReady).toBe(false);
    expect(neither.notes[0]).toContain('there is no Python 3');
    expect(neither.summary).toMatch(/TensorFlow runtime installed: no\.$/);
  });

  it('tells a busy cluster from one without a fitting node', () => {
    const busy = { ...report({}), probe: null };
    expect(describeReport({ ...place, kind: 'slurm' }, busy)).toEqual({
      isReady: false,
      summary: 'Reachable: Slurm 2.60.0, 4 nodes, 1 core, 2 GPUs.',
      notes: [
        'No node was free in time to say what it has: test again later, or send a run and wait.',
      ],
    });
    const empty = { ...busy, nodes: 0, cores: 0, gpus: 0 };
    expect(describeReport({ ...place, gpus: 1 }, empty).notes).toEqual([
      'No node is up that has the 4 cores and 1 GPU that a job asks for: ask for less, or wait for such a node.',
    ]);
  });
});
