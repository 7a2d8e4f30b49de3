import type { HelpSettingGroup } from '../help-topics';

/**
 * When each setting is used, in addition to the help of its descriptor, which says what it is. A group of settings that
 * has kinds is explained once for all of them.
 */
export const settingExplanations: Readonly<
  Record<HelpSettingGroup, Readonly<Record<string, string>>>
> = {
  training: {
    method:
      'One model provides its own baselines: start it with each of the three methods and compare the runs.',
    steps:
      'A step reads one batch, or one unroll of a stream, and updates the modules that are due. Make a run long enough that its validation curve has become flat.',
    batch:
      'Larger batches make each step slower and less noisy, and use a GPU better. Synthetic gradients are those of single examples, so that their size does not depend on it.',
    unroll:
      'Needed by recurrent models with DNI and with no gradient. Longer windows carry true gradients further back and take more memory; a synthetic gradient stands for what lies beyond the cut.',
    fullUnroll:
      'Used by backprop alone. Set it on a stream without an end, and where a whole sequence does not fit into memory.',
    seed: 'Runs of different seeds differ by chance alone. Start several of them for every method and compare their means.',
    shuffle:
      'Leave it on for training. Switch it off to repeat a run with another program that reads the same files.',
    updateProbability:
      'Each module draws by itself. Use it to see how a network learns whose modules are not in step, as in the paper. Backprop ignores it.',
    compiled:
      'Leave it on: compiled steps are several times as fast and give the same results up to rounding. Switch it off to look for a fault.',
    xla: 'Ignored on a CPU. The first step takes longer, the others can be faster.',
    precision:
      'With bfloat16 steps are faster on a GPU and on a processor with AMX or AVX-512 BF16, the more the larger the layers are; steps that are not compiled ignore it. The MNIST perceptron had the same test error with either after 2,000 steps, 1.92 % in the mean of five seeds.',
    evaluateEvery:
      'The untrained model and the last step are evaluated in any case. An evaluation reads the whole validation and test part, so that short intervals slow a run down.',
    checkpointEvery:
      'Step 0 and the last step have one in any case. A run resumes from its last checkpoint, and answers and exports are those of a checkpoint.',
    maxSeconds:
      'Pauses do not count. The run ends early, with a checkpoint. Use it to compare methods after equal time.',
  },
  'training.stopEarly': {
    patience:
      'Ends runs that have stopped improving, as finished. Choose it larger than the usual wobble of the validation curve.',
    metric:
      'Set it where the metric that matters is not the loss, such as the error of one of several losses.',
    minDelta: 'Use it where a curve keeps improving by amounts that do not matter.',
  },
  diagnostics: {
    every:
      'At these steps the run measures the quality of its synthetic gradients, its gradients, its layers and the updates of its modules. At 100 this takes less than 2 % of a run.',
    batch:
      'They are the first of the validation part, or of the training part where there is none, and the same each time. There are fewer where more would take over 2 % of the run.',
    noProgressAfter:
      'The run goes on; the alert stands in the run and in its log. Use early stopping to end the run instead.',
  },
  model: {
    decidingLoss:
      'Of several losses the one by which runs are judged: the step with its best validation value is the one whose results are shown. It does not affect training. Left out, the first loss with a label decides; where none has one, the sum of all.',
  },
  module: {
    updateProbability:
      'Overrides the probability of the run for this module, for example to update a large module more seldom than the others.',
    device:
      'Use it on a machine with several GPUs, so that decoupled modules train side by side. On one device there is nothing to set.',
  },
  edge: {
    delay:
      'A recurrent edge: its message arrives one tick later. The edge of a recurrent node to itself carries its state. Other edges make a loop between nodes.',
    decoupled:
      'Cuts the gradient of the edge, so that the modules at its two ends need not wait for each other. With DNI a synthesizer predicts the gradient. Edges out of an input and into a loss cannot be decoupled.',
  },
  decoupled: {
    optimizer:
      'Gives the synthesizer an optimizer of its own; without one it learns with that of the run. On recurrent edges a lower rate than that of the core keeps the two from driving each other up.',
    syntheticInput:
      'A second network that predicts the message of the edge from the inputs of the model, so that the module above need not wait for the module below either (full unlocking). It is not offered on recurrent edges.',
    syntheticGradientScale:
      'Lower it where module and synthesizer amplify each other, which shows as a loss of the synthesizer that leaps. Recurrent templates use 0.5 to 0.9.',
    warmup:
      'Until it is over, the edge trains as with no gradient. Use it where a synthesizer that has learnt little does harm, as on long texts.',
    trainMessage:
      'Makes the message easier to predict a gradient from. It has no effect between modules that update in different steps.',
    auxiliary:
      'Makes the state hold what the synthesizer will need, as in section 2.1 of the paper. A step takes up to twice as long.',
  },
  synthesizer: {
    kind: 'What the network is that predicts the gradient: fully connected for vectors, convolutional for feature maps.',
    hidden:
      'Without hidden layers the synthesizer is linear, which suffices where it sees the label. Without the label, the paper uses two hidden layers of 1,024 units.',
    batchNorm: 'Helps synthesizers with hidden layers, as in the experiments of the paper.',
    activation: 'The last layer has none, since gradients have either sign.',
    squash:
      'Switch it on for the state of an LSTM on texts and other streams that are seldom reset.',
    kernel: 'A larger kernel sees more of the surroundings of each place. It is odd as a rule.',
    condition:
      'The label makes the task of the synthesizer much easier in classification (cDNI of the paper). On recurrent edges the last inputs tell it which gradient to expect. The model itself never sees it.',
  },
  syntheticInput: {
    hidden: 'Make it about as powerful as the layers below the edge, whose message it predicts.',
    batchNorm: 'Helps networks with hidden layers.',
    activation: 'The last layer has none, so that it can predict any message.',
    optimizer:
      'Gives the network of the synthetic input an optimizer of its own; without one it learns with that of the run.',
  },
  optimizer: {
    kind: 'The rule by which gradients become updates. Each module, synthesizer, synthetic input and auxiliary head has an optimizer of its own, with its own state. Adam is the usual choice.',
    rate: 'The setting to tune first. Too small, the run is slow; too large, its loss swings or diverges. Adam often works from 1e-4 to 1e-3, plain SGD from 0.01 to 0.1.',
    schedule:
      'A factor of the learning rate for each step, such as one that falls towards the end. Its kinds have settings of their own.',
    weightDecay:
      'Decoupled, as in AdamW, against overfitting. It applies to kernels, not to biases, scales and embeddings.',
    clipNorm:
      'Use it on recurrent models and their synthesizers, whose gradients sometimes leap. All gradients of one module are scaled together.',
    momentum: 'Closer to 1 averages over more steps, and makes larger effective steps.',
    nesterov: 'Often a little faster than plain momentum.',
    decay: 'Closer to 1 averages over more steps.',
    epsilon: 'Make it larger where weights with tiny gradients make too large updates.',
    beta1: 'Closer to 1 averages the gradient over more steps.',
    beta2: 'Closer to 1 averages the square of the gradient over more steps.',
  },
  schedule: {
    kind: 'How the learning rate changes over the steps. Leave it constant for short runs; a rate that falls towards the end lets a long run settle.',
    at: 'Put them where the curve of the training loss has become flat.',
    factor: 'Below 1 the rate falls.',
    every: 'The rate changes evenly in between.',
    over: 'After it the rate stays at its end.',
    end: 'At 0 the weights come to rest.',
  },
  task: {
    kind: 'What the model learns from. A task that is a set of examples suits feed-forward networks, a sequence suits recurrent ones.',
    dataset:
      'Which data set of the project the model learns from. Import one in the view **Data**.',
    fields:
      'The fields that the model expects of its data set, so that it can be built before the data are imported.',
    validation:
      'The validation part chooses the step whose results a run reports, and decides early stopping.',
    test: 'The test part is measured at every evaluation, but decides nothing.',
    train: 'More training data make overfitting less likely.',
    classes: 'More spirals make narrower arms, and a harder task.',
    turns:
      'The main difficulty of the task: with more turns the border between the classes is longer.',
    noise: 'Above the distance of the arms, the classes overlap and no model is without errors.',
    seed: 'Change it to get other points of the same kind.',
    symbols: 'More symbols are harder to tell apart; guessing costs log₂ of their number in bits.',
    delay:
      'With a delay longer than the unroll, truncated BPTT cannot learn the task: this is what DNI is compared on.',
    length:
      'Longer sequences need a longer memory, and more memory of the machine where they are unrolled as a whole.',
    curriculum:
      'The measure of a run is then the level it reaches. Without it the size stays the same, and there are a validation and a test part.',
    threshold: 'Lower it to let the task grow only when it is solved more surely.',
    repeats: 'The model has to count how often it has repeated the sequence.',
    distance: 'Longer than the unroll, it shows what a method can learn beyond the cut.',
    asked:
      'Asking for fewer targets makes the gradient rarer, so that it has to come from further away.',
    pairs: 'With more kinds each open bracket holds more to remember.',
    depth: 'More brackets open at once need a larger memory.',
    unit: 'Characters are reported in bits per character, words as perplexity.',
    validationFraction: 'Used where no validation text is given.',
    testFraction: 'Used where no test text is given; it is the very end of the text.',
    vocabulary: 'Limits the size of the last layer of models that read by words.',
    resetEvery:
      'Evaluations begin with an empty state. A model that has seen it once only, in its first step, may fail there.',
    ticks: 'Give the second network a period of as many ticks.',
    levels:
      'Each level is a loss with a target of its own, and usually a network with a period of its own.',
    stride: 'Sequences that overlap give more training data of the same rows.',
    ahead: 'Use it to forecast: the further ahead, the harder.',
  },
  node: {
    field: 'The fields depend on the task; its entry lists them.',
    layout:
      'Use **vector** before dense and recurrent layers, **grid** before convolutions and pools, **index** before an embedding.',
    units: 'More units can represent more, and cost time and memory.',
    activation:
      'Use **relu** in hidden layers, and **linear** in the last layer before a loss. Each has an entry of its own.',
    batchNorm:
      'Lets deep networks learn with larger rates. The experiments of the paper use it in hidden layers.',
    bias: 'Switch it off before batch normalisation, which takes it out again.',
    period:
      'For networks of several rates. Periods of connected nodes have to divide each other; a module updates as often as the slowest of its nodes allows.',
    filters: 'More maps can represent more, and cost time and memory.',
    kernel: 'Odd sizes such as 3 and 5 are usual. Type one number for a square, or two: 3 × 5.',
    stride: 'Above 1 the map becomes smaller. Type one number for both directions, or two: 1 × 2.',
    padding: 'Use **same** in deep networks, so that the maps do not shrink at every layer.',
    size: 'Type one number for a square, or two: 2 × 3.',
    function: 'Each function has an entry of its own, with its formula.',
    rate: '0.5 is usual between large dense layers, 0.1 to 0.2 elsewhere.',
    forgetBias: 'At 1, the usual value, gradients flow back over many ticks from the start.',
    target:
      'A softmax cross entropy needs a label; a squared error takes values, or a label one-hot.',
    weight: 'Of several losses, raise the one that matters, or balance losses of different sizes.',
  },
};

/** The labels of the settings without a descriptor: those of their own controls in the window. */
export const ownControls: Readonly<Record<string, string>> = {
  'model.decidingLoss': 'Deciding loss',
  'edge.delay': 'Arrives one tick later',
  'edge.decoupled': 'Decoupled',
  'decoupled.optimizer': 'Own optimizer of the synthesizer',
  'decoupled.syntheticInput': 'Synthetic input',
  'syntheticInput.optimizer': 'Own optimizer of the synthetic input',
  'synthesizer.kind': 'Kind of synthesizer',
  'optimizer.kind': 'Optimizer',
  'optimizer.schedule': 'Schedule of the learning rate',
  'schedule.kind': 'Schedule',
  'task.kind': 'Data',
  'task.dataset': 'Data set',
  'task.fields': 'Expected fields',
};
