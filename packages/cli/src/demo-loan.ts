import type { ServerPackage } from './books.ts';

type Demo = ServerPackage['DEMO'];

/**
 * One line for a POSIX shell that gets a token and reads the balance of the demo loan, with nothing but curl and sed.
 */
export function curlLine(url: string, { clientId, clientSecret, loanId }: Demo): string {
  const form = `-d grant_type=client_credentials -d client_id=${clientId} -d client_secret=${clientSecret}`;
  const token = `curl -s ${url}/oauth2/token ${form} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`;
  return `curl -s -w '\\n' ${url}/v1/loans/${loanId}/balance -H "Authorization: Bearer $(${token})"`;
}

/** The demo as programs read it. */
export function demoInJson(url: string, demo: Demo): object {
  return {
    tenant_id: demo.tenantId,
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
    loan_id: demo.loanId,
    curl: curlLine(url, demo),
  };
}
