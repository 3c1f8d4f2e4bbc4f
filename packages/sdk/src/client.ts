import { callOf, remembered } from './answer.ts';
import type { BooksKept } from './books-kept.ts';
import type { CallOptions } from './call-options.ts';
import { post, put, read } from './calls.ts';
import { dispatchOver } from './dispatch.ts';
import type { EventFilters, JournalFilters } from './filters.ts';
import { follow } from './follow.ts';
import type { Ledger } from './ledger.ts';
import { type Api, apiOver } from './link.ts';
import { listing } from './listing.ts';
import type { LoansChanged } from './loans-changed.ts';
import type { MoneyMoved } from './money-moved.ts';
import { type ClientOptions, settingsOf } from './options.ts';
import { request } from './request.ts';
import type { Runtime } from './runtime.ts';

/**
 * Makes a client of a ledger. It opens nothing: the first call does. Make one for each tenant and keep it, since it
 * keeps the token.
 *
 * @throws TypeError naming every mistake in the options, when there are any.
 * @example
 * const ledgerOfMine = createClient({ baseUrl: 'https://ledger.example', clientId: 'servicing', clientSecret });
 * const balance = await ledgerOfMine.loans.balance(loanId);
 */
export function createClient(options: ClientOptions = {}): Ledger {
  const settings = settingsOf(options);
  const dispatch = dispatchOver(settings);
  const api = apiOver(dispatch, settings.apiUrl);
  return {
    ...moneyOver(api),
    ...loansOver(api),
    ...booksOver(api, settings.runtime),
    health: {
      live: (options) => read(api.health.live, undefined, options),
      ready: (options) => read(api.health.ready, undefined, options),
    },
    request: (asked) => request(asked, dispatch, settings.apiUrl),
  };
}

/** The path of an event, an entry or another thing that the ledger named. */
const named = (id: string) => ({ params: { id } });

/** The path of a loan. */
const ofLoan = (loanId: string) => ({ params: { loan_id: loanId } });

function moneyOver(api: Api): MoneyMoved {
  return {
    disbursements: {
      create: (body, options) => post(api.disbursements.create, { body }, options),
      settle: (id, body, options) => post(api.disbursements.settle, { ...named(id), body }, options),
    },
    payments: {
      create: (body, options) => post(api.payments.create, { body }, options),
      settle: (id, body, options) => post(api.payments.settle, { ...named(id), body }, options),
      return: (id, body, options) => post(api.payments.return, { ...named(id), body }, options),
    },
    receipts: { create: (body, options) => post(api.receipts.create, { body }, options) },
    fees: {
      assess: (body, options) => post(api.fees.assess, { body }, options),
      waive: (id, body, options) => post(api.fees.waive, { ...named(id), body }, options),
    },
    accruals: {
      postBatch: (body, options) => post(api.accruals.postBatch, { body }, options),
      coverage: ({ date, programId, knownAt, pageSize, ...options }) =>
        listing((token) => {
          const query = { date, program_id: programId, known_at: knownAt, page_size: pageSize, page_token: token };
          return read(api.accruals.coverage, { query }, options);
        }),
      get: (id, options) => read(api.accruals.get, named(id), options),
    },
  };
}

function loansOver(api: Api): LoansChanged {
  return {
    loans: {
      open: (body, options) => post(api.loans.open, { body }, options),
      get: (loanId, options) => read(api.loans.get, ofLoan(loanId), options),
      balance: (loanId, { asOf, knownAt, ...options } = {}) => {
        const query = { as_of_date: asOf, known_at: knownAt };
        return read(api.loans.balance, { ...ofLoan(loanId), query }, options);
      },
      journalEntries: (loanId, filters = {}) =>
        listing((token) => {
          const [query, options] = journalQuery(filters, token);
          return read(api.loans.journalEntries, { ...ofLoan(loanId), query }, options);
        }),
      allocateSuspense: (loanId, body, options) =>
        post(api.loans.allocateSuspense, { ...ofLoan(loanId), body }, options),
      refundSuspense: (loanId, body, options) => post(api.loans.refundSuspense, { ...ofLoan(loanId), body }, options),
      setNonaccrual: (loanId, body, options) => post(api.loans.setNonaccrual, { ...ofLoan(loanId), body }, options),
    },
    chargeoffs: { create: (body, options) => post(api.chargeoffs.create, { body }, options) },
    recoveries: { create: (body, options) => post(api.recoveries.create, { body }, options) },
    refinances: { create: (body, options) => post(api.refinances.create, { body }, options) },
    restructures: { create: (body, options) => post(api.restructures.create, { body }, options) },
    reversals: { create: (body, options) => post(api.reversals.create, { body }, options) },
    adjustments: {
      create: (body, options) => post(api.adjustments.create, { body }, options),
      get: (id, options) => read(api.adjustments.get, named(id), options),
      list: ({ status, loanId, pageSize, ...options } = {}) =>
        listing((token) => {
          const query = { status, loan_id: loanId, page_size: pageSize, page_token: token };
          return read(api.adjustments.list, { query }, options);
        }),
      approve: (id, body, options) => post(api.adjustments.approve, { ...named(id), body }, options),
      reject: (id, body, options) => post(api.adjustments.reject, { ...named(id), body }, options),
    },
  };
}

function booksOver(api: Api, runtime: Runtime): BooksKept {
  const events: BooksKept['events']['list'] = (filters = {}) =>
    listing((token) => {
      const [query, options] = eventQuery(filters, token);
      return read(api.events.list, { query }, options);
    });
  return {
    programs: {
      put: (programId, body, options) => put(api.programs.put, { params: { program_id: programId }, body }, options),
      get: (programId, { version, ...options } = {}) => {
        const query = { version: version === undefined ? undefined : String(version) };
        return read(api.programs.get, { params: { program_id: programId }, query }, options);
      },
      list: ({ pageSize, ...options } = {}) =>
        listing((token) => read(api.programs.list, { query: { page_size: pageSize, page_token: token } }, options)),
    },
    accounts: {
      list: (options) => listing(() => read(api.accounts.list, {}, options)),
      map: (code, body, options) => put(api.accounts.map, { params: { account_code: code }, body }, options),
    },
    journalEntries: journalOver(api),
    books: {
      trialBalance: ({ asOf, programId, currency, knownAt, ...options } = {}) => {
        const query = { as_of_date: asOf, program_id: programId, currency, known_at: knownAt };
        return read(api.books.trialBalance, { query }, options);
      },
      closePeriod: (body, options) => post(api.books.closePeriod, { body }, options),
      periods: ({ pageSize, ...options } = {}) =>
        listing((token) => read(api.books.periods, { query: { page_size: pageSize, page_token: token } }, options)),
      tieOut: ({ currency, ...options } = {}) => read(api.books.tieOut, { query: { currency } }, options),
      rollForward: ({ month, currency, programId, ...options }) =>
        read(api.books.rollForward, { query: { month, currency, program_id: programId } }, options),
    },
    events: {
      list: events,
      get: (id, options) => read(api.events.get, named(id), options),
      follow: (options = {}) => follow(events, options, runtime),
    },
  };
}

function journalOver(api: Api): BooksKept['journalEntries'] {
  const get: BooksKept['journalEntries']['get'] = (id, { pageSize, pageToken, ...options } = {}) =>
    read(api.journalEntries.get, { ...named(id), query: { page_size: pageSize, page_token: pageToken } }, options);
  return {
    get,
    lines: (id, options) =>
      listing((pageToken) => {
        const page = get(id, { ...options, pageToken }).withResponse();
        return callOf(
          page.then(({ data: { lines, next_page_token }, response }) =>
            remembered({ items: lines, next_page_token }, response),
          ),
        );
      }),
    list: ({ postedAfter, ...filters } = {}) =>
      listing((token) => {
        const [query, options] = journalQuery(filters, token);
        return read(api.journalEntries.list, { query: { ...query, posted_after: postedAfter } }, options);
      }),
  };
}

/** The filters of the feed as the wire has them, and what is left of the options. */
function eventQuery(filters: EventFilters, token: string | undefined) {
  const { after, kind, loanId, idempotencyKey, subjectEventId, sourceMethod, externalRef, pageSize, ...options } =
    filters;
  const sets = { loan_id: loanId, idempotency_key: idempotencyKey, subject_event_id: subjectEventId };
  const named = { source_method: sourceMethod, external_ref: externalRef };
  return [{ after, kind, ...sets, ...named, page_size: pageSize, page_token: token }, options as CallOptions] as const;
}

/** The filters of a list of entries as the wire has them, and what is left of the options. */
function journalQuery(filters: JournalFilters, token: string | undefined) {
  const { from, to, eventType, knownAt, order, pageSize, ...options } = filters;
  const dates = { from_date: from, to_date: to, event_type: eventType, known_at: knownAt };
  return [{ ...dates, order, page_size: pageSize, page_token: token }, options as CallOptions] as const;
}
