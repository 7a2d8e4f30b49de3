/**
 * A process of the benchmark of distributed steps, which answers requests, each of them and each answer a line of JSON:
 *
 *     peer.ts SIZE INTRA_OP_THREADS INTER_OP_THREADS
 */
import { createInterface } from 'node:readline';
import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
import { tf } from '#tensorflow/backend/tf';
import { chainSizes } from './chain-size';
import { CompiledModule } from './compiled-module';
import { measurePasses } from './module-times';
import type { Answer, Request } from './requests';
import { TensorSocket } from './tensor-socket';
import { makeBatch, trainAlone, trainDecoupled, trainLocked } from './train-chain';
import { ChainGraph, stepsPerCall } from './train-graph';

const [name, intraOp, interOp] = process.argv.slice(2);
const size = chainSizes.find((each) => each.name === name);
if (!size) throw new Error(`there is no chain '${name}'`);
const { tensorflowVersion } = await loadTensorFlow({
  allowFallback: false,
  device: 'cpu',
  threads: { intraOp: Number(intraOp), interOp: Number(interOp) },
});
const batch = makeBatch(size);
const modules = Array.from({ length: size.modules }, (_, index) => new CompiledModule(size, index));
let graph: ChainGraph | null = null;
let socket: TensorSocket | null = null;

const write = (answer: Answer): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

async function answer(request: Request): Promise<Answer> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  if (request.task === 'times') return { modules: measurePasses(modules, batch, request) };
  if (request.task === 'alone') {
    const loss = trainAlone(modules, batch, request.isDecoupled, request.steps);
    return { seconds: seconds(), loss };
  }
  if (request.task === 'graph') {
    graph ??= new ChainGraph(size as NonNullable<typeof size>);
    for (let step = 0; step < request.steps; step += stepsPerCall) graph.run(batch.x, batch.labels);
    return { seconds: seconds(), loss: 0 };
  }
  if (request.task === 'open') {
    socket = await TensorSocket.open(request.to, (port) => write({ port }));
    return { isOpen: true };
  }
  const connected = socket;
  if (!connected) throw new Error('this process is not connected');
  if (request.task === 'bounce') {
    const message = tf.zeros([Math.max(1, request.bytes / 4)]);
    for (let count = 0; count < request.count; count++) {
      if (request.isFirst) connected.send(message);
      connected.receive(message.shape).dispose();
      if (!request.isFirst) connected.send(message);
    }
    message.dispose();
    return { seconds: seconds(), loss: 0 };
  }
  const module = modules[request.module];
  if (!module) throw new Error(`there is no module ${request.module}`);
  let loss = 0;
  if (request.microBatches === null) trainDecoupled(module, connected, batch, request.steps);
  else loss = trainLocked(module, connected, batch, request.microBatches, request.steps);
  return { seconds: seconds(), loss };
}

write({ tensorflow: tensorflowVersion ?? 'of unknown version' });
for await (const line of createInterface(process.stdin))
  write(await answer(JSON.parse(line) as Request));
