import type { ActivationFunction, NodeKind } from '../nodes';

/** What help says of a kind of node beside the description and the settings of its catalogue entry. */
export interface NodeExplanation {
  /** What it is for, and when to use it. */
  text: string;
  /** What its messages have to be. */
  takes: string;
  /** What it gives to the next nodes. */
  gives: string;
  /** In the letters of the text. */
  formula?: string;
}

const anything = 'one message of any shape';
const sameShape = 'the same shape';
const map = 'a feature map: rows × columns × channels';
const slid =
  'With padding **same** rows and columns are those of the input divided by the stride, rounded up; with **valid** they are (input − window) / stride, rounded down, plus 1.';
const recurrent =
  'An edge from the node to itself carries its state to the next tick; without one it starts from zero at every tick.';

export const nodeExplanations: Readonly<Record<NodeKind, NodeExplanation>> = {
  input: {
    text: 'Every model begins with one input or several. An input has no parameters and belongs to no module, so that an edge out of it cannot be decoupled: nothing below it would learn.',
    takes: 'nothing: it reads the field of each example, or of each tick of a stream',
    gives:
      'by its layout. **vector**: all numbers of the field in one row, a label one-hot. **grid**: rows × columns × channels. **index**: the number of a class',
  },
  dense: {
    text: 'The fully connected layer. Use it for vectors, and as the last layer before a loss, with `classes` as its units. Put a flatten before it where a feature map arrives.',
    takes: 'a vector',
    gives: 'a vector of as many numbers as it has units',
    formula: 'y = f(norm(x · kernel + bias)), where f is the activation',
  },
  conv2d: {
    text: 'The same small kernel is applied at every place of a feature map. Use it for images, behind an input with the layout **grid**.',
    takes: map,
    gives: `rows × columns × maps. ${slid}`,
    formula: 'y = f(norm(x ∗ kernel + bias)), where f is the activation',
  },
  maxPool: {
    text: 'Makes a feature map smaller and less sensitive to small shifts. It has no parameters. Use it between convolutions.',
    takes: map,
    gives: `rows × columns × the same channels. ${slid}`,
  },
  averagePool: {
    text: 'Makes a feature map smaller and smooths it. It has no parameters. With a window as large as the map it gives one number for each channel.',
    takes: map,
    gives: `rows × columns × the same channels. ${slid}`,
  },
  batchNorm: {
    text: 'Lets deep networks learn with larger rates. In training it uses mean and variance of the batch, in an evaluation their running averages. Dense and convolutional layers have it as a switch, which is the usual place: before the activation.',
    takes: anything,
    gives: sameShape,
    formula: 'y = scale · (x − mean) / √(variance + 1e-5) + offset',
  },
  activation: {
    text: 'Use it where the function is wanted by itself, such as after the sum of a residual connection. Dense, convolutional and plain recurrent layers have an activation of their own.',
    takes: anything,
    gives: sameShape,
  },
  dropout: {
    text: 'Use it against overfitting, between dense layers. In training it scales the numbers that are kept by 1 / (1 − rate); in an evaluation it changes nothing.',
    takes: anything,
    gives: sameShape,
  },
  embedding: {
    text: 'Use it for symbols, characters and words, in place of a dense layer on one-hot vectors: it does what a dense layer without bias does, and is faster with many classes.',
    takes: 'the number of a class, from an input with the layout **index**',
    gives: 'a vector of as many numbers as it has units',
  },
  lstm: {
    text: `The core to start with for long dependencies. ${recurrent} The state is h and c together, twice as many numbers as units.`,
    takes: 'a vector; and its own state',
    gives: 'the vector h, of as many numbers as it has units',
    formula: 'c′ = σ(f + forget bias) · c + σ(i) · tanh(g); h′ = σ(o) · tanh(c′)',
  },
  gru: {
    text: `Has about three quarters of the parameters of an LSTM with as many units, and half its state. ${recurrent}`,
    takes: 'a vector; and its own state',
    gives: 'the vector h, of as many numbers as it has units',
    formula: 'n = tanh(xₙ + σ(r) · (hₙ + candidate bias)); h′ = n + σ(z) · (h − n)',
  },
  rnn: {
    text: `The simplest core, for comparisons and short dependencies: its gradient fades or grows fast with the ticks. ${recurrent}`,
    takes: 'a vector; and its own state',
    gives: 'the vector h, of as many numbers as it has units',
    formula: 'h′ = f(x · kernel + h · recurrent + bias), where f is the activation',
  },
  flatten: {
    text: 'Put it between the last feature map and the first dense layer. It has no parameters.',
    takes: anything,
    gives: 'a vector of all its numbers',
  },
  add: {
    text: 'Connect a layer and what goes around it to make a residual block. The gradient goes back unchanged on each of its edges.',
    takes: 'two or more messages of one shape',
    gives: sameShape,
    formula: 'y = x₁ + x₂ + …',
  },
  concat: {
    text: 'Use it to show a layer several messages at once, such as an input and the state of another network.',
    takes: 'two or more messages whose shapes differ in the last axis only',
    gives: 'the same shape, with the sum of their last axes as its last axis',
  },
  softmaxCrossEntropy: {
    text: 'The loss for classification and for predicting symbols. It computes the softmax itself, so the layer before it has no activation (**linear**). Where the target is values, they are taken for the probabilities of the classes.',
    takes: 'a vector of as many numbers as the target has classes',
    gives: 'nothing: a loss ends a path of the model',
    formula: 'L = −log(exp(x_target) / Σ exp(x_i)), in nats, the mean over examples',
  },
  meanSquaredError: {
    text: 'The loss for values, such as forecasts. A target that is a label is taken one-hot.',
    takes: 'a message of the shape of the target',
    gives: 'nothing: a loss ends a path of the model',
    formula:
      'L = (1/n) Σ (x_i − target_i)², over the n numbers of an example, the mean over examples',
  },
};

/** What an activation computes of each number, and when it is used. */
export const activationExplanations: Readonly<
  Record<ActivationFunction, { formula: string; text: string }>
> = {
  linear: {
    formula: 'f(x) = x',
    text: 'No activation. Use it in the last layer before a loss, and in a layer whose sum is activated later.',
  },
  relu: {
    formula: 'f(x) = max(x, 0)',
    text: 'The rectifier: the usual choice of hidden layers. A unit that is zero for all examples gets no gradient and is dead; the metric of dead units counts them.',
  },
  leakyRelu: {
    formula: 'f(x) = x for x > 0, else 0.01 · x',
    text: 'A rectifier with a small slope below zero, so that no unit dies.',
  },
  elu: {
    formula: 'f(x) = x for x > 0, else exp(x) − 1',
    text: 'Smooth below zero, where it approaches −1. Its mean is nearer to zero than that of a rectifier.',
  },
  gelu: {
    formula: 'f(x) = x · Φ(x), with the distribution function Φ of the normal distribution',
    text: 'A smooth rectifier, as in transformers. This is the exact form and not the approximation by tanh.',
  },
  sigmoid: {
    formula: 'f(x) = 1 / (1 + exp(−x))',
    text: 'Gives numbers from 0 to 1, as the gates of recurrent cores do. Its slope is at most 1/4, so that gradients fade in deep networks.',
  },
  tanh: {
    formula: 'f(x) = tanh(x)',
    text: 'Gives numbers from −1 to 1 around zero. It is the usual activation of a plain recurrent core.',
  },
  softplus: {
    formula: 'f(x) = log(1 + exp(x))',
    text: 'A smooth rectifier that is always above zero. Use it for values that must be positive.',
  },
};
