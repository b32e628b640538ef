// The messages of the open chat: drawn, followed, changed in place, and older ones when they are asked for.

import { dayMark, messageItem } from './message.js';
import { read } from './talk.js';
import { compose, make, withText } from './text.js';
import { dayOf } from './times.js';

const NEAR_BOTTOM = 80;
const DRAFT_FOR = 30000;

/**
 * `view` is the page's: chat, thread, speaker, inGroup, and `shows(message)`; `actions` as in message.js.
 * `onChange` is called when the first message came or the last one went.
 */
export function conversation({ log, scroller, down, badge, view, actions, waiting, onChange }) {
  let messages = new Map();
  let older = false;
  let unread = 0;
  let draftTimer = 0;
  // On the way to the bottom: what arrives meanwhile is followed all the same.
  let descending = false;
  // What happens while a chat is being loaded, and may not be in what comes.
  let meanwhile = null;

  view.find = (identifier) => messages.get(identifier);
  const node = (identifier) => document.getElementById(`message-${identifier}`);
  const atBottom = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM;
  const follows = () => descending || atBottom();
  const draw = (message) => messageItem(message, view, actions);

  function append(message) {
    const last = [...log.children].findLast((child) => child.dataset.day);
    if (last?.dataset.day !== dayOf(message.date)) log.append(dayMark(message.date));
    log.append(draw(message));
  }

  function redraw() {
    endDraft();
    log.replaceChildren();
    for (const message of messages.values()) if (view.shows(message)) append(message);
    onChange();
    toBottom();
  }

  function toBottom(smooth = false) {
    descending = smooth && !atBottom();
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
    unread = 0;
    showUnread();
  }

  function showUnread() {
    down.hidden = follows();
    badge.hidden = unread === 0;
    badge.textContent = unread;
  }

  function arrived(message) {
    if (meanwhile) { meanwhile.set(message.id, message); return; }
    if (messages.has(message.id)) { changed(message); return; }
    messages.set(message.id, message);
    const mine = message.user !== null && message.user === view.speaker;
    if (!mine) endDraft();
    if (!view.shows(message)) return;
    const follow = follows() || mine;
    append(message);
    log.lastElementChild.classList.add('new');
    if (!mine) unread += follow ? 0 : 1;
    onChange();
    if (follow) toBottom(true); else showUnread();
  }

  function changed(message) {
    if (meanwhile) { meanwhile.set(message.id, message); return; }
    messages.set(message.id, message);
    const old = node(message.id);
    if (!old) return;
    const follow = follows();
    const keys = [...old.querySelectorAll('.key, .more-actions')];
    const focused = keys.indexOf(document.activeElement);
    const fresh = draw(message);
    fresh.classList.add('changed');
    old.replaceWith(fresh);
    // Whoever pages with the keyboard stays on the button.
    if (focused >= 0) [...fresh.querySelectorAll('.key, .more-actions')].at(focused)?.focus({ preventScroll: true });
    for (const { message: pressed, data } of waiting.values()) {
      if (pressed === message.id) fresh.querySelector(`.key[data-data="${CSS.escape(data)}"]`)?.classList.add('waiting');
    }
    if (follow) toBottom();
  }

  function removed(identifier) {
    meanwhile?.set(identifier, null);
    messages.delete(identifier);
    node(identifier)?.remove();
    for (const mark of log.querySelectorAll('.pill:not([id])')) {
      if (mark.nextElementSibling?.dataset.day !== mark.dataset.day) mark.remove();
    }
    onChange();
  }

  async function loadOlder() {
    if (!older || messages.size === 0) return;
    older = false;
    const [first] = messages.keys();
    const found = await read(`/playground/chats/${view.chat}?before=${first}`);
    const height = scroller.scrollHeight;
    const newer = [...log.children];
    messages = new Map([...found.messages.map((message) => [message.id, message]), ...messages]);
    log.replaceChildren();
    found.messages.filter(view.shows).forEach(append);
    if (newer[0]?.dataset.day === log.lastElementChild?.dataset.day) newer.shift();
    log.append(...newer);
    older = found.more;
    scroller.scrollTop += scroller.scrollHeight - height;
  }

  /** A glimpse of a message that the bot is still making. */
  function showDraft(draft) {
    endDraft();
    if (!draft) return;
    const follow = follows();
    const item = make('li', 'message theirs drafted');
    item.id = 'draft';
    const bubble = make('div', 'bubble');
    const words = make('div', 'text');
    if (draft.text) words.append(compose(draft.text, draft.entities, actions));
    else withText(words, 'Thinking…');
    bubble.append(words);
    item.append(bubble);
    log.append(item);
    draftTimer = setTimeout(endDraft, DRAFT_FOR);
    if (follow) toBottom();
  }

  function endDraft() {
    clearTimeout(draftTimer);
    document.getElementById('draft')?.remove();
  }

  function jump(identifier) {
    const found = node(identifier);
    if (!found) return;
    found.scrollIntoView({ block: 'center', behavior: 'smooth' });
    found.classList.remove('changed');
    requestAnimationFrame(() => found.classList.add('changed'));
  }

  scroller.addEventListener('scroll', () => {
    if (atBottom()) {
      unread = 0;
      descending = false;
    }
    showUnread();
    if (scroller.scrollTop < 200) loadOlder();
  }, { passive: true });
  for (const turn of ['wheel', 'touchmove', 'keydown']) {
    scroller.addEventListener(turn, () => { descending = false; }, { passive: true });
  }
  down.addEventListener('click', () => toBottom(true));

  return {
    arrived, changed, removed, redraw, showDraft, jump,

    /** Another chat is about to be shown. */
    begin() {
      meanwhile = new Map();
    },

    show(found) {
      messages = new Map([...found.messages.map((message) => [message.id, message]), ...meanwhile]);
      for (const [identifier, message] of meanwhile) if (message === null) messages.delete(identifier);
      meanwhile = null;
      older = found.more;
      redraw();
      showDraft(found.draft);
    },

    isEmpty: () => !log.querySelector('.message'),

    /** The newest message of the person who speaks, to be edited. */
    lastOwn: () => [...messages.values()].findLast(
      (message) => message.user === view.speaker && view.shows(message) && message.text && !message.document && !message.via && !message.forwarded,
    ),
  };
}
