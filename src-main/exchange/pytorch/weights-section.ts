import { fillTemplate, text } from './python-text';
import type { ScriptSource } from './script-source';

/** Reads and writes the safetensors of checkpoints, under the names and in the layout that they have there. */
export function weightsSection(source: ScriptSource): string {
  const { experiment, nodeNames, interfaces, isStream } = source;
  const renamed = [...nodeNames].filter(([id, name]) => id !== name);
  const kinds = new Set(Object.values(experiment.model.nodes).map(({ kind }) => kind));
  const names = [
    ...renamed.map(
      ([id, name]) => `    ${text(name)}: ${text(id)},  # a name of Python or PyTorch`,
    ),
  ];
  return fillTemplate(weightsTemplate, {
    renamed: renamed.length > 0,
    core: ['lstm', 'gru', 'rnn'].some((kind) => kinds.has(kind as 'lstm')),
    gru: kinds.has('gru'),
    embedding: kinds.has('embedding'),
    dni: interfaces.length > 0,
    input: interfaces.some(({ spec }) => spec.syntheticInput),
    stream: isStream,
  }).replace('    RENAMED', names.join('\n'));
}

const weightsTemplate = `
%renamed # Nodes that have another name here than in the saved weights.
%renamed NODES = {
%renamed     RENAMED
%renamed }
%renamed 
# The parts of a layer as the saved weights call them.
PARTS = {
    'norm': 'batchNorm',
%gru     'candidate_bias': 'candidateBias',
%input     'synthetic_input': 'syntheticInput',
}


@dataclass
class Saved:
    """A tensor under its name in a checkpoint, where its axes stand in another order."""

    name: str
    tensor: Tensor
    axes: tuple[int, ...]  # of the tensor, in the order of the file
    decays: bool = False  # whether weight decay applies

    def to_file(self, tensor: Tensor) -> Tensor:
        return tensor.detach().permute(self.axes)

    def from_file(self, values: Tensor) -> Tensor:
        return values.permute(tuple(np.argsort(self.axes)))


def saved_tensors(root: nn.Module) -> list[Saved]:
    """The parameters and running statistics of a model by their names in checkpoints."""
    saved = []
    for path, module in root.named_modules():
        name = saved_name(path)
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            arrays = {'scale': module.weight, 'offset': module.bias}
            if module.track_running_stats:
                arrays |= {'mean': module.running_mean, 'variance': module.running_var}
            saved += [Saved(f'{name}/{key}', array, (0,)) for key, array in arrays.items()]
        elif isinstance(module, (nn.Linear, nn.Conv2d)):
            axes = (1, 0) if isinstance(module, nn.Linear) else (2, 3, 1, 0)
            saved.append(Saved(f'{name}/kernel', module.weight, axes, decays=True))
            if module.bias is not None:
                saved.append(Saved(f'{name}/bias', module.bias, (0,)))
%embedding         elif isinstance(module, nn.Embedding):
%embedding             saved.append(Saved(f'{name}/kernel', module.weight, (0, 1)))
%core         else:  # a recurrent core
%core             for key, array in module.named_parameters(recurse=False):
%core                 axes = tuple(range(array.dim()))
%core                 part = f'{name}/{PARTS.get(key, key)}'
%core                 saved.append(Saved(part, array, axes, decays=array.dim() == 2))
    return saved


def saved_name(path: str) -> str:
    """hidden1.norm is saved as hidden1/batchNorm, hidden1.linear as hidden1 itself."""
    node, *parts = path.split('.')
%renamed     node = NODES.get(node, node)
    return '/'.join([node, *(PARTS.get(part, part) for part in parts if part != 'linear')])


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The length of a header in JSON, the header, and the numbers."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], 'little')
    arrays = {}
    try:
        header = json.loads(content[8:start])
        header.pop('__metadata__', None)
        for name, entry in header.items():
            first, last = (start + offset for offset in entry['data_offsets'])
            values = np.frombuffer(content[first:last], '<f4').reshape(entry['shape'])
            arrays[name] = torch.tensor(values)
    except (AttributeError, KeyError, TypeError, ValueError):
        sys.exit(f"'{path}' is damaged, or no file of safetensors.")
    return arrays


def write_safetensors(path: Path, arrays: dict[str, Tensor]) -> None:
    header, parts, offset = {}, [], 0
    for name, array in arrays.items():
        part = array.detach().cpu().contiguous().numpy().astype('<f4').tobytes()
        end = offset + len(part)
        header[name] = {
            'dtype': 'F32',
            'shape': list(array.shape),
            'data_offsets': [offset, end],
        }
        parts.append(part)
        offset = end
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, 'little') + text + b''.join(parts))


@dataclass
class Arrays:
    """The arrays of a file of a checkpoint, which are to suit this script."""

    path: Path
    other: str  # what a checkpoint has another one of where an array does not suit

    def __post_init__(self) -> None:
        self.arrays = read_safetensors(self.path)

    def find(self, name: str, shape: torch.Size) -> Tensor:
        """The array of that name, of that shape."""
        array = self.arrays.get(name)
        if array is not None and array.shape == shape:
            return array
        folder, here = self.path.parent, list(shape)
        reason = f"it has no '{name}'"
        if array is not None:
            reason = f"'{name}' is {list(array.shape)} there, and {here} here"
        sys.exit(f"'{folder}' is a checkpoint of another {self.other}: {reason}.")


class Checkpoint:
    """The weights, the slots of the optimizers and the recurrent state in a folder."""

%dni     def __init__(
%dni         self,
%dni         model: Model,
%dni         interfaces: nn.ModuleDict,
%dni         optimizers: dict[str, Optimizer],
%dni     ) -> None:
%dni         self.weights = saved_tensors(model) + saved_tensors(interfaces)
%!dni     def __init__(self, model: Model, optimizers: dict[str, Optimizer]) -> None:
%!dni         self.weights = saved_tensors(model)
        self.optimizers = optimizers

    @torch.no_grad()
    def load(self, folder: Path, state: dict[str, Tensor]) -> dict[str, Any]:
        """Fills all tensors and the state; returns what else a checkpoint has."""
        arrays = Arrays(folder / 'weights.safetensors', 'model')
        for saved in self.weights:
            shape = saved.to_file(saved.tensor).shape
            saved.tensor.copy_(saved.from_file(arrays.find(saved.name, shape)))
        try:
            rest = json.loads((folder / 'state.json').read_text())
        except ValueError:
            sys.exit(f"'{folder / 'state.json'}' is damaged.")
        arrays = Arrays(folder / 'optimizer.safetensors', 'optimizer')
        for name, optimizer in self.optimizers.items():
            optimizer.count = rest['updates'].get(name, 0)
            for saved in optimizer.parameters:
                for slot, values in optimizer.slots[saved.name].items():
                    shape = saved.to_file(values).shape
                    found = arrays.find(f'{saved.name}/{slot}', shape)
                    values.copy_(saved.from_file(found))
%stream         if (folder / 'memory.safetensors').exists():
%stream             arrays = Arrays(folder / 'memory.safetensors', 'model or batch')
%stream             for edge, values in state.items():
%stream                 values.copy_(arrays.find(f'state|{edge}', values.shape))
        return rest

    def save(self, folder: Path, state: dict[str, Tensor]) -> None:
        """Writes all arrays under the names that they have in a checkpoint."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = {saved.name: saved.to_file(saved.tensor) for saved in self.weights}
        write_safetensors(folder / 'weights.safetensors', weights)
        slots = {
            f'{saved.name}/{slot}': saved.to_file(values)
            for optimizer in self.optimizers.values()
            for saved in optimizer.parameters
            for slot, values in optimizer.slots[saved.name].items()
        }
        write_safetensors(folder / 'optimizer.safetensors', slots)
%stream         memory = {f'state|{edge}': values for edge, values in state.items()}
%stream         if memory:
%stream             write_safetensors(folder / 'memory.safetensors', memory)
`;
