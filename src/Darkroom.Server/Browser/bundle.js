// Bundles and minifies the compiled scripts and the style sheet, and compresses the results: node bundle.js COMPILED OUTPUT MAPS
// The build runs it if esbuild is installed (npm ci in this folder).
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [compiled, output, maps] = process.argv.slice(2).map((path) => resolve(path));
await rm(output, { recursive: true, force: true });
await rm(maps, { recursive: true, force: true });

// Code that several entries use goes into a file of its own, because pages with two entries share its state.
await build({
  absWorkingDir: compiled,
  entryPoints: ['js/darkroom.js', 'js/gallery.js', 'js/campaigns.js', 'darkroom.css'],
  outdir: output,
  outbase: compiled,
  entryNames: '[dir]/[name]',
  chunkNames: 'js/shared-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  target: 'es2023',
  legalComments: 'none',
  sourcemap: 'external',
  logLevel: 'warning',
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
