/**
 * A request as a caller may write it: each field whose name ends in `_minor` takes a bigint as well as a string of
 * digits, at any depth, and arrays may be read-only. A number does not fit, because a number of cents loses cents
 * above 2^53. Free-form data, such as `metadata`, stays as it is: a name in it means nothing to the ledger.
 */
export type WithAmounts<T> = T extends readonly (infer Item)[]
  ? readonly WithAmounts<Item>[]
  : T extends object
    ? string extends keyof T
      ? T
      : { readonly [Field in keyof T]: Field extends `${string}_minor` ? T[Field] | bigint : WithAmounts<T[Field]> }
    : T;
