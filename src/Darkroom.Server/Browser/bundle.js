// Bundles and minifies the compiled scripts and the style sheet, and compresses the results: node bundle.js COMPILED OUTPUT MAPS
// The build runs it if esbuild is installed (npm ci in this folder).
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [compiled, output, maps] = process.argv.slice(2).map((path) => resolve(path));
await rm(output, { recursive: true, force: true });
await rm(maps, { recursive: true, force: true });

const options = {
  absWorkingDir: compiled,
  outdir: output,
  outbase: compiled,
  entryNames: '[dir]/[name]',
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2023',
  legalComments: 'none',
  // The typeface lies beside the style sheet.
  external: ['*.woff2'],
  sourcemap: 'external',
  logLevel: 'warning',
};

// A module that is loaded when it is first used has a file beside the entries.
const loadedLater = {
  name: 'loaded-later',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\// }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined)),
};

// Code that several entries use goes into a file of its own, because pages with two entries share its state.
await build({
  ...options,
  entryPoints: ['js/darkroom.js', 'js/gallery.js', 'js/campaigns.js', 'darkroom.css', 'campaigns.css', 'settings.css', 'docs.css'],
  chunkNames: 'js/shared-[hash]',
  splitting: true,
  plugins: [loadedLater],
});

// These share no state with an entry of the same page. With files of their own, the pages need fewer requests.
await build({
  ...options,
  entryPoints: [
    { in: 'js/sharing.js', out: 'js/sharing' },
    { in: 'js/docs.js', out: 'js/docs' },
    { in: 'js/shared/commands.js', out: 'js/commands' },
    { in: 'js/shared/queue.js', out: 'js/queue' },
    { in: 'js/studio/draft.js', out: 'js/studio/draft' },
    { in: 'js/studio/actions.js', out: 'js/actions' },
    { in: 'js/studio/engine-options.js', out: 'js/engine-options' },
    { in: 'js/studio/model-list.js', out: 'js/model-list' },
    { in: 'js/studio/mask-painter.js', out: 'js/mask-painter' },
    { in: 'js/studio/extend.js', out: 'js/extend' },
    { in: 'js/gallery/compared-parameters.js', out: 'js/compared-parameters' },
    { in: 'js/studio/matrix.js', out: 'js/matrix' },
    { in: 'js/studio/preset-names.js', out: 'js/preset-names' },
    { in: 'js/studio/prompt-tools.js', out: 'js/prompt-tools' },
    { in: 'js/campaigns/translate.js', out: 'js/translate' },
    { in: 'js/campaigns/drafts.js', out: 'js/drafts' },
    { in: 'js/campaigns/copy-table.js', out: 'js/copy-table' },
  ],
});

for (const name of await readdir(output, { recursive: true })) {
  const file = join(output, name);
  if (name.endsWith('.map')) {
    await mkdir(dirname(join(maps, name)), { recursive: true });
    await rename(file, join(maps, name));
  } else if (/\.(js|css)$/.test(name)) {
    const bytes = await readFile(file);
    const brotli = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(`${file}.br`, brotliCompressSync(bytes, { params: brotli }));
    await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
