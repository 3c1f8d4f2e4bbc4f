/**
 * With CI set, the laws are tried on the same cases each time, so that nobody's change is held up by what another one
 * broke; at a desk on new ones. `LAWS_SEED=1234` names the cases, as a failure prints them.
 */
import fc from 'fast-check';

const seed = process.env.LAWS_SEED ?? (process.env.CI === undefined ? undefined : '20261126');
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
