"""A contender of the speed benchmark: the models of this project in TensorFlow for Python.

It reads an experiment description (JSON, with its defaults filled in), builds the very same model
of TensorFlow's own ops, and trains it on request, the whole step in one tf.function:

    tensorflow_contender.py SPEC.json --intra N --inter M [--jit | --eager]

After its first step it prints {"ready": true, "firstStep": seconds, "version": ...}. Every line
with a number n is then answered by n training steps and {"seconds": ..., "loss": ...}. The data are
random, of the task's form: speed is what is asked. A description that is wrong, or of what is not
built here (it builds chains of layers, and an LSTM that reads symbols), ends it with status 2.
"""

import time

STARTED = time.perf_counter()  # before TensorFlow, whose import is part of the first wait

import argparse
import functools
import itertools
import json
import math
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')  # read on import
import numpy as np
import tensorflow as tf
from tensorflow import Tensor

Settings = dict[str, Any]
Shape = list[int]  # of one example
Map = Callable[[Tensor], Tensor]
Batches = Iterator[tuple[np.ndarray, np.ndarray]]

CLASSES, ROWS, EXAMPLES = 10, 28, 55_000  # of MNIST
NORM_EPSILON, NORM_MOMENTUM = 1e-5, 0.9
ACTIVATIONS: dict[str, Map] = {'linear': lambda x: x, 'relu': tf.nn.relu, 'tanh': tf.tanh}


def require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f'only {what} is supported')


def expect(settings: Settings, **supported: Any) -> None:
    """Refuses what would make it another model than the one described."""
    for key, value in supported.items():
        require(settings.get(key, value) == value, f'{key} {value!r}, not {settings.get(key)!r},')


class Adam:
    """Kingma and Ba (2015), for the parameters of one model; it makes them, and their slots."""

    def __init__(self, settings: Settings, training: Settings, name: int) -> None:
        expect(settings, kind='adam', weightDecay=0, clipNorm=None)
        require(settings['schedule']['kind'] in ('constant', 'cosine'), 'a constant or cosine rate')
        self.settings, self.steps = settings, training['steps']
        self.betas = [float(np.float32(settings[beta])) for beta in ('beta1', 'beta2')]
        self.random = np.random.default_rng([training['seed'], name])
        self.parameters: list[tf.Variable] = []
        self.slots: list[list[tf.Variable]] = []

    def create(self, shape: Shape, limit: float = 0, centre: float = 0) -> tf.Variable:
        """A new parameter, uniform in centre ± limit."""
        values = self.random.uniform(centre - limit, centre + limit, shape)
        self.parameters.append(tf.Variable(values, dtype=tf.float32))
        self.slots.append([tf.Variable(tf.zeros(shape), trainable=False) for _ in range(2)])
        return self.parameters[-1]

    def scalars(self, step: int) -> tuple[float, float]:
        """Rate and epsilon at a step, the first being 0; the bias corrections are in them."""
        rate, schedule = self.settings['rate'], self.settings['schedule']
        if schedule['kind'] == 'cosine':
            done = min(1, step / schedule.get('over', self.steps))
            rate *= schedule['end'] + (1 - schedule['end']) * (1 + math.cos(math.pi * done)) / 2
        beta1, beta2 = (beta ** (step + 1) for beta in self.betas)
        correction = math.sqrt(1 - beta2)
        return rate * correction / (1 - beta1), correction * self.settings['epsilon']

    def update(self, gradients: list[Tensor | None], lr: Tensor, epsilon: Tensor) -> None:
        # With powers of 0: the op's own corrections leave out that of epsilon.
        rest = dict(zip(('beta1', 'beta2'), self.betas), beta1_power=0.0, beta2_power=0.0)
        for parameter, (m, v), grad in zip(self.parameters, self.slots, gradients):
            if grad is not None:  # with method none, nothing arrives below the last cut
                handles = {'var': parameter.handle, 'm': m.handle, 'v': v.handle}
                tf.raw_ops.ResourceApplyAdam(**handles, **rest, lr=lr, epsilon=epsilon, grad=grad)


def pair(size: int | list[int]) -> list[int]:
    return [size, size] if isinstance(size, int) else size


def linear(adam: Adam, kernel: Shape, bias=True, stride: int | list[int] = 1, zero=False) -> Map:
    """A linear map if the kernel is [inputs, outputs], a convolution if [rows, columns, ...]."""
    limit = 0 if zero else 1 / math.sqrt(math.prod(kernel[:-1]))
    weights = adam.create(kernel, limit)
    offset = adam.create(kernel[-1:], limit) if bias else None

    def apply(x: Tensor) -> Tensor:
        is_map = len(kernel) == 4
        y = tf.nn.conv2d(x, weights, pair(stride), 'SAME') if is_map else tf.matmul(x, weights)
        return tf.nn.bias_add(y, offset) if bias else y

    return apply


def batch_norm(adam: Adam, channels: int, running: bool) -> Map:
    """Over all axes but the last; `running`: keeps the statistics that an evaluation would need."""
    scale, offset = adam.create([channels], centre=1), adam.create([channels])
    starts, share = ((0.0, 1.0), 1 - NORM_MOMENTUM) if running else ((), 1.0)
    kept = [tf.Variable(tf.fill([channels], start), trainable=False) for start in starts]

    def apply(x: Tensor) -> Tensor:
        # The fused op, on maps faster than moments and arithmetic; it takes nothing but maps.
        maps = x if x.shape.rank == 4 else x[:, None, None, :]
        mean, variance = kept or ([], [])
        settings = {'epsilon': NORM_EPSILON, 'exponential_avg_factor': share, 'is_training': True}
        y, *statistics = tf.raw_ops.FusedBatchNormV3(
            x=maps, scale=scale, offset=offset, mean=mean, variance=variance, **settings
        )
        for variable, value in zip(kept, statistics):
            variable.assign(value)
        return tf.reshape(y, x.shape)

    return apply


def stage(adam: Adam, kernel: Shape, settings: Settings, running: bool = True) -> Map:
    """Linear map or convolution, then batch normalisation, then activation."""
    require(settings['activation'] in ACTIVATIONS, ' or '.join(ACTIVATIONS))
    activate = ACTIVATIONS[settings['activation']]
    product = linear(adam, kernel, settings.get('bias', True), settings.get('stride', 1))
    norm = batch_norm(adam, kernel[-1], running) if settings['batchNorm'] else lambda x: x
    return lambda x: activate(norm(product(x)))


def through(layers: list[Map], message: Tensor) -> Tensor:
    for layer in layers:
        message = layer(message)
    return message


def build_layer(adam: Adam, node: Settings, shape: Shape, classes: int) -> tuple[Map, Shape]:
    """The layer of a node that reads messages of `shape`, and the shape of what it sends."""
    expect(node, period=None, padding='same')
    match node['kind'], shape:
        case 'flatten', _:
            return lambda x: tf.reshape(x, [x.shape[0], -1]), [math.prod(shape)]
        case 'dense', [inputs]:
            units = classes if node['units'] == 'classes' else node['units']
            return stage(adam, [inputs, units], node), [units]
        case 'conv2d', [rows, columns, inputs]:
            stride, channels = pair(node['stride']), node['filters']
            layer = stage(adam, [*pair(node['kernel']), inputs, channels], node)
        case 'maxPool', [rows, columns, channels]:
            size, stride = pair(node['size']), pair(node.get('stride', node['size']))
            layer = lambda x: tf.nn.max_pool2d(x, size, stride, 'SAME')
        case kind, _:
            raise ValueError(f'{kind} is not supported on messages of shape {shape}')
    return layer, [math.ceil(rows / stride[0]), math.ceil(columns / stride[1]), channels]


class Synthesizer:
    """M of the paper: predicts the gradient of each example's own loss at a message."""

    def __init__(
        self, training: Settings, name: int, edge: Settings, shape: Shape, k: float, classes: int
    ) -> None:
        """`k`: the scale, if the edge leaves it open; `classes`: 0 where no label can be seen."""
        expect(edge, warmup=0, trainMessage=False, auxiliary=False, syntheticInput=None)
        settings = edge['synthesizer']
        expect(settings, squash=False, condition='label' if classes else None)
        self.adam = Adam(edge.get('optimizer', training['optimizer']), training, name)
        self.scale: float = edge.get('syntheticGradientScale', k)
        self.sees_label, self.is_conv = 'condition' in settings, settings['kind'] == 'conv'
        require(not self.is_conv or len(shape) == 3, 'a conv synthesizer of feature maps')
        kernel = pair(settings['kernel']) if self.is_conv else []
        width = shape[-1] if self.is_conv else math.prod(shape)
        widths = [width + (classes if self.sees_label else 0), *settings['hidden'], width]
        *hidden, last = [[*kernel, *sizes] for sizes in itertools.pairwise(widths)]
        self.layers = [stage(self.adam, sizes, settings, running=False) for sizes in hidden]
        self.layers.append(linear(self.adam, last, zero=True))  # first, it predicts zero

    def __call__(self, message: Tensor, label: Tensor | None = None) -> Tensor:
        """`label` is one-hot; beside feature maps it becomes constant planes."""
        seen = message if self.is_conv else tf.reshape(message, [message.shape[0], -1])
        if self.sees_label:
            planes = label[:, None, None, :] if self.is_conv else label
            planes = tf.broadcast_to(planes, [*seen.shape[:-1], label.shape[-1]])
            seen = tf.concat([seen, planes], -1)
        return tf.reshape(through(self.layers, seen), message.shape)


class Crossing(NamedTuple):
    """What one step does with a synthesizer. At a loop, `read` and `sent` are two states."""

    synthesizer: Synthesizer
    read: Tensor  # the message as the module above reads it, cut off from what made it,
    predicted: Tensor  # and its synthetic gradient, which is to come closer to the one arriving
    sent: Tensor  # the message as the module below made it,
    given: Tensor  # and its synthetic gradient, which the module takes for the true one


def chain_of(model: Settings) -> list[tuple[Settings, Settings]]:
    """The nodes from the input to the loss, each with the edge that leads to it."""
    expect(model, modules={})
    nodes = model['nodes']
    edges = {edge['from']: edge for edge in model['edges'] if edge['from'] != edge['to']}
    [name] = (name for name, node in nodes.items() if node['kind'] == 'input')
    chain = [(nodes[name], {})]
    while edge := edges.pop(name, None):
        expect(edge, delay=None)
        name = edge['to']
        chain.append((nodes[name], edge))
    require(len(chain) == len(nodes) and not edges, 'a chain from one input to one loss')
    expect(nodes[name], kind='softmaxCrossEntropy', weight=1)
    return chain


def mean_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits))


class FeedForward:
    """A chain of layers, cut into modules at its decoupled edges."""

    def __init__(self, training: Settings, model: Settings) -> None:
        (image, _), *chain = chain_of(model)
        shape = [ROWS, ROWS, 1] if image['layout'] == 'grid' else [ROWS * ROWS]
        self.losses: int = training['batch']
        self.batches = mnist(self.losses, shape, training['seed'])
        self.adam = Adam(training['optimizer'], training, 0)
        self.modules: list[list[Map]] = [[]]
        self.synthesizers: list[Synthesizer] = []
        for node, edge in chain:
            if 'decoupled' in edge and training['method'] != 'backprop':
                if training['method'] == 'dni':
                    place = len(self.modules), edge['decoupled'], shape
                    self.synthesizers.append(Synthesizer(training, *place, k=1, classes=CLASSES))
                self.modules.append([])
            if node['kind'] != 'softmaxCrossEntropy':
                layer, shape = build_layer(self.adam, node, shape, CLASSES)
                self.modules[-1].append(layer)
        require(shape == [CLASSES], f'a loss of {CLASSES} logits')

    def forward(self, tape: tf.GradientTape, x: Tensor, y: Tensor) -> tuple[Tensor, list[Crossing]]:
        """The mean loss, and what crossed decoupled edges."""
        message, label, crossings = x, tf.one_hot(y, CLASSES), []
        for module, synthesizer in itertools.zip_longest(self.modules, self.synthesizers):
            sent = through(module, message)
            message = tf.stop_gradient(sent)
            if synthesizer:
                tape.watch(message)
                synthetic = synthesizer(message, label)
                crossings.append(Crossing(synthesizer, message, synthetic, sent, synthetic))
        return mean_loss(sent, y), crossings


class Recurrent:
    """An LSTM whose state goes on into the next step; its gradient is cut there, or synthetic."""

    def __init__(self, training: Settings, model: Settings, task: Settings) -> None:
        (symbol, _), (core, _), *chain = chain_of(model)
        [loop] = (edge for edge in model['edges'] if edge['from'] == edge['to'])
        expect(core, kind='lstm', period=None)
        expect(symbol, layout='vector')
        require(training['method'] != 'backprop', 'none or dni where there is a loop')
        units, batch, ticks = core['units'], training['batch'], training['unroll']
        self.classes, self.losses = task['symbols'], ticks * batch
        self.batches = recall(self.classes, task['delay'], ticks, batch, training['seed'])
        self.adam = Adam(training['optimizer'], training, 0)
        self.kernel = self.adam.create([self.classes, 4 * units], 1 / math.sqrt(units))
        self.recurrent = self.adam.create([units, 4 * units], 1 / math.sqrt(units))
        self.bias = self.adam.create([4 * units])
        self.bias[units : 2 * units].assign(tf.fill([units], float(core['forgetBias'])))
        self.state = [tf.Variable(tf.zeros([batch, units]), trainable=False) for _ in range(2)]
        self.head, shape = [], [units]
        for node, edge in chain:
            expect(edge, decoupled=None)
            if node['kind'] != 'softmaxCrossEntropy':
                layer, shape = build_layer(self.adam, node, shape, self.classes)
                self.head.append(layer)
        require(shape == [self.classes], f'a loss of {self.classes} logits')
        self.synthesizers: list[Synthesizer] = []
        if training['method'] == 'dni' and 'decoupled' in loop:
            place = training, 1, loop['decoupled'], [2 * units]
            self.synthesizers.append(Synthesizer(*place, k=0.1, classes=0))

    def forward(self, tape: tf.GradientTape, x: Tensor, y: Tensor) -> tuple[Tensor, list[Crossing]]:
        """The mean loss, and what crossed the loop."""
        before = tf.concat(self.state, 1)
        tape.watch(before)
        h, c = tf.split(before, 2, 1)
        one_hot = tf.one_hot(tf.reshape(x, [-1]), self.classes)
        projected = tf.nn.bias_add(tf.matmul(one_hot, self.kernel), self.bias)
        outputs = []
        for tick in tf.split(projected, x.shape[0]):
            i, f, candidate, o = tf.split(tick + tf.matmul(h, self.recurrent), 4, 1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(candidate)
            h = tf.sigmoid(o) * tf.tanh(c)
            outputs.append(h)
        for variable, value in zip(self.state, (h, c)):
            variable.assign(value)
        after = tf.concat([h, c], 1)
        logits = through(self.head, tf.concat(outputs, 0))
        crossings = [Crossing(m, before, m(before), after, m(after)) for m in self.synthesizers]
        return mean_loss(logits, tf.reshape(y, [-1])), crossings


def mnist(batch: int, shape: Shape, seed: int) -> Batches:
    """Random images, their pixels from 0 to 1, with labels; in a new order every epoch."""
    random = np.random.default_rng(seed)
    images = random.integers(0, 256, (EXAMPLES, ROWS, ROWS), np.uint8)
    labels = random.integers(0, CLASSES, EXAMPLES, np.int32)
    while True:
        order = random.permutation(EXAMPLES)
        for chosen in order[: EXAMPLES // batch * batch].reshape(-1, batch):
            yield images[chosen].reshape(batch, *shape).astype(np.float32) / 255, labels[chosen]


def recall(symbols: int, delay: int, ticks: int, batch: int, seed: int) -> Batches:
    """Random symbols `[ticks, rows]`, and those `delay` ticks before them."""
    random = np.random.default_rng(seed)
    stream = random.integers(0, symbols, (ticks + delay, batch), np.int32)
    while True:
        new = random.integers(0, symbols, (ticks, batch), np.int32)
        stream = np.concatenate([stream[ticks:], new])
        yield new, stream[:ticks]


def build(spec: Settings) -> FeedForward | Recurrent:
    training, model, task = spec['training'], spec['model'], spec['task']
    expect(training, updateProbability=1)
    require(training['method'] in ('backprop', 'dni', 'none'), 'backprop, dni or none')
    require(0 < training['batch'] <= EXAMPLES, f'a batch of 1 to {EXAMPLES}')
    if task['kind'] == 'mnist':
        return FeedForward(training, model)
    expect(task, kind='recall')
    return Recurrent(training, model, task)


def train_step(network: FeedForward | Recurrent, x: Tensor, y: Tensor, scalars: Tensor) -> Tensor:
    """Updates modules, then synthesizers, by the `scalars` of each Adam. Returns the loss."""
    numbers, count = iter(tf.unstack(scalars)), network.losses
    with tf.GradientTape(persistent=True) as tape:
        loss, crossings = network.forward(tape, x, y)
    # Modules end in the loss or in messages, where the synthetic gradient stands for the true one.
    ends = [loss, *(crossing.sent for crossing in crossings)]
    given = [crossing.given * (crossing.synthesizer.scale / count) for crossing in crossings]
    sources = network.adam.parameters, [crossing.read for crossing in crossings]
    gradients, arriving = tape.gradient(ends, sources, [tf.ones([]), *given])
    network.adam.update(gradients, next(numbers), next(numbers))
    for (synthesizer, _, predicted, *_), gradient in zip(crossings, arriving):
        # Of the paper's ‖M(h) − δ‖², the mean over examples, with δ, what arrives, held constant.
        slope = (predicted - gradient * count) * (2 / predicted.shape[0])
        gradients = tape.gradient(predicted, synthesizer.adam.parameters, slope)
        synthesizer.adam.update(gradients, next(numbers), next(numbers))
    return loss


def main() -> None:
    parser = argparse.ArgumentParser(description='Trains an experiment description in TensorFlow.')
    parser.add_argument('spec', metavar='SPEC.json')
    parser.add_argument('--intra', type=int, required=True, help='threads within an op')
    parser.add_argument('--inter', type=int, required=True, help='threads between ops')
    how = parser.add_mutually_exclusive_group()
    how.add_argument('--jit', action='store_true', help='compile the step with XLA')
    how.add_argument('--eager', action='store_true', help='the same step without tf.function')
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(options.intra)
    tf.config.threading.set_inter_op_parallelism_threads(options.inter)
    try:
        with open(options.spec, encoding='utf-8') as file:
            network = build(json.load(file))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f'{options.spec}: {error!r}', file=sys.stderr)
        sys.exit(2)
    step = functools.partial(train_step, network)
    if not options.eager:
        step = tf.function(step, autograph=False, jit_compile=options.jit or None)
    adams = [network.adam, *(synthesizer.adam for synthesizer in network.synthesizers)]

    def train() -> Iterator[Tensor]:
        for count, batch in enumerate(network.batches):
            scalars = np.array([adam.scalars(count) for adam in adams], np.float32).ravel()
            yield step(*map(tf.constant, (*batch, scalars)))

    losses = train()
    loss = float(next(losses))
    ready = {'ready': True, 'firstStep': time.perf_counter() - STARTED, 'version': tf.__version__}
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            loss = next(losses)
        loss = float(loss)
        print(json.dumps({'seconds': time.perf_counter() - start, 'loss': loss}), flush=True)


if __name__ == '__main__':
    main()
