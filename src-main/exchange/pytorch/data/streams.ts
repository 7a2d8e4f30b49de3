/** Streams in Python: templates by kind of task. */
import { mnistReader } from './examples';
import { copy, repeatCopy } from './copy-tasks';
import { brackets, grammar, reber } from './grammars';
import { text } from './text';

/** Windows of streams, one for each row of the batch, which are generators of ticks. */
export const streamBase = `
Tick = tuple[bool, dict[str, Any]]


class Streams:
    """Windows of a stream for each row of the batch.

    A stream yields ticks: whether a sequence begins, and by field a number of a class, -1
    where there is none, or values.
    """

    def __init__(self, streams: list[Iterator[Tick]], history: int) -> None:
        self.streams, self.history = streams, history
        self.records: list[tuple[np.ndarray, dict[str, np.ndarray]]] = []
        self._read(1)  # a window also says whether sequences begin after it
        first = self.records[0][1]
        nothing = {
            name: np.full_like(values, -1 if name in LABELS else 0)
            for name, values in first.items()
        }
        before = (np.zeros_like(self.records[0][0]), nothing)
        self.records = [before] * history + self.records

    def _read(self, ticks: int) -> None:
        for _ in range(ticks):
            begins, fields = zip(*(next(stream) for stream in self.streams))
            columns = {
                name: np.array(
                    [record[name] for record in fields],
                    np.int64 if name in LABELS else np.float32,
                )
                for name in fields[0]
            }
            self.records.append((np.array(begins, np.float32), columns))

    def next(self, ticks: int) -> Window:
        self._read(ticks)
        self.records = self.records[-(self.history + ticks + 1) :]
        rows = [fields for _, fields in self.records[:-1]]
        fields = {
            name: torch.as_tensor(np.stack([row[name] for row in rows]))
            for name in rows[0]
        }
        begins = np.stack([begins for begins, _ in self.records[self.history :]])
        return Window(fields, torch.as_tensor(begins), self.history)
%curriculum 
%curriculum 
%curriculum class Curriculum:
%curriculum     """A task that grows when the mean error of 50 steps is below a threshold, in bits."""
%curriculum 
%curriculum     def __init__(self, threshold: float) -> None:
%curriculum         self.threshold, self.count, self.mean = threshold, 0, 0.0
%curriculum 
%curriculum     def report(self, bits: float) -> bool:
%curriculum         """Takes the error of a step; says whether the task grows."""
%curriculum         self.count += 1
%curriculum         self.mean += (bits - self.mean) / min(self.count, 50)
%curriculum         if self.count < 50 or self.mean >= self.threshold:
%curriculum             return False
%curriculum         self.count, self.mean = 0, 0.0
%curriculum         return True
`;

const sequences = `
def follow(draw: Callable[[], list[Tick]], random: np.random.Generator) -> Iterator[Tick]:
    """One drawn sequence after the other."""
%!aligned     sequence = draw()  # rows begin in the middle of one
%!aligned     yield from sequence[random.integers(len(sequence)) :]
    while True:
        yield from draw()
`.trim();

const recall = `
class Recall(Streams):
    """Random symbols; the target is the symbol of some ticks ago."""

    def __init__(self, symbols: int, delay: int, seed: int, history: int) -> None:
        def stream(random: np.random.Generator) -> Iterator[Tick]:
            last: list[int] = []
            while True:
                symbol = int(random.integers(symbols))
                last.append(symbol)
                recalled = last.pop(0) if len(last) > delay else -1
                yield False, {'symbol': symbol, 'recalled': recalled}

        randoms = np.random.default_rng(seed).spawn(BATCH)
        super().__init__([stream(random) for random in randoms], history)
`.trim();

const counting = `
class Counting(Streams):
    """Digits: how many of the last T were odd, of the last T² threes, of the last T³ sevens.

    Before a target is due, -2 - c announces it.
    """

    COUNTED = {'odd': (1, 3, 5, 7, 9), 'threes': (3,), 'sevens': (7,)}

    def __init__(
        self, digits: dict[str, Tensor], ticks: int, levels: int, seed: int, history: int
    ) -> None:
        images, labels = (digits[name].cpu().numpy() for name in ('image', 'label'))

        def draw(random: np.random.Generator) -> list[Tick]:
            length = ticks**levels
            chosen = random.integers(len(labels), size=length)
            fields = [{'image': images[place]} for place in chosen]
            for level, (name, counted) in enumerate(list(self.COUNTED.items())[:levels]):
                span = ticks ** (level + 1)
                for first in range(0, length, span):
                    number = int(np.isin(labels[chosen[first : first + span]], counted).sum())
                    for tick in range(first, first + span):
                        fields[tick][name] = number if tick == first + span - 1 else -2 - number
            return [(tick == 0, field) for tick, field in enumerate(fields)]

        randoms = np.random.default_rng(seed).spawn(BATCH)
        streams = [follow(partial(draw, random), random) for random in randoms]
        super().__init__(streams, history)
`.trim();

export const streamReaders = {
  recall,
  copy: `${sequences}\n\n\n${copy}`,
  repeatCopy: `${sequences}\n\n\n${repeatCopy}`,
  reber: `${sequences}\n\n\n${grammar}\n\n\n${reber}`,
  brackets: `${sequences}\n\n\n${grammar}\n\n\n${brackets}`,
  text,
  counting: `${mnistReader.trim()}\n\n\n${sequences}\n\n\n${counting}`,
} as const;
