// One message as a list item: bubble, words, time and marks, and the keyboard under it.

import { compose, make } from './text.js';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const WHOLE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

const SILENT = 'M12 5a4.5 4.5 0 0 1 4.5 4.5c0 4 1.5 5 1.5 5H6s1.5-1 1.5-5A4.5 4.5 0 0 1 12 5zM10.5 18a1.7 1.7 0 0 0 3 0M5 5l14 14';
const OUTWARD = 'M8 16l8-8M9.5 8H16v6.5';
const FILE = 'M7 4h7l4 4v12H7zM14 4v4h4';

export const dayOf = (seconds) => new Date(seconds * 1000).toDateString();

/** The line between two days. */
export function dayMark(seconds) {
  const item = make('li', 'pill');
  const today = new Date();
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  const names = { [today.toDateString()]: 'Today', [yesterday.toDateString()]: 'Yesterday' };
  item.textContent = names[dayOf(seconds)] ?? DAY.format(seconds * 1000);
  item.dataset.day = dayOf(seconds);
  return item;
}

/** The list item of a message. `actions` has `command(words)` and `press(message, button, node)`. */
export function messageItem(message, { inGroup, actions }) {
  const item = make('li', message.service ? 'pill' : `message ${message.mine ? 'mine' : 'theirs'}`);
  item.id = `message-${message.id}`;
  item.dataset.day = dayOf(message.date);
  if (message.service) {
    item.textContent = message.service;
    return item;
  }
  const bubble = make('div', 'bubble');
  if (inGroup) bubble.append(withText(make('p', 'sender'), message.sender));
  if (message.thread) bubble.append(withText(make('p', 'topic'), message.thread));
  if (message.replyTo) bubble.append(replied(message.replyTo));
  if (message.document) bubble.append(fileLink(message.document));
  const words = make('div', 'text');
  words.dir = 'auto';
  words.append(compose(message.text, message.entities, actions.command));
  bubble.append(words, marks(message));
  item.append(bubble);
  if (message.keyboard.length) item.append(keyboard(message, actions));
  return item;
}

function marks(message) {
  const line = make('p', 'marks');
  if (message.silent) {
    const bell = icon(SILENT, 'silent');
    bell.append(withText(document.createElementNS('http://www.w3.org/2000/svg', 'title'), 'Sent silently'));
    line.append(bell);
  }
  if (message.edited) {
    const edited = withText(make('span', 'edited'), 'edited');
    edited.title = WHOLE_TIME.format(message.edited * 1000);
    line.append(edited);
  }
  const time = withText(make('time'), TIME.format(message.date * 1000));
  time.dateTime = new Date(message.date * 1000).toISOString();
  time.title = WHOLE_TIME.format(message.date * 1000);
  line.append(time);
  return line;
}

function keyboard(message, actions) {
  const rows = make('div', 'keyboard');
  rows.role = 'group';
  rows.ariaLabel = 'Buttons of this message';
  for (const buttons of message.keyboard) {
    const row = make('div', 'row');
    row.append(...buttons.map((button) => keyboardButton(message, button, actions)));
    rows.append(row);
  }
  return rows;
}

function keyboardButton(message, button, actions) {
  const node = make(button.url ? 'a' : 'button', 'key');
  if (button.style) node.classList.add(button.style);
  node.append(withText(make('span'), button.text));
  if (button.url) {
    if (/^(https?|tg):/i.test(button.url)) node.href = button.url;
    node.target = '_blank';
    node.rel = 'noopener noreferrer';
    node.title = button.url;
    node.append(icon(OUTWARD, 'outward'));
    return node;
  }
  node.type = 'button';
  if (button.callback_data) {
    node.addEventListener('click', () => actions.press(message, button, node));
  } else if (button.copy_text) {
    node.addEventListener('click', () => navigator.clipboard.writeText(button.copy_text.text));
  } else {
    node.disabled = true;
  }
  return node;
}

function replied(identifier) {
  const node = make('a', 'reply');
  node.href = `#message-${identifier}`;
  const original = document.getElementById(`message-${identifier}`);
  node.textContent = original?.querySelector('.text')?.textContent.slice(0, 120) ?? 'an earlier message';
  return node;
}

function fileLink(file) {
  const node = make('a', 'file');
  node.href = `/playground/files/${encodeURIComponent(file.file_id)}`;
  node.download = file.file_name;
  const size = file.file_size < 1024 ? `${file.file_size} B` : `${Math.ceil(file.file_size / 1024)} KB`;
  node.append(icon(FILE), withText(make('span', 'name'), file.file_name), withText(make('span', 'size'), size));
  return node;
}

function icon(path, className = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  if (className) svg.setAttribute('class', className);
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

function withText(node, text) {
  node.textContent = text;
  return node;
}
