"""A contender of the speed benchmark: the models of this project in plain PyTorch.

It reads an experiment description (JSON, with its defaults filled in), builds the very same model, and
trains it on request:

    torch_contender.py SPEC.json --threads N [--compile] [--cell loop|fused] [--device cpu|cuda]

After its first step it prints {"ready": true, "firstStep": seconds, "version": ...}. Every line with a
number n is then answered by n training steps and {"seconds": ..., "loss": ...}. Random pixels stand in
for MNIST: speed is what is asked. A description that is wrong, or of what is not built here (it builds
chains of layers, and an LSTM that reads symbols), ends it with one line of explanation and status 2.
"""

import time

STARTED = time.perf_counter()  # before PyTorch, whose import is part of the wait for a first step

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

Settings = dict[str, Any]
Shape = list[int]  # of one example, channels first
Chain = list[tuple[str, Settings, Settings]]  # id, node, and the edge that leads to it
Batches = Iterator[tuple[Tensor, Tensor]]

CLASSES, ROWS, EXAMPLES = 10, 28, 55_000  # of MNIST


class SpecError(ValueError):
    """The description is wrong, or asks for what is not built here."""


def require(where: str, settings: Settings, **supported: Any) -> None:
    """Refuses what would make it another model than the one described."""
    for key, value in supported.items():
        if settings.get(key, value) != value:
            raise SpecError(f'{where}: {key} {json.dumps(settings[key])} is not supported')


def chain_of(model: Settings) -> Chain:
    """The nodes in their order from the input to the loss."""
    require('the model', model, modules={})
    nodes = model['nodes']
    edges = {edge['from']: edge for edge in model['edges'] if edge['from'] != edge['to']}
    chain: Chain = [(id, node, {}) for id, node in nodes.items() if node['kind'] == 'input'][:1]
    while chain and (edge := edges.get(chain[-1][0])) and len(chain) < len(nodes):
        chain.append((edge['to'], nodes[edge['to']], edge))
    if len(chain) != len(nodes) or chain[-1][1]['kind'] != 'softmaxCrossEntropy':
        raise SpecError('the model is not a chain from one input to one softmaxCrossEntropy')
    for id, node, edge in chain:
        require(id, node, period=None, weight=1)
        require(f'the edge to {id}', edge, delay=None)
    return chain


# --- Layers


def pair(size: int | list[int]) -> Shape:
    return [size, size] if isinstance(size, int) else size


def activation(where: str, settings: Settings) -> nn.Module:
    # In place, because neither batch normalisation nor linear maps need their output again.
    known = {'linear': nn.Identity(), 'relu': nn.ReLU(inplace=True), 'tanh': nn.Tanh()}
    if settings['activation'] not in known:
        raise SpecError(f'{where}: activation {settings["activation"]} is not supported')
    return known[settings['activation']]


def max_pool(where: str, node: Settings, shape: Shape) -> tuple[nn.Module, Shape]:
    """With TensorFlow's 'same' padding: where it is odd, the end gets one more, as of `ceil_mode`."""
    require(where, node, padding='same')
    size, stride = pair(node['size']), pair(node.get('stride') or node['size'])
    outputs = [math.ceil(n / step) for n, step in zip(shape[1:], stride)]
    missing = [
        max(0, (out - 1) * step + k - n)
        for n, out, k, step in zip(shape[1:], outputs, size, stride)
    ]
    if any(pad % 2 and step == 1 for pad, step in zip(missing, stride)):
        raise SpecError(f'{where}: an even size with stride 1 is not supported')
    padding = [pad // 2 for pad in missing]
    return nn.MaxPool2d(size, stride, padding, ceil_mode=True), [shape[0], *outputs]


def build_layer(id: str, node: Settings, shape: Shape, classes: int) -> tuple[nn.Module, Shape]:
    """The layer of a node that reads messages of `shape`, and the shape of what it sends."""
    match node['kind'], len(shape):
        case 'flatten', _:
            return nn.Flatten(), [math.prod(shape)]
        case 'maxPool', 3:
            return max_pool(id, node, shape)
        case 'conv2d', 3:
            require(id, {**node, 'stride': pair(node['stride'])}, padding='same', stride=[1, 1])
            width, kernel = node['filters'], pair(node['kernel'])
            linear = nn.Conv2d(shape[0], width, kernel, padding='same', bias=node['bias'])
            norm = nn.BatchNorm2d
        case 'dense', 1:
            width = classes if node['units'] == 'classes' else node['units']
            linear, norm = nn.Linear(shape[0], width, bias=node['bias']), nn.BatchNorm1d
        case kind, _:
            raise SpecError(f'{id}: {kind} is not supported on messages of shape {shape}')
    layers = [linear, *([norm(width)] if node['batchNorm'] else []), activation(id, node)]
    return nn.Sequential(*layers), [width, *shape[1:]]


class Synthesizer(nn.Module):
    """M of the paper: predicts the gradient of each example's own loss at a message."""

    def __init__(self, edge: Settings, shape: Shape, classes: int, scale: float) -> None:
        super().__init__()
        where, decoupled = f'{edge["from"]}->{edge["to"]}', edge['decoupled']
        settings = decoupled['synthesizer']
        require(where, decoupled, warmup=0, trainMessage=False, auxiliary=False, syntheticInput=None)
        require(where, settings, squash=False, condition='label' if classes else None)
        self.optimizer: Settings | None = decoupled.get('optimizer')
        self.scale: float = decoupled.get('syntheticGradientScale', scale)
        self.sees_label, self.is_conv = 'condition' in settings, settings['kind'] == 'conv'
        width = channels = shape[0] if self.is_conv else math.prod(shape)
        width += classes if self.sees_label else 0
        norm = nn.BatchNorm2d if self.is_conv else nn.BatchNorm1d

        def linear(inputs: int, outputs: int) -> nn.Conv2d | nn.Linear:
            if self.is_conv:
                return nn.Conv2d(inputs, outputs, settings['kernel'], padding='same')
            return nn.Linear(inputs, outputs)

        layers: list[nn.Module] = []
        for units in settings['hidden']:
            layers.append(linear(width, units))
            if settings['batchNorm']:
                layers.append(norm(units, track_running_stats=False))
            layers.append(activation(where, settings))
            width = units
        layers.append(linear(width, channels))
        for parameter in layers[-1].parameters():
            nn.init.zeros_(parameter)  # so that the first synthetic gradients are zero
        self.layers = nn.Sequential(*layers)

    def forward(self, message: Tensor, label: Tensor | None = None) -> Tensor:
        """`label` is one-hot; beside feature maps it becomes constant planes."""
        seen = message if self.is_conv else message.flatten(1)
        if self.sees_label:
            planes = label[:, :, None, None].expand(-1, -1, *seen.shape[2:]) if self.is_conv else label
            seen = torch.cat((seen, planes), 1)
        return self.layers(seen).view_as(message)


def distance(synthetic: Tensor, arriving: Tensor) -> Tensor:
    """The loss of a synthesizer: the paper's ‖M(h) − δ‖², the mean over examples."""
    return F.mse_loss(synthetic, arriving, reduction='sum') / len(arriving)


# --- Networks: `gradients` leaves those of one step in the parameters, and returns the loss


class FeedForward(nn.Module):
    """A chain of layers, cut into modules at its decoupled edges."""

    def __init__(self, chain: Chain, method: str) -> None:
        super().__init__()
        grid = chain[0][1]['layout'] == 'grid'
        self.shape = shape = [1, ROWS, ROWS] if grid else [ROWS * ROWS]
        modules, synthesizers = [nn.Sequential()], []
        for id, node, edge in chain[1:]:
            if 'decoupled' in edge and method != 'backprop':
                modules.append(nn.Sequential())
                if method == 'dni':
                    synthesizers.append(Synthesizer(edge, shape, CLASSES, scale=1))
            if node['kind'] != 'softmaxCrossEntropy':
                layer, shape = build_layer(id, node, shape, CLASSES)
                modules[-1].append(layer)
        if shape != [CLASSES]:
            raise SpecError(f'the loss is sent a message of shape {shape}, not [{CLASSES}]')
        # With method none, no gradient ever comes to the modules below the last cut.
        taught = -1 if method == 'none' else 0
        self.untaught = nn.Sequential(*modules[:taught])
        self.taught = nn.ModuleList(modules[taught:])
        self.synthesizers = nn.ModuleList(synthesizers)
        self.register_buffer('one_hot', torch.eye(CLASSES))

    def compilable(self) -> list[nn.Module]:
        return [self.untaught, *self.taught, *self.synthesizers]

    def gradients(self, images: Tensor, labels: Tensor) -> Tensor:
        batch, label = len(labels), self.one_hot[labels]
        with torch.no_grad():
            message = self.untaught(images.view(batch, *self.shape))
        sent, received, synthetic = [], [], []
        for module, synthesizer in zip(self.taught, self.synthesizers):
            sent.append(module(message))
            message = sent[-1].detach()
            synthetic.append(synthesizer(message, label))
            received.append(message.requires_grad_())
        loss = F.cross_entropy(self.taught[-1](message), labels)
        # The modules are graphs of their own; one call runs the backward passes of all.
        scales = [synthesizer.scale / batch for synthesizer in self.synthesizers]
        given = [gradient.detach() * scale for gradient, scale in zip(synthetic, scales)]
        torch.autograd.backward([loss, *sent], [None, *given])
        if synthetic:
            arriving = [message.grad * batch for message in received]
            torch.autograd.backward([distance(*both) for both in zip(synthetic, arriving)])
        return loss.detach()


class Unroll(nn.Module):
    """An LSTM over the ticks of a window, and the layers that read it."""

    def __init__(self, inputs: int, node: Settings, head: nn.Module, fused: bool) -> None:
        super().__init__()
        units = node['units']
        self.core = nn.LSTM(inputs, units) if fused else nn.LSTMCell(inputs, units)
        self.head = head
        for name, parameter in self.core.named_parameters():
            if name.startswith('bias'):
                nn.init.zeros_(parameter)
            if name.startswith('bias_ih'):
                nn.init.constant_(parameter[units : 2 * units], node['forgetBias'])
            if name.startswith('bias_hh'):
                parameter.requires_grad_(False)  # two biases would learn at twice the rate

    def forward(self, inputs: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of all ticks, `[ticks · rows, classes]`, and the state after them."""
        if isinstance(self.core, nn.LSTM):
            outputs, (h, c) = self.core(inputs, (h[None], c[None]))
            return self.head(outputs.flatten(0, 1)), h[0], c[0]
        outputs = []
        for tick in inputs.unbind():
            h, c = self.core(tick, (h, c))
            outputs.append(h)
        return self.head(torch.cat(outputs)), h, c


class Recurrent(nn.Module):
    """An LSTM whose state goes on into the next step; its gradient is cut there, or synthetic."""

    def __init__(self, spec: Settings, chain: Chain, fused: bool) -> None:
        super().__init__()
        (id, node, _), symbols = chain[1], spec['task']['symbols']
        loops = [edge for edge in spec['model']['edges'] if edge['from'] == edge['to']]
        method, loop = spec['training']['method'], loops[0] if len(loops) == 1 else {}
        if node['kind'] != 'lstm' or loop.get('from') != id or method == 'backprop':
            raise SpecError('a recurrent model is an lstm with a loop, trained by none or dni')
        head, shape = nn.Sequential(), [node['units']]
        for other, layer_node, edge in chain[2:]:
            require(f'the edge to {other}', edge, decoupled=None)
            if layer_node['kind'] != 'softmaxCrossEntropy':
                layer, shape = build_layer(other, layer_node, shape, symbols)
                head.append(layer)
        self.unroll = Unroll(symbols, node, head, fused)
        learns = method == 'dni' and 'decoupled' in loop
        shape = [2 * node['units']]
        self.synthesizer = Synthesizer(loop, shape, classes=0, scale=0.1) if learns else None
        self.register_buffer('one_hot', torch.eye(symbols))
        for part in ('h', 'c'):
            self.register_buffer(part, torch.zeros(spec['training']['batch'], node['units']))

    def compilable(self) -> list[nn.Module]:
        return [self.unroll, *([self.synthesizer] if self.synthesizer else [])]

    def gradients(self, symbols: Tensor, targets: Tensor) -> Tensor:
        count, synthesizer = targets.numel(), self.synthesizer
        before = torch.cat((self.h, self.c), 1)
        h, c = (part.requires_grad_(synthesizer is not None) for part in (self.h, self.c))
        logits, last_h, last_c = self.unroll(self.one_hot[symbols], h, c)
        self.h, self.c = last_h.detach(), last_c.detach()
        losses = F.cross_entropy(logits, targets.flatten(), ignore_index=-1, reduction='sum')
        loss = losses / count
        if synthesizer is None:
            loss.backward()
            return loss.detach()
        with torch.no_grad():
            synthetic = synthesizer(torch.cat((self.h, self.c), 1)) * (synthesizer.scale / count)
        torch.autograd.backward([loss, last_h, last_c], [None, *synthetic.chunk(2, 1)])
        distance(synthesizer(before), torch.cat((h.grad, c.grad), 1) * count).backward()
        return loss.detach()


# --- Data


def mnist(batch: int, random: torch.Generator) -> Batches:
    """Random images, their pixels from 0 to 1, with labels; in a new order every epoch."""
    kwargs = {'generator': random, 'device': random.device}
    images = torch.randint(256, (EXAMPLES, ROWS, ROWS), dtype=torch.uint8, **kwargs)
    labels = torch.randint(CLASSES, (EXAMPLES,), **kwargs)
    while True:
        for chosen in torch.randperm(EXAMPLES, **kwargs).split(batch)[: EXAMPLES // batch]:
            yield images[chosen].to(torch.float32) / 255, labels[chosen]


def recall(symbols: int, delay: int, ticks: int, batch: int, random: torch.Generator) -> Batches:
    """Random symbols `[ticks, rows]`, and those `delay` ticks before them (−1: there was none)."""
    stream = torch.full((delay, batch), -1, device=random.device)
    while True:
        new = torch.randint(symbols, (ticks, batch), generator=random, device=random.device)
        stream = torch.cat((stream[-delay:], new))
        yield new, stream[:ticks]


# --- Training


def rate_factor(settings: Settings, steps: int) -> Callable[[int], float]:
    """What the rate is multiplied by at a step, the first being 0."""
    schedule = settings['schedule']
    require('optimizer', schedule, kind='constant' if schedule['kind'] != 'cosine' else 'cosine')
    over, end = schedule.get('over', steps), schedule.get('end', 1)
    return lambda step: end + (1 - end) * (1 + math.cos(math.pi * min(1, step / over))) / 2


def adam(network: nn.Module, training: Settings) -> tuple[torch.optim.Adam, LambdaLR]:
    """One optimizer for all parameters, in a group for each of the settings, and its schedule."""
    owners = [m for m in network.modules() if isinstance(m, Synthesizer) and m.optimizer]
    owned = {parameter for owner in owners for parameter in owner.parameters()}
    shared = [parameter for parameter in network.parameters() if parameter not in owned]
    all_settings = [training['optimizer'], *(owner.optimizer for owner in owners)]
    groups = []
    for settings, parameters in zip(all_settings, [shared, *(o.parameters() for o in owners)]):
        require('optimizer', settings, kind='adam', weightDecay=0, clipNorm=None)
        betas = settings['beta1'], settings['beta2']
        options = {'lr': settings['rate'], 'betas': betas, 'eps': settings['epsilon']}
        groups.append({'params': parameters, **options})
    optimizer = torch.optim.Adam(groups, fused=True)
    factors = [rate_factor(settings, training['steps']) for settings in all_settings]
    return optimizer, LambdaLR(optimizer, factors)


def build(spec: Settings, options: argparse.Namespace) -> Callable[[], Tensor]:
    """The training step: a function that returns the loss."""
    training, task = spec['training'], spec['task']
    require('training', training, updateProbability=1)
    if training['method'] not in ('backprop', 'dni', 'none'):
        raise SpecError(f'there is no method {training["method"]}')
    torch.manual_seed(training['seed'])
    random = torch.Generator(options.device).manual_seed(training['seed'])
    chain = chain_of(spec['model'])
    if task['kind'] == 'mnist':
        network = FeedForward(chain, training['method'])
        batches = mnist(training['batch'], random)
    elif task['kind'] == 'recall':
        network = Recurrent(spec, chain, options.cell == 'fused')
        ticks, batch = training['unroll'], training['batch']
        batches = recall(task['symbols'], task['delay'], ticks, batch, random)
    else:
        raise SpecError(f'task {task["kind"]} is not supported')
    network.to(options.device)
    if options.compile:
        for module in network.compilable():
            module.compile()
    optimizer, schedule = adam(network, training)

    def step() -> Tensor:
        optimizer.zero_grad(set_to_none=True)
        loss = network.gradients(*next(batches))
        optimizer.step()
        schedule.step()
        return loss

    return step


def main() -> None:
    parser = argparse.ArgumentParser(description='Trains an experiment description in PyTorch.')
    parser.add_argument('spec', metavar='SPEC.json')
    parser.add_argument('--threads', type=int, required=True)
    parser.add_argument('--compile', action='store_true', help='with torch.compile')
    parser.add_argument('--cell', choices=('loop', 'fused'), default='loop')
    parser.add_argument('--device', choices=('cpu', 'cuda'), default='cpu')
    options = parser.parse_args()
    if options.device == 'cuda' and not torch.cuda.is_available():
        parser.error('no CUDA device is to be found')
    answers, sys.stdout = sys.stdout, sys.stderr  # only answers go to the real one

    def answer(**values: Any) -> None:
        print(json.dumps(values), file=answers, flush=True)

    torch.set_num_threads(options.threads)
    torch.backends.cudnn.benchmark = True  # shapes stay as they are
    try:
        with open(options.spec, encoding='utf-8') as file:
            step = build(json.load(file), options)
    except (OSError, ValueError) as error:
        print(f'{options.spec}: {error}', file=sys.stderr)
        sys.exit(2)
    loss = step().item()  # waits for the device, too
    answer(ready=True, firstStep=time.perf_counter() - STARTED, version=torch.__version__)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            loss = step()
        loss = float(loss)
        answer(seconds=time.perf_counter() - start, loss=loss)


if __name__ == '__main__':
    main()
