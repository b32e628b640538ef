// Where the person writes: new words, an edit, a reply; a file or a place; commands and inline results above it.

import { commandList } from './commands.js';
import { inlinePanel } from './inline.js';
import { brief, make, withText } from './text.js';

const byId = (id) => document.getElementById(id);
const CITIES = [
  ['Lisbon', 38.72, -9.14], ['São Paulo', -23.55, -46.63], ['Tokyo', 35.68, 139.69], ['Istanbul', 41.01, 28.98],
  ['Berlin', 52.52, 13.4], ['New York', 40.71, -74.01], ['Seoul', 37.57, 126.98], ['Sydney', -33.87, 151.21],
];
const LARGEST = 20 * 1024 * 1024;

/** `deeds`: say(text, replyTo), edit(message, text), file(name, base64, caption, replyTo), place(lat, lon), inline, choose, open, lastOwn. */
export function composer(deeds, notice) {
  const input = byId('input');
  const form = byId('form');
  let about = null;

  const commands = commandList({ list: byId('commands'), input, menu: byId('menu'), onPick: send });
  const inline = inlinePanel({
    panel: byId('inline'), input, ask: deeds.inline, choose: deeds.choose, open: deeds.open, onChosen: clear,
  });

  // --- writing --------------------------------------------------------------------------------

  function clear() {
    about = null;
    byId('about-bar').hidden = true;
    input.value = '';
    typed();
  }

  async function send(text) {
    const meant = about;
    clear();
    if (meant?.kind === 'edit') await deeds.edit(meant.message, text);
    else await deeds.say(text, meant?.message.id);
  }

  /** The input grows with its words, up to a limit that the style sheet sets. */
  function typed() {
    byId('send').disabled = input.value.trim() === '';
    input.style.height = '';
    if (input.value) input.style.height = `${input.scrollHeight}px`;
    commands.suggest();
    inline.typed(input.value);
  }

  /** The next words are an edit of a message, or a reply to it. */
  function mean(kind, message) {
    about = { kind, message };
    byId('about-kind').textContent = kind === 'edit' ? 'Edit message' : `Reply to ${message.sender}`;
    byId('about-words').textContent = brief(message);
    byId('about-bar').hidden = false;
    if (kind === 'edit') input.value = message.text;
    typed();
    input.focus();
  }

  input.addEventListener('input', typed);
  input.addEventListener('keydown', (event) => {
    if (inline.key(event) || commands.key(event)) return;
    if (event.key === 'Escape' && about) {
      clear();
    } else if (event.key === 'ArrowUp' && input.value === '' && deeds.lastOwn()) {
      mean('edit', deeds.lastOwn());
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      form.requestSubmit();
    } else {
      return;
    }
    event.preventDefault();
  });
  input.addEventListener('blur', () => commands.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value.trim()) send(input.value);
  });
  byId('about-close').addEventListener('click', () => { clear(); input.focus(); });

  // --- files and places -----------------------------------------------------------------------

  const attach = byId('attach');
  const menu = byId('attach-menu');
  const file = byId('file');

  function showMenu(isOpen) {
    menu.hidden = !isOpen;
    attach.ariaExpanded = String(isOpen);
    if (isOpen) menu.querySelector('button').focus();
  }

  for (const [name, latitude, longitude] of CITIES) {
    const item = withText(make('button', 'item'), name);
    item.type = 'button';
    item.role = 'menuitem';
    item.addEventListener('click', () => { showMenu(false); deeds.place(latitude, longitude); });
    byId('cities').append(item);
  }
  attach.addEventListener('click', () => showMenu(menu.hidden));
  menu.addEventListener('keydown', (event) => {
    const items = [...menu.querySelectorAll('button')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else if (event.key === 'Escape') { showMenu(false); attach.focus(); } else return;
    event.preventDefault();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget) && relatedTarget !== attach) showMenu(false);
  });
  byId('attach-file').addEventListener('click', () => { showMenu(false); file.click(); });
  file.addEventListener('change', async () => {
    const [chosen] = file.files;
    file.value = '';
    if (!chosen) return;
    if (chosen.size > LARGEST) { notice('A file may have 20 MB here.'); return; }
    const caption = about?.kind === 'edit' ? '' : input.value.trim();
    const replyTo = about?.kind === 'reply' ? about.message.id : undefined;
    clear();
    await deeds.file(chosen.name, await base64(chosen), caption, replyTo);
  });

  return {
    mean, clear,
    focus: () => input.focus(),
    useCommands: commands.use,

    /** The words stand in the input as if they had been typed. */
    write(words) {
      clear();
      input.value = words;
      input.focus();
      typed();
    },
  };
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
