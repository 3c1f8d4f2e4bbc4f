import { z } from 'zod';
import { putting, reading } from './operation.ts';
import { ProgramTerms, SentProgramTerms } from './program-terms.ts';
import { NextPageToken, PageSize, PageToken, Reference, UtcInstant, Uuid } from './wire.ts';

const ProgramParams = z.object({ program_id: Uuid });

const ProgramRequest = z.strictObject({ name: Reference, ...SentProgramTerms }).meta({
  id: 'ProgramRequest',
  description: 'The terms of a program. What is left out is as in the default program, not as in the version before.',
});

const Program = z
  .object({
    program_id: Uuid,
    version: z.int().min(1).describe('Counts up with each change. An allocation remembers the version it used.'),
    default: z.boolean().describe('Whether it is the program of loans that name none.'),
    created_at: UtcInstant.describe('When this version was written.'),
    name: Reference,
    ...ProgramTerms.shape,
  })
  .meta({ id: 'Program', description: 'The terms of a program, complete.' });

const ProgramPage = z
  .object({ items: z.array(Program), next_page_token: NextPageToken })
  .meta({ id: 'ProgramPage', description: 'A page of programs.' });

/** The terms under which loans are kept. */
export const programs = {
  put: putting({
    path: '/programs/{program_id}',
    operationId: 'putProgram',
    tag: 'Programs',
    summary: 'Write a program',
    description:
      'Writes the terms of a program, as a new version when they differ from the last. The new terms hold for what is posted from now on; what was booked stays as it was.',
    scope: 'hpts:programs:write',
    input: { params: ProgramParams, body: ProgramRequest },
    answer: Program,
    refusals: ['amount_overflow'],
  }),
  get: reading({
    path: '/programs/{program_id}',
    operationId: 'getProgram',
    tag: 'Programs',
    summary: 'The terms of a program',
    description: 'Answers the terms in force, or those of an earlier version.',
    scope: 'hpts:programs:read',
    input: {
      params: ProgramParams,
      query: z
        .strictObject({
          version: z
            .string()
            .regex(/^[1-9][0-9]{0,8}$/, 'must be a whole number from 1')
            .optional()
            .describe('Default: the last.'),
        })
        .default({}),
    },
    answers: 'The program.',
    answer: Program,
    refusals: ['program_not_found'],
  }),
  list: reading({
    path: '/programs',
    operationId: 'listPrograms',
    tag: 'Programs',
    summary: 'All programs',
    description: 'Answers the terms in force of every program, the default program among them, oldest first.',
    scope: 'hpts:programs:read',
    input: { query: z.strictObject({ page_size: PageSize, page_token: PageToken.optional() }) },
    answers: 'A page of programs.',
    answer: ProgramPage,
    refusals: ['page_token_invalid'],
  }),
};
