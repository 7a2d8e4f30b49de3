import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { createGenerator } from '#data/random';
import type { Experiment } from '#spec/experiment';
import { taskSchema } from '#spec/task';
import { workloadOrTemplate } from '../workloads';

/** Characters of the text that is evaluated, and of the one whose classes they are. */
const [evaluated, trained] = [500_000, 50_000];
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX';

/**
 * The experiment of a workload. That of a recurrent model reads text, 500,000 random characters of 50 in its test part:
 * what they are changes nothing in the time. The files of the text are written to `folder`.
 */
export async function evaluatedExperiment(name: string, folder: string): Promise<Experiment> {
  const { spec } = await workloadOrTemplate(name);
  if (spec.task.kind !== 'recall') return spec;
  const train = await writeText(join(folder, 'train.txt'), trained);
  const test = await writeText(join(folder, 'test.txt'), evaluated + 1);
  const nodes = Object.entries(spec.model.nodes).map(([id, node]) => [
    id,
    node.kind === 'softmaxCrossEntropy' ? { ...node, target: 'next' } : node,
  ]);
  return {
    ...spec,
    model: { ...spec.model, nodes: Object.fromEntries(nodes) as Experiment['model']['nodes'] },
    task: taskSchema.parse({ kind: 'text', train, test, validationFraction: 0 }),
  };
}

async function writeText(path: string, length: number): Promise<string> {
  const generator = createGenerator(1, 'batches');
  const characters = Array.from({ length }, () => alphabet[generator.below(alphabet.length)] ?? '');
  await writeFile(path, characters.join(''));
  return path;
}
