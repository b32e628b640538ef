// One message as a list item: bubble, words, time and marks, reactions, and the keyboard under it.

import { dayName, dayOf, timeOf, wholeTimeOf } from './times.js';
import { brief, compose, guided, hue, icon, make, pictured, withText } from './text.js';

const SILENT = 'M12 5a4.5 4.5 0 0 1 4.5 4.5c0 4 1.5 5 1.5 5H6s1.5-1 1.5-5A4.5 4.5 0 0 1 12 5zM10.5 18a1.7 1.7 0 0 0 3 0M5 5l14 14';
const OUTWARD = 'M8 16l8-8M9.5 8H16v6.5';
const FILE = 'M7 4h7l4 4v12H7zM14 4v4h4';
const PIN = 'M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z';
const DOTS = 'M6 12h.01M12 12h.01M18 12h.01';
const SHARE = 'M14 6l6 6-6 6M20 12h-9a7 7 0 0 0-7 7';

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFEFC]/;

/** The line between two days. */
export function dayMark(seconds) {
  const item = withText(make('li', 'pill'), dayName(seconds));
  item.dataset.day = dayOf(seconds);
  return item;
}

/**
 * The list item of a message. `view` says whose eyes see it: `speaker`, `inGroup`, `find(id)` for replies.
 * `actions`: command, open, press, switchInline, react, menu, jump.
 */
export function messageItem(message, view, actions) {
  const mine = isMine(message, view);
  const item = make('li', message.service ? 'pill' : `message ${mine ? 'mine' : 'theirs'}`);
  item.id = `message-${message.id}`;
  item.dataset.message = message.id;
  item.dataset.day = dayOf(message.date);
  if (message.service) return withText(item, message.service);
  const bubble = make('div', 'bubble');
  if (view.inGroup && !mine) bubble.append(sender(message));
  if (message.forwarded) bubble.append(withText(make('p', 'origin'), `Forwarded from ${message.forwarded}`));
  if (message.via) bubble.append(withText(make('p', 'via'), `via @${message.via}`));
  if (message.replyTo) bubble.append(replied(message.replyTo, view, actions));
  if (message.document) bubble.append(fileLink(message.document));
  if (message.location) bubble.append(placeLink(message.location));
  if (message.text) {
    const words = make('div', 'text');
    words.dir = 'auto';
    words.append(compose(message.text, message.entities, actions));
    if (!message.reactions.length && !RIGHT_TO_LEFT.test(message.text)) {
      // The time stands in the last line where there is room, else below it.
      bubble.classList.add('snug');
      words.append(room(message));
    }
    bubble.append(words);
  }
  bubble.append(foot(message, view, actions));
  const line = make('div', 'line');
  line.append(bubble, more(message, actions));
  item.append(line);
  if (message.keyboard.length) item.append(keyboard(message, actions));
  item.addEventListener('contextmenu', (event) => {
    if (event.target.closest('a') || !getSelection().isCollapsed) return;
    event.preventDefault();
    actions.menu(message, item.querySelector('.more-actions'));
  });
  return item;
}

/** An empty place as wide as the marks of a message. */
function room(message) {
  const place = make('span', 'room');
  place.style.width = `${46 + (message.edited ? 46 : 0) + (message.silent ? 19 : 0)}px`;
  return place;
}

export function isMine(message, view) {
  return message.user !== null && message.user === view.speaker;
}

function sender(message) {
  const name = withText(make('p', 'sender'), message.sender);
  name.classList.add(`tone-${hue(message.sender)}`);
  return name;
}

function foot(message, view, actions) {
  const line = make('div', 'foot');
  for (const { emoji, users } of message.reactions) {
    const chosen = users.includes(view.speaker);
    const chip = make('button', chosen ? 'reaction chosen' : 'reaction');
    chip.type = 'button';
    chip.ariaPressed = String(chosen);
    chip.ariaLabel = `${emoji} ${users.length}`;
    chip.append(withText(make('span'), pictured(emoji)));
    if (users.length > 1) chip.append(withText(make('span', 'number'), users.length));
    chip.addEventListener('click', () => actions.react(message, chosen ? '' : emoji));
    line.append(chip);
  }
  line.append(marks(message));
  return line;
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
    edited.title = wholeTimeOf(message.edited);
    line.append(edited);
  }
  const time = withText(make('time'), timeOf(message.date));
  time.dateTime = new Date(message.date * 1000).toISOString();
  time.title = wholeTimeOf(message.date);
  line.append(time);
  return line;
}

function more(message, actions) {
  const button = make('button', 'more-actions');
  button.type = 'button';
  button.ariaLabel = 'Actions for this message';
  button.ariaHasPopup = 'menu';
  button.append(icon(DOTS));
  button.addEventListener('click', () => actions.menu(message, button));
  return button;
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
    node.title = button.url;
    node.append(icon(OUTWARD, 'outward'));
    return guided(node, button.url, actions);
  }
  node.type = 'button';
  const here = button.switch_inline_query_current_chat;
  const elsewhere = button.switch_inline_query;
  if (button.callback_data) {
    node.dataset.data = button.callback_data;
    node.addEventListener('click', () => actions.press(message, button, node));
  } else if (button.copy_text) {
    node.addEventListener('click', () => navigator.clipboard.writeText(button.copy_text.text));
  } else if (here !== undefined || elsewhere !== undefined) {
    if (here === undefined) node.append(icon(SHARE, 'outward'));
    node.addEventListener('click', () => actions.switchInline(here ?? elsewhere, here !== undefined));
  } else {
    node.disabled = true;
  }
  return node;
}

function replied(identifier, view, actions) {
  const original = view.find(identifier);
  const node = make('button', 'reply');
  node.type = 'button';
  node.append(
    withText(make('span', 'reply-name'), original?.sender ?? 'An earlier message'),
    withText(make('span', 'reply-words'), original ? brief(original) : ''),
  );
  node.addEventListener('click', () => actions.jump(identifier));
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

function placeLink({ latitude, longitude }) {
  const node = make('div', 'file');
  const words = `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;
  node.append(icon(PIN), withText(make('span', 'name'), 'Location'), withText(make('span', 'size'), words));
  return node;
}
