/** Python's keywords, what generated functions use, and attributes of `nn.Module`: a node cannot have these names. */
const reserved = new Set(
  `
  False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield match case
  F Path Tensor nn np torch self window batch state after edges tick range len sum zip torch joined_inputs one_hot
  last_inputs label_context value_context
  T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches
  eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules
  mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
  register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
  register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
  register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory
  state_dict to to_empty train training type xpu zero_grad
  `
    .split(/\s+/)
    .filter(Boolean),
);

/** Gives out names that are free: a taken one gets underscores. */
export class PythonNames {
  readonly #taken = new Set(reserved);

  take(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name)) name += '_';
    this.#taken.add(name);
    return name;
  }
}

/** By node, its name in Python: the same, but for names that Python or PyTorch uses itself. */
export function nameNodes(ids: readonly string[], names: PythonNames): Map<string, string> {
  return new Map(ids.map((id) => [id, names.take(id)]));
}
