import type { MetricFamily } from '../help-topics';

/** When a metric gets a value. */
export type RecordedWhen = 'step' | 'evaluation' | 'split' | 'diagnostics' | 'second' | 'imported';

/** What help says of a metric beside its description in the catalogue. */
export interface MetricExplanation {
  text: string;
  formula?: string;
  recorded: RecordedWhen;
  /** Where the catalogue has none that suits the whole family. */
  title?: string;
  /** Whether neither a smaller nor a larger value is the better one: it describes the run. */
  isNeutral?: true;
  /** A name of the family, from which title, unit and direction are read. */
  example: string;
  /** How its names are built, with the parts that vary in capitals. */
  names: readonly string[];
}

const edge = 'hidden1->hidden2';
const split = (measure: string) => ({
  recorded: 'split' as const,
  example: `validation/${measure}`,
  names: ['train', 'validation', 'test'].flatMap((part) => [
    `${part}/${measure}`,
    `${part}/${measure}/LOSS`,
  ]),
});
const ofInterface = (measure: string) => ({
  recorded: 'diagnostics' as const,
  example: `interface/${edge}/${measure}`,
  names: [`interface/EDGE/${measure}`],
});
const ofLayer = (measure: string) => ({
  recorded: 'diagnostics' as const,
  example: `layer/hidden1/${measure}`,
  names: [`layer/NODE/${measure}`],
});
const probe = 'on the probe, a fixed part of the validation data';

export const metricExplanations: Readonly<Record<MetricFamily, MetricExplanation>> = {
  loss: {
    ...split('loss'),
    text: 'What training makes small: the mean loss of each loss node times its weight, summed over all loss nodes. A softmax cross entropy counts in nats, a squared error in the square of its values.',
    formula: 'L = Σ weight · mean loss',
  },
  error: {
    ...split('error'),
    text: 'The share of examples, or of ticks with a target, whose largest output is not the right class. It is that of the first loss with a label; with several losses each has an error of its own as well.',
    formula: 'error = wrong / all',
  },
  bits: {
    ...split('bits'),
    text: 'The cross entropy of a generated sequence task for each symbol that is asked for, in bits and without the weight of the loss. Guessing among n symbols that are equally likely takes log₂(n) bits.',
    formula: 'bits = cross entropy / ln 2',
  },
  bpc: {
    ...split('bpc'),
    text: 'Bits per character: the cross entropy of a text that is read by characters, without the weight of the loss. It is the figure that papers on language modelling report.',
    formula: 'bpc = cross entropy / ln 2',
  },
  perplexity: {
    ...split('perplexity'),
    text: 'Of a text that is read by words: between how many equally likely words the model hesitates, on average.',
    formula: 'perplexity = exp(cross entropy)',
  },
  'interface/cosine': {
    ...ofInterface('cosine'),
    text: `How well the direction of the synthetic gradient of a decoupled edge agrees with that of the true one, ${probe}. 1 is the same direction, 0 tells nothing, below 0 the message is moved the wrong way. Where a gradient is zero, as at the start, there is no cosine.`,
    formula: 'cos = ⟨ĝ, g⟩ / (‖ĝ‖ · ‖g‖)',
  },
  'interface/relative-error': {
    ...ofInterface('relative-error'),
    text: `How far the synthetic gradient is from the true one, ${probe}, in units of the true one. 0 is exact, 1 is as good as predicting zero.`,
    formula: '‖ĝ − g‖ / ‖g‖',
  },
  'interface/synthesizer-loss': {
    ...ofInterface('synthesizer-loss'),
    text: 'The loss by which the synthesizer learns: its squared distance from the gradient that arrives over the edge, which itself is made of synthetic gradients where further edges are decoupled. It depends on the size of the gradients, so compare it within one run.',
    formula: 'mean of ‖M(h, c) − g‖²',
  },
  gradient: {
    isNeutral: true,
    recorded: 'diagnostics',
    title: 'Gradient by distance back in time',
    example: 'gradient/core->core/at-8',
    names: ['gradient/EDGE/at-TICKS'],
    text: "How far back in time a recurrent edge carries gradients: the norm of the gradient of the last tick's loss in the state that many ticks before it. A fast fall says that what lies further back is not learnt.",
    formula: '‖∂L(t) / ∂s(t − n)‖',
  },
  'edge/true-gradient': {
    isNeutral: true,
    recorded: 'diagnostics',
    example: `edge/${edge}/true-gradient`,
    names: ['edge/EDGE/true-gradient'],
    text: `The size of the true gradient of one example's loss in the message of the edge: the root mean square of its norm over the examples, ${probe}. Compare it between edges to see where gradients fade or grow.`,
    formula: '√(mean of ‖∂L/∂h‖²)',
  },
  'edge/synthetic-gradient': {
    isNeutral: true,
    recorded: 'diagnostics',
    example: `edge/${edge}/synthetic-gradient`,
    names: ['edge/EDGE/synthetic-gradient'],
    text: `The size of the synthetic gradient of the edge, measured as that of the true one, ${probe}. Much smaller than the true one, the synthesizer has not learnt yet; much larger, it and its module may be driving each other up.`,
    formula: '√(mean of ‖ĝ‖²)',
  },
  'layer/dead': {
    ...ofLayer('dead'),
    text: `The share of rectifier units (ReLU; of a convolution: maps) that are zero for every example, ${probe}. They get no gradient. A share that grows during training asks for a lower learning rate.`,
  },
  'layer/activations': {
    ...ofLayer('activations'),
    isNeutral: true,
    text: `The standard deviation of all numbers that the layer gives, ${probe}. Near zero it passes on hardly anything; growing without bound it makes training diverge.`,
  },
  'layer/weights': {
    ...ofLayer('weights'),
    isNeutral: true,
    text: 'The root mean square of the trainable parameters of the layer.',
  },
  'layer/updates': {
    ...ofLayer('updates'),
    isNeutral: true,
    text: 'The root mean square of what was added to the parameters of the layer since training began. Beside the size of the weights it tells how far the layer has moved.',
  },
  'module/updates': {
    isNeutral: true,
    recorded: 'diagnostics',
    example: 'module/hidden1/updates',
    names: ['module/MODULE/updates'],
    text: 'How often the parameters of the module have been updated, counted in training. With sparse updates or several rates, modules of one run differ in it. A module that no gradient reaches stays at 0.',
  },
  'task/level': {
    recorded: 'step',
    example: 'task/level',
    names: ['task/level'],
    text: 'The largest size of a task with a curriculum that was solved so far: the length N of copy, length times repetitions of repeat copy.',
  },
  'task/mean-bits': {
    recorded: 'step',
    example: 'task/mean-bits',
    names: ['task/mean-bits'],
    text: 'The running mean of the training bits by which a task with a curriculum is judged: the task grows as soon as it is below the setting **Solved below**. It starts anew with each level.',
  },
  'speed/steps-per-second': {
    recorded: 'second',
    example: 'speed/steps-per-second',
    names: ['speed/steps-per-second'],
    text: 'Training steps a second, over the last second of training. The first call, which compiles the step, does not count. It depends on the machine and on what else runs there.',
  },
  'speed/examples-seen': {
    isNeutral: true,
    recorded: 'second',
    example: 'speed/examples-seen',
    names: ['speed/examples-seen'],
    text: 'On how many examples the run has trained so far; of a stream, ticks of all rows together. Use it as the axis of a chart where methods read different amounts of data in a step.',
  },
  'memory/resident-megabytes': {
    isNeutral: true,
    recorded: 'second',
    example: 'memory/resident-megabytes',
    names: ['memory/resident-megabytes'],
    text: 'The memory of the machine that the training process holds, in units of 2²⁰ bytes. The memory of a GPU does not count.',
  },
  'memory/tensors': {
    isNeutral: true,
    recorded: 'second',
    example: 'memory/tensors',
    names: ['memory/tensors'],
    text: 'How many tensors the training process holds. A number that keeps growing would be a leak in the program.',
  },
  imported: {
    recorded: 'imported',
    title: 'Metrics of other programs',
    example: 'imported/NAME',
    names: ['imported/NAME', 'any other name'],
    text: 'A metric of another program, imported with its curve. The program knows nothing of it but its name: it is taken to be better when it is smaller, unless its name says otherwise, such as accuracy or score.',
  },
};
