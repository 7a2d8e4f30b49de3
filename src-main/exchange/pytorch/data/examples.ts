/** Sets of examples in Python: templates by kind of task. */

const mnistFiles = `
def read_mnist(folder: Path, validation: int) -> dict[str, Tensor]:
    """The training images of MNIST but the last ones, which are the validation part."""
    images = read_idx(folder / 'train-images-idx3-ubyte')
    labels = read_idx(folder / 'train-labels-idx1-ubyte')
    count = len(labels) - validation
    return {
        'image': torch.as_tensor(images[:count, :, :, None].astype(np.float32) / 255),
        'label': torch.as_tensor(labels[:count].astype(np.int64)),
    }


def read_idx(path: Path) -> np.ndarray:
    """An IDX file of bytes, gzipped or not."""
    packed = path.with_name(f'{path.name}.gz')
    content = path.read_bytes() if path.exists() else gzip.decompress(packed.read_bytes())
    rank = content[3]
    shape = np.frombuffer(content, '>u4', count=rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)
`;

const batches = `
class Examples:
    """Batches of a set of examples, one epoch after the other."""

    def __init__(self, fields: dict[str, Tensor], seed: int) -> None:
        self.fields = fields
        self.count = len(next(iter(fields.values())))
%shuffle         self.random = np.random.default_rng(seed)
%shuffle         self.order = np.zeros(0, np.int64)
%!shuffle         self.read = 0  # examples in the order of the file

    def next(self, ticks: int) -> Batch:
%shuffle         while len(self.order) < BATCH:
%shuffle             self.order = np.concatenate((self.order, self.random.permutation(self.count)))
%shuffle         chosen, self.order = self.order[:BATCH], self.order[BATCH:]
%!shuffle         chosen = (self.read + np.arange(BATCH)) % self.count
%!shuffle         self.read += BATCH
        return Batch({name: values[chosen] for name, values in self.fields.items()})
%!shuffle 
%!shuffle     def skip(self, steps: int) -> None:
%!shuffle         """Goes to the place where a run stands after these steps."""
%!shuffle         self.read += steps * BATCH
`;

const dataset = `
def read_dataset(folder: Path, cut: int) -> dict[str, Tensor]:
    """The training part of a data set, without the last examples, which the task cuts off."""
    manifest = json.loads((folder / 'manifest.json').read_text())
    types = {'u8': np.uint8, 'i32': np.dtype('<i4'), 'f32': np.dtype('<f4')}
    fields = {}
    for name, field in manifest['fields'].items():
        (path,) = folder.glob(f'train.{name}.*')
        values = np.fromfile(path, types[path.suffix[1:]])
        if field['kind'] == 'label':
            fields[name] = torch.as_tensor(values.astype(np.int64))
        else:
            scaled = values.astype(np.float32) * np.float32(manifest['scales'].get(name, 1))
            fields[name] = torch.as_tensor(scaled.reshape(-1, *field['shape']))
    return {name: values[: len(values) - cut] for name, values in fields.items()}
`;

const spirals = `
def make_spirals(
    count: int, classes: int, turns: float, noise: float, seed: int
) -> dict[str, Tensor]:
    """Points of class c at radius r have the angle 2 pi (c / classes + turns r)."""
    random = np.random.default_rng(seed)
    label = np.arange(count) % classes
    radius = random.uniform(size=count)
    angle = 2 * np.pi * (label / classes + turns * radius)
    point = radius[:, None] * np.stack((np.cos(angle), np.sin(angle)), 1)
    point += noise * random.normal(size=point.shape)
    return {
        'point': torch.as_tensor(point.astype(np.float32)),
        'label': torch.as_tensor(label),
    }
`;

export const mnistReader = mnistFiles;

export const exampleReaders = {
  mnist: `${mnistFiles.trim()}\n\n\n${batches.trim()}`,
  dataset: `${dataset.trim()}\n\n\n${batches.trim()}`,
  spirals: `${spirals.trim()}\n\n\n${batches.trim()}`,
} as const;
