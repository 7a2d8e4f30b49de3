import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // TypeScript checks for undefined names, and unlike this rule it knows types.
      'no-undef': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
    },
  },
  {
    // Their types are comments, which TypeScript checks (.config/tsconfig.report.json).
    files: ['resources/report/*.js'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    // The notation is state of a process: the main process serves several windows, and writes files.
    files: ['src-main/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/number-format', '**/date-format'],
              importNamePattern: '^set',
              message: 'Only a window takes the notation of the system.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src-main/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.name=/^mkdir(Sync)?$/] Property[key.name="recursive"]',
          message: 'Use #files/create-folders: this never ends for a path below /proc.',
        },
      ],
    },
  },
  {
    // What the window shows has the notation of the system, which two files know.
    files: ['src-renderer/**', 'src-main/{spec,analysis,chart,diagram}/**'],
    ignores: [
      'src-main/spec/{number,date}-format.ts',
      // Colours and paths, which are not read by people.
      'src-main/chart/values/{heat-colors,parallel-lines}.ts',
      'src-renderer/ui/{series-colors,chart/sparkline}.ts',
      'src-renderer/studies/GroupGrid.svelte',
      'src-renderer/help/figures/*',
      'src-renderer/projects/picture-path.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.property.name=/^toLocale(String|DateString|TimeString)$/], NewExpression[callee.object.name="Intl"][callee.property.name=/^(NumberFormat|DateTimeFormat)$/]',
          message: 'Use #spec/number-format or #spec/date-format, which follow the system.',
        },
        {
          selector:
            ':not(CallExpression[callee.name=/^(Number|withDecimalSign)$/]) > CallExpression[callee.property.name=/^to(Fixed|Precision|Exponential)$/]',
          message:
            'Use #spec/number-format, which has the decimal sign of the system; to round a number, Number(….toFixed(…)).',
        },
      ],
    },
  },
);
