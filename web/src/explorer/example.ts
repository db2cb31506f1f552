// An example question: a comment that says what it asks, one with its variables, and
// the question.

import { Kind, parse } from "graphql";

export interface Example {
  query: string;
  variables: string | null;
  headers: string | null;
}

const wanted = /^(# .+)\n# (\{.*\})\n/;

/** Reads one; a file of another form is a fault of ours. */
export function example(text: string): Example {
  const [head, title, variables] = wanted.exec(text) ?? [];
  if (head === undefined || title === undefined || variables === undefined)
    throw new Error(`no example: ${text}`);
  return {
    query: `${title}\n${text.slice(head.length)}`,
    variables: variables === "{}" ? null : JSON.stringify(JSON.parse(variables), null, 2),
    headers: null,
  };
}

/** Whether a document has one operation, which then need not be named. */
export function alone(query: string): boolean {
  try {
    const { definitions } = parse(query);
    return definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;
  } catch {
    return false;
  }
}
