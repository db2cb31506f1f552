// Questions to the gateway. A question has an answer, or it fails with a Failure
// that says why; nothing here ever turns a failure into an answer.

/** Where questions go: our own origin, never another. */
const endpoint = "/graphql";

/** The longest wait for an answer, in milliseconds. */
const patience = 15_000;

/** Why no answer could be had. code is the ledger's or gateway's code, or one of ours:
 * Offline (no connection), Timeout, Unavailable (the server could not answer). What the
 * server wrote beside it is not kept: words.ts says it to people. */
export class Failure extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** When an answer was true (extensions.asOf). */
export interface AsOf {
  height: string;
  time: string;
}

interface Response {
  data?: unknown;
  errors?: { extensions?: { code?: string } }[];
  extensions?: { asOf?: AsOf };
}

/** Asks, and gives the data. T is what the document selects. */
export async function ask<T>(document: string, variables: object = {}): Promise<T> {
  const reply = await post(JSON.stringify({ query: document, variables }));
  const type = reply.headers.get("Content-Type") ?? "";
  if (!/^application\/(graphql-response\+)?json\b/.test(type)) {
    throw new Failure("Unavailable");
  }
  const body = (await reply.json().catch(() => null)) as Response | null;
  const error = body?.errors?.[0];
  if (error) {
    throw new Failure(String(error.extensions?.code ?? "Unavailable"));
  }
  if (!reply.ok || body?.data === undefined || body.data === null) {
    throw new Failure("Unavailable");
  }
  return body.data as T;
}

async function post(body: string): Promise<globalThis.Response> {
  try {
    return await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
      },
      body,
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") {
      throw new Failure("Timeout");
    }
    throw new Failure("Offline");
  }
}
