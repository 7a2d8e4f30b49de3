"""A contender of the speed benchmark: the models of this project in plain PyTorch.

It reads an experiment spec (JSON, with its defaults filled in), builds the same model, and trains
it on request:

    torch_contender.py SPEC.json --threads N [--compile] [--cell loop|fused] [--device cpu|cuda]

After its first step it prints {"ready": true, "firstStep": seconds, "firstCall": ..., "version":
...}; the first call of the step compiles it. For every line with a number n it then trains n steps
and prints {"seconds": ..., "loss": ...}. Random pixels stand in for MNIST, since only the speed
matters. It supports chains of layers and an LSTM that reads symbols; for any other spec it prints
one line on stderr and exits with status 2.
"""

import time

STARTED = time.perf_counter()  # before the import of PyTorch, which counts towards the first step

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

Settings = dict[str, Any]
Shape = list[int]  # of one example, channels first
Chain = list[tuple[Settings, Settings]]  # every node but the input, with its incoming edge
Batches = Iterator[tuple[Tensor, Tensor]]

CLASSES, SIDE, EXAMPLES = 10, 28, 55_000  # of MNIST; images are SIDE x SIDE
ACTIVATIONS = {'linear': nn.Identity, 'relu': nn.ReLU, 'tanh': nn.Tanh}
SUPPORTED = {  # settings of which only this value is supported
    **{'period': None, 'weight': 1, 'padding': 'same', 'modules': {}, 'updateProbability': 1},
    **{'warmup': 0, 'trainMessage': False, 'auxiliary': False, 'syntheticInput': None},
    **{'squash': False, 'condition': 'label', 'weightDecay': 0, 'clipNorm': None},
}


def reject_unsupported(part: Any) -> None:
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if key in SUPPORTED and value != SUPPORTED[key]:
            raise ValueError(f'{key} {json.dumps(value)} is not supported')
        if isinstance(value, dict | list):
            reject_unsupported(value)


def chain_of(model: Settings) -> Chain:
    nodes, links = model['nodes'], list(pairwise(model['nodes']))
    edges = {(edge['from'], edge['to']): edge for edge in model['edges']}
    between = {ends: edge for ends, edge in edges.items() if ends[0] != ends[1]}
    if set(between) != set(links) or any('delay' in edge for edge in between.values()):
        raise ValueError('the nodes are not a chain, in the order of the list')
    return [(nodes[to], between[start, to]) for start, to in links]


def build_layer(node: Settings, shape: Shape, classes: int) -> tuple[nn.Module, Shape]:
    """The layer of a node for inputs of `shape` (without the batch), and its output shape."""
    match node['kind'], len(shape):
        case 'flatten', _:
            return nn.Flatten(), [math.prod(shape)]
        case 'maxPool', 3 if node.get('stride') != 1:
            [channels, *sides], size = shape, node['size']
            stride = node.get('stride', size)
            outputs = [math.ceil(side / stride) for side in sides]
            missing = [(n - 1) * stride + size - side for n, side in zip(outputs, sides)]
            # TensorFlow's 'same' pads an odd number with one more at the end, as does ceil_mode.
            padding = [max(0, rows) // 2 for rows in missing]
            return nn.MaxPool2d(size, stride, padding, ceil_mode=True), [channels, *outputs]
        case 'conv2d', 3 if node['stride'] in (1, [1, 1]):
            width, kernel = node['filters'], node['kernel']
            linear = nn.Conv2d(shape[0], width, kernel, padding='same', bias=node['bias'])
            norm = nn.BatchNorm2d
        case 'dense', 1:
            width = classes if node['units'] == 'classes' else node['units']
            linear, norm = nn.Linear(shape[0], width, bias=node['bias']), nn.BatchNorm1d
        case _:
            raise ValueError(f'{json.dumps(node)} on messages of shape {shape} is not supported')
    norms = [norm(width)] if node['batchNorm'] else []
    return nn.Sequential(linear, *norms, ACTIVATIONS[node['activation']]()), [width, *shape[1:]]


class StopGradient(nn.Module):
    """Forwards a message and stops its gradient: a decoupled edge with the method 'none'."""

    def forward(self, message: Tensor) -> Tensor:
        return message.detach()


class Synthesizer(nn.Module):
    """M of the paper: predicts, for each example, the gradient of its loss by the message."""

    def __init__(self, decoupled: Settings, shape: Shape, labels: int, scale: float) -> None:
        super().__init__()
        settings = decoupled['synthesizer']
        self.scale: float = decoupled.get('syntheticGradientScale', scale)
        self.optimizer: Settings | None = decoupled.get('optimizer')
        self.sees_label, self.is_conv = 'condition' in settings, settings['kind'] == 'conv'
        if self.sees_label and not labels:
            raise ValueError('the label as a condition on a loop is not supported')
        linear, norm, channels = nn.Linear, nn.BatchNorm1d, math.prod(shape)
        if self.is_conv:
            linear = partial(nn.Conv2d, kernel_size=settings['kernel'], padding='same')
            norm, channels = nn.BatchNorm2d, shape[0]
        widths = [channels + labels if self.sees_label else channels, *settings['hidden']]
        layers: list[nn.Module] = []
        for inputs, outputs in pairwise(widths):
            layers.append(linear(inputs, outputs))
            if settings['batchNorm']:
                layers.append(norm(outputs, track_running_stats=False))
            layers.append(ACTIVATIONS[settings['activation']]())
        last = linear(widths[-1], channels)
        for parameter in last.parameters():
            nn.init.zeros_(parameter)  # the first synthetic gradients are zero
        self.layers = nn.Sequential(*layers, last)

    def forward(self, message: Tensor, label: Tensor | None = None) -> Tensor:
        """`label` is one-hot; it is concatenated, on feature maps as constant planes."""
        inputs = message if self.is_conv else message.flatten(1)
        if self.sees_label:
            context = label.view(*label.shape, 1, 1) if self.is_conv else label
            inputs = torch.cat((inputs, context.expand(-1, -1, *inputs.shape[2:])), 1)
        return self.layers(inputs).view_as(message)


def synthesizer_loss(synthetic: Tensor, arriving: Tensor) -> Tensor:
    """The paper's ‖M(h) − δ‖², averaged over examples; δ is the gradient that arrives."""
    return F.mse_loss(synthetic, arriving, reduction='sum') / len(arriving)


class FeedForward(nn.Module):
    """A chain of layers, split into modules at its decoupled edges."""

    def __init__(self, chain: Chain, shape: Shape, classes: int, method: str) -> None:
        super().__init__()
        self.stages = nn.ModuleList([nn.Sequential()])  # the modules, from input to loss
        self.synthesizers = nn.ModuleList()  # one per message between them
        for node, edge in chain:
            if 'decoupled' in edge and method == 'none':
                self.stages[-1].append(StopGradient())
            if 'decoupled' in edge and method == 'dni':
                self.stages.append(nn.Sequential())
                self.synthesizers.append(Synthesizer(edge['decoupled'], shape, classes, scale=1))
            if node['kind'] != 'softmaxCrossEntropy':
                layer, shape = build_layer(node, shape, classes)
                self.stages[-1].append(layer)
        if shape != [classes]:
            raise ValueError(f'the loss reads messages of shape {shape}, not [{classes}]')
        self.register_buffer('one_hot', torch.eye(classes))

    def gradients(self, message: Tensor, labels: Tensor) -> Tensor:
        """Sets the gradient of every parameter; returns the loss."""
        rows, label = len(labels), self.one_hot[labels]
        received, synthetic, products = [], [], []
        for stage, synthesizer in zip(self.stages, self.synthesizers):
            sent = stage(message)
            synthetic.append(synthesizer(sent.detach(), label))
            # The gradient of this product by the message is the synthetic gradient.
            products.append((sent * synthetic[-1].detach()).sum() * (synthesizer.scale / rows))
            message = sent.detach().requires_grad_()
            received.append(message)
        loss = F.cross_entropy(self.stages[-1](message), labels)
        sum(products, loss).backward()
        if received:
            pairs = zip(synthetic, received)
            sum(synthesizer_loss(guess, h.grad * rows) for guess, h in pairs).backward()
        return loss.detach()


class Recurrent(nn.Module):
    """An LSTM that carries its state into the next step; the gradient there is cut or synthetic."""

    def __init__(self, spec: Settings, chain: Chain, cell: str) -> None:
        super().__init__()
        training, symbols = spec['training'], spec['task']['symbols']
        (core, _), *readers = chain
        loops = [edge for edge in spec['model']['edges'] if edge['from'] == edge['to']]
        is_cut = any('decoupled' in edge for _, edge in chain)
        if core['kind'] != 'lstm' or len(loops) != 1 or is_cut or training['method'] == 'backprop':
            raise ValueError('a recurrent model is an lstm with a loop, and trained by none or dni')
        units = core['units']
        self.core = (nn.LSTM if cell == 'fused' else nn.LSTMCell)(symbols, units)
        for name, parameter in self.core.named_parameters():
            if name.startswith('bias'):
                nn.init.zeros_(parameter)
                parameter.requires_grad_('ih' in name)  # training both would double its rate
            if name.startswith('bias_ih'):
                nn.init.constant_(parameter[units : 2 * units], core['forgetBias'])
        [self.head] = FeedForward(readers, [units], symbols, 'backprop').stages
        decoupled = loops[0].get('decoupled') if training['method'] == 'dni' else None
        self.synthesizer = decoupled and Synthesizer(decoupled, [2 * units], labels=0, scale=0.1)
        self.register_buffer('one_hot', torch.eye(symbols))
        self.register_buffer('state', torch.zeros(training['batch'], 2 * units))  # h and c

    def unroll(self, inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """The logits of all ticks, `[ticks · rows, symbols]`, and the state after the last tick."""
        h, c = (part.contiguous() for part in state.chunk(2, 1))
        if isinstance(self.core, nn.LSTM):
            outputs, (h, c) = self.core(inputs, (h[None], c[None]))
            return self.head(outputs.flatten(0, 1)), torch.cat((h[0], c[0]), 1)
        outputs = []
        for tick in inputs.unbind():
            h, c = self.core(tick, (h, c))
            outputs.append(h)
        return self.head(torch.cat(outputs)), torch.cat((h, c), 1)

    def gradients(self, symbols: Tensor, targets: Tensor) -> Tensor:
        """Sets the gradient of every parameter; returns the loss."""
        count, first = targets.numel(), self.state
        if self.synthesizer:
            first = first.detach().requires_grad_()
        logits, last = self.unroll(self.one_hot[symbols], first)
        losses = F.cross_entropy(logits, targets.flatten(), ignore_index=-1, reduction='sum')
        objective = loss = losses / count
        if self.synthesizer:
            with torch.no_grad():
                synthetic = self.synthesizer(last.detach()) * self.synthesizer.scale
            objective = loss + (last * synthetic).sum() / count
        objective.backward()
        if self.synthesizer:
            synthesizer_loss(self.synthesizer(self.state), first.grad * count).backward()
        self.state = last.detach()
        return loss.detach()


def mnist(shape: Shape, batch: int, random: torch.Generator) -> Batches:
    """Random images with pixels from 0 to 1, and labels; shuffled anew in every epoch."""
    options = {'generator': random, 'device': random.device}
    images = torch.randint(256, (EXAMPLES, *shape), dtype=torch.uint8, **options)
    labels = torch.randint(CLASSES, (EXAMPLES,), **options)
    while True:
        for chosen in torch.randperm(EXAMPLES, **options).split(batch)[: EXAMPLES // batch]:
            yield images[chosen].to(torch.float32) / 255, labels[chosen]


def recall(symbols: int, delay: int, size: Shape, random: torch.Generator) -> Batches:
    """Random symbols `[ticks, rows]`, and those `delay` ticks before; −1 where there are none."""
    ticks, rows = size
    stream = torch.full((delay, rows), -1, device=random.device)
    while True:
        new = torch.randint(symbols, size, generator=random, device=random.device)
        stream = torch.cat((stream[-delay:], new))
        yield new, stream[:ticks]


def adam(network: nn.Module, training: Settings) -> tuple[torch.optim.Adam, LambdaLR]:
    """One Adam, with a group per synthesizer that has its own settings, and its rate schedule."""
    separate = [m for m in network.modules() if isinstance(m, Synthesizer) and m.optimizer]
    owned = {parameter for m in separate for parameter in m.parameters()}
    shared = [parameter for parameter in network.parameters() if parameter not in owned]
    parts = [(training['optimizer'], shared), *((m.optimizer, m.parameters()) for m in separate)]
    groups, factors = [], []
    for settings, parameters in parts:
        rate, schedule = settings['rate'], settings['schedule']
        if settings['kind'] != 'adam' or schedule['kind'] not in ('constant', 'cosine'):
            raise ValueError(f'the optimizer {json.dumps(settings)} is not supported')
        betas = settings['beta1'], settings['beta2']
        groups.append(dict(params=parameters, lr=rate, betas=betas, eps=settings['epsilon']))
        factors.append(partial(rate_factor, schedule, training['steps']))
    optimizer = torch.optim.Adam(groups, fused=True)  # on CPUs too, more than twice as fast
    return optimizer, LambdaLR(optimizer, factors)


def rate_factor(schedule: Settings, steps: int, step: int) -> float:
    progress, end = min(1, step / schedule.get('over', steps)), schedule.get('end', 1)
    return end + (1 - end) * (1 + math.cos(math.pi * progress)) / 2


def build(spec: Settings, options: argparse.Namespace) -> Callable[[], Tensor]:
    """The training step: a function that returns the loss."""
    reject_unsupported(spec)
    training, task, chain = spec['training'], spec['task'], chain_of(spec['model'])
    if training['method'] not in ('backprop', 'dni', 'none'):
        raise ValueError(f'method {training["method"]} is not supported')
    torch.manual_seed(training['seed'])
    random = torch.Generator(options.device).manual_seed(training['seed'])
    if task['kind'] == 'mnist':
        [image] = [node for node in spec['model']['nodes'].values() if node['kind'] == 'input']
        shape = [1, SIDE, SIDE] if image['layout'] == 'grid' else [SIDE * SIDE]
        network = FeedForward(chain, shape, CLASSES, training['method'])
        batches = mnist(shape, training['batch'], random)
    elif task['kind'] == 'recall':
        network = Recurrent(spec, chain, options.cell)
        size = [training['unroll'], training['batch']]
        batches = recall(task['symbols'], task['delay'], size, random)
    else:
        raise ValueError(f'task {task["kind"]} is not supported')
    network.to(options.device, memory_format=torch.channels_last)  # makes convolutions faster
    gradients = network.gradients
    is_rounded = options.precision == 'bfloat16'
    rounded = torch.autocast(options.device, torch.bfloat16, enabled=is_rounded)
    if options.compile:
        if hasattr(torch._dynamo.config, 'trace_autograd_ops'):  # newer than PyTorch 2.8
            torch._dynamo.config.trace_autograd_ops = True  # the backward passes join the graph
        gradients = torch.compile(gradients)
    optimizer, schedule = adam(network, training)

    def step() -> Tensor:
        optimizer.zero_grad(set_to_none=True)
        with rounded:
            loss = gradients(*next(batches))
        optimizer.step()
        schedule.step()
        return loss

    return step


def main() -> None:
    parser = argparse.ArgumentParser(description='Trains an experiment spec in PyTorch.')
    parser.add_argument('spec', metavar='SPEC.json')
    parser.add_argument('--threads', type=int, required=True)
    parser.add_argument('--compile', action='store_true', help='with torch.compile')
    parser.add_argument('--cell', choices=('loop', 'fused'), default='loop')
    parser.add_argument('--precision', choices=('float32', 'bfloat16'), default='float32')
    parser.add_argument('--device', choices=('cpu', 'cuda'), default='cpu')
    options = parser.parse_args()
    answers, sys.stdout = sys.stdout, sys.stderr  # stdout is for the answers only
    torch.set_num_threads(options.threads)
    torch.backends.cudnn.benchmark = True  # shapes do not change
    try:
        if options.device == 'cuda':
            if not torch.cuda.is_available():
                raise ValueError('there is no CUDA device to be had')
            torch.set_float32_matmul_precision('high')  # TF32, TensorFlow's default
        with open(options.spec, encoding='utf-8') as file:
            step = build(json.load(file), options)
    except Exception as error:  # an invalid spec can raise any error
        sys.stderr.write(f'{options.spec}: {type(error).__name__}: {error}\n')
        sys.exit(2)
    called = time.perf_counter()
    loss = step().item()  # waits for the device too
    now = time.perf_counter()
    first_call = {'seconds': now - called, 'steps': 1}
    ready = {'ready': True, 'firstStep': now - STARTED, 'firstCall': first_call}
    print(json.dumps(ready | {'version': torch.__version__}), file=answers, flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            loss = step()
        loss = float(loss)
        answer = {'seconds': time.perf_counter() - start, 'loss': loss}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == '__main__':
    main()
