/** The rules of the optimizers in Python. */

export const optimizerTemplate = `
class Optimizer:
    """Updates the parameters of one module, or of one model on an edge.

    It counts its own updates, and leaves a parameter without a gradient as it is.
    """

    slot_names: tuple[str, ...] = ()

    def __init__(
        self,
        parameters: list[Saved],
        *,
        rate: float,
        schedule: Callable[[int], float] = lambda step: 1,
%decay         weight_decay: float = 0,
%clip         clip_norm: float | None = None,
    ) -> None:
        self.parameters, self.rate, self.schedule = parameters, rate, schedule
%decay         self.weight_decay = weight_decay
%clip         self.clip_norm = clip_norm
        self.count = 0
        self.slots = {
            saved.name: {name: torch.zeros_like(saved.tensor) for name in self.slot_names}
            for saved in parameters
        }

    @torch.no_grad()
    def update(self, step: int) -> None:
        self.count += 1
        rate = self.rate * self.schedule(step)
        learnt = [saved for saved in self.parameters if saved.tensor.grad is not None]
%clip         scale = self._clip_scale(learnt)
        for saved in learnt:
%decay             if saved.decays:
%decay                 saved.tensor.mul_(1 - rate * self.weight_decay)
%clip             gradient = saved.tensor.grad * scale
%clip             self.apply(saved.tensor, gradient, rate, **self.slots[saved.name])
%!clip             self.apply(saved.tensor, saved.tensor.grad, rate, **self.slots[saved.name])
%clip 
%clip     def _clip_scale(self, learnt: list[Saved]) -> Tensor | float:
%clip         """Scales the gradients so that their joint norm is at most clip_norm."""
%clip         if self.clip_norm is None or not learnt:
%clip             return 1
%clip         norm = sum(saved.tensor.grad.square().sum() for saved in learnt).sqrt()
%clip         return (self.clip_norm / (norm + 1e-12)).clamp(max=1)

    def apply(self, weight: Tensor, gradient: Tensor, rate: float, **slots: Tensor) -> None:
        """Changes the weight and its slots in place."""
        raise NotImplementedError
%sgd 
%sgd 
%sgd class Sgd(Optimizer):
%sgd     """w - rate g."""
%sgd 
%sgd     def apply(self, weight: Tensor, gradient: Tensor, rate: float) -> None:
%sgd         weight.sub_(gradient * rate)
%momentum 
%momentum 
%momentum class Momentum(Optimizer):
%momentum     """v = momentum v + g; w - rate v, or w - rate (g + momentum v) with Nesterov's."""
%momentum 
%momentum     slot_names = ('velocity',)
%momentum 
%momentum     def __init__(
%momentum         self, parameters: list[Saved], *, momentum: float, nesterov: bool = False, **common: Any
%momentum     ) -> None:
%momentum         super().__init__(parameters, **common)
%momentum         self.momentum, self.nesterov = momentum, nesterov
%momentum 
%momentum     def apply(
%momentum         self, weight: Tensor, gradient: Tensor, rate: float, velocity: Tensor
%momentum     ) -> None:
%momentum         velocity.mul_(self.momentum).add_(gradient)
%momentum         direction = gradient + self.momentum * velocity if self.nesterov else velocity
%momentum         weight.sub_(direction * rate)
%rmsprop 
%rmsprop 
%rmsprop class RmsProp(Optimizer):
%rmsprop     """s = decay s + (1 - decay) g²; w - rate g / (√s + epsilon)."""
%rmsprop 
%rmsprop     slot_names = ('square',)
%rmsprop 
%rmsprop     def __init__(
%rmsprop         self, parameters: list[Saved], *, decay: float, epsilon: float, **common: Any
%rmsprop     ) -> None:
%rmsprop         super().__init__(parameters, **common)
%rmsprop         self.decay, self.epsilon = decay, epsilon
%rmsprop 
%rmsprop     def apply(
%rmsprop         self, weight: Tensor, gradient: Tensor, rate: float, square: Tensor
%rmsprop     ) -> None:
%rmsprop         square.mul_(self.decay).add_(gradient.square() * (1 - self.decay))
%rmsprop         weight.sub_(gradient / (square.sqrt() + self.epsilon) * rate)
%adam 
%adam 
%adam class Adam(Optimizer):
%adam     """Kingma and Ba (2015), algorithm 1.
%adam 
%adam     The program computes with the betas as float32, in the bias corrections as well:
%adam     1 - 0.999 is another number there, by 1.3e-5 of itself.
%adam     """
%adam 
%adam     slot_names = ('mean', 'square')
%adam 
%adam     def __init__(
%adam         self,
%adam         parameters: list[Saved],
%adam         *,
%adam         beta1: float,
%adam         beta2: float,
%adam         epsilon: float,
%adam         **common: Any,
%adam     ) -> None:
%adam         super().__init__(parameters, **common)
%adam         self.beta1, self.beta2 = float(np.float32(beta1)), float(np.float32(beta2))
%adam         self.epsilon = epsilon
%adam 
%adam     def apply(
%adam         self, weight: Tensor, gradient: Tensor, rate: float, mean: Tensor, square: Tensor
%adam     ) -> None:
%adam         mean.mul_(self.beta1).add_(gradient * (1 - self.beta1))
%adam         square.mul_(self.beta2).add_(gradient.square() * (1 - self.beta2))
%adam         correction = math.sqrt(1 - self.beta2**self.count)
%adam         scaled_rate = rate * correction / (1 - self.beta1**self.count)
%adam         weight.sub_(mean * scaled_rate / (square.sqrt() + correction * self.epsilon))
%cosine 
%cosine 
%cosine def cosine(done: float, end: float) -> float:
%cosine     """From 1 to end along a cosine while done goes from 0 to 1."""
%cosine     return end + (1 - end) * (1 + math.cos(math.pi * min(1, done))) / 2
`;
