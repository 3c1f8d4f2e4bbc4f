/**
 * The settings a ledger's PostgreSQL is started with. They go on the command line, which wins over postgresql.conf:
 * an edited file cannot quietly switch off what makes an acknowledged payment durable.
 */
export const SETTINGS: Readonly<Record<string, string>> = {
  // A commit is answered when it is on the disk, and a torn page can be mended after a power cut.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // The month being booked and the loans' balances stay in memory, and a machine of 1 GB keeps room for the rest.
  shared_buffers: '256MB',
  // A batch of 100,000 accruals writes some 100 MB of log; it should not force a checkpoint each time.
  max_wal_size: '2GB',
  // Log files are kept for re-use: while a new one is made, every COMMIT waits. A quiet day must not give them away.
  min_wal_size: '1GB',
  // Processor time is scarcer than disk on a small machine, so pages go to the log as they are.
  wal_compression: 'off',
  // Flash: a random page costs about as much as the next one, so indexes are worth using.
  random_page_cost: '1.1',
  // Enough for several server processes and an operator; each idle one costs a few MB.
  max_connections: '100',
  // Statements are short: compiling one takes longer than running it.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // English, because the launcher reads the log to tell why a start failed.
  lc_messages: 'C',
  // What a statement was refused for is told to the client, who logs it with its trace; here it would only fill the disk.
  log_min_messages: 'log',
};
