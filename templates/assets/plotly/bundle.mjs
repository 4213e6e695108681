// Bundles entry.js, then writes the compressed bundle, bundle.json and NOTICE to the
// folder given as the first argument. Called by build.sh inside its temporary folder.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import path from 'node:path';
import zopfli from '@gfx/zopfli';
import { parse } from 'acorn';
import esbuild from 'esbuild';

const outDir = process.argv[2];
const packageJson = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
const version = packageJson('plotly.js').version;

/** Property nodes named `description`, outermost only, with the properties beside them. */
function descriptions(node, found = []) {
  if (Array.isArray(node)) node.forEach((child) => descriptions(child, found));
  else if (node && typeof node.type === 'string') {
    if (node.type === 'ObjectExpression') {
      node.properties.forEach((property, index) => {
        const name = property.key && !property.computed && (property.key.name ?? property.key.value);
        if (name === 'description') found.push({ property, next: node.properties[index + 1] });
        else descriptions(property, found);
      });
    } else Object.values(node).forEach((child) => descriptions(child, found));
  }
  return found;
}

/** The attribute texts feed only the schema's documentation; plotly's own dist drops them too. */
function withoutDescriptions(source) {
  const tree = parse(source, { ecmaVersion: 'latest', sourceType: 'script' });
  let text = source;
  for (const { property, next } of descriptions(tree).reverse()) {
    const comma = /^(\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(property.end));
    const end = next ? next.start : property.end + (comma ? comma[0].length : 0);
    text = text.slice(0, property.start) + text.slice(end);
  }
  return text;
}

const dropDescriptions = {
  name: 'drop-descriptions',
  setup(build) {
    build.onLoad({ filter: /node_modules\/plotly\.js\/src\/.*\.js$/ }, ({ path: file }) => ({
      contents: withoutDescriptions(readFileSync(file, 'utf8')),
      loader: 'js',
    }));
  },
};

const options = {
  entryPoints: ['entry.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'Plotly',
  charset: 'ascii',
  target: 'es2020',
  // V8 parses an arrow function handed to a call twice, a plain function once: the modules are
  // such arguments, and evaluating the bundle takes 50 instead of 85 ms with plain ones.
  supported: { arrow: false },
  define: { global: 'window' },
  // Every browser that has DecompressionStream has promises.
  alias: { 'native-promise-only': './empty.js' },
  // The only style sheet reached belongs to the map traces, which are not in the bundle.
  loader: { '.css': 'empty' },
  plugins: process.env.KEEP_DESCRIPTIONS ? [] : [dropDescriptions],
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
};

/** Packages with at least one byte in the bundle, by name. */
function bundledPackages(metafile) {
  const inputs = Object.values(metafile.outputs)[0].inputs;
  const names = Object.entries(inputs)
    .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && !file.endsWith('.css'))
    .map(([file]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
    .filter(Boolean);
  return [...new Set(names)].sort().map((name) => ({ name, ...packageJson(name) }));
}

const licenceOf = ({ license, licenses }) =>
  license?.type ?? license ?? licenses?.map(({ type }) => type).join(' or ') ?? 'see NOTICE';

const authorOf = ({ author }) => (author?.name ?? author ?? 'unknown').replace(/\s*<.*>/, '');

function licenceText(item) {
  const folder = `node_modules/${item.name}`;
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  if (file) return readFileSync(path.join(folder, file), 'utf8').trim().replace(/\r/g, '');
  return `No licence file in the package; its package.json says ${licenceOf(item)}, `
    + `author ${authorOf(item)}.`;
}

function credit(item) {
  const holder = /^.*copyright.*(\d{4}|\(c\)).*$/im.exec(licenceText(item))?.[0].trim();
  return `${item.name} ${item.version} (${licenceOf(item)}) ${holder ?? `by ${authorOf(item)}`}`;
}

const noticeFor = (item) =>
  `${item.name} ${item.version} (${licenceOf(item)})\n\n${licenceText(item)}\n`;

const first = await esbuild.build(options);
const packages = bundledPackages(first.metafile);
const banner = [
  `/*! plotly.js ${version}, custom bundle: scatter, bar, heatmap.`,
  ...packages.map((item) => ` * ${credit(item)}`),
  ' */',
].join('\n');
const result = await esbuild.build({ ...options, banner: { js: banner } });
const js = Buffer.from(result.outputFiles[0].contents);

const text = js.toString('utf8');
if (/[^\x00-\x7f]/.test(text)) throw new Error('The bundle is not pure ASCII.');
if (/<\/script|<!--/i.test(text)) throw new Error('The bundle holds a sequence that ends a script.');

// zopfli writes no name and mtime 0, and its output does not vary with the zlib of the machine.
const gz = Buffer.from(await zopfli.gzipAsync(js, { numiterations: 15 }));
if (!gunzipSync(gz).equals(js)) throw new Error('The compressed bundle does not inflate to itself.');
if (gz.readUInt32LE(4) !== 0 || gz[3] !== 0) throw new Error('The gzip header is not neutral.');

const digest = (bytes, encoding) => createHash('sha256').update(bytes).digest(encoding);
const facts = {
  plotly_js: version,
  sha256_js: digest(js, 'hex'),
  csp_hash: `sha256-${digest(js, 'base64')}`,
  sha256_gz: digest(gz, 'hex'),
  bytes_js: js.length,
  bytes_gz: gz.length,
};
const write = (name, content) => writeFileSync(path.join(outDir, name), content);
write('plotly-custom.min.js.gz', gz);
write('bundle.json', JSON.stringify(facts, null, 2) + '\n');
write('LICENSE', readFileSync('node_modules/plotly.js/LICENSE'));
const rule = '\n' + '-'.repeat(72) + '\n\n';
write('NOTICE', 'Packages in plotly-custom.min.js and their licences.\n' + rule
  + packages.map(noticeFor).join(rule));
writeFileSync('metafile.json', JSON.stringify(result.metafile));
console.log(JSON.stringify(facts, null, 2));
