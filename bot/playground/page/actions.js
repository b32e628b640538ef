// What can be done with one message: react, reply, forward, edit, copy. One menu for mouse, finger and keyboard.

import { face } from './chats.js';
import { isMine } from './message.js';
import { make, pictured, withText } from './text.js';

const EMOJI = ['👍', '👎', '❤'];
const PRESS = 500;
/** Pixels that the conversation may move under the open menu. */
const DRIFT = 80;

/** `deeds`: react(message, emoji), mean(kind, message), forward(message, chat), chats(). */
export function messageActions({ menu, dialog, log, scroller, view, deeds }) {
  let opener = null;
  let openedAt = 0;

  function close(refocus = false) {
    menu.hidden = true;
    if (refocus) opener?.focus();
    opener?.removeAttribute('aria-expanded');
    opener = null;
  }

  function item(label, act) {
    const node = withText(make('button', 'item'), label);
    node.type = 'button';
    node.role = 'menuitem';
    node.addEventListener('click', () => { close(); act(); });
    return node;
  }

  function emojiLine(message) {
    const line = make('div', 'emoji');
    for (const emoji of EMOJI) {
      const given = message.reactions.some((found) => found.emoji === emoji && found.users.includes(view.speaker));
      const node = item(pictured(emoji), () => deeds.react(message, given ? '' : emoji));
      node.className = given ? 'chosen' : '';
      node.ariaLabel = given ? `Take back ${emoji}` : `React with ${emoji}`;
      line.append(node);
    }
    return line;
  }

  /** Opens beside `button`, inside of the window. */
  function open(message, button) {
    if (opener === button) { close(true); return; }
    close();
    opener = button;
    openedAt = scroller.scrollTop;
    button.ariaExpanded = 'true';
    const own = isMine(message, view);
    const canEdit = own && message.text && !message.document && !message.via && !message.forwarded;
    menu.replaceChildren(
      emojiLine(message),
      item('Reply', () => deeds.mean('reply', message)),
      ...(canEdit ? [item('Edit', () => deeds.mean('edit', message))] : []),
      ...(message.protected ? [] : [item('Forward', () => choose(message))]),
      ...(message.text && !message.protected ? [item('Copy text', () => navigator.clipboard.writeText(message.text))] : []),
    );
    menu.hidden = false;
    const at = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    const left = own ? at.right - width : at.left;
    menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    const below = at.bottom + 6 + height < innerHeight;
    menu.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - height - 6)}px`;
    menu.querySelector('button').focus({ preventScroll: true });
  }

  function choose(message) {
    const list = dialog.querySelector('ul');
    list.replaceChildren(...deeds.chats().map((chat) => {
      const node = make('button', 'target');
      node.type = 'button';
      node.append(face(chat), withText(make('span', 'name'), chat.title));
      node.addEventListener('click', () => { dialog.close(); deeds.forward(message, chat); });
      const entry = make('li');
      entry.append(node);
      return entry;
    }));
    dialog.showModal();
  }

  menu.addEventListener('keydown', (event) => {
    const items = [...menu.querySelectorAll('button')];
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else if (event.key === 'Escape') close(true);
    else return;
    event.preventDefault();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget) && relatedTarget !== opener) close();
  });
  scroller.addEventListener('scroll', () => {
    if (Math.abs(scroller.scrollTop - openedAt) > DRIFT) close();
  }, { passive: true });

  // A finger that rests on a message opens the menu, as in the apps.
  let press = 0;
  log.addEventListener('touchstart', (event) => {
    const button = event.target.closest('.bubble') && event.target.closest('.message')?.querySelector('.more-actions');
    if (button && !event.target.closest('a, button')) press = setTimeout(() => button.click(), PRESS);
  }, { passive: true });
  for (const end of ['touchend', 'touchmove', 'touchcancel']) {
    log.addEventListener(end, () => clearTimeout(press), { passive: true });
  }

  return { open };
}
