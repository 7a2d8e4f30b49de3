/** The losses and the training step in Python; the marks are those of `stepSection`. */

export const lossTemplate = `
%entropy def cross_entropy(
%entropy     logits: Tensor, labels: Tensor, weight: float = 1
%entropy ) -> tuple[Tensor, Tensor]:
%entropy     """Examples without a class do not count."""
%entropy     valid = labels >= 0
%entropy     loss = F.cross_entropy(logits[valid], labels[valid], reduction='sum')
%entropy     return loss * weight, valid.sum()
%entropy+squares 
%entropy+squares 
%squares def squared_error(
%squares     predicted: Tensor, target: Tensor, weight: float = 1
%squares ) -> tuple[Tensor, Tensor]:
%squares     """Squared differences, averaged over the numbers of an example."""
%labelSquares+valueSquares     if target.dtype == torch.long:
%labelSquares+valueSquares         valid = target >= 0
%labelSquares+valueSquares         difference = (predicted - one_hot(target, predicted.shape[1])) * valid[:, None]
%labelSquares+valueSquares     else:
%labelSquares+valueSquares         valid = ~target.flatten(1)[:, 0].isnan()
%labelSquares+valueSquares         difference = predicted - target.nan_to_num(0)
%labelSquares+valueSquares         difference = torch.where(target.isnan(), 0, difference)
%labelSquares+!valueSquares     valid = target >= 0
%labelSquares+!valueSquares     difference = (predicted - one_hot(target, predicted.shape[1])) * valid[:, None]
%!labelSquares+valueSquares     valid = ~target.flatten(1)[:, 0].isnan()
%!labelSquares+valueSquares     difference = predicted - target.nan_to_num(0)
%!labelSquares+valueSquares     difference = torch.where(target.isnan(), 0, difference)
%squares     numbers = difference[0].numel()
%squares     return difference.square().sum() / numbers * weight, valid.sum()
`;

export const stepTemplate = `
def train_step(
    model: Model,
%dni     interfaces: nn.ModuleDict,
    optimizers: dict[str, Optimizer],
%stream     window: Window,
%stream     state: dict[str, Tensor],
%!stream     batch: Batch,
    step: int,
%sparse     learning: set[str],
%replay     past: tuple[Window, dict[str, Tensor]] | None,
%warmup     starts: dict[str, int],
%stream ) -> tuple[dict[str, tuple[Tensor, Tensor]], dict[str, Tensor]]:
%!stream ) -> dict[str, tuple[Tensor, Tensor]]:
%stream     """One update of everything; returns the losses and the state for the next window.
%!stream     """One update of everything; returns the losses.

    The objective is a mean over n examples, so that a module's own part of it does not
    depend on how many modules there are.
%sparse     learning: the modules that update in this step.
%replay     past: the window before, and the state with which it began; None in the first step.
%warmup     starts: by edge, the step at which its synthesizer was new, where that is not 0.
    """
%stream     count = window.ticks * window.rows
%!stream     count = batch.rows
%dni     crossings: list[Crossing] = []
%dni+!warmup     edges = {
%dni+!warmup+stream+!sparse         name: DecoupledEdge(interface, window, crossings)
%dni+!warmup+stream+sparse         name: DecoupledEdge(interface, window, learning, crossings)
%dni+!warmup+!stream+!sparse         name: DecoupledEdge(interface, batch, crossings)
%dni+!warmup+!stream+sparse         name: DecoupledEdge(interface, batch, learning, crossings)
%dni+!warmup         for name, interface in interfaces.items()
%dni+!warmup     }
%dni+warmup     edges: dict[str, DecoupledEdge] = {}
%dni+warmup     for name, interface in interfaces.items():
%dni+warmup         is_warm = step - starts.get(name, 0) >= interface.warmup
%dni+warmup+stream+!sparse         edges[name] = DecoupledEdge(interface, window, crossings, is_warm)
%dni+warmup+stream+sparse         edges[name] = DecoupledEdge(interface, window, learning, crossings, is_warm)
%dni+warmup+!stream+!sparse         edges[name] = DecoupledEdge(interface, batch, crossings, is_warm)
%dni+warmup+!stream+sparse         edges[name] = DecoupledEdge(interface, batch, learning, crossings, is_warm)
%!dni     edges: dict[str, Any] = {}
%stream     predictions, after = model(window, state, edges)
%stream     losses = evaluate_losses(predictions, window)
%!stream     predictions = model(batch, edges)
%!stream     losses = evaluate_losses(predictions, batch)
%sparse     terms = [
%sparse         loss / count
%sparse         for name, (loss, _) in losses.items()
%sparse         if LOSS_MODULES[name] in learning
%sparse     ]
%!sparse     terms = [loss / count for loss, _ in losses.values()]
%dni     for edge in edges.values():
%dni         terms += edge.terms
%dni+syntheticInput         terms += edge.input_terms()

    for optimizer in optimizers.values():
        for saved in optimizer.parameters:
            saved.tensor.grad = None
%sparse     if terms:
%sparse         sum(terms).backward(retain_graph=True)
%!sparse+dni     sum(terms).backward(retain_graph=True)
%!sparse+!dni     sum(terms).backward()
%dni     # From the last message to the first: the error of a synthesizer may be part of the
%dni     # gradient that arrives at a message further below.
%dni     for crossing in reversed(crossings):
%dni         crossing.fit()
%replay     if past is not None:
%replay         replay_window(model, edges, *past)

%!dni+!sparse     for optimizer in optimizers.values():
%!dni+!sparse         optimizer.update(step)
%!dni+sparse     for name, optimizer in optimizers.items():
%!dni+sparse         if name in learning:
%!dni+sparse             optimizer.update(step)
%dni+!sparse+!auxiliary     for optimizer in optimizers.values():
%dni+!sparse+!auxiliary         optimizer.update(step)
%dni+sparse+!replay     for name in updating_models(interfaces, learning):
%dni+sparse+replay     for name in updating_models(interfaces, learning, past is not None):
%dni+sparse         if name in optimizers:
%dni+sparse             optimizers[name].update(step)
%dni+!sparse+auxiliary     for name, optimizer in optimizers.items():
%dni+!sparse+auxiliary         if past is not None or not name.endswith('/auxiliary'):
%dni+!sparse+auxiliary             optimizer.update(step)
%stream     return losses, {edge: message.detach() for edge, message in after.items()}
%!stream     return losses
%dni+sparse 
%dni+sparse 
%dni+sparse def updating_models(
%dni+sparse+!replay     interfaces: nn.ModuleDict, learning: set[str]
%dni+sparse+replay     interfaces: nn.ModuleDict, learning: set[str], is_replayed: bool
%dni+sparse ) -> Iterable[str]:
%dni+sparse     """The optimizers of a step in which these modules learn."""
%dni+sparse     yield from learning
%dni+sparse     for name, interface in interfaces.items():
%dni+sparse         if interface.above in learning:  # a gradient arrives
%dni+sparse             yield f'{name}/synthesizer'
%dni+sparse+auxiliary         if is_replayed and interface.below in learning:
%dni+sparse+auxiliary             yield f'{name}/auxiliary'
%dni+sparse         yield f'{name}/syntheticInput'
%replay 
%replay 
%replay class ReplayedEdge:
%replay     """A decoupled edge while a window runs again: it keeps what was sent."""
%replay 
%replay     def enter(self, state: Tensor) -> Tensor:
%replay         return state
%replay 
%replay     def send(self, message: Tensor, ticks: Iterable[int] | None = None) -> Tensor:
%replay         return message.detach()
%replay 
%replay     def leave(self, sent: Tensor) -> None:
%replay         self.sent = sent
%replay 
%replay 
%replay def replay_window(
%replay     model: Model,
%replay     edges: dict[str, DecoupledEdge],
%replay     window: Window,
%replay     state: dict[str, Tensor],
%replay ) -> None:
%replay     """Runs the window before once more, for targets that only this window makes known.
%replay 
%auxiliary     - The auxiliary task: mean of ||A(s_t) - k M(s_(t+T))||², which trains A and the core.
%recurrentMessage     - train_message: mean of ||M(s_T) - arriving||² with M frozen, which trains the core.
%replay     """
%replay     replayed = {name: ReplayedEdge() for name in edges}
%replay+norms     norms = [part for part in model.modules() if hasattr(part, 'running_mean')]
%replay+norms     for norm in norms:
%replay+norms         norm.momentum = 0  # the statistics have counted this window already
%replay     model(window, state, replayed)
%replay+norms     for norm in norms:
%replay+norms         norm.momentum = 0.1
%replay     terms = []
%replay     for name, edge in edges.items():
%auxiliary+sparse         if edge.interface.auxiliary is not None and edge.below_learns:
%auxiliary+!sparse         if edge.interface.auxiliary is not None:
%auxiliary             terms.append(auxiliary_term(edge, window, replayed[name].sent))
%recurrentMessage+between         if not edge.interface.recurrent:
%recurrentMessage+between             continue
%recurrentMessage+sparse         if edge.interface.train_message and edge.below_learns:
%recurrentMessage+!sparse         if edge.interface.train_message:
%recurrentMessage             terms.append(message_term(edge, window, replayed[name].sent))
%replay     if terms:
%replay         sum(terms).backward()
%auxiliary 
%auxiliary 
%auxiliary def auxiliary_term(edge: DecoupledEdge, past: Window, states: Tensor) -> Tensor:
%auxiliary     interface, window = edge.interface, edge.window
%auxiliary     ticks = range(1, window.ticks + 1)
%auxiliary     with torch.no_grad():
%auxiliary         future = interface.synthesize(edge.sent, window, ticks) * interface.scale
%auxiliary+warmup     # While M warms up, A learns, but does not train the core.
%auxiliary+warmup     shown = states if edge.is_warm else states.detach()
%auxiliary+!warmup     shown = states
%auxiliary     difference = interface.auxiliary(shown, None) - future
%auxiliary+resets     # 0 where a sequence begins between a state and the one a window later.
%auxiliary+resets     to_end = [past.mask[tick:-1].prod(0) for tick in ticks]
%auxiliary+resets     from_start = [window.mask[:tick].prod(0) for tick in ticks]
%auxiliary+resets     mask = torch.cat([a * b for a, b in zip(to_end, from_start)])
%auxiliary+resets     difference = over_rows(mask, difference) * difference
%auxiliary     return difference.square().sum() / (past.ticks * past.rows)
%recurrentMessage 
%recurrentMessage 
%recurrentMessage def message_term(edge: DecoupledEdge, past: Window, states: Tensor) -> Tensor:
%recurrentMessage     entering = edge.entering
%recurrentMessage     last = states[-past.rows :]
%recurrentMessage     leaf = last.detach().requires_grad_()
%recurrentMessage     predicted = edge.interface.synthesize(leaf, past, [past.ticks])
%recurrentMessage     difference = predicted - entering.arriving
%recurrentMessage+resets     difference = over_rows(entering.mask, difference) * difference
%recurrentMessage     error = difference.square().sum() / past.rows
%recurrentMessage     (gradient,) = torch.autograd.grad(error, leaf)
%recurrentMessage     return (last * gradient).sum()
`;
