import type { Model } from '#spec/model';
import { settingsOfModule, type Module } from '#spec/graph';
import type { Timeline } from './timeline';
import type { Method, Training } from '#spec/training';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** The computing nodes of a module, the way its row is called: `logits · loss`. */
export function moduleName(module: Module): string {
  return module.nodes.join(' · ');
}

/** What the timeline says, in words: the length of a step, and who waits for whom. */
export function gainInWords(
  modules: readonly Module[],
  method: Method,
  { rows, byMethod }: Timeline,
): string {
  if (modules.length < 2)
    return 'No edge is decoupled, so the whole model is one locked module with every method.';
  const length = (one: Method) => byMethod[one].stepLength.toFixed(1);
  const name = (row: { module: string }) => row.module;
  if (method === 'backprop') {
    const first = modules[0]?.id ?? '';
    return `A step takes ${length('backprop')} units, all modules locked: ${first} cannot update before those above it.`;
  }
  if (method === 'none') {
    const idle = rows.filter(({ updates }) => !updates).map(name);
    const frozen =
      idle.length > 0 ? ` ${list.format(idle)} never learn${idle.length > 1 ? '' : 's'}.` : '';
    return `No gradient crosses a decoupled edge: a step takes ${length('none')} units instead of ${length('backprop')}.${frozen}`;
  }
  const ratio = byMethod.backprop.stepLength / byMethod.dni.stepLength;
  const pace =
    ratio >= 1.05
      ? `${ratio.toFixed(1)} times as fast`
      : ratio > 0.95
        ? 'the same'
        : 'slower: the synthesizers cost more than they save';
  const free = rows.filter(({ bars }) => !bars.some(({ kind }) => kind === 'waiting')).map(name);
  const waits =
    free.length === rows.length
      ? 'no module ever waits'
      : free.length > 0
        ? `${list.format(free)} never wait${free.length > 1 ? '' : 's'}`
        : 'every module still waits for messages from below';
  return `A step takes ${length('backprop')} units with backprop, ${length('dni')} with DNI (${pace}): ${waits}.`;
}

/** The probability with which modules update, where it is not always; null else. */
export function sparsenessInWords(
  model: Model,
  modules: readonly Module[],
  training: Training,
  method: Method,
): string | null {
  if (method === 'backprop') return null;
  const probabilities = modules.map(
    (module) => settingsOfModule(model, module).updateProbability ?? training.updateProbability,
  );
  if (probabilities.every((one) => one === 1)) return null;
  const same = probabilities.every((one) => one === probabilities[0]);
  const text = same
    ? `with probability ${probabilities[0]} a step`
    : `with probability ${modules.map(({ id }, index) => `${probabilities[index]} (${id})`).join(', ')} a step`;
  return `Sparse updates: each module goes backward and updates ${text}; drawn as if it always did.`;
}
