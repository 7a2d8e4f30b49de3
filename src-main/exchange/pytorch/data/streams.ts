/** Streams in Python: templates by kind of task. */
import { mnistReader } from './examples';

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

const copy = `
class Copy(Streams):
    """Symbols, a delimiter, and blanks whose targets are the symbols."""

    def __init__(
        self, symbols: int, length: int, threshold: float, seed: int, history: int
    ) -> None:
        self.length = length
%curriculum         self.curriculum = Curriculum(threshold)

        def draw(random: np.random.Generator) -> list[Tick]:
            drawn = [int(symbol) for symbol in random.integers(symbols, size=self.length)]
            inputs = [*drawn, symbols, *[symbols + 1] * len(drawn)]
            outputs = [-1] * (len(drawn) + 1) + drawn
            return [
                (tick == 0, {'input': inputs[tick], 'output': outputs[tick]})
                for tick in range(len(inputs))
            ]

        randoms = np.random.default_rng(seed).spawn(BATCH)
        streams = [follow(partial(draw, random), random) for random in randoms]
        super().__init__(streams, history)

    def sequence_ticks(self) -> int:
        return 2 * self.length + 1
%curriculum 
%curriculum     def report(self, bits: float) -> None:
%curriculum         self.length += self.curriculum.report(bits)
`.trim();

const repeatCopy = `
class RepeatCopy(Streams):
    """Symbols, a delimiter with R / 10, and blanks: the symbols R times over, then a marker."""

    def __init__(
        self,
        symbols: int,
        length: int,
        repeats: int,
        threshold: float,
        seed: int,
        history: int,
    ) -> None:
        self.start, self.length, self.repeats = (length, repeats), length, repeats
%curriculum         self.curriculum = Curriculum(threshold)

        def draw(random: np.random.Generator) -> list[Tick]:
            drawn = [int(symbol) for symbol in random.integers(symbols, size=self.length)]
            ticks = len(drawn) * (self.repeats + 1) + 2
            inputs = np.zeros((ticks, symbols + 2), np.float32)
            inputs[np.arange(len(drawn)), drawn] = 1
            inputs[len(drawn), symbols:] = 1, self.repeats / 10
            outputs = [-1] * (len(drawn) + 1) + drawn * self.repeats + [symbols]
            return [
                (tick == 0, {'input': inputs[tick], 'output': outputs[tick]})
                for tick in range(len(inputs))
            ]

        randoms = np.random.default_rng(seed).spawn(BATCH)
        streams = [follow(partial(draw, random), random) for random in randoms]
        super().__init__(streams, history)

    def sequence_ticks(self) -> int:
        return self.length * (self.repeats + 1) + 2
%curriculum 
%curriculum     def report(self, bits: float) -> None:
%curriculum         if not self.curriculum.report(bits):
%curriculum             return
%curriculum         length, repeats = self.start
%curriculum         if self.length - length <= self.repeats - repeats:
%curriculum             self.length += 1
%curriculum         else:
%curriculum             self.repeats += 1
`.trim();

const grammar = `
def sentence(symbols: list[int], asked: int) -> list[Tick]:
    """Ticks of a sentence; asked: the place of the symbol that repeats a distant one."""
    ticks = []
    for tick, symbol in enumerate(symbols):
%all         has_target = tick + 1 < len(symbols)
%!all         has_target = tick + 1 == asked
        following = symbols[tick + 1] if has_target else -1
        ticks.append((tick == 0, {'symbol': symbol, 'next': following}))
    return ticks
`.trim();

const reber = `
class Reber(Streams):
    """The embedded Reber grammar: the last but one symbol repeats the second."""

    SYMBOLS = 'BTPSXVE'
    MOVES = [
        [('T', 1), ('P', 2)],
        [('S', 1), ('X', 3)],
        [('T', 2), ('V', 4)],
        [('X', 2), ('S', 5)],
        [('P', 3), ('V', 5)],
        [],
    ]

    def __init__(self, distance: int, seed: int, history: int) -> None:
        inner = distance - 3
        # By length and state, the number of strings to the end, divided by the largest.
        ways = [np.eye(6)[5]]
        for _ in range(inner):
            counts = np.array(
                [sum(ways[-1][to] for _, to in moves) for moves in self.MOVES]
            )
            ways.append(counts / max(1, counts.max()))

        def draw(random: np.random.Generator) -> list[Tick]:
            early, state, middle = 'TP'[random.integers(2)], 0, ''
            for left in range(inner, 0, -1):
                moves = self.MOVES[state]
                weights = np.array([ways[left - 1][to] for _, to in moves])
                symbol, state = moves[random.choice(len(moves), p=weights / weights.sum())]
                middle += symbol
            text = f'B{early}B{middle}E{early}E'
            return sentence([self.SYMBOLS.index(symbol) for symbol in text], len(text) - 2)

        randoms = np.random.default_rng(seed).spawn(BATCH)
        streams = [follow(partial(draw, random), random) for random in randoms]
        super().__init__(streams, history)
`.trim();

const brackets = `
class Brackets(Streams):
    """Nested brackets: kind k opens with class k and closes with pairs + k."""

    def __init__(self, pairs: int, distance: int, depth: int, seed: int, history: int) -> None:
        length = distance + (2 if distance % 2 == 0 else 1)

        def draw(random: np.random.Generator) -> list[Tick]:
            symbols = [int(random.integers(pairs))]
            opened = symbols[:]
            while len(symbols) < length - 1:
                inner, left = len(opened) - 1, length - 1 - len(symbols)
                must_close = inner >= left or len(opened) >= depth
                if inner > 0 and (must_close or random.random() < 0.5):
                    symbols.append(pairs + opened.pop())
                else:
                    opened.append(int(random.integers(pairs)))
                    symbols.append(opened[-1])
            symbols.append(pairs + opened.pop())
            return sentence(symbols, len(symbols) - 1)

        randoms = np.random.default_rng(seed).spawn(BATCH)
        streams = [follow(partial(draw, random), random) for random in randoms]
        super().__init__(streams, history)
`.trim();

const textTask = `
%named def encode_text(text: str, held_out: list[float]) -> np.ndarray:
%!named def encode_text(text: str, held_out: list[float], classes: int) -> np.ndarray:
    """The classes of the symbols of the training text; held_out: parts cut from its end."""
    text = text[: len(text) - sum(math.floor(len(text) * part) for part in held_out)]
%word     symbols = re.findall(r'\\n|\\S+', text)
%!word     symbols = list(text)
%!named     known = [symbol for symbol, _ in Counter(symbols).most_common(classes - 1)]
%!named     numbers = {symbol: number for number, symbol in enumerate(known, start=1)}
%named     numbers = {symbol: number for number, symbol in enumerate(SYMBOLS, start=1)}
    return np.array([numbers.get(symbol, 0) for symbol in symbols])
%generated 
%generated 
%generated def bracket_text(count: int, seed: int) -> str:
%generated     """Lines of nested brackets of four kinds."""
%generated     random = np.random.default_rng(seed)
%generated     lines: list[str] = []
%generated     for _ in range(count):
%generated         line, closers = '', []
%generated         while closers or not line:
%generated             if not closers or (len(closers) < 8 and random.random() < 0.5):
%generated                 opener, closer = ['()', '[]', '{}', '<>'][random.integers(4)]
%generated                 line += opener
%generated                 closers.append(closer)
%generated             else:
%generated                 line += closers.pop()
%generated         lines.append(line + '\\n')
%generated     return ''.join(lines)


class Text(Streams):
    """Each row reads its own stretch of the text; the target is the symbol that follows."""

    def __init__(
        self, symbols: np.ndarray, reset_every: int, seed: int, history: int
    ) -> None:
        places = len(symbols) - 1

        def stream(row: int) -> Iterator[Tick]:
            start = row * places // BATCH
%aligned             phase = 0
%!aligned             phase = row * reset_every // BATCH
            for tick in count():
                place = (start + tick) % places
                begins = reset_every > 0 and (tick + phase) % reset_every == 0
                yield begins, {'symbol': symbols[place], 'next': symbols[place + 1]}

        super().__init__([stream(row) for row in range(BATCH)], history)
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
  text: textTask,
  counting: `${mnistReader.trim()}\n\n\n${sequences}\n\n\n${counting}`,
} as const;
