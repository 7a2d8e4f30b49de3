/** Sentences whose last symbols repeat a distant one, in Python: the tasks reber and brackets. */
export const grammar = `
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

export const reber = `
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

export const brackets = `
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
