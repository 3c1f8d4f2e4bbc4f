import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type PageAsset, pageAsset } from './page-asset.ts';

const require = createRequire(import.meta.url);

/** Where the package of the API reference stands. Its `package.json` is not among its exports, so we go by its entry. */
function bundleHome(): string {
  return dirname(dirname(require.resolve('@scalar/api-reference')));
}

let loading: Promise<PageAsset> | undefined;

/** The browser bundle of the API reference, from the installed package: read once, when it is first asked for. */
export function referenceBundle(): Promise<PageAsset> {
  loading ??= readFile(join(bundleHome(), 'dist', 'browser', 'standalone.js')).then((bytes) =>
    pageAsset('text/javascript; charset=utf-8', bytes),
  );
  return loading;
}

/** The version of that bundle: part of its address, so that it can be cached for good. */
export function referenceVersion(): string {
  const { version } = JSON.parse(readFileSync(join(bundleHome(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
