"""A contender of the speed benchmark: the models of this project in TensorFlow for Python.

It reads an experiment spec (JSON, with its defaults filled in), builds the same model from
TensorFlow's own ops, and trains it on request, the whole step in one tf.function:

    tensorflow_contender.py SPEC.json --intra N --inter M [--jit | --eager]

After its first step it prints {"ready": true, "firstStep": seconds, "version": ...}. For every line
with a number n it then trains n steps and prints {"seconds": ..., "loss": ...}. The data are
random, in the shape of the task's data, since only the speed matters. It supports chains of layers
and an LSTM that reads symbols; for an invalid or unsupported spec it exits with status 2.
"""

import time

STARTED = time.perf_counter()  # before the import of TensorFlow, which counts for the first step

import argparse
import functools
import itertools
import json
import math
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')  # read by the import of TensorFlow
import numpy as np
import tensorflow as tf
from tensorflow import Tensor

Settings = dict[str, Any]
Shape = list[int]  # of one example
Layer = Callable[[Tensor], Tensor]
Batches = Iterator[tuple[np.ndarray, np.ndarray]]

CLASSES, SIDE, EXAMPLES = 10, 28, 55_000  # of MNIST; images are SIDE x SIDE
NORM_EPSILON, NORM_MOMENTUM = 1e-5, 0.9
ACTIVATIONS: dict[str, Layer] = {'linear': lambda x: x, 'relu': tf.nn.relu, 'tanh': tf.tanh}


def require(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(f'only {what} is supported')


def expect(settings: Settings, **supported: Any) -> None:
    """Raises ValueError if a setting has another value than the one supported here."""
    for key, value in supported.items():
        require(settings.get(key, value) == value, f'{key} {value!r}, not {settings.get(key)!r},')


class Adam:
    """Adam (Kingma and Ba, 2015). It creates the parameters of one model and their slots."""

    def __init__(self, settings: Settings, training: Settings, stream: int) -> None:
        """`stream` numbers the random stream of the initial weights."""
        expect(settings, kind='adam', weightDecay=0, clipNorm=None)
        require(settings['schedule']['kind'] in ('constant', 'cosine'), 'a constant or cosine rate')
        self.settings, self.steps = settings, training['steps']
        self.betas = [float(np.float32(settings[beta])) for beta in ('beta1', 'beta2')]
        self.random = np.random.default_rng([training['seed'], stream])
        self.parameters: list[tf.Variable] = []
        self.slots: list[list[tf.Variable]] = []

    def create(self, shape: Shape, limit: float = 0, centre: float = 0) -> tf.Variable:
        """A new parameter, drawn uniformly from centre ± limit."""
        values = self.random.uniform(centre - limit, centre + limit, shape)
        self.parameters.append(tf.Variable(values, dtype=tf.float32))
        self.slots.append([tf.Variable(tf.zeros(shape), trainable=False) for _ in range(2)])
        return self.parameters[-1]

    def scalars(self, step: int) -> tuple[float, float]:
        """Learning rate and epsilon at a step, counted from 0, with bias corrections applied."""
        rate, schedule = self.settings['rate'], self.settings['schedule']
        if schedule['kind'] == 'cosine':
            progress = min(1, step / schedule.get('over', self.steps))
            rate *= schedule['end'] + (1 - schedule['end']) * (1 + math.cos(math.pi * progress)) / 2
        beta1, beta2 = (beta ** (step + 1) for beta in self.betas)
        correction = math.sqrt(1 - beta2)
        return rate * correction / (1 - beta1), correction * self.settings['epsilon']

    def update(self, gradients: list[Tensor | None], lr: Tensor, epsilon: Tensor) -> None:
        # Powers of 0 switch off the bias corrections of the op, which does not correct epsilon.
        fixed = dict(zip(('beta1', 'beta2'), self.betas), beta1_power=0.0, beta2_power=0.0)
        for parameter, (m, v), grad in zip(self.parameters, self.slots, gradients):
            if grad is not None:  # None below the last cut with the method 'none'
                handles = {'var': parameter.handle, 'm': m.handle, 'v': v.handle}
                tf.raw_ops.ResourceApplyAdam(**handles, **fixed, lr=lr, epsilon=epsilon, grad=grad)


def pair(size: int | list[int]) -> list[int]:
    return [size, size] if isinstance(size, int) else size


def affine(adam: Adam, kernel: Shape, bias=True, stride: int | list[int] = 1, zero=False) -> Layer:
    """A dense layer if the kernel is [inputs, outputs], a convolution if [rows, columns, ...]."""
    limit = 0 if zero else 1 / math.sqrt(math.prod(kernel[:-1]))
    weights = adam.create(kernel, limit)
    offset = adam.create(kernel[-1:], limit) if bias else None

    def apply(x: Tensor) -> Tensor:
        is_conv = len(kernel) == 4
        y = tf.nn.conv2d(x, weights, pair(stride), 'SAME') if is_conv else tf.matmul(x, weights)
        return tf.nn.bias_add(y, offset) if bias else y

    return apply


def batch_norm(adam: Adam, channels: int, running: bool) -> Layer:
    """Normalizes over all axes but the last; `running`: updates the statistics for evaluation."""
    scale, offset = adam.create([channels], centre=1), adam.create([channels])
    starts, factor = ((0.0, 1.0), 1 - NORM_MOMENTUM) if running else ((), 1.0)
    moving = [tf.Variable(tf.fill([channels], start), trainable=False) for start in starts]

    def apply(x: Tensor) -> Tensor:
        # On feature maps the fused op is faster than separate ops; it accepts only 4-D tensors.
        maps = x if x.shape.rank == 4 else x[:, None, None, :]
        mean, variance = moving or ([], [])
        settings = {'epsilon': NORM_EPSILON, 'exponential_avg_factor': factor, 'is_training': True}
        y, *statistics = tf.raw_ops.FusedBatchNormV3(
            x=maps, scale=scale, offset=offset, mean=mean, variance=variance, **settings
        )
        for variable, value in zip(moving, statistics):
            variable.assign(value)
        return tf.reshape(y, x.shape)

    return apply


def block(adam: Adam, kernel: Shape, settings: Settings, running: bool = True) -> Layer:
    """Dense layer or convolution, then batch normalisation, then activation."""
    require(settings['activation'] in ACTIVATIONS, ' or '.join(ACTIVATIONS))
    activate = ACTIVATIONS[settings['activation']]
    product = affine(adam, kernel, settings.get('bias', True), settings.get('stride', 1))
    norm = batch_norm(adam, kernel[-1], running) if settings['batchNorm'] else lambda x: x
    return lambda x: activate(norm(product(x)))


def apply_layers(layers: list[Layer], message: Tensor) -> Tensor:
    for layer in layers:
        message = layer(message)
    return message


def build_layer(adam: Adam, node: Settings, shape: Shape, classes: int) -> tuple[Layer, Shape]:
    """The layer of a node for inputs of `shape` (without the batch), and its output shape."""
    expect(node, period=None, padding='same')
    match node['kind'], shape:
        case 'flatten', _:
            return lambda x: tf.reshape(x, [x.shape[0], -1]), [math.prod(shape)]
        case 'dense', [inputs]:
            units = classes if node['units'] == 'classes' else node['units']
            return block(adam, [inputs, units], node), [units]
        case 'conv2d', [rows, columns, inputs]:
            stride, channels = pair(node['stride']), node['filters']
            layer = block(adam, [*pair(node['kernel']), inputs, channels], node)
        case 'maxPool', [rows, columns, channels]:
            size, stride = pair(node['size']), pair(node.get('stride', node['size']))
            layer = lambda x: tf.nn.max_pool2d(x, size, stride, 'SAME')
        case kind, _:
            raise ValueError(f'{kind} is not supported on messages of shape {shape}')
    return layer, [math.ceil(rows / stride[0]), math.ceil(columns / stride[1]), channels]


class Synthesizer:
    """M of the paper: predicts, for each example, the gradient of its loss by the message."""

    def __init__(
        self, training: Settings, stream: int, edge: Settings, shape: Shape, k: float, classes: int
    ) -> None:
        """`k`: default of the edge's scale; `classes`: 0 where there is no label."""
        expect(edge, warmup=0, trainMessage=False, auxiliary=False, syntheticInput=None)
        settings = edge['synthesizer']
        expect(settings, squash=False, condition='label' if classes else None)
        self.adam = Adam(edge.get('optimizer', training['optimizer']), training, stream)
        self.scale: float = edge.get('syntheticGradientScale', k)
        self.sees_label, self.is_conv = 'condition' in settings, settings['kind'] == 'conv'
        require(not self.is_conv or len(shape) == 3, 'a conv synthesizer of feature maps')
        kernel = pair(settings['kernel']) if self.is_conv else []
        width = shape[-1] if self.is_conv else math.prod(shape)
        widths = [width + (classes if self.sees_label else 0), *settings['hidden'], width]
        *hidden, last = [[*kernel, *sizes] for sizes in itertools.pairwise(widths)]
        self.layers = [block(self.adam, sizes, settings, running=False) for sizes in hidden]
        self.layers.append(affine(self.adam, last, zero=True))  # the first predictions are zero

    def __call__(self, message: Tensor, label: Tensor | None = None) -> Tensor:
        """`label` is one-hot; it is concatenated, on feature maps as constant planes."""
        inputs = message if self.is_conv else tf.reshape(message, [message.shape[0], -1])
        if self.sees_label:
            planes = label[:, None, None, :] if self.is_conv else label
            planes = tf.broadcast_to(planes, [*inputs.shape[:-1], label.shape[-1]])
            inputs = tf.concat([inputs, planes], -1)
        return tf.reshape(apply_layers(self.layers, inputs), message.shape)


class Interface(NamedTuple):
    """The tensors of a synthesizer in one step. At a loop `received` and `sent` are two states."""

    synthesizer: Synthesizer
    received: Tensor  # the message as input of the module above, without gradient to its sender
    predicted: Tensor  # the synthetic gradient at `received`, fitted to the gradient that arrives
    sent: Tensor  # the message as output of the module below
    injected: Tensor  # the synthetic gradient at `sent`, used in place of the true gradient


Forward = tuple[Tensor, list[Interface]]


def chain_of(model: Settings) -> list[tuple[Settings, Settings]]:
    """The nodes from the input to the loss, each with its incoming edge."""
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
    """A chain of layers, split into modules at its decoupled edges."""

    def __init__(self, training: Settings, model: Settings) -> None:
        (image, _), *chain = chain_of(model)
        shape = [SIDE, SIDE, 1] if image['layout'] == 'grid' else [SIDE * SIDE]
        self.losses: int = training['batch']
        self.batches = mnist(self.losses, shape, training['seed'])
        self.adam = Adam(training['optimizer'], training, 0)
        self.modules: list[list[Layer]] = [[]]
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

    def forward(self, tape: tf.GradientTape, x: Tensor, y: Tensor) -> Forward:
        """The mean loss and the interfaces of the decoupled edges."""
        message, label, interfaces = x, tf.one_hot(y, CLASSES), []
        for module, synthesizer in itertools.zip_longest(self.modules, self.synthesizers):
            sent = apply_layers(module, message)
            message = tf.stop_gradient(sent)
            if synthesizer:
                tape.watch(message)
                synthetic = synthesizer(message, label)
                interfaces.append(Interface(synthesizer, message, synthetic, sent, synthetic))
        return mean_loss(sent, y), interfaces


class Recurrent:
    """An LSTM that carries its state into the next step; the gradient there is cut or synthetic."""

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

    def forward(self, tape: tf.GradientTape, x: Tensor, y: Tensor) -> Forward:
        """The mean loss and the interface of the loop."""
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
        logits = apply_layers(self.head, tf.concat(outputs, 0))
        interfaces = [Interface(m, before, m(before), after, m(after)) for m in self.synthesizers]
        return mean_loss(logits, tf.reshape(y, [-1])), interfaces


def mnist(batch: int, shape: Shape, seed: int) -> Batches:
    """Random images with pixels from 0 to 1, and labels; shuffled anew in every epoch."""
    random = np.random.default_rng(seed)
    images = random.integers(0, 256, (EXAMPLES, SIDE, SIDE), np.uint8)
    labels = random.integers(0, CLASSES, EXAMPLES, np.int32)
    while True:
        order = random.permutation(EXAMPLES)
        for chosen in order[: EXAMPLES // batch * batch].reshape(-1, batch):
            yield images[chosen].reshape(batch, *shape).astype(np.float32) / 255, labels[chosen]


def recall(symbols: int, delay: int, ticks: int, batch: int, seed: int) -> Batches:
    """Random symbols `[ticks, rows]`, and the symbols `delay` ticks before as targets."""
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
    """Updates modules, then synthesizers. `scalars`: rate and epsilon per Adam."""
    scalar, count = iter(tf.unstack(scalars)), network.losses
    with tf.GradientTape(persistent=True) as tape:
        loss, interfaces = network.forward(tape, x, y)
    # A module ends in the loss or in a message, whose synthetic gradient replaces the true one.
    ends = [loss, *(each.sent for each in interfaces)]
    injected = [each.injected * (each.synthesizer.scale / count) for each in interfaces]
    sources = network.adam.parameters, [each.received for each in interfaces]
    gradients, arriving = tape.gradient(ends, sources, [tf.ones([]), *injected])
    network.adam.update(gradients, next(scalar), next(scalar))
    for (synthesizer, _, predicted, *_), gradient in zip(interfaces, arriving):
        # The gradient of the paper's ‖M(h) − δ‖², averaged over examples; δ, the gradient that
        # arrives, is held constant.
        slope = (predicted - gradient * count) * (2 / predicted.shape[0])
        gradients = tape.gradient(predicted, synthesizer.adam.parameters, slope)
        synthesizer.adam.update(gradients, next(scalar), next(scalar))
    return loss


def main() -> None:
    parser = argparse.ArgumentParser(description='Trains an experiment spec in TensorFlow.')
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
