/** The classes of synthesizers and decoupled edges in Python; the marks are those of `interfaceMarks`. */

export const classTemplate = `
def zero(linear: nn.Module) -> nn.Module:
    """Starts at zero: training begins without synthetic gradients."""
    for parameter in linear.parameters():
        nn.init.zeros_(parameter)
    return linear
%mlp 
%mlp 
%mlp class Synthesizer(nn.Sequential):
%mlp     """M for vectors h and a context c: the gradient of an example's own loss in h."""
%mlp+squash 
%mlp+squash     def __init__(self, *layers: nn.Module, squash: bool = False) -> None:
%mlp+squash         super().__init__(*layers)
%mlp+squash         self.squash = squash
%mlp 
%mlp     def forward(self, message: Tensor, context: Tensor | None) -> Tensor:
%mlp+maps         if message.dim() == 4:  # the weights have the channels last
%mlp+maps             rows, channels, *sides = message.shape
%mlp+maps             flat = self(message.permute(0, 2, 3, 1).flatten(1), context)
%mlp+maps             return flat.reshape(rows, *sides, channels).permute(0, 3, 1, 2)
%mlp+squash         if self.squash:
%mlp+squash             message = torch.tanh(message)
%mlp         if context is not None:
%mlp             message = torch.cat((message, context), 1)
%mlp         return super().forward(message)
%conv 
%conv 
%conv class ConvSynthesizer(nn.Sequential):
%conv     """M for feature maps; the context is added as constant maps."""
%conv 
%conv     def forward(self, message: Tensor, context: Tensor | None) -> Tensor:
%conv         if context is not None:
%conv             planes = context[:, :, None, None].expand(-1, -1, *message.shape[2:])
%conv             message = torch.cat((message, planes), 1)
%conv         return super().forward(message)
%inputMaps 
%inputMaps 
%inputMaps class ToMaps(nn.Module):
%inputMaps     """Vectors to feature maps; the weights have the channels last."""
%inputMaps 
%inputMaps     def __init__(self, *shape: int) -> None:
%inputMaps         super().__init__()
%inputMaps         self.shape = shape
%inputMaps 
%inputMaps     def forward(self, x: Tensor) -> Tensor:
%inputMaps         return x.unflatten(1, self.shape).permute(0, 3, 1, 2)


class Interface(nn.Module):
%sparse     """What sits on a decoupled edge between the modules below and above.
%!sparse     """What sits on a decoupled edge.

    synthesizer: M. context: what M sees beside the message. scale: k, the factor of the
    synthetic gradient.
%masked     delayed: messages arrive one tick after they were sent.
%warmup     warmup: first steps in which M learns, but is not used.
%trainMessage     train_message: the error of M also trains the module below.
%recurrentMessage     train_message: the error of M also trains the core.
%syntheticInput     synthetic_input: I, which predicts the message from the inputs of the model, so that
%syntheticInput     the module above need not wait for it.
%auxiliary     auxiliary: A, which predicts the synthetic gradient of the state one window later.
%recurrent+between     recurrent: cut only where a window ends.
    """

    def __init__(
        self,
        synthesizer: nn.Module,
        *,
%sparse         below: str,
%sparse         above: str,
        scale: float,
        context: Callable[..., Tensor] | None = None,
%recurrent+between         recurrent: bool = False,
%masked         delayed: bool = False,
%warmup         warmup: int = 0,
%trainMessage         train_message: bool = False,
%!trainMessage+recurrentMessage         train_message: bool = False,
%syntheticInput         synthetic_input: nn.Module | None = None,
%auxiliary         auxiliary: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.synthesizer = synthesizer
%sparse         self.below, self.above = below, above
        self.scale, self.context = scale, context
%recurrent+between         self.recurrent = recurrent
%masked         self.delayed = delayed
%warmup         self.warmup = warmup
%trainMessage         self.train_message = train_message
%!trainMessage+recurrentMessage         self.train_message = train_message
%syntheticInput         self.synthetic_input = synthetic_input
%auxiliary         self.auxiliary = auxiliary

%stream     def synthesize(self, message: Tensor, window: Window, ticks: Iterable[int]) -> Tensor:
%stream         """M(h, c) of messages that were sent at these ticks."""
%!stream     def synthesize(self, message: Tensor, batch: Batch) -> Tensor:
%!stream         """M(h, c)."""
%stream         context = None if self.context is None else self.context(window, ticks)
%!stream         context = None if self.context is None else self.context(batch)
        return self.synthesizer(message, context)
`;

export const edgeTemplate = `
class DecoupledEdge:
%stream     """A decoupled edge during one window (Jaderberg et al. 2017, sections 2.1 and 2.2).
%!stream     """A decoupled edge during one step (Jaderberg et al. 2017, section 2.2).

%stream     With h a message, c what M sees beside it, and n = ticks · rows:
%!stream     With h a message, c what M sees beside it, and n the number of examples:
    - The module below learns from <h, k M(h, c)> / n with M held constant: its gradient in
      h is the synthetic gradient.
    - The module above computes with h as a constant. The gradient that arrives there, times
      n, is the target of M.
%syntheticInput     - I learns to predict h; the module above computes with its prediction.
%recurrent     A recurrent edge is cut only where a window ends: the state that enters a window gives
%recurrent     M its target, the state that leaves it gets a synthetic gradient.
    """

    def __init__(
        self,
        interface: Interface,
%stream         window: Window,
%!stream         batch: Batch,
%sparse         learning: set[str],
        crossings: list[Crossing],
%warmup         is_warm: bool,
    ) -> None:
%stream         self.interface, self.window = interface, window
%!stream         self.interface, self.batch = interface, batch
%sparse         self.below_learns = interface.below in learning
%sparse         self.above_learns = interface.above in learning
%stream         self.count = window.ticks * window.rows
%!stream         self.count = batch.rows
%warmup         self.is_warm = is_warm
%warmup         self.scale = interface.scale if is_warm else 0
%!warmup         self.scale = interface.scale
        self.terms: list[Tensor] = []  # of the objective
        self.crossings = crossings  # of all edges, in the order of the forward pass
        self.rows = 0  # of the crossings of this edge
%syntheticInput         self.input_errors: list[tuple[Tensor, int]] = []
%delays 
%delays     def enter(self, state: Tensor) -> Tensor:
%delays         """The message from before the window."""
%delays+sparse         if not self.above_learns:
%delays+sparse             return state
%delays         predicted = self.interface.synthesize(state, self.window, [0])
%recurrentMessage+resets         received = self._cut(predicted, state, self.window.mask[0])
%recurrentMessage+!resets         received = self._cut(predicted, state)
%recurrentMessage         self.entering = self.crossings[-1]
%recurrentMessage         return received
%delays+!recurrentMessage+resets         return self._cut(predicted, state, self.window.mask[0])
%delays+!recurrentMessage+!resets         return self._cut(predicted, state)
%stream+between 
%stream+between     def send(self, message: Tensor, ticks: Iterable[int] | None = None) -> Tensor:
%stream+between         """Messages of these ticks, or of all, as the module above gets them."""
%stream+between+recurrent         if self.interface.recurrent:
%stream+between+recurrent             return message
%stream+between         ticks = range(1, self.window.ticks + 1) if ticks is None else ticks
%!stream+between 
%!stream+between     def send(self, message: Tensor) -> Tensor:
%!stream+between         """A message as the module above gets it."""
%between         constant = message.detach()
%between+masked         mask = self._mask(ticks)
%between+syntheticInput+stream+masked         received = self._predict_message(constant, ticks, mask)
%between+syntheticInput+stream+!masked         received = self._predict_message(constant, ticks)
%between+syntheticInput+!stream         received = self._predict_message(constant)
%between+!syntheticInput+sparse         received = constant
%between+sparse         if not (self.below_learns or self.above_learns):
%between+sparse             return received
%between+trainMessage+sparse         trains_below = self.interface.train_message and self.below_learns
%between+trainMessage+sparse         shown = message if trains_below else constant
%between+trainMessage+!sparse         shown = message if self.interface.train_message else constant
%between+stream+trainMessage         predicted = self.interface.synthesize(shown, self.window, ticks)
%between+!stream+trainMessage         predicted = self.interface.synthesize(shown, self.batch)
%between+stream+!trainMessage         predicted = self.interface.synthesize(constant, self.window, ticks)
%between+!stream+!trainMessage         predicted = self.interface.synthesize(constant, self.batch)
%between+sparse         if self.below_learns:
%between+sparse+masked             self._inject(message, predicted, mask)
%between+sparse+!masked             self._inject(message, predicted)
%between+sparse         if not self.above_learns:
%between+sparse             return received
%between+!sparse+masked         self._inject(message, predicted, mask)
%between+!sparse+!masked         self._inject(message, predicted)
%between+syntheticInput+masked         return self._cut(predicted, received, mask)
%between+syntheticInput+!masked         return self._cut(predicted, received)
%between+!syntheticInput+masked         return self._cut(predicted, constant, mask)
%between+!syntheticInput+!masked         return self._cut(predicted, constant)
%delays 
%delays     def leave(self, sent: Tensor) -> None:
%delays         """The last of the messages is read in the next window."""
%replay         self.sent = sent.detach()
%delays+sparse         if not self.below_learns:
%delays+sparse             return
%delays         last, ticks = sent[-self.window.rows :], [self.window.ticks]
%delays         predicted = self.interface.synthesize(last.detach(), self.window, ticks)
%delays+resets         self._inject(last, predicted, self.window.mask[-1])
%delays+!resets         self._inject(last, predicted)
%wholeDelays 
%wholeDelays     def delay(self, before: Tensor, sent: Tensor) -> Tensor:
%wholeDelays         """What arrives one tick after it was sent, at all ticks."""
%wholeDelays         self.leave(sent)
%wholeDelays         before, rows = self.enter(before), self.window.rows
%wholeDelays+between         if self.window.ticks > 1:
%wholeDelays+between             earlier = self.send(sent[:-rows], range(1, self.window.ticks))
%wholeDelays+between             sent = torch.cat((earlier, sent[-rows:].detach()))
%wholeDelays         return self.window.delay(before, sent)
%masked 
%masked     def _mask(self, ticks: Iterable[int]) -> Tensor | None:
%masked         """0 where a sequence begins before a message is read; None if it is read at once."""
%masked         if not self.interface.delayed:
%masked             return None
%masked         return self.window.mask[list(ticks)].flatten()
%syntheticInput 
%syntheticInput+masked     def _predict_message(
%syntheticInput+masked         self, message: Tensor, ticks: Iterable[int], mask: Tensor | None
%syntheticInput+masked     ) -> Tensor:
%syntheticInput+stream+!masked     def _predict_message(self, message: Tensor, ticks: Iterable[int]) -> Tensor:
%syntheticInput+!stream     def _predict_message(self, message: Tensor) -> Tensor:
%syntheticInput         """Full unlocking: the module above reads I(x), which learns from h."""
%syntheticInput         if self.interface.synthetic_input is None:
%syntheticInput             return message
%syntheticInput+stream         inputs = joined_inputs(self.window, ticks)
%syntheticInput+!stream         inputs = joined_inputs(self.batch)
%syntheticInput         predicted = self.interface.synthetic_input(inputs)
%syntheticInput         difference = predicted - message
%syntheticInput+masked         if mask is not None:
%syntheticInput+masked             difference = over_rows(mask, difference) * difference
%syntheticInput         self.input_errors.append((difference.square().sum(), len(message)))
%syntheticInput         return predicted.detach()

%resets     def _inject(
%resets         self, message: Tensor, predicted: Tensor, mask: Tensor | None = None
%resets     ) -> None:
%!resets     def _inject(self, message: Tensor, predicted: Tensor) -> None:
        """Gives the message the gradient k M(h, c) / n."""
        gradient = predicted.detach() * (self.scale / self.count)
%resets         if mask is not None:
%resets             gradient = over_rows(mask, gradient) * gradient
        self.terms.append((message * gradient).sum())

%resets     def _cut(
%resets         self, predicted: Tensor, received: Tensor, mask: Tensor | None = None
%resets     ) -> Tensor:
%!resets     def _cut(self, predicted: Tensor, received: Tensor) -> Tensor:
        """Makes the message a constant at which a gradient arrives: the target of M."""
        leaf = received.detach().requires_grad_()
%resets         self.crossings.append(Crossing(self, predicted, leaf, mask))
%!resets         self.crossings.append(Crossing(self, predicted, leaf))
        self.rows += len(leaf)
        return leaf
%syntheticInput 
%syntheticInput     def input_terms(self) -> list[Tensor]:
%syntheticInput         """The mean of ||I(x) - h||² over all messages."""
%syntheticInput         rows = sum(count for _, count in self.input_errors)
%syntheticInput         return [error / rows for error, _ in self.input_errors]


@dataclass
class Crossing:
    """A message at the cut of an edge."""

    edge: DecoupledEdge
    predicted: Tensor  # M(h, c)
    received: Tensor  # what the module above computes with
%resets     mask: Tensor | None = None  # [rows]: 0 where a sequence begins in between

    @property
    def arriving(self) -> Tensor:
        """The gradient of an example's own loss, once the backward pass is done."""
        gradient = self.received.grad
        if gradient is None:
            return torch.zeros_like(self.received)
        return gradient * self.edge.count

    def fit(self) -> None:
        """Backward of this part of the mean of ||M(h, c) - arriving||² over messages."""
        difference = self.predicted - self.arriving
%resets         if self.mask is not None:
%resets             difference = over_rows(self.mask, difference) * difference
        error = difference.square().sum() / self.edge.rows
        error.backward(retain_graph=True)
%resets 
%resets 
%resets def over_rows(mask: Tensor, rows: Tensor) -> Tensor:
%resets     """A factor for each row, in a shape that multiplies the rows."""
%resets     return mask.reshape(-1, *[1] * (rows.dim() - 1))
`;
