/** The event loop gets a turn this often, so that messages are received while the process computes. */
const turnEveryMs = 20;

let lastTurnAt = Date.now();
let nextTurn: Promise<void> | null = null;

/**
 * Resolves after a turn of the event loop where one is due, else at once. All long computations of the process share
 * the time between turns.
 */
export async function takeTurn(): Promise<void> {
  if (Date.now() - lastTurnAt < turnEveryMs) return;
  nextTurn ??= new Promise((resolve) =>
    setImmediate(() => {
      [lastTurnAt, nextTurn] = [Date.now(), null];
      resolve();
    }),
  );
  await nextTurn;
}

/** Takes all steps of a computation, with turns of the event loop in between; resolves to its result. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  let next = steps.next();
  while (!next.done) {
    await takeTurn();
    next = steps.next();
  }
  return next.value;
}
