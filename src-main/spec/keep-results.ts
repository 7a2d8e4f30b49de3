import type { Model } from './model';

/** The models that nobody changes any more. */
const unchanging = new WeakSet<Model>();

/** Results that are kept of one function and model, for different further arguments. */
const maxKept = 6;

/**
 * Promises that a model is never changed: every edit makes a new one. What functions of `perModel` find out of it is
 * then worked out once and shared, so nobody may change their results either. Of other models nothing is kept.
 */
export function keepResults(model: Model): void {
  unchanging.add(model);
}

/** The function, which works a result out once for each model of `keepResults` and identical further arguments. */
export function perModel<Rest extends unknown[], Result>(
  compute: (model: Model, ...rest: Rest) => Result,
): (model: Model, ...rest: Rest) => Result {
  const results = new WeakMap<Model, { rest: Rest; result: Result }[]>();
  return (model, ...rest) => {
    if (!unchanging.has(model)) return compute(model, ...rest);
    const kept = results.get(model) ?? [];
    const found = kept.find((entry) => rest.every((value, index) => value === entry.rest[index]));
    if (found) return found.result;
    const result = compute(model, ...rest);
    results.set(model, [...kept.slice(1 - maxKept), { rest, result }]);
    return result;
  };
}
