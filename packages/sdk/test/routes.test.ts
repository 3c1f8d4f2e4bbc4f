import { minifyContractRouter } from '@orpc/contract';
import { contract } from '@tallystick/core/contract';
import { expect, it } from 'vitest';

/** What of a route is for readers of the document and not for a client. */
const PROSE: ReadonlySet<string> = new Set(['summary', 'description', 'tags', 'operationId', 'successStatus']);

const HEADER = `// Written by test/routes.test.ts from the contract. Run \`pnpm -C packages/sdk generate\` when the contract changes.
// biome-ignore-all format: written by a program

/** The contract as far as a client needs it at run time: method, path, structure and scopes of each operation. */
export const routes = `;

function written(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item)).join(', ')}]`;
  const inner = `${indent}  `;
  const fields = Object.entries(value).filter(([name]) => !PROSE.has(name));
  if (fields.length === 0) return '{}';
  return `{\n${fields.map(([name, field]) => `${inner}${JSON.stringify(name)}: ${written(field, inner)},\n`).join('')}${indent}}`;
}

it('has routes that are those of the contract: run `pnpm -C packages/sdk generate` when this fails', async () => {
  const text = `${HEADER}${written(minifyContractRouter(contract))} as const;\n`;
  await expect(text).toMatchFileSnapshot('../src/routes.ts');
});
