// The list of chats: whose they are, what was said last, and how much of it nobody has read.

import { brief, hue, icon, make, withText } from './text.js';
import { briefly } from './times.js';

const SIGNS = {
  group: 'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19a5.5 5.5 0 0 1 11 0M16 11a2.5 2.5 0 1 0-1-4.8M17 14.5a5 5 0 0 1 3.5 4.5',
  channel: 'M5 10v4h3l7 4V6L8 10H5zM18 9.5a3.5 3.5 0 0 1 0 5',
  forum: 'M4 6h16M4 12h10M4 18h13',
};

/** "português" for "pt-br": a language calls itself by its own name. */
export function languageName(code) {
  if (!code) return '';
  const base = code.split('-')[0];
  return new Intl.DisplayNames([base], { type: 'language' }).of(base);
}

export function face(chat) {
  const node = withText(make('span', `face hue-${hue(chat.title)}`), [...chat.title][0]?.toUpperCase() ?? '?');
  node.ariaHidden = 'true';
  return node;
}

const kindOf = (chat) => (chat.topics.length ? 'forum' : chat.kind.replace('supergroup', 'group'));

/** List items for `chats`; the one with the id `chosen` is marked, `onOpen(id)` opens another. */
export function chatItems(chats, chosen, unread, onOpen) {
  return [...chats].map((chat) => {
    const button = make('button', chat.id === chosen ? 'chosen' : '');
    button.type = 'button';
    button.dataset.chat = chat.id;
    if (chat.id === chosen) button.setAttribute('aria-current', 'true');
    button.append(face(chat), head(chat), foot(chat, unread.get(chat.id) ?? 0));
    button.addEventListener('click', () => onOpen(chat.id));
    const item = make('li');
    item.append(button);
    return item;
  });
}

function head(chat) {
  const line = make('span', 'head');
  const sign = SIGNS[kindOf(chat)];
  if (sign) line.append(icon(sign, 'sign'));
  line.append(withText(make('span', 'name'), chat.title));
  if (chat.language) line.append(withText(make('span', 'language'), languageName(chat.language)));
  if (chat.last) line.append(withText(make('time', 'when'), briefly(chat.last.date)));
  return line;
}

function lastWords(chat) {
  if (!chat.last) return 'no messages yet';
  const who = chat.kind !== 'private' && chat.last.mine ? `${chat.last.sender}: ` : '';
  return who + brief(chat.last);
}

function foot(chat, count) {
  const line = make('span', 'foot');
  line.append(withText(make('span', 'last'), lastWords(chat)));
  if (count) {
    const badge = withText(make('span', 'badge'), count > 99 ? '99+' : count);
    badge.setAttribute('aria-label', `${count} unread`);
    line.append(badge);
  }
  return line;
}
