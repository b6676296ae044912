import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Rules that hold in every file; the folder-specific ones below say why they differ. */
/** @type {import('eslint').Linter.RulesRecord} */
const house = {
  curly: ['error', 'all'],
  eqeqeq: 'error',
  'no-console': 'error',
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'MemberExpression[object.name="process"][property.name="env"]',
      message: 'Environment variables are read in config files only.',
    },
  ],
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/prefer-readonly': 'error',
  // `void promise()` marks a promise whose failures are handled inside; a bare call stays an error.
  '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  // Classes with only private state and static factories are how the house makes things.
  '@typescript-eslint/no-extraneous-class': 'off',
};

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', '.setup/**', 'test-results/**', 'build/worker/overlay/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        project: [
          './common/tsconfig.json',
          './server/tsconfig.json',
          './native-capture/tsconfig.json',
          './electron/tsconfig.json',
          './renderer/tsconfig.json',
          './renderer/voice/worklets/tsconfig.json',
          './renderer/voice/workers/tsconfig.json',
          './build/tsconfig.json',
          './tests/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: house,
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // The compiler knows globals; TypeScript checks them.
      'no-undef': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off', // optional props are undefined, and their types say so
    },
  },
  {
    files: ['**/*.ts', '**/*.mjs'],
    rules: { 'no-undef': 'off' }, // TypeScript's own work
  },
  {
    files: ['**/config.ts', '**/config.mjs'],
    rules: { 'no-restricted-syntax': 'off' }, // these are the config files
  },
  {
    files: ['build/**', 'server/main.ts', 'tests/bench/**', 'tests/faults/**'],
    rules: { 'no-console': 'off' }, // command lines print for people
  },
  {
    files: ['**/*.mjs'],
    rules: { '@typescript-eslint/explicit-function-return-type': 'off' }, // JSDoc says it there
  },
  prettier,
);
