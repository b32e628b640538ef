// The chat page: shows what the playground tells over its event stream, and tells it what the person does.

import { chatItems } from './chats.js';
import { commandList } from './commands.js';
import { dayMark, dayOf, messageItem } from './message.js';
import { showAlert, toast } from './notices.js';
import { act, listen, read } from './talk.js';

const byId = (id) => document.getElementById(id);
const TYPING_FOR = 5000;
const NEAR_BOTTOM = 80;

const state = { bot: {}, chats: new Map(), chat: null, waiting: new Map(), unread: 0, older: false };
const timers = {};
const log = byId('log');
const scroller = byId('scroller');
const input = byId('input');

// --- what the person does --------------------------------------------------------------------

/** Runs a deed; what goes wrong is shown, not lost. */
async function attempt(deed, fields) {
  try {
    return await act(deed, fields);
  } catch (problem) {
    toast(problem.message);
    return null;
  }
}

const say = (text) => attempt('say', { chat_id: state.chat, text });

async function press(message, button, node) {
  node.classList.add('waiting');
  node.ariaBusy = 'true';
  const found = await attempt('press', { chat_id: message.chat, message_id: message.id, button: button.callback_data });
  if (!found) { stopWaiting(node); return; }
  state.waiting.set(found.query_id, { message: message.id, data: button.callback_data });
  // Telegram's apps give up as well, when the bot does not answer.
  setTimeout(() => answered({ query: found.query_id }), 15000);
}

function answered({ query, text, alert, url }) {
  const waiting = state.waiting.get(query);
  state.waiting.delete(query);
  if (waiting) {
    byId(`message-${waiting.message}`)?.querySelectorAll('.key.waiting').forEach(stopWaiting);
  }
  if (url) window.open(url, '_blank', 'noopener');
  if (text && alert) showAlert(text);
  else if (text) toast(text);
}

function stopWaiting(node) {
  node.classList.remove('waiting');
  node.ariaBusy = null;
}

// --- the conversation -----------------------------------------------------------------------

const current = () => state.chats.get(state.chat);
const actions = { command: say, press };
const draw = (message) => messageItem(message, { inGroup: current()?.kind !== 'private', actions });
const atBottom = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM;

function toBottom(smooth = false) {
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
  state.unread = 0;
  showUnread();
}

function showUnread() {
  byId('down').hidden = atBottom();
  byId('unread').hidden = state.unread === 0;
  byId('unread').textContent = state.unread;
}

function append(message) {
  if (log.lastElementChild?.dataset.day !== dayOf(message.date)) log.append(dayMark(message.date));
  log.append(draw(message));
}

function arrived(message) {
  remember(message.chat, message);
  if (message.chat !== state.chat) return;
  const follow = atBottom() || message.mine;
  if (byId(`message-${message.id}`)) { changed(message); return; }
  append(message);
  log.lastElementChild.classList.add('new');
  if (!message.mine) { endTyping(); state.unread += follow ? 0 : 1; }
  showFooter();
  if (follow) toBottom(true); else showUnread();
}

function changed(message) {
  const old = message.chat === state.chat && byId(`message-${message.id}`);
  if (!old) return;
  const follow = atBottom();
  const focused = [...old.querySelectorAll('.key')].indexOf(document.activeElement);
  const fresh = draw(message);
  fresh.classList.add('changed');
  old.replaceWith(fresh);
  // Whoever pages with the keyboard stays on the button.
  if (focused >= 0) [...fresh.querySelectorAll('.key')].at(focused)?.focus({ preventScroll: true });
  for (const waiting of state.waiting.values()) {
    if (waiting.message !== message.id) continue;
    const index = message.keyboard.flat().findIndex((button) => button.callback_data === waiting.data);
    [...fresh.querySelectorAll('.key')][index]?.classList.add('waiting');
  }
  if (follow) toBottom();
}

function removed(chat, identifier) {
  if (chat !== state.chat) return;
  byId(`message-${identifier}`)?.remove();
  log.querySelectorAll('.pill').forEach((mark) => {
    if (!mark.id && (!mark.nextElementSibling || mark.nextElementSibling.dataset.day !== mark.dataset.day)) mark.remove();
  });
  showFooter();
}

async function openChat(id) {
  state.chat = id;
  const found = await read(`/playground/chats/${id}`);
  if (state.chat !== id) return;
  log.replaceChildren();
  found.messages.forEach(append);
  state.older = found.more;
  suggestions.use(found.commands);
  byId('title').textContent = current().kind === 'private' ? state.bot.name : current().title;
  document.title = byId('title').textContent;
  endTyping();
  showFooter();
  showChats();
  byId('app').classList.remove('choosing');
  toBottom();
}

async function loadOlder() {
  if (!state.older) return;
  state.older = false;
  const first = log.querySelector('.message, .pill[id]');
  const found = await read(`/playground/chats/${state.chat}?before=${first.id.replace('message-', '')}`);
  const height = scroller.scrollHeight;
  const newer = [...log.children];
  if (newer[0] && found.messages.at(-1) && newer[0].dataset.day === dayOf(found.messages.at(-1).date)) newer.shift();
  log.replaceChildren();
  found.messages.forEach(append);
  log.append(...newer);
  state.older = found.more;
  scroller.scrollTop += scroller.scrollHeight - height;
}

// --- around it ------------------------------------------------------------------------------

/** Start, restart, or an input: what the person can do in this chat. */
function showFooter() {
  const chat = current();
  const fresh = !log.querySelector('.message');
  const start = chat.kind === 'private' && (fresh || chat.blocked);
  byId('empty').hidden = !fresh;
  byId('start').hidden = !start || chat.closed;
  byId('start').textContent = chat.blocked ? 'Restart' : 'Start';
  byId('form').hidden = start || chat.closed;
  byId('closed').hidden = !chat.closed;
  byId('more').hidden = chat.kind !== 'private' || chat.blocked;
}

function showStatus(words, typing = false) {
  byId('status').classList.toggle('typing', typing);
  byId('status').textContent = words;
}

function endTyping() {
  clearTimeout(timers.typing);
  const chat = current();
  if (chat) showStatus(chat.kind === 'private' ? 'bot' : `${chat.members} members`);
}

function typing({ chat, action }) {
  if (chat !== state.chat) return;
  showStatus(action === 'typing' ? 'is typing' : action.replaceAll('_', ' '), true);
  clearTimeout(timers.typing);
  timers.typing = setTimeout(endTyping, TYPING_FOR);
}

function showAbout(words) {
  byId('about').textContent = words || 'Press Start and see.';
}

function remember(id, message) {
  const chat = state.chats.get(id);
  if (!chat) return;
  chat.last = message;
  showChats();
}

function showChats() {
  const many = state.chats.size > 1;
  byId('chats').hidden = !many;
  byId('back').hidden = !many;
  byId('chat-list').replaceChildren(...chatItems(state.chats.values(), state.chat, openChat));
}

async function load() {
  const found = await read('/playground/state');
  state.bot = found.bot;
  state.chats = new Map(found.chats.map((chat) => [chat.id, chat]));
  showAbout(found.about);
  const chat = state.chats.has(state.chat) ? state.chat : found.chats[0]?.id;
  if (chat === undefined) showStatus('nobody is here yet');
  else await openChat(chat);
  return found.event;
}

/** A starting bot sets its commands several times in a row; one look at the end is enough. */
function refreshCommands() {
  clearTimeout(timers.commands);
  timers.commands = setTimeout(async () => {
    if (state.chat !== null) suggestions.use((await read(`/playground/chats/${state.chat}`)).commands);
    showAbout((await read('/playground/state')).about);
  }, 150);
}

const handlers = {
  message: (message) => (message.gone ? null : arrived(message)),
  edit: (message) => (message.gone ? null : changed(message)),
  delete: ({ chat, gone }) => removed(chat, gone),
  answer: answered,
  action: typing,
  commands: refreshCommands,
  chat: (chat) => {
    state.chats.set(chat.id, chat);
    if (state.chat === null) openChat(chat.id);
    else { showChats(); if (chat.id === state.chat) showFooter(); }
  },
  reload: () => follow(),
};

/** Loads everything and follows from there; again when the stream cannot bridge a gap. */
async function follow() {
  state.stream?.close();
  clearTimeout(timers.follow);
  try {
    state.stream = listen(await load(), handlers, (holds) => { byId('banner').hidden = holds; });
  } catch {
    byId('banner').hidden = false;
    timers.follow = setTimeout(follow, 1000);
  }
}

// --- wiring ---------------------------------------------------------------------------------

const suggestions = commandList({ list: byId('commands'), input, menu: byId('menu'), onPick: send });

async function send(text) {
  input.value = '';
  typed();
  await say(text);
}

/** The input grows with its words, up to a limit that the style sheet sets. */
function typed() {
  byId('send').disabled = input.value.trim() === '';
  input.style.height = 'auto';
  input.style.height = `${input.scrollHeight}px`;
  suggestions.suggest();
}

function showMore(isOpen) {
  byId('more-menu').hidden = !isOpen;
  byId('more').ariaExpanded = String(isOpen);
  if (isOpen) byId('block').focus();
}

input.addEventListener('input', typed);
input.addEventListener('keydown', (event) => {
  if (suggestions.key(event) || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId('form').requestSubmit();
});
input.addEventListener('blur', () => suggestions.close());
byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  if (input.value.trim()) send(input.value);
});
byId('start').addEventListener('click', async () => { await say('/start'); input.focus(); });
byId('more').addEventListener('click', () => showMore(byId('more-menu').hidden));
byId('block').addEventListener('click', () => { showMore(false); attempt('block', { chat_id: state.chat }); });
byId('more-menu').addEventListener('focusout', ({ relatedTarget }) => { if (relatedTarget !== byId('more')) showMore(false); });
byId('more-menu').addEventListener('keydown', ({ key }) => { if (key === 'Escape') { showMore(false); byId('more').focus(); } });
byId('back').addEventListener('click', () => byId('app').classList.add('choosing'));
byId('down').addEventListener('click', () => toBottom(true));
scroller.addEventListener('scroll', () => {
  if (atBottom()) state.unread = 0;
  showUnread();
  if (scroller.scrollTop < 200) loadOlder();
}, { passive: true });

follow();
