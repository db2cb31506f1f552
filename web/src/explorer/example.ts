// An example question: a comment that says what it asks, one with its variables, and
// the question.

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
