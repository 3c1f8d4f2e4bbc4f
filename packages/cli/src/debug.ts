import type { Terminal } from './terminal.ts';

/**
 * What `fetch` is for a request that does not go by the SDK: told where `--debug` was given, as the SDK tells its own.
 *
 * @throws what `fetch` throws.
 */
export async function toldFetch(
  terminal: Pick<Terminal, 'debug'>,
  operation: string,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const { method = 'GET' } = init;
  const began = performance.now();
  const tell = (ended: string) =>
    terminal.debug(
      `${operation} ${method} ${new URL(url).pathname}: attempt 1, ${ended} in ${Math.round(performance.now() - began)} ms`,
    );
  try {
    const response = await fetch(url, init);
    tell(String(response.status));
    return response;
  } catch (error) {
    tell('no answer');
    throw error;
  }
}
