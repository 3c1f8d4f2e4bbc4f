import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { HOME, PACKAGES, tarball, unpacked } from './pack.ts';

const manifest = (name: (typeof PACKAGES)[number]) =>
  JSON.parse(readFileSync(path.join(unpacked(name), 'package.json'), 'utf8'));

/** Every file of a package, by its path in it. */
const filesOf = (name: (typeof PACKAGES)[number]): string[] =>
  readdirSync(unpacked(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(unpacked(name), path.join(entry.parentPath, entry.name)));

describe.each(PACKAGES)('the package %s', (name) => {
  it('is clean for publint', async () => {
    expect((await publint({ pkgDir: unpacked(name), pack: false, strict: true })).messages).toEqual([]);
  });

  it('has types that are not wrong, for importers; it is ESM only, and says so', async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball(name)))));
    const ofRequire = new Set(['NoResolution', 'CJSResolvesToESM']);
    const problems = result.types === false ? ['no types'] : result.problems;
    expect(problems.filter((problem) => typeof problem === 'string' || !ofRequire.has(problem.kind))).toEqual([]);
  });

  it('holds what is built, and no test', () => {
    const strays = filesOf(name).filter(
      (file) => !/^(?:dist\/.*\.(?:js|js\.map|d\.ts)|package\.json|README\.md|LICENSE)$/.test(file),
    );
    expect(strays).toEqual([]);
    expect(filesOf(name).filter((file) => file.includes('.test.'))).toEqual([]);
  });

  it('imports nothing of Node', () => {
    const modules = filesOf(name).filter((file) => file.endsWith('.js'));
    const importers = modules.filter((file) =>
      /from '(?:node:|fs|path|crypto)/.test(readFileSync(path.join(unpacked(name), file), 'utf8')),
    );
    expect(importers).toEqual([]);
  });
});

it('the SDK depends on its contract and on the pieces of its link', () => {
  expect(Object.keys(manifest('sdk').dependencies)).toEqual([
    '@orpc/client',
    '@orpc/contract',
    '@orpc/openapi-client',
    '@tallystick/core',
  ]);
});

/** Bundles a program for browsers and Workers alike: a module of Node that is left in it fails the build. */
async function bundled(code: string): Promise<string> {
  const input = path.join(HOME, 'entry.mjs');
  writeFileSync(input, code);
  const failures: string[] = [];
  const bundle = await rolldown({ input, platform: 'neutral', onLog: (_, log) => failures.push(log.message) });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  expect(failures).toEqual([]);
  expect(output).toHaveLength(1);
  expect(output[0].imports).toEqual([]);
  return output[0].code;
}

const kilobytes = (code: string): number => gzipSync(code, { level: 9 }).length / 1_000;

describe('the SDK in a bundle', () => {
  it('is at most 30 kB with everything in it', async () => {
    const size = kilobytes(await bundled(`export * from '@tallystick/sdk';`));
    expect(size).toBeLessThan(30);
    const readme = readFileSync(path.join(unpacked('sdk'), 'README.md'), 'utf8');
    expect(readme).toContain(`${Math.round(size)} kB gzipped`);
  });

  it.each([
    ['idempotencyKey', 2, /fetch|loan_not_found|\/oauth2/],
    ['toMinor', 3, /fetch|loan_not_found|\/oauth2/],
    ['isProblem', 1, /fetch|loan_not_found|\/oauth2/],
    ['createClient', 18, /loan_not_found|KWD/],
  ])('leaves out what is not used: %s alone is at most %i kB', async (name, most, unused) => {
    const code = await bundled(`export { ${name} } from '@tallystick/sdk';`);
    expect(kilobytes(code)).toBeLessThan(most);
    expect(code).not.toMatch(unused);
  });

  it('holds no validator: the contract is there as types, and its routes as data', async () => {
    expect(await bundled(`export * from '@tallystick/sdk';`)).not.toMatch(/ZodError|safeParse/);
  });
});

describe('a user who', () => {
  it('requires it, as Node lets one since 22.12', () => {
    const code = "console.log(typeof require('@tallystick/sdk').createClient)";
    expect(execFileSync(process.execPath, ['-e', code], { cwd: HOME, encoding: 'utf8' })).toBe('function\n');
  });

  it.each(['nodenext', 'bundler'])('compiles against it, with %s resolution and no types of Node', (resolution) => {
    writeFileSync(path.join(HOME, 'program.ts'), PROGRAM);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.asynciterable'],
      types: [],
      module: resolution === 'bundler' ? 'preserve' : 'nodenext',
      moduleResolution: resolution,
    };
    writeFileSync(path.join(HOME, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const tsc = path.resolve(HOME, '../../node_modules/.bin/tsc');
    expect(spawnSync(tsc, ['-p', HOME, '--pretty', 'false'], { encoding: 'utf8' }).stdout).toBe('');
  });
});

const PROGRAM = `import { createClient, isProblemOf, type MinorUnits } from '@tallystick/sdk';

const ledger = createClient({ baseUrl: 'https://ledger.example', token: 'mine' });
export async function owed(loanId: string): Promise<MinorUnits | undefined> {
  try {
    return (await ledger.loans.balance(loanId)).total_exposure_minor;
  } catch (error) {
    if (isProblemOf(error, 'loans.balance') && error.code === 'loan_not_found') return undefined;
    throw error;
  }
}
// @ts-expect-error a number of cents
ledger.payments.create({ amount_minor: 5 }, { idempotencyKey: 'payment:loan_42:1' });
`;
