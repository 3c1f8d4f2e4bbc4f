import { minifyContractRouter } from '@orpc/contract';
import { contract } from '@tallystick/core/contract';
import { expect, it } from 'vitest';

/** What of a route is for readers of the document and not for a client. */
const PROSE: ReadonlySet<string> = new Set(['summary', 'description', 'tags', 'operationId', 'successStatus']);

const WRITTEN = `// Written by test/routes.test.ts from the contract. Run \`pnpm -C packages/sdk generate\` when the contract changes.
// biome-ignore-all format: written by a program
`;

const ROUTES = `${WRITTEN}
/** The contract as far as a client needs it at run time: method, path, structure and scopes of each operation. */
export const routes = `;

const COMMON = `${WRITTEN}
/** The problems that any operation of a method may answer, unless it is open to anybody. */
export const COMMON_CODES = `;

const OWN = `
/** The problems that an operation may answer beside those. */
export const OWN_CODES = `;

function written(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item)).join(', ')}]`;
  const inner = `${indent}  `;
  const fields = Object.entries(value).filter(([name]) => !PROSE.has(name));
  if (fields.length === 0) return '{}';
  return `{\n${fields.map(([name, field]) => `${inner}${JSON.stringify(name)}: ${written(field, inner)},\n`).join('')}${indent}}`;
}

const OPERATIONS = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, { '~orpc': operation }]) => ({
    name: `${noun}.${verb}`,
    method: operation.route.method as 'GET' | 'PUT' | 'POST',
    isOpen: operation.meta.scopes.length === 0,
    codes: Object.keys(operation.errorMap),
  })),
);

/** The codes that all operations of a method declare, in alphabetic order. */
function commonOf(method: string): string[] {
  const [first, ...rest] = OPERATIONS.filter((operation) => operation.method === method && !operation.isOpen);
  return first!.codes.filter((code) => rest.every(({ codes }) => codes.includes(code))).sort();
}

it('has routes that are those of the contract: run `pnpm -C packages/sdk generate` when this fails', async () => {
  const text = `${ROUTES}${written(minifyContractRouter(contract))} as const;\n`;
  await expect(text).toMatchFileSnapshot('../src/routes.ts');
});

it('has codes that are those of the contract: run `pnpm -C packages/sdk generate` when this fails', async () => {
  const common = { GET: commonOf('GET'), PUT: commonOf('PUT'), POST: commonOf('POST') };
  const own = OPERATIONS.map(({ name, method, isOpen, codes }) => {
    const others = codes.filter((code) => isOpen || !common[method].includes(code));
    return [name, others.sort().join(' ')];
  });
  const joined = Object.fromEntries(Object.entries(common).map(([method, codes]) => [method, codes.join(' ')]));
  const text = `${COMMON}${written(joined)} as const;\n${OWN}${written(Object.fromEntries(own))} as const;\n`;
  await expect(text).toMatchFileSnapshot('../src/codes.ts');
});
