// Bundles the package, once for `import` and once for `require`. `cargo xtask wasm` runs it.

const FILES = {
  index: 'src/index.js',
  async: 'src/async.js',
  data: 'built/data.js',
  // In web/, where its library is installed.
  proof_of_work: '../../web/proof_of_work/solve.js',
};

const options = (name, extension, format) => ({
  input: FILES[name],
  // The other files of the package.
  external: ['./index.js', './data.js'],
  makeAbsoluteExternalsRelative: false,
  moduleTypes: { '.wasm': 'base64' },
  platform: 'neutral',
  output: {
    file: `dist/${name}.${extension}`,
    format,
    minify: true,
    paths: (file) => file.replace(/js$/, extension),
  },
});

export default Object.keys(FILES).flatMap((name) => [options(name, 'js', 'esm'), options(name, 'cjs', 'cjs')]);
