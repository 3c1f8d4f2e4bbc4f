import { acts } from '@tallystick/core/wire';
import { api } from './implement.ts';
import { posting } from './posted.ts';

/** Every operation that posts. How each crosses from the wire to the ledger and back stands in `core/src/wire`. */
export const disbursements = {
  create: api.disbursements.create.handler(posting('disbursements.create', acts.disbursements.create)),
  settle: api.disbursements.settle.handler(posting('disbursements.settle', acts.disbursements.settle)),
};

export const payments = {
  create: api.payments.create.handler(posting('payments.create', acts.payments.create)),
  settle: api.payments.settle.handler(posting('payments.settle', acts.payments.settle)),
  return: api.payments.return.handler(posting('payments.return', acts.payments.return)),
};

export const receipts = { create: api.receipts.create.handler(posting('receipts.create', acts.receipts.create)) };

export const fees = {
  assess: api.fees.assess.handler(posting('fees.assess', acts.fees.assess)),
  waive: api.fees.waive.handler(posting('fees.waive', acts.fees.waive)),
};

export const postBatch = api.accruals.postBatch.handler(posting('accruals.postBatch', acts.accruals.postBatch));

export const open = api.loans.open.handler(posting('loans.open', acts.loans.open));

export const allocateSuspense = api.loans.allocateSuspense.handler(
  posting('loans.allocateSuspense', acts.loans.allocateSuspense),
);

export const refundSuspense = api.loans.refundSuspense.handler(
  posting('loans.refundSuspense', acts.loans.refundSuspense),
);

export const setNonaccrual = api.loans.setNonaccrual.handler(posting('loans.setNonaccrual', acts.loans.setNonaccrual));

export const chargeoffs = {
  create: api.chargeoffs.create.handler(posting('chargeoffs.create', acts.chargeoffs.create)),
};

export const recoveries = {
  create: api.recoveries.create.handler(posting('recoveries.create', acts.recoveries.create)),
};

export const refinances = {
  create: api.refinances.create.handler(posting('refinances.create', acts.refinances.create)),
};

export const restructures = {
  create: api.restructures.create.handler(posting('restructures.create', acts.restructures.create)),
};

export const reversals = { create: api.reversals.create.handler(posting('reversals.create', acts.reversals.create)) };

export const adjust = api.adjustments.create.handler(posting('adjustments.create', acts.adjustments.create));

export const approve = api.adjustments.approve.handler(posting('adjustments.approve', acts.adjustments.approve));

export const reject = api.adjustments.reject.handler(posting('adjustments.reject', acts.adjustments.reject));

export const closePeriod = api.books.closePeriod.handler(posting('books.closePeriod', acts.books.closePeriod));
