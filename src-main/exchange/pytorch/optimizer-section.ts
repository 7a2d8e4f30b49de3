import { optimizerTemplate } from './optimizer-template';
import type { OptimizerSettings, Schedule } from '#spec/optimizer';
import { call, fillTemplate, indentLines, text } from './python-text';
import type { ScriptSource } from './script-source';

/** The rules of the optimizers that are used. They come before the weights, which hold their slots. */
export function optimizerSection(source: ScriptSource): string {
  const used = allSettings(source);
  const has = (kind: OptimizerSettings['kind']): boolean => used.some((one) => one.kind === kind);
  return fillTemplate(optimizerTemplate, {
    sgd: has('sgd'),
    momentum: has('momentum'),
    rmsprop: has('rmsprop'),
    adam: has('adam'),
    decay: used.some(({ weightDecay }) => weightDecay > 0),
    clip: used.some(({ clipNorm }) => clipNorm !== undefined),
    cosine: used.some(({ schedule }) => schedule.kind === 'cosine'),
  });
}

/** The function that builds one optimizer for each module and each model of an interface. */
export function buildOptimizers(source: ScriptSource): string {
  const { experiment, interfaces, modules } = source;
  const { optimizer, steps } = experiment.training;
  const entries: string[] = modules.map(({ id, nodes }) => {
    const owned = nodes.filter((node) => ownsModule(source, node));
    const names = owned.map(text).join(', ');
    return entry(id, `owned_by(weights, ${names})`, optimizer, steps);
  });
  for (const { id, spec } of interfaces) {
    const settings = spec.optimizer ?? optimizer;
    const add = (part: string, own: OptimizerSettings): void => {
      const name = `${id}/${part}`;
      entries.push(entry(name, `owned_by(weights, ${text(name)})`, own, steps));
    };
    add('synthesizer', settings);
    if (spec.auxiliary) add('auxiliary', settings);
    if (spec.syntheticInput) add('syntheticInput', spec.syntheticInput.optimizer ?? optimizer);
  }
  const isDni = interfaces.length > 0;
  return [
    isDni
      ? 'def build_optimizers(\n    model: Model, interfaces: nn.ModuleDict\n) -> dict[str, Optimizer]:'
      : 'def build_optimizers(model: Model) -> dict[str, Optimizer]:',
    isDni
      ? '    """One for each module and each model on an edge, by its name in checkpoints."""'
      : '    """One for each module, by its name in checkpoints."""',
    `    weights = saved_tensors(model)${isDni ? ' + saved_tensors(interfaces)' : ''}`,
    '    return {',
    ...entries.map((code) => indentLines(`${code},`, 8)),
    '    }',
    '',
    '',
    'def owned_by(weights: list[Saved], *owners: str) -> list[Saved]:',
    '    """The parameters of nodes or models; running statistics are none."""',
    "    prefixes = tuple(f'{owner}/' for owner in owners)",
    '    return [',
    '        saved',
    '        for saved in weights',
    '        if saved.name.startswith(prefixes) and saved.tensor.requires_grad',
    '    ]',
  ].join('\n');
}

function ownsModule({ experiment }: ScriptSource, id: string): boolean {
  const kind = experiment.model.nodes[id]?.kind ?? 'input';
  return ['dense', 'conv2d', 'batchNorm', 'embedding', 'lstm', 'gru', 'rnn'].includes(kind);
}

function allSettings({ experiment, interfaces }: ScriptSource): OptimizerSettings[] {
  return [
    experiment.training.optimizer,
    ...interfaces.flatMap(({ spec }) => [
      ...(spec.optimizer ? [spec.optimizer] : []),
      ...(spec.syntheticInput?.optimizer ? [spec.syntheticInput.optimizer] : []),
    ]),
  ];
}

function entry(id: string, parameters: string, settings: OptimizerSettings, steps: number): string {
  const args = [parameters, `rate=${settings.rate}`, ...ruleArguments(settings)];
  if (settings.schedule.kind !== 'constant')
    args.push(`schedule=${scheduleLambda(settings.schedule, steps)}`);
  if (settings.weightDecay > 0) args.push(`weight_decay=${settings.weightDecay}`);
  if (settings.clipNorm !== undefined) args.push(`clip_norm=${settings.clipNorm}`);
  const [name] = { sgd: ['Sgd'], momentum: ['Momentum'], rmsprop: ['RmsProp'], adam: ['Adam'] }[
    settings.kind
  ];
  return `${text(id)}: ${call(name ?? '', args, { indent: 12 + id.length })}`;
}

function ruleArguments(settings: OptimizerSettings): string[] {
  switch (settings.kind) {
    case 'sgd':
      return [];
    case 'momentum':
      return [`momentum=${settings.momentum}`, ...(settings.nesterov ? ['nesterov=True'] : [])];
    case 'rmsprop':
      return [`decay=${settings.decay}`, `epsilon=${settings.epsilon}`];
    case 'adam':
      return [`beta1=${settings.beta1}`, `beta2=${settings.beta2}`, `epsilon=${settings.epsilon}`];
  }
}

/** The factor of the rate at a step, from 0. */
function scheduleLambda(schedule: Schedule, steps: number): string {
  switch (schedule.kind) {
    case 'constant':
      return 'lambda step: 1';
    case 'step':
      return `lambda step: ${schedule.factor} ** sum(step >= at for at in [${schedule.at.join(', ')}])`;
    case 'exponential':
      return `lambda step: ${schedule.factor} ** (step / ${schedule.every})`;
    case 'cosine':
      return `lambda step: cosine(step / ${schedule.over ?? steps}, end=${schedule.end})`;
  }
}
