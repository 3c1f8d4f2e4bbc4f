/** The chapters of the document, in the order in which they are read. */
export const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'Authentication', description: 'Tokens, and the keys that verify them.' },
  { name: 'Disbursements', description: 'Money that goes out to borrowers. The first draw opens a loan.' },
  { name: 'Payments', description: 'Money that comes in, and how it is applied.' },
  { name: 'Fees', description: 'Fees and late charges.' },
  { name: 'Accruals', description: 'A day of interest for all loans of a program, in one batch.' },
  { name: 'Loans', description: 'What a loan is and owes on any date, every entry that led there, and its suspense.' },
  { name: 'Charge-offs', description: 'What is lost and still claimed, and what is collected of it.' },
  { name: 'Restructuring', description: 'Loans that go on under other terms, or in another loan.' },
  { name: 'Corrections', description: 'Mistakes undone, and entries that no other operation says.' },
  { name: 'Books', description: 'The chart of accounts, the trial balance, and the periods that are closed.' },
  { name: 'Journal', description: 'Every entry of every loan, in the order in which it was posted.' },
  { name: 'Events', description: 'Everything that happened, as a feed to follow.' },
  { name: 'Programs', description: 'The terms under which loans are kept, version by version.' },
  { name: 'Health', description: 'Whether the server runs, and whether it can post.' },
  { name: 'Document', description: 'The API about itself.' },
];
