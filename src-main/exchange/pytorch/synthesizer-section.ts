import { classTemplate, edgeTemplate } from './synthesizer-templates';
import { sizeFromShape } from '#spec/shapes';
import { findField } from '#spec/task';
import type { SyntheticInputSettings, SynthesizerSettings } from '#spec/model';
import { activationModule, layerCall } from './layers';
import { call, fillTemplate, indentLines, text } from './python-text';
import {
  hasSequences,
  readsAllTicksDelayed,
  updateProbabilities,
  type ScriptInterface,
  type ScriptSource,
} from './script-source';

/** The decoupled edges: their synthesizers, and what they do in a step; empty but under `dni`. */
export function synthesizerSection(source: ScriptSource): string {
  if (source.interfaces.length === 0) return '';
  const marks = interfaceMarks(source);
  return [
    fillTemplate(classTemplate, marks),
    buildFunction(source),
    fillTemplate(edgeTemplate, marks),
  ].join('\n\n\n');
}

/** What the decoupled edges of this experiment use, for templates. */
export function interfaceMarks(source: ScriptSource): Record<string, boolean> {
  const { interfaces, isStream } = source;
  const some = (test: (one: ScriptInterface) => unknown): boolean => interfaces.some(test);
  return {
    dni: interfaces.length > 0,
    stream: isStream,
    resets: hasSequences(source),
    conv: some(({ spec }) => spec.synthesizer.kind === 'conv'),
    mlp: some(({ spec }) => spec.synthesizer.kind === 'mlp'),
    maps: some(({ spec, shape }) => spec.synthesizer.kind === 'mlp' && shape.length === 3),
    inputMaps: some(({ spec, shape }) => spec.syntheticInput && shape.length === 3),
    squash: some(({ spec }) => spec.synthesizer.kind === 'mlp' && spec.synthesizer.squash),
    context: some(({ contextWidth }) => contextWidth > 0),
    between: some(({ isRecurrent }) => !isRecurrent),
    recurrent: some(({ isRecurrent }) => isRecurrent),
    delays: some(({ edge }) => edge.delay !== undefined),
    masked: hasSequences(source) && some(isDelayedCut),
    trainMessage: some(({ spec, isRecurrent }) => spec.trainMessage && !isRecurrent),
    recurrentMessage: some(({ spec, isRecurrent }) => spec.trainMessage && isRecurrent),
    auxiliary: some(({ spec }) => spec.auxiliary),
    replay: some(({ spec, isRecurrent }) => isRecurrent && (spec.auxiliary || spec.trainMessage)),
    sparse: updateProbabilities(source).size > 0,
    wholeDelays: some(({ edge }) => readsAllTicksDelayed(source, edge)),
    warmup: some(({ spec }) => spec.warmup > 0),
    syntheticInput: some(({ spec }) => spec.syntheticInput),
  };
}

function isDelayedCut({ edge, isRecurrent }: ScriptInterface): boolean {
  return edge.delay !== undefined && !isRecurrent;
}

function buildFunction(source: ScriptSource): string {
  const entries = source.interfaces.map((one) => {
    const code = call('Interface', interfaceArguments(source, one), { indent: 12 + one.id.length });
    return `${text(one.id)}: ${code}`;
  });
  return [
    'def build_interfaces() -> nn.ModuleDict:',
    '    """By edge, the models that sit on it."""',
    '    return nn.ModuleDict(',
    '        {',
    ...entries.map((entry) => indentLines(`${entry},`, 12)),
    '        }',
    '    )',
  ].join('\n');
}

function interfaceArguments(source: ScriptSource, one: ScriptInterface): string[] {
  const { spec, from, to, scale, shape, contextWidth } = one;
  return [
    synthesizer(spec.synthesizer, shape, contextWidth),
    ...(updateProbabilities(source).size > 0 ? [`below=${text(from)}`, `above=${text(to)}`] : []),
    `scale=${scale}`,
    ...(contextWidth > 0 ? [`context=${context(source, one)}`] : []),
    ...(one.isRecurrent && source.interfaces.some(({ isRecurrent }) => !isRecurrent)
      ? ['recurrent=True']
      : []),
    ...(hasSequences(source) && isDelayedCut(one) ? ['delayed=True'] : []),
    ...(spec.warmup > 0 ? [`warmup=${spec.warmup}`] : []),
    ...(spec.trainMessage ? ['train_message=True'] : []),
    ...(spec.syntheticInput
      ? [`synthetic_input=${syntheticInput(spec.syntheticInput, source.inputWidth, shape)}`]
      : []),
    ...(spec.auxiliary ? [`auxiliary=${synthesizer(spec.synthesizer, shape, 0)}`] : []),
  ];
}

function context(source: ScriptSource, { labelField, spec }: ScriptInterface): string {
  const { condition } = spec.synthesizer;
  const ticks = source.isStream ? ', ticks' : '';
  const data = source.isStream ? 'window' : 'batch';
  if (typeof condition === 'object')
    return `lambda window, ticks: last_inputs(window, ${condition.inputs}, ticks)`;
  const field = findField(source.fields, labelField ?? '');
  const read = `${data}.read(${text(labelField ?? '')}${ticks})`;
  const value =
    field?.kind === 'label' ? `label_context(${read}, ${field.classes})` : `value_context(${read})`;
  return `lambda ${data}${ticks}: ${value}`;
}

function synthesizer(
  settings: SynthesizerSettings,
  shape: readonly number[],
  contextWidth: number,
): string {
  const isConv = settings.kind === 'conv';
  const size = isConv ? (shape[2] ?? 0) : sizeFromShape(shape);
  const linear = (inputs: number, outputs: number): string =>
    isConv
      ? `nn.Conv2d(${inputs}, ${outputs}, ${settings.kernel}, padding='same')`
      : `nn.Linear(${inputs}, ${outputs})`;
  const stages = stack(settings, size + contextWidth, size, linear, isConv ? 2 : 1, true);
  const head = isConv ? 'ConvSynthesizer' : 'Synthesizer';
  const squash = settings.kind === 'mlp' && settings.squash ? ['squash=True'] : [];
  return call(head, [...stages, ...squash], { indent: 16 });
}

function syntheticInput(
  settings: SyntheticInputSettings,
  inputs: number,
  shape: readonly number[],
): string {
  const linear = (from: number, to: number): string => `nn.Linear(${from}, ${to})`;
  const stages = stack(settings, inputs, sizeFromShape(shape), linear, 1, false);
  const [rows = 0, columns = 0, channels = 0] = shape;
  const maps = shape.length === 3 ? [`ToMaps(${rows}, ${columns}, ${channels})`] : [];
  return call('nn.Sequential', [...stages, ...maps], { indent: 16 });
}

/** Hidden layers, then a linear one; `zero`: the last one starts at zero. */
function stack(
  settings: Pick<SyntheticInputSettings, 'hidden' | 'batchNorm' | 'activation'>,
  inputs: number,
  outputs: number,
  linear: (inputs: number, outputs: number) => string,
  dimensions: 1 | 2,
  zero: boolean,
): string[] {
  const widths = [inputs, ...settings.hidden];
  const hidden = settings.hidden.map((units, index) =>
    layerCall(
      {
        linear: linear(widths[index] ?? 0, units),
        norm: settings.batchNorm
          ? `nn.BatchNorm${dimensions}d(${units}, track_running_stats=False)`
          : null,
        activation: settings.activation === 'linear' ? null : activationModule(settings.activation),
      },
      20,
    ),
  );
  const last = linear(widths.at(-1) ?? 0, outputs);
  return [...hidden, layerCall({ linear: zero ? `zero(${last})` : last }, 20)];
}
