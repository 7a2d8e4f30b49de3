/**
 * How much work a function does, as a number that does not depend on the machine: the reads of properties of `value`
 * and of everything in it, and the operations of all maps and sets. `work` gets `value` behind a proxy that counts.
 */
export function countOperations<T extends object>(value: T, work: (counted: T) => void): number {
  let count = 0;
  const proxies = new WeakMap<object, object>();
  const counted = (target: object): object => {
    const known = proxies.get(target);
    if (known) return known;
    const proxy = new Proxy(target, {
      get(holder, key, receiver) {
        count++;
        const inner: unknown = Reflect.get(holder, key, receiver);
        return typeof inner === 'object' && inner !== null ? counted(inner) : inner;
      },
    });
    proxies.set(target, proxy);
    return proxy;
  };
  const restore = [
    ...countCalls(Map.prototype, ['get', 'has', 'set', 'delete'], () => count++),
    ...countCalls(Set.prototype, ['has', 'add', 'delete'], () => count++),
  ];
  try {
    work(counted(value) as T);
  } finally {
    for (const undo of restore) undo();
  }
  return count;
}

/** Calls `onCall` at each call of the methods. Returns functions that undo it. */
function countCalls(
  prototype: object,
  names: readonly string[],
  onCall: () => void,
): (() => void)[] {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  return names.map((name) => {
    const original = methods[name];
    if (!original) throw new Error(`there is no method '${name}'`);
    methods[name] = function (...args) {
      onCall();
      return original.apply(this, args);
    };
    return () => (methods[name] = original);
  });
}
