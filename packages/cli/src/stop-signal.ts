import { constants } from 'node:os';
import process from 'node:process';

/** Milliseconds within which a second signal is taken for the same one. */
const ECHO = 500;

/**
 * Resolves when the process is asked to stop, by SIGTERM, SIGINT, or the end of its terminal. Asked again, the process
 * exits at once.
 *
 * Signals end the process again, as they do by themselves, once `until` is aborted.
 *
 * Ctrl-C under npm arrives twice, from the terminal and from the parent that forwards it, so an echo does not count.
 */
export function stopSignal(until?: AbortSignal): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const onSignal = (signal: NodeJS.Signals) => {
      firstAt ??= performance.now();
      if (performance.now() - firstAt > ECHO) process.exit(128 + constants.signals[signal]);
      resolve(signal);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
    // A terminal that is gone takes no more words; that must not keep the server from stopping in order.
    const isGone = () => undefined;
    process.stderr.on('error', isGone);
    until?.addEventListener('abort', () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGHUP', onSignal);
      process.stderr.off('error', isGone);
    });
  });
}
