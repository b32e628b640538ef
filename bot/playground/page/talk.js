// The page's end of the wire: reading, deeds, and the event stream.

export async function read(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** A deed of the person. Throws an Error whose message can be shown. */
export async function act(deed, fields) {
  const answer = await fetch(`/playground/${deed}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error ?? `${answer.status}`);
  return found;
}

/**
 * Follows the events after `since`. The browser reconnects by itself and says what it saw last;
 * `handlers.reload` is called when that was too long ago. `onLine(bool)` tells whether the wire holds.
 */
export function listen(since, handlers, onLine) {
  const stream = new EventSource(`/playground/events?since=${since}`);
  stream.addEventListener('open', () => onLine(true));
  stream.addEventListener('error', () => {
    onLine(false);
    // After an error answer, such as while the playground restarts, a browser does not try again.
    if (stream.readyState === EventSource.CLOSED) setTimeout(handlers.reload, 1000);
  });
  for (const [kind, handle] of Object.entries(handlers)) {
    stream.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
  return stream;
}
