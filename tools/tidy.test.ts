import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_PROBLEM_CODES } from '../packages/core/src/contract/problem.ts';

/** The rules of the house that a machine can hold. Each failure says what to do instead. */

const ROOT = path.resolve(import.meta.dirname, '..');
const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
const SOURCES = FILES.filter((file) => /\.(?:ts|mjs)$/.test(file));
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Tables of data may be as long as what they list. */
const DATA = /(?:currencies|routes)\.ts$/;

describe('files', () => {
  it.each(SOURCES.filter((file) => !DATA.test(file)))(
    '%s has at most 400 lines: split it by the noun it grew',
    (file) => {
      expect(read(file).split('\n').length, file).toBeLessThanOrEqual(400);
    },
  );

  it('are named by a noun of the field or one verb', () => {
    const banned = /(?:^|\/)(?:utils?|helpers?|common|managers?|services?|types|misc|shared)(?:\/|\.[a-z.]+$)/;
    const named = SOURCES.filter((file) => banned.test(file));
    expect(named, 'if it has no name of its own, it belongs to its only caller').toEqual([]);
  });

  it('hold no task for later: build it, or write it into the changelog as not built', () => {
    const waiting = new RegExp(['TO', 'DO|FIX', 'ME|not imple', 'mented|(?:it|test|describe)\\.ski', 'p\\('].join(''));
    expect(SOURCES.filter((file) => waiting.test(read(file)))).toEqual([]);
  });

  it('escape no types', () => {
    const escapes = new RegExp(['\\bas an', 'y\\b|@ts-igno', 're|@ts-noche', 'ck'].join(''));
    expect(
      SOURCES.filter((file) => escapes.test(read(file))),
      'narrow the type, or say what it is',
    ).toEqual([]);
  });

  it('name no registry and no path of a machine', () => {
    const texts = FILES.filter((file) => /\.(?:ts|mjs|json|ya?ml|md|sh)$|(?:^|\/)(?:run|tally|\.npmrc)$/.test(file));
    const foreign = new RegExp(['registry\\.npm', 'js|/ro', 'ot/|/ho', 'me/|/wo', 'rk/'].join(''));
    expect(texts.filter((file) => foreign.test(read(file)))).toEqual([]);
  });
});

/** What each room may import, by the first part of the specifier; its own files are always allowed. */
const ARROWS: readonly { room: string; allowed: RegExp; remedy: string }[] = [
  {
    room: 'packages/core/src/contract',
    allowed: /^(?:zod|@orpc\/contract)$/,
    remedy: 'the contract sees zod and @orpc/contract, nothing else',
  },
  {
    room: 'packages/core/src/wire',
    allowed: /^zod$/,
    remedy: 'the crossings see the contract and the ledger, and of zod its types',
  },
  { room: 'packages/core/src', allowed: /^$/, remedy: 'the core has no dependency: pass it in' },
  {
    room: 'packages/sdk/src',
    allowed: /^(?:@orpc\/(?:client|contract|openapi-client)(?:\/.*)?|@tallystick\/core(?:\/(?:contract|wire))?)$/,
    remedy: 'the SDK runs wherever fetch does: no node: and no server',
  },
];

describe('arrows', () => {
  it.each(SOURCES.filter((file) => file.includes('/src/') && !file.endsWith('.test.ts')))(
    'of %s go one way',
    (file) => {
      const rule = ARROWS.find(({ room }) => file.startsWith(`${room}/`));
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) {
          const target = path.posix.join(path.posix.dirname(file), specifier);
          expect(target.startsWith(packageOf(file)), `${file} reaches into another package: ${specifier}`).toBe(true);
        } else if (rule !== undefined) {
          expect(specifier, `${file}: ${rule.remedy}`).toMatch(rule.allowed);
        }
      }
    },
  );

  it('keep the contract on top of the ledger, and the ledger under the loan', () => {
    const upward = SOURCES.flatMap((file) =>
      importsOf(file).map((specifier) => ({ file, target: path.posix.join(path.posix.dirname(file), specifier) })),
    )
      .filter(({ file }) => file.startsWith('packages/core/src/') && !file.endsWith('.test.ts'))
      .filter(({ file, target }) => layerOf(target) > layerOf(file));
    expect(upward, 'money and calendar < ledger and interest < loan < events < contract < wire').toEqual([]);
  });

  it('lead the environment through one file a package', () => {
    const readers = SOURCES.filter(
      (file) => file.includes('/src/') && !file.endsWith('.test.ts') && /process\.env/.test(read(file)),
    );
    const perPackage = Map.groupBy(readers, packageOf);
    for (const [room, files] of perPackage) expect(files.length, `${room}: ${files.join(', ')}`).toBe(1);
  });
});

const CORE_LAYERS = [
  /core\/src\/(?:money|calendar)\//,
  /core\/src\/(?:ledger|interest)\//,
  /core\/src\/loan\//,
  /core\/src\/events\//,
  /core\/src\/contract\//,
  /core\/src\/wire\//,
  /core\/src\/index\.ts$/,
];

const layerOf = (file: string): number => CORE_LAYERS.findIndex((layer) => layer.test(file));

const packageOf = (file: string): string => file.split('/').slice(0, 2).join('/');

function importsOf(file: string): string[] {
  return [...read(file).matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    (match) => (match[1] ?? match[2])!,
  );
}

describe('documents', () => {
  it.each(ALL_PROBLEM_CODES.map((code) => `docs/problems/${code}.md`))('%s explains its problem', (page) => {
    expect(existsSync(path.join(ROOT, page)), `write ${page}`).toBe(true);
  });

  it('number the decisions without a gap', () => {
    const numbers = FILES.filter((file) => file.startsWith('docs/decisions/')).map((file) =>
      Number(path.basename(file).slice(0, 4)),
    );
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  });

  it('link to pages that are there', () => {
    const broken = FILES.filter((file) => file.endsWith('.md')).flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
        .map((match) => path.join(path.dirname(file), match[1]!))
        .filter((target) => !existsSync(path.join(ROOT, target)))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
