import { availableParallelism, cpus } from 'node:os';
import { formatTable, formatMarkdownTable } from '../../../src-main/cli/format';
import { microBatches, type CheckedStep, type DistributedCheck } from './distributed';
import type { PassSeconds } from './requests';
import { predictTables, type PredictedTable } from './table';

const milliseconds = (value: number): string => `${Number((1000 * value).toPrecision(3))}`;
const digits = (value: number): string => `${Number(value.toPrecision(3))}`;

/** What was measured, how well it was predicted, and what follows for more machines. */
export function describeDistributed(
  checks: readonly DistributedCheck[],
  isMarkdown: boolean,
): string[] {
  const table = (rows: readonly string[][]): string[] => {
    const numbers = (rows[0] ?? []).map((_, index) => index).slice(1);
    return isMarkdown ? formatMarkdownTable(rows, numbers) : formatTable(rows, numbers);
  };
  return [
    describeMachine(checks),
    '',
    ...checks.flatMap((check) => [
      ...describeChain(check),
      '',
      ...table([
        ['', 'predicted, ms', 'measured, ms', 'measured / predicted'],
        ...check.steps.map(checkedRow),
      ]),
      '',
    ]),
    ...predictTables(checks).flatMap(({ title, head, rows }: PredictedTable) => [
      title,
      '',
      ...table([head, ...rows]),
      '',
    ]),
  ];
}

function describeMachine([check]: readonly DistributedCheck[]): string {
  const [processor] = cpus();
  return `Measured on ${availableParallelism()} cores (${processor?.model ?? 'unknown processor'}), Node ${process.versions.node}, TensorFlow ${check?.tensorflow ?? ''}.`;
}

function describeChain({ size, link, modules, cutModules, losses }: DistributedCheck): string[] {
  const { name, layers, units, batch } = size;
  const [first] = modules;
  return [
    `The ${name} chain: modules of ${layers} layers of ${units} units, batches of ${batch}. ` +
      `The first module takes ${first ? describePasses(first) : 'no time'}; ` +
      `with the batch cut into ${microBatches}, ${milliseconds(total(cutModules))} ms for what takes ${milliseconds(total(modules))} ms whole. ` +
      `Loopback: ${Number((1e6 * link.latency).toPrecision(2))} µs and ${digits(link.bandwidth / 1e9)} Gbit/s. ` +
      `The loss after 20 steps of backprop: ${losses.alone.toFixed(6)} in one process, ${losses.apart.toFixed(6)} in two.`,
  ];
}

function describePasses({ forward, backward, update, predict, learn }: PassSeconds): string {
  return `${milliseconds(forward)} ms forward, ${milliseconds(backward)} ms backward, ${milliseconds(update)} ms to update, ${milliseconds(predict)} ms for a synthetic gradient and ${milliseconds(learn)} ms to learn from a true one`;
}

function total(modules: readonly PassSeconds[]): number {
  return modules.reduce(
    (sum, { forward, backward, update }) => sum + forward + backward + update,
    0,
  );
}

function checkedRow({ name, predicted, measured, ratio, quartiles }: CheckedStep): string[] {
  const [low, high] = quartiles;
  return [
    name,
    digits(predicted),
    digits(measured),
    `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`,
  ];
}
