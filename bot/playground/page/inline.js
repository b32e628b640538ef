// The panel of inline results above the input: "@bot words", as the person types them.

import { make, withText } from './text.js';

const PAUSE = 250;

/**
 * `ask(text, offset)` brings results, or null where that failed; `ask.isFor(name)` tells whether the words
 * behind "@name" are for the bot. `choose(query, result)` posts one.
 */
export function inlinePanel({ panel, input, ask, choose, open, onChosen }) {
  let timer = 0;
  let asked = null;
  let active = -1;

  function close() {
    clearTimeout(timer);
    asked = null;
    active = -1;
    panel.hidden = true;
    panel.replaceChildren();
    input.removeAttribute('aria-activedescendant');
  }

  function typed(value) {
    const words = value.match(/^@(\w+)\s+(.*)$/s);
    if (!words || !ask.isFor(words[1])) { close(); return; }
    const text = words[2].trim();
    if (asked === text) return;
    asked = text;
    clearTimeout(timer);
    panel.hidden = false;
    panel.ariaBusy = 'true';
    if (!panel.childElementCount) panel.append(withText(make('p', 'hint'), 'Looking…'));
    timer = setTimeout(() => fetch(text, ''), PAUSE);
  }

  async function fetch(text, offset) {
    const found = await ask(text, offset);
    if (asked !== text) return;
    panel.ariaBusy = 'false';
    if (!found) { close(); return; }
    if (offset === '') panel.replaceChildren();
    panel.querySelector('.further')?.remove();
    if (found.button && offset === '') panel.append(startLine(found.button));
    for (const result of found.results) panel.append(option(found.query_id, result));
    if (!panel.querySelector('.option')) panel.append(withText(make('p', 'hint'), 'Nothing found'));
    if (found.next_offset) panel.append(further(text, found.next_offset));
    mark(-1);
  }

  function startLine({ text, start }) {
    const line = withText(make('button', 'start-line'), text);
    line.type = 'button';
    line.addEventListener('click', () => { onChosen(); open(start); });
    return line;
  }

  function option(query, result) {
    const node = make('button', 'option result');
    node.type = 'button';
    node.role = 'option';
    node.id = `result-${panel.childElementCount}`;
    node.dataset.result = result.id;
    node.tabIndex = -1;
    node.append(
      withText(make('span', 'letter'), [...result.title.trim()][0]?.toUpperCase() ?? '·'),
      withText(make('span', 'name'), result.title),
      withText(make('span', 'description'), result.description),
    );
    node.addEventListener('mousedown', (event) => event.preventDefault());
    node.addEventListener('click', () => pick(query, result));
    return node;
  }

  function further(text, offset) {
    const node = withText(make('button', 'further'), 'More results');
    node.type = 'button';
    node.addEventListener('click', () => fetch(text, offset));
    return node;
  }

  async function pick(query, result) {
    close();
    onChosen();
    await choose(query, result.id);
  }

  function mark(index) {
    const options = [...panel.querySelectorAll('.option')];
    active = options.length && index >= 0 ? index % options.length : -1;
    options.forEach((node, number) => { node.ariaSelected = String(number === active); });
    if (active >= 0) {
      options[active].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', options[active].id);
    }
  }

  return {
    typed,

    /** Arrow keys, Enter, Escape while the panel is open. Returns whether the key was for it. */
    key(event) {
      if (panel.hidden) return false;
      const options = panel.querySelectorAll('.option');
      if (event.key === 'Escape') {
        close();
      } else if (event.key === 'ArrowDown') {
        mark(active + 1);
      } else if (event.key === 'ArrowUp') {
        mark(active > 0 ? active - 1 : options.length - 1);
      } else if (event.key === 'Enter' && !event.shiftKey) {
        options[Math.max(active, 0)]?.click();
      } else {
        return false;
      }
      event.preventDefault();
      return true;
    },
  };
}
