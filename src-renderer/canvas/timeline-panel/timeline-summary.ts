import type { Model } from '#spec/model';
import { findModuleSettings, type Module } from '#spec/graph';
import type { Timeline } from './timeline';
import type { Method, Training } from '#spec/training';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** The name of a module: its nodes without the inputs, as in `logits · loss`. */
export function formatModuleName(module: Module): string {
  return module.nodes.join(' · ');
}

/** The timeline in sentences: the duration of a step, and which modules wait. */
export function summarizeTimeline(
  modules: readonly Module[],
  method: Method,
  { rows, byMethod }: Timeline,
): string {
  if (modules.length < 2)
    return 'No edge is decoupled, so the whole model is one locked module with every method.';
  const formatStep = (shown: Method) => byMethod[shown].stepDuration.toFixed(1);
  const idOf = (row: { module: string }) => row.module;
  if (method === 'backprop') {
    const first = modules[0]?.id ?? '';
    return `A step takes ${formatStep('backprop')} units, all modules locked: ${first} cannot update before those above it.`;
  }
  if (method === 'none') {
    const idle = rows.filter(({ hasUpdate }) => !hasUpdate).map(idOf);
    const frozen =
      idle.length > 0 ? ` ${list.format(idle)} never learn${idle.length > 1 ? '' : 's'}.` : '';
    return `No gradient crosses a decoupled edge: a step takes ${formatStep('none')} units instead of ${formatStep('backprop')}.${frozen}`;
  }
  const ratio = byMethod.backprop.stepDuration / byMethod.dni.stepDuration;
  const pace =
    ratio >= 1.05
      ? `${ratio.toFixed(1)} times as fast`
      : ratio > 0.95
        ? 'the same'
        : 'slower: the synthesizers cost more than they save';
  const free = rows.filter(({ bars }) => !bars.some(({ kind }) => kind === 'waiting')).map(idOf);
  const waits =
    free.length === rows.length
      ? 'no module ever waits'
      : free.length > 0
        ? `${list.format(free)} never wait${free.length > 1 ? '' : 's'}`
        : 'every module still waits for messages from below';
  return `A step takes ${formatStep('backprop')} units with backprop, ${formatStep('dni')} with DNI (${pace}): ${waits}.`;
}

/** The update probabilities in a sentence; null if every module updates at every step. */
export function summarizeSparseUpdates(
  model: Model,
  modules: readonly Module[],
  training: Training,
  method: Method,
): string | null {
  if (method === 'backprop') return null;
  const probabilities = modules.map(
    (module) => findModuleSettings(model, module).updateProbability ?? training.updateProbability,
  );
  if (probabilities.every((probability) => probability === 1)) return null;
  const isUniform = probabilities.every((probability) => probability === probabilities[0]);
  const text = isUniform
    ? `with probability ${probabilities[0]} a step`
    : `with probability ${modules.map(({ id }, index) => `${probabilities[index]} (${id})`).join(', ')} a step`;
  return `Sparse updates: each module goes backward and updates ${text}; drawn as if it always did.`;
}
