import { startEarlyWorker } from './cli/early-worker';
import { passMilestone } from './files/milestones';

const [, , command = '', ...options] = process.argv;
// `--at`: somewhere else.
const trains =
  ['train', 'resume'].includes(command) && !options.some((option) => option.startsWith('--at'));
const worker = trains ? startEarlyWorker() : null;
const { run } = await import('./cli/program');
passMilestone('command line loaded');
process.exitCode = await run(process.argv, worker?.launch);
worker?.close();
