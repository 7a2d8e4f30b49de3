/**
 * What an evaluation of a model on held-out data costs: its time beside that of its matrix products alone, at the same
 * shapes and threads in the same process, and how many processor cores either keeps at work.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatTable } from '../../../src-main/cli/format';
import { median, ratios } from '../statistics';
import { evaluatedExperiment } from './workloads';

/** Of the clock, and of all processor cores together. */
export interface Times {
  ms: number;
  processorMs: number;
}

/** What the process of a model answers. The lists have a value for each round. */
export interface EvaluationTimes {
  /** Examples of both parts that are evaluated; of a stream, ticks of all its rows. */
  examples: number;
  /** Rows of a stream; null for a set of examples. */
  rows: number | null;
  /** Of the first evaluation, which compiles. */
  firstMs: number;
  evaluation: Times[];
  products: Times[];
}

export interface EvaluationCost {
  workload: string;
  examples: number;
  ms: number;
  productsMs: number;
  /** What part of the time the products take. */
  productsShare: number;
  /** Processor cores at work: their time together / the time of the clock. */
  cores: number;
  productsCores: number;
}

export const evaluatedWorkloads = ['mnist-backprop', 'mnist-backprop-6', 'lstm-256-8'];

export async function measureEvaluation(name: string, rounds: number): Promise<EvaluationCost> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-'));
  try {
    const file = join(folder, 'experiment.json');
    await writeFile(file, JSON.stringify(await evaluatedExperiment(name, folder)));
    const script = fileURLToPath(new URL('evaluated-model.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      script,
      file,
      String(rounds),
    ]);
    return toCost(name, JSON.parse(stdout) as EvaluationTimes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toCost(workload: string, { examples, evaluation, products }: EvaluationTimes) {
  const msOf = (times: readonly Times[]): number[] => times.map(({ ms }) => ms);
  const coresOf = (times: readonly Times[]): number =>
    median(times.map(({ ms, processorMs }) => processorMs / ms));
  return {
    workload,
    examples,
    ms: median(msOf(evaluation)),
    productsMs: median(msOf(products)),
    productsShare: median(ratios(msOf(products), msOf(evaluation))),
    cores: coresOf(evaluation),
    productsCores: coresOf(products),
  };
}

export const evaluationHeader = [
  '',
  'examples',
  'ms',
  'products, ms',
  'share',
  'cores',
  'of products',
];

export function evaluationRow(cost: EvaluationCost): string[] {
  return [
    cost.workload,
    cost.examples.toLocaleString('en'),
    cost.ms.toFixed(0),
    cost.productsMs.toFixed(0),
    `${(100 * cost.productsShare).toFixed(0)} %`,
    cost.cores.toFixed(2),
    cost.productsCores.toFixed(2),
  ];
}

export function describeEvaluations(costs: readonly EvaluationCost[]): string[] {
  return formatTable([evaluationHeader, ...costs.map(evaluationRow)], [1, 2, 3, 4, 5, 6]);
}
