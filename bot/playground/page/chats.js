// The list of chats, for playgrounds with more than one.

import { make } from './text.js';

/** List items for `chats`; the one with the id `chosen` is marked, `onOpen(id)` opens another. */
export function chatItems(chats, chosen, onOpen) {
  return [...chats].map((chat) => {
    const button = make('button', chat.id === chosen ? 'chosen' : '');
    button.type = 'button';
    if (chat.id === chosen) button.setAttribute('aria-current', 'true');
    const face = make('span', `face hue-${Math.abs(chat.id) % 6}`);
    face.textContent = [...chat.title][0]?.toUpperCase() ?? '?';
    const name = make('span', 'name');
    name.textContent = chat.title;
    const last = make('span', 'last');
    last.textContent = lastWords(chat.last);
    button.append(face, name, last);
    button.addEventListener('click', () => onOpen(chat.id));
    const item = make('li');
    item.append(button);
    return item;
  });
}

function lastWords(message) {
  if (!message) return 'no messages yet';
  return message.text.replaceAll('\n', ' ').slice(0, 80) || message.service || message.document?.file_name || '';
}
