/** Options that many commands have. */
export const projectOption = ['--project <dir>', 'the project folder'] as const;
export const jsonOption = ['--json', 'machine-readable: JSON on stdout and nothing else'] as const;
