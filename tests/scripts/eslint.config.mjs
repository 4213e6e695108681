import js from '@eslint/js';
import globals from 'globals';

/** One script offers these, others use them: all stand in one page. */
const shared = [
  'ManyRows', 'PackedColumns', 'ReportCharts', 'ReportMath', 'ReportNumbers', 'ReportPage', 'ReportPairs',
  'ReportParts', 'ReportRanges', 'ReportTables', 'SiteCharts', 'SiteCompare', 'SiteGoesOn', 'SiteQuery', 'SiteStore', 'SiteTable',
  'TypicalFolds',
];

export default [
  js.configs.recommended,
  {
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: 'script',
      globals: {
        ...globals.browser,
        Plotly: 'readonly',
        module: 'readonly',
        ...Object.fromEntries(shared.map((name) => [name, 'readonly'])),
      },
    },
    rules: {
      eqeqeq: 'error',
      'max-lines-per-function': ['error', { max: 50, IIFEs: false }],
      'no-redeclare': ['error', { builtinGlobals: false }],
      'no-unused-vars': ['error', { varsIgnorePattern: `^(${shared.join('|')})$`, argsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
];
