/**
 * The processor time in milliseconds that some work takes of its own: the least of several times, since the process also
 * compiles and collects garbage, and other tests run at the same moment.
 */
export function leastProcessorTime(work: () => unknown, times = 7): number {
  const taken = Array.from({ length: times }, () => {
    const start = process.cpuUsage();
    work();
    return process.cpuUsage(start).user / 1000;
  });
  return Math.min(...taken);
}
