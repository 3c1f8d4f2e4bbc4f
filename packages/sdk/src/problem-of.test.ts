import { contract } from '@tallystick/core/contract';
import { expect, it } from 'vitest';
import { codesOf, type OperationName } from './problem-of.ts';

const OPERATIONS = Object.entries(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({
    name: `${noun}.${verb}` as OperationName,
    codes: Object.keys(operation['~orpc'].errorMap),
  })),
);

it.each(OPERATIONS)('knows every problem of $name', ({ name, codes }) => {
  expect(codesOf(name).toSorted()).toEqual(codes.toSorted());
});
