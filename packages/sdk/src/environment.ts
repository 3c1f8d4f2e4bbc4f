/** The names of the environment variables that stand in for options. */
export type EnvironmentName =
  | 'TALLYSTICK_BASE_URL'
  | 'TALLYSTICK_CLIENT_ID'
  | 'TALLYSTICK_CLIENT_SECRET'
  | 'TALLYSTICK_SCOPE'
  | 'TALLYSTICK_TOKEN';

/**
 * Reads an environment variable where there is an environment: undefined in a Worker or a browser, where the program
 * may not read it (Deno asks), and where it is empty.
 */
export function readEnvironment(name: EnvironmentName): string | undefined {
  try {
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    return process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}
