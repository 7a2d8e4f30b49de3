/** Symbols that are said back, in Python: the tasks copy and repeatCopy. */
export const copy = `
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

export const repeatCopy = `
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
