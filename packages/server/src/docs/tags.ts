/** The chapters of the document, in the order in which they are read. */
export const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'Authentication', description: 'Tokens, and the keys that verify them.' },
  { name: 'Disbursements', description: 'Money that goes out to borrowers. The first draw opens a loan.' },
  { name: 'Payments', description: 'Money that comes in, and how it is applied.' },
  { name: 'Fees', description: 'Fees and late charges.' },
  { name: 'Accruals', description: 'A day of interest for all loans of a program, in one batch.' },
  { name: 'Loans', description: 'What a loan owes on any date, and every entry that led there.' },
  { name: 'Health', description: 'Whether the server runs, and whether it can post.' },
  { name: 'Document', description: 'The API about itself.' },
];
