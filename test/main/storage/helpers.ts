import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { createProject, type ProjectFolder } from '#storage/projects';

const made: string[] = [];

afterEach(async () => {
  for (const directory of made.splice(0)) await rm(directory, { recursive: true, force: true });
});

/** An empty folder, removed after the test. */
export async function emptyFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'dni-workbench-test-'));
  made.push(directory);
  return directory;
}

export async function newProject(): Promise<ProjectFolder> {
  return createProject(await emptyFolder(), 'Test');
}

/** A small sound experiment on the spirals. */
export function spirals(name = 'Spirals, cDNI', steps = 60): Experiment {
  return experimentSchema.parse({
    version: 1,
    name,
    model: {
      nodes: {
        point: { kind: 'input', field: 'point' },
        hidden: { kind: 'dense', units: 16, activation: 'relu' },
        logits: { kind: 'dense', units: 3 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'point', to: 'hidden' },
        {
          from: 'hidden',
          to: 'logits',
          decoupled: { synthesizer: { hidden: [], condition: 'label' } },
        },
        { from: 'logits', to: 'loss' },
      ],
    },
    task: { kind: 'spirals' },
    training: {
      method: 'dni',
      steps,
      batch: 32,
      evaluateEvery: 20,
      checkpointEvery: 20,
      optimizer: { kind: 'adam', rate: 0.003 },
    },
    diagnostics: { every: 10, batch: 64 },
  });
}
