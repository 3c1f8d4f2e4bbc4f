/** The option of every command whose answer is a list or a table. */
export const CSV_OPTION = ['--csv', 'answer in CSV: a header, and a row for each line'] as const;
