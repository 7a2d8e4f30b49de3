import { formatFixed } from '#spec/number-format';
import { describeCoupledPath } from '../../spec/coupled-path';
import { findModuleSettings, mapNodesToModules, type Module } from '../../spec/graph';
import type { Model } from '../../spec/model';
import { nameModules, openSentence } from './module-names';
import type { Timeline } from './timeline';
import type { Method, Training } from '../../spec/training';

/** The name of a module: its nodes without the inputs, as in `logits · loss`. */
export function formatModuleName(module: Module): string {
  return module.nodes.join(' · ');
}

/**
 * The timeline in sentences: the duration of a step, which modules wait, and which never update. What it says of the
 * modules is read off the rows that are drawn.
 */
export function summarizeTimeline(
  model: Model,
  modules: readonly Module[],
  method: Method,
  timeline: Timeline,
): string {
  const isDecoupled = model.edges.some(({ decoupled }) => decoupled);
  const isDrawn = timeline.rows.some(({ bars }) => bars.length > 0);
  return [
    isDecoupled ? null : describeCoupledModel(modules),
    modules.length > 1 && isDecoupled && isDrawn ? describePace(method, timeline, modules) : null,
    isDecoupled ? describeUnseparated(model, modules) : null,
    describeIdle(timeline.rows, modules),
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

function describeCoupledModel(modules: readonly Module[]): string {
  return modules.length < 2
    ? 'No edge is decoupled, so the whole model is one locked module with every method.'
    : `No edge is decoupled: the model is in ${modules.length} pieces that no edge connects, and every method trains it in the same way.`;
}

function describePace(
  method: Method,
  { rows, byMethod, isSized }: Timeline,
  modules: readonly Module[],
): string {
  if (!isSized)
    return `How long a step takes is not known before all sizes are. With equally long modules and one worker a module, ${method === 'backprop' ? describeLock(rows, modules) : describeWaits(rows, modules)}.`;
  const format = (units: number) => formatFixed(units, 1);
  const formatStep = (shown: Method) => format(byMethod[shown].stepDuration);
  const opening = 'With one worker a module, a step takes';
  const measure = 'forward passes of an average module';
  if (method === 'backprop')
    return `${opening} ${formatStep('backprop')} ${measure} with backprop: ${describeLock(rows, modules)}.`;
  const { backprop, dni } = byMethod;
  const waits = describeWaits(rows, modules);
  if (method === 'none')
    return `No gradient crosses a decoupled edge. ${opening} ${formatStep('none')} ${measure} instead of ${formatStep('backprop')} with backprop: ${waits}.`;
  const ratio = backprop.stepDuration / dni.stepDuration;
  const pace =
    ratio >= 1.05
      ? `${formatFixed(ratio, 1)} times as fast`
      : ratio > 0.95
        ? 'equally fast, within 5 %'
        : 'slower, because the synthesizers cost more than they save';
  return `${opening} ${formatStep('backprop')} ${measure} with backprop and ${formatStep('dni')} with DNI (${pace}): ${waits}. With one worker for all it takes ${format(backprop.work)} and ${format(dni.work)}, and the learning of the synthesizers comes on top.`;
}

/** The first module that has to wait between its forward pass and its update. */
function describeLock(rows: Timeline['rows'], modules: readonly Module[]): string {
  for (const { module, bars, hasUpdate } of rows) {
    const ran = bars.findIndex(({ kind }) => kind === 'forward');
    const wait = bars.slice(ran + 1).find(({ kind, step }) => kind === 'waiting' && step === 1);
    if (hasUpdate && ran >= 0 && wait?.waitsFor !== undefined)
      return `${nameModules([module], modules)} cannot update before ${nameModules([wait.waitsFor], modules)} has run`;
  }
  return 'no module waits between its forward pass and its update';
}

function describeWaits(rows: Timeline['rows'], modules: readonly Module[]): string {
  const list = (some: Timeline['rows']): string =>
    nameModules(
      some.map(({ module }) => module),
      modules,
    );
  const drawn = rows.filter(({ bars }) => bars.length > 0);
  const free = drawn.filter(({ bars }) => !bars.some(({ kind }) => kind === 'waiting'));
  if (free.length === drawn.length) return 'no module ever waits';
  if (free.length === 0) return 'every module still waits for another';
  return `${list(free)} never wait${free.length > 1 ? '' : 's'}`;
}

/** Decoupled edges that separate nothing, because a coupled path runs beside them. */
function describeUnseparated(model: Model, modules: readonly Module[]): string | null {
  const moduleOf = mapNodesToModules(modules);
  const inside = model.edges.filter(
    ({ from, to, decoupled }) =>
      decoupled && from !== to && moduleOf.has(from) && moduleOf.get(from) === moduleOf.get(to),
  );
  const [first, ...others] = inside;
  if (!first) return modules.length < 2 ? 'The whole model is one locked module.' : null;
  const path = describeCoupledPath(model, first.from, first.to) ?? 'another path';
  const more = others.length > 0 ? ` (and ${others.length} more like it)` : '';
  return `The edge ${first.from} → ${first.to} is decoupled${more}, but the coupled path ${path} beside it keeps both ends in one module, which updates as a whole.`;
}

/** Modules without an update: on a cycle, without a gradient, or with nothing to learn. */
function describeIdle(rows: Timeline['rows'], modules: readonly Module[]): string | null {
  const idle = rows.filter(({ hasUpdate, isConnected }) => !hasUpdate && isConnected);
  const list = (some: Timeline['rows']): string =>
    nameModules(
      some.map(({ module }) => module),
      modules,
    );
  const cyclic = idle.filter(({ bars }) => bars.length === 0);
  const unreached = idle.filter(({ bars, hasGradient }) => bars.length > 0 && !hasGradient);
  const sentences = [
    cyclic.length > 0
      ? `${openSentence(list(cyclic))} ${cyclic.length > 1 ? 'are' : 'is'} not drawn: a cycle has no order in which it could run.`
      : null,
    unreached.length > 0
      ? `No gradient reaches ${list(unreached)}, which never learn${unreached.length > 1 ? '' : 's'}.`
      : null,
  ].filter((sentence) => sentence !== null);
  return sentences.length > 0 ? sentences.join(' ') : null;
}

/** What a row says beside its bars: `waits 48 %`, `never waits`, `never updates`, `not connected`. */
export function describeRow(row: Timeline['rows'][number] | undefined): string {
  if (row && !row.isConnected) return 'not connected';
  if (!row || row.bars.length === 0) return 'not drawn';
  const percent = Math.round(100 * row.waitingShare);
  const waits = row.waitingShare === 0 ? 'never waits' : `waits ${percent > 0 ? percent : '< 1'} %`;
  return row.hasUpdate ? waits : `${waits}, never updates`;
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
