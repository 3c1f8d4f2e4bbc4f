import type { Bucket } from './fold.ts';
import type { Step } from './step.ts';
import { TODAY, type World } from './world.ts';

/** What a loan must have for an act to make sense on it. */
const NEEDS: Partial<Record<Step['op'], readonly Bucket[]>> = {
  allocate: ['suspense'],
  refund: ['suspense'],
  recover: ['claimPrincipal', 'claimInterest', 'claimFees'],
  'charge off': ['principal', 'interest'],
  refinance: ['principal'],
  restructure: ['principal', 'claimPrincipal'],
};

/**
 * Most steps that need something are turned to a loan that has it, and to a late day, or nearly all of them would be
 * refused: with `pick` 0 to 2 a step stays as absurd as it was drawn.
 */
export function aimed(world: World, step: Step): Step {
  const needs = NEEDS[step.op];
  if (needs === undefined || step.pick < 3) return step;
  const has = (loan: string) => needs.some((bucket) => world.held(loan, bucket) > 0n);
  const loan = [step.loan, ...world.loans].find(has);
  if (loan === undefined) return step;
  const held = needs.reduce((sum, bucket) => sum + world.held(loan, bucket), 0n);
  const amount = step.op === 'refund' ? Math.min(step.amount, Number(held)) : step.amount;
  const day = step.op === 'charge off' ? step.day : Math.max(step.day, TODAY - step.pick + 3);
  return { ...step, loan: loan as Step['loan'], day, amount };
}
