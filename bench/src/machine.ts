import os from 'node:os';
import process from 'node:process';
import type { BenchDatabase } from './database.ts';

/** What the figures were taken on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  readonly postgresql: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Processes that wanted a core in the last minute before the run: what else the machine was doing. */
  readonly load: number;
  readonly at: string;
}

/** Describes this machine and the PostgreSQL that is measured. */
export function describeMachine({ embedded, settings }: BenchDatabase): Machine {
  const { server_version, ...rest } = settings;
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GB`,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    postgresql: `${server_version} (${embedded ? 'embedded' : 'given'})`,
    settings: rest,
    load: os.loadavg()[0]!,
    at: new Date().toISOString(),
  };
}

/** The same, to read. */
export function machineText(machine: Machine): string {
  const settings = Object.entries(machine.settings).map(([name, value]) => `${name} ${value}`);
  return [
    `${machine.at}; ${machine.processor}, ${machine.cores} cores, ${machine.memory}; ${machine.system}`,
    `Node ${machine.node}, PostgreSQL ${machine.postgresql}: ${settings.join(', ')}`,
    `Load average before the run: ${machine.load.toFixed(2)}`,
  ].join('\n');
}
