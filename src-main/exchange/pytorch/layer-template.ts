/** The classes of layers that PyTorch does not have in this form. */

export const layerTemplate = `
%layer def layer(**stages: nn.Module) -> nn.Sequential:
%layer     """A linear map or convolution, named linear, and what comes before and after it."""
%layer     return nn.Sequential(OrderedDict(stages))
%maps 
%maps 
%maps class FlattenMaps(nn.Module):
%maps     """Feature maps to vectors with the channels last, as the saved weights have them."""
%maps 
%maps     def forward(self, x: Tensor) -> Tensor:
%maps         return x.permute(0, 2, 3, 1).flatten(1)
%averagePool 
%averagePool 
%averagePool class AveragePool(nn.Module):
%averagePool     """Means over windows without the padding. pad: left, right, top, bottom."""
%averagePool 
%averagePool     def __init__(self, size: Any, stride: Any, pad: tuple[int, ...]) -> None:
%averagePool         super().__init__()
%averagePool         self.size, self.stride, self.pad = size, stride, pad
%averagePool 
%averagePool     def forward(self, x: Tensor) -> Tensor:
%averagePool         sums = F.avg_pool2d(F.pad(x, self.pad), self.size, self.stride)
%averagePool         ones = F.pad(torch.ones_like(x), self.pad)
%averagePool         return sums / F.avg_pool2d(ones, self.size, self.stride)
%embedding 
%embedding 
%embedding class Embedding(nn.Embedding):
%embedding     """A row of the table for each class; class -1, none, gives zeros."""
%embedding 
%embedding     def reset_parameters(self) -> None:
%embedding         nn.init.uniform_(self.weight, -1, 1)
%embedding 
%embedding     def forward(self, classes: Tensor) -> Tensor:
%embedding         return super().forward(classes.clamp(min=0)) * (classes >= 0)[:, None]
%core 
%core 
%core def core_weight(rows: int, columns: int, units: int) -> nn.Parameter:
%core     limit = 1 / math.sqrt(units)
%core     return nn.Parameter(torch.empty(rows, columns).uniform_(-limit, limit))
%lstm 
%lstm 
%lstm class Lstm(nn.Module):
%lstm     """An LSTM with a forget gate, one tick at a time. Its state is h, then c.
%lstm 
%lstm     The columns of its weights are blocks: input, candidate, forget and output gate.
%lstm     """
%lstm 
%lstm     def __init__(self, inputs: int, units: int, forget_bias: float) -> None:
%lstm         super().__init__()
%lstm         self.units, self.forget_bias = units, forget_bias
%lstm         self.kernel = core_weight(inputs, 4 * units, units)
%lstm         self.recurrent = core_weight(units, 4 * units, units)
%lstm         self.bias = nn.Parameter(torch.zeros(4 * units))
%lstm 
%lstm     def forward(self, x: Tensor, state: Tensor) -> Tensor:
%lstm         h, c = state.split(self.units, 1)
%lstm         gates = x @ self.kernel + self.bias + h @ self.recurrent
%lstm         i, g, f, o = gates.chunk(4, 1)
%lstm         kept = c * torch.sigmoid(f + self.forget_bias)
%lstm         c = kept + torch.sigmoid(i) * torch.tanh(g)
%lstm         return torch.cat((torch.tanh(c) * torch.sigmoid(o), c), 1)
%gru 
%gru 
%gru class Gru(nn.Module):
%gru     """A GRU, one tick at a time; its reset gate multiplies after the matrix product.
%gru 
%gru     The columns of its weights are blocks: update gate, reset gate and candidate.
%gru     """
%gru 
%gru     def __init__(self, inputs: int, units: int) -> None:
%gru         super().__init__()
%gru         self.kernel = core_weight(inputs, 3 * units, units)
%gru         self.recurrent = core_weight(units, 3 * units, units)
%gru         self.bias = nn.Parameter(torch.zeros(3 * units))
%gru         self.candidate_bias = nn.Parameter(torch.zeros(units))
%gru 
%gru     def forward(self, x: Tensor, h: Tensor) -> Tensor:
%gru         x_update, x_reset, x_candidate = (x @ self.kernel + self.bias).chunk(3, 1)
%gru         h_update, h_reset, h_candidate = (h @ self.recurrent).chunk(3, 1)
%gru         update = torch.sigmoid(x_update + h_update)
%gru         reset = torch.sigmoid(x_reset + h_reset)
%gru         through = reset * (h_candidate + self.candidate_bias)
%gru         candidate = torch.tanh(x_candidate + through)
%gru         return candidate + update * (h - candidate)
%rnn 
%rnn 
%rnn class Rnn(nn.Module):
%rnn     """A simple recurrent core, one tick at a time."""
%rnn 
%rnn     def __init__(self, inputs: int, units: int, activation: nn.Module) -> None:
%rnn         super().__init__()
%rnn         self.kernel = core_weight(inputs, units, units)
%rnn         self.recurrent = core_weight(units, units, units)
%rnn         self.bias = nn.Parameter(torch.zeros(units))
%rnn         self.activation = activation
%rnn 
%rnn     def forward(self, x: Tensor, h: Tensor) -> Tensor:
%rnn         return self.activation(x @ self.kernel + self.bias + h @ self.recurrent)
`;
