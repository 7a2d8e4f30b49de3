/** The symbols of a text, in Python: the task text. */
export const text = `
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
