import type { SynthesizerSettings } from '../model';
import type { OptimizerSettings, Schedule } from '../optimizer';
import type { Method } from '../training';

/** What help says of the kinds that settings choose from. */
export interface KindExplanation {
  text: string;
  formula?: string;
}

export const methodExplanations: Readonly<Record<Method, KindExplanation>> = {
  dni: {
    text: 'The module before a decoupled edge learns from the synthetic gradient that the synthesizer of the edge predicts, and does not wait for the modules above it. The synthesizer learns from the gradient that arrives later. On a recurrent edge the synthetic gradient stands for the losses beyond the cut.',
    formula: 'ĝ = k · M(h, c), in place of ∂L/∂h',
  },
  backprop: {
    text: 'Decoupled edges are plain edges: the true gradient comes back over them and all modules wait for each other. Use it as the baseline that shows what the network could reach. A recurrent model is unrolled over a whole sequence, or over the ticks of the setting **Full unroll**.',
    formula: 'g = ∂L/∂h',
  },
  none: {
    text: 'No gradient comes back over a decoupled edge. Use it as the lower bound that shows what synthetic gradients are worth. On a recurrent edge this is truncated backpropagation through time (BPTT).',
    formula: 'g = 0',
  },
};

export const synthesizerExplanations: Readonly<
  Record<SynthesizerSettings['kind'], KindExplanation>
> = {
  mlp: {
    text: 'Maps the message, taken as one vector, to a gradient of the same size. Without hidden layers it is linear, which suffices where it also sees the label; the unconditioned DNI of the paper has two hidden layers of 1,024 units with batch normalisation and ReLU. Its last layer starts at zero, so that the first synthetic gradients are zero.',
    formula: 'M(h, c) = W · [h, c] + b without hidden layers',
  },
  conv: {
    text: 'Maps a feature map to a gradient of the same rows, columns and channels by convolutions with padding **same**. Use it on edges between convolutions, where a fully connected synthesizer would have too many parameters. A label is shown to it as constant maps, one for each class.',
  },
};

const clipped =
  'w are the weights, g is their gradient after clipping, α the learning rate of the step.';

export const optimizerExplanations: Readonly<Record<OptimizerSettings['kind'], KindExplanation>> = {
  sgd: {
    text: `Plain gradient descent, the rule with the fewest settings. ${clipped}`,
    formula: 'w ← w − α · g',
  },
  momentum: {
    text: `Gradient descent along a running sum of the gradients, which is faster along directions that stay the same. ${clipped}`,
    formula: 'v ← momentum · v + g; w ← w − α · v',
  },
  rmsprop: {
    text: `Divides each gradient by the root of its running mean square, so that all weights move at a similar pace. ${clipped}`,
    formula: 's ← decay · s + (1 − decay) · g²; w ← w − α · g / (√s + ε)',
  },
  adam: {
    text: `Running means of the gradient and of its square, both corrected for their start at zero: the usual choice. ${clipped}`,
    formula:
      'm ← β₁ · m + (1 − β₁) · g; s ← β₂ · s + (1 − β₂) · g²; w ← w − α · m̂ / (√ŝ + ε), with m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ)',
  },
};

export const scheduleExplanations: Readonly<Record<Schedule['kind'], KindExplanation>> = {
  constant: {
    text: 'The learning rate stays the same during the whole run.',
    formula: 'α(t) = rate',
  },
  step: {
    text: 'The learning rate is multiplied by the factor at each of the steps listed, as in the paper: by 0.1 at 300,000 and 400,000.',
    formula: 'α(t) = rate · factorⁿ, where n of the steps are reached',
  },
  exponential: {
    text: 'The learning rate falls by the factor in each interval of steps, evenly from step to step.',
    formula: 'α(t) = rate · factor^(t / every)',
  },
  cosine: {
    text: 'The learning rate falls along half a cosine, slowly at first and at the end, and then stays at the share given as its end. Use it where the length of the run is known.',
    formula: 'α(t) = rate · (end + (1 − end) · (1 + cos(π · t / over)) / 2)',
  },
};
