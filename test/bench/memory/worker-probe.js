/**
 * Loaded into a worker process before the worker itself: on SIGUSR2 it sends the bytes of its V8 heap and of the variables
 * of tfjs. Plain JavaScript, because a compiler in the process would be measured too.
 */
import { getHeapStatistics } from 'node:v8';

process.on('SIGUSR2', () => {
  const variables = Object.values(globalThis._tfengine?.registeredVariables ?? {});
  process.send?.({
    kind: 'memory',
    heap: getHeapStatistics().total_physical_size,
    variables: variables.reduce((sum, { size }) => sum + 4 * size, 0),
  });
});
