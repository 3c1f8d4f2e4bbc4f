import { type Workplace, whenPrinted } from './tally.ts';

/**
 * Plays a transcript again and answers what it should now say.
 *
 * A line that begins with `$ ` is a line of shell; what follows is its stdout, its stderr behind `! `, and `=> ` with
 * how it ended. `$ export` holds for the lines after it, `$ tally serve &` starts a server, `$ kill %1` stops it. Lines
 * that begin with `#`, and empty lines before a command, are kept as they are.
 */
export async function replay(transcript: string, workplace: Workplace): Promise<string> {
  const names = createNames(workplace.dataDir);
  const env: Record<string, string> = { LOG_LEVEL: 'silent' };
  const written: string[] = [];
  const print = (...texts: readonly string[]) => {
    for (const text of texts) if (text !== '') written.push(names.constant(text));
  };
  let server: Awaited<ReturnType<Workplace['serve']>> | undefined;
  for (const step of stepsOf(transcript)) {
    written.push(step);
    if (!step.startsWith('$ ')) continue;
    const line = names.actual(step.slice(2));
    const exported = /^export (\w+)=(.*)$/.exec(line);
    if (exported !== null) env[exported[1]!] = exported[2]!;
    else if (line === 'tally serve &') {
      server = await workplace.serve(env);
      names.learnServer(server.url);
      await whenPrinted(server, /\n\n$/);
      print(server.stdout().trim());
    } else if (line === 'kill %1') {
      server?.kill('SIGTERM');
      const { code, stderr } = (await server?.ended)!;
      print(behind('! ', stderr), `=> ${code}`);
    } else {
      const { code, stdout, stderr } = await workplace.shell(line, env);
      print(stdout.trimEnd(), behind('! ', stderr), `=> ${code}`);
    }
  }
  return `${written.join('\n')}\n`;
}

/** The comments and commands of a transcript with the blank lines before them, without what the commands printed. */
function stepsOf(transcript: string): string[] {
  const lines = transcript.split('\n');
  const isStep = (line: string | undefined) => line !== undefined && /^(?:# |\$ )/.test(line);
  return lines.filter((line, index) => isStep(line) || (line === '' && isStep(lines[index + 1])));
}

function behind(mark: string, text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : mark + line))
    .join('\n');
}

/** What differs from run to run, each with a name of the same length, so that tables stay straight. */
function createNames(dataDir: string) {
  const nameOf = new Map<string, string>();
  const actualOf = new Map<string, string>();
  const known = (actual: string, kind: string, name: (n: string) => string) => {
    if (!nameOf.has(actual)) {
      const made = [...nameOf.keys()].filter((key) => key.startsWith(kind)).length + 1;
      const given = name(String(made));
      nameOf.set(actual, given);
      actualOf.set(given, actual);
    }
    return nameOf.get(actual)!;
  };
  const zeros = (mark: string, length: number) => (n: string) => mark + n.padStart(length - mark.length, '0');
  return {
    learnServer: (url: string) => void known(url, 'http', () => 'http://127.0.0.1:8080'),
    actual: (line: string) => [...actualOf].reduce((text, [name, actual]) => text.replaceAll(name, actual), line),
    constant(printed: string) {
      const dated = printed
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'YYYY-MM-DDTHH:MM:SS.sssZ')
        .replaceAll(new Date().toISOString().slice(0, 10), 'YYYY-MM-DD')
        .replaceAll(dataDir, '/srv/tallystick/data');
      const local = [...nameOf].filter(([key]) => key.startsWith('http'));
      return (
        local
          .reduce((text, [url, name]) => text.replaceAll(url, name), dated)
          .replaceAll(/(?!01980000)0[0-9a-f]{7}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) =>
            known(id, '0', zeros('00000000-0000-7000-8000-', 36)),
          )
          // The digest of a derived key is of ids too.
          .replaceAll(/:[0-9a-f]{32}\b/g, ':<digest>')
          .replaceAll(/tc_[\w-]{22}/g, (id) => known(id, 'tc_', zeros('tc_', 25)))
          .replaceAll(/tsk_[\w-]{43}/g, (secret) => known(secret, 'tsk_', zeros('tsk_', 47)))
          .replaceAll(/ey[\w-]+\.[\w-]+\.[\w-]+/g, (token) => known(token, 'ey', (n) => `<token ${n}>`))
          .replaceAll(/trace [0-9a-f]{32}/g, 'trace <trace>')
          .replaceAll(/"trace_id":"[0-9a-f]{32}"/g, '"trace_id":"<trace>"')
      );
    },
  };
}
