// The chat page: shows what the playground tells over its event stream, and tells it what the person does.

import { messageActions } from './actions.js';
import { chatItems } from './chats.js';
import { clockChip } from './clock.js';
import { composer } from './composer.js';
import { conversation } from './conversation.js';
import { GENERAL, header } from './header.js';
import { showAlert, toast } from './notices.js';
import { act, listen, read } from './talk.js';

const byId = (id) => document.getElementById(id);
const ANSWER_WITHIN = 15000;
const EARLY = 9;

const state = {
  bot: {}, about: {}, chats: new Map(), chat: null, thread: GENERAL, waiting: new Map(),
  speakers: new Map(), unread: new Map(), fresh: new Set(), early: new Map(),
};
const timers = {};
const current = () => state.chats.get(state.chat);
const inThread = (message) => !current()?.topics.length || (message.thread ?? GENERAL) === state.thread;

/** Whose eyes see the conversation. */
const view = {
  get chat() { return state.chat; },
  get speaker() { return state.speakers.get(state.chat) ?? current()?.people[0]?.id ?? null; },
  get inGroup() { return current()?.kind !== 'private'; },
  shows: inThread,
};
const where = () => ({ chat_id: state.chat, user: view.speaker, thread: state.thread });

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

const say = (text, replyTo) => attempt('say', { ...where(), text, reply_to: replyTo });

async function press(message, button, node) {
  node.classList.add('waiting');
  node.ariaBusy = 'true';
  const fields = { chat_id: message.chat, message_id: message.id, button: button.callback_data, user: view.speaker };
  const found = await attempt('press', fields);
  if (!found) { stopWaiting(node); return; }
  state.waiting.set(found.query_id, { message: message.id, data: button.callback_data });
  const early = state.early.get(found.query_id);
  if (early) { answered(early); return; }
  // Telegram's apps give up as well, when the bot does not answer.
  setTimeout(() => { if (state.waiting.has(found.query_id)) answered({ query: found.query_id }); }, ANSWER_WITHIN);
}

function answered(answer) {
  const { query, text, alert, url } = answer;
  const waiting = state.waiting.get(query);
  // A quick bot's answer may come before the playground has told which query it is; others are not ours.
  if (!waiting) { state.early = new Map([[query, answer], ...[...state.early].slice(0, EARLY)]); return; }
  state.waiting.delete(query);
  byId(`message-${waiting.message}`)?.querySelectorAll('.key.waiting').forEach(stopWaiting);
  if (url && !follows(url)) window.open(url, '_blank', 'noopener');
  if (text && alert) showAlert(text);
  else if (text) toast(text);
}

function stopWaiting(node) {
  node.classList.remove('waiting');
  node.ariaBusy = null;
}

/** Opens a link to the bot as the apps do: Start in the person's own chat with it. Returns whether it was one. */
function follows(url) {
  const link = url.match(/^https?:\/\/t\.me\/(\w+)\/?(?:\?start=([\w-]*))?$/i) ?? url.match(/^tg:\/\/resolve\?domain=(\w+)(?:&start=([\w-]*))?$/i);
  if (link?.[1].toLowerCase() !== state.bot.username.toLowerCase()) return false;
  openLink(link[2] ?? '');
  return true;
}

async function openLink(payload) {
  const speaker = view.speaker;
  if (state.chat !== speaker && state.chats.has(speaker)) await openChat(speaker);
  await attempt('link', { user: speaker, payload });
}

async function askInline(text, offset) {
  const kind = current().kind === 'private' ? 'sender' : current().kind;
  return attempt('inline', { user: view.speaker, text, offset, chat_type: kind });
}
askInline.isFor = (name) => state.bot.inline && name.toLowerCase() === state.bot.username.toLowerCase();

const deeds = {
  say,
  edit: (message, text) => attempt('edit', { chat_id: message.chat, message_id: message.id, text, user: view.speaker }),
  file: (name, content, caption, replyTo) => attempt('document', { ...where(), name, content, caption, reply_to: replyTo }),
  place: (latitude, longitude) => attempt('location', { ...where(), latitude, longitude }),
  inline: askInline,
  choose: (query, result) => attempt('choose', { query_id: query, result_id: result, chat_id: state.chat, thread: state.thread }),
  open: openLink,
  lastOwn: () => talk.lastOwn(),
  react: (message, emoji) => attempt('react', { chat_id: message.chat, message_id: message.id, emoji, user: view.speaker }),
  mean: (kind, message) => writing.mean(kind, message),
  chats: () => [...state.chats.values()].filter((chat) => !chat.closed),
  async forward(message, chat) {
    const speaker = chat.people.find(({ id }) => id === view.speaker)?.id;
    const found = await attempt('forward', { chat_id: message.chat, message_id: message.id, to_chat: chat.id, user: speaker });
    if (found && chat.id !== state.chat) await openChat(chat.id);
  },
};

const writing = composer(deeds, toast);
const menu = messageActions({ menu: byId('message-menu'), dialog: byId('forward'), log: byId('log'), scroller: byId('scroller'), view, deeds });
const talk = conversation({
  log: byId('log'), scroller: byId('scroller'), down: byId('down'), badge: byId('unread'), view, waiting: state.waiting,
  onChange: showFooter,
  actions: {
    command: (words) => say(words), open: follows, press, react: deeds.react, menu: menu.open, jump: (id) => talk.jump(id),
    switchInline: (words) => writing.write(`@${state.bot.username} ${words}`),
  },
});
const head = header({
  state, view, current,
  onTopic: () => talk.redraw(),
  onSpeak: () => openChat(state.chat),
});
const clock = clockChip(toast, () => { talk.redraw(); showChats(); });

// --- the open chat --------------------------------------------------------------------------

async function openChat(id) {
  if (id !== state.chat) { state.thread = GENERAL; writing.clear(); }
  state.chat = id;
  state.fresh.clear();
  talk.begin();
  const [found] = await Promise.all([read(`/playground/chats/${id}?user=${view.speaker ?? ''}`), clock.use(id)]);
  if (state.chat !== id) return;
  state.unread.delete(id);
  head.show();
  talk.show(found);
  writing.useCommands(found.commands);
  head.rest();
  showChats();
  byId('app').classList.remove('choosing');
}

/** Start, restart, or an input: what the person can do in this chat. */
function showFooter() {
  const chat = current();
  if (!chat) return;
  const fresh = talk.isEmpty();
  const start = chat.kind === 'private' && (fresh || chat.blocked);
  byId('empty').hidden = !fresh;
  byId('start').hidden = !start || chat.closed;
  byId('start').textContent = chat.blocked ? 'Restart' : 'Start';
  byId('form').hidden = start || chat.closed;
  byId('closed').hidden = !chat.closed;
  byId('more').hidden = chat.kind !== 'private' || chat.blocked;
}

// --- all chats, and what happens in them ------------------------------------------------------

function showChats() {
  const many = state.chats.size > 1;
  byId('chats').hidden = !many;
  byId('back').hidden = !many;
  const focused = document.activeElement?.dataset.chat;
  byId('chat-list').replaceChildren(...chatItems(state.chats.values(), state.chat, state.unread, openChat));
  // Whoever walks the list with the keyboard stays where they are.
  if (focused) byId('chat-list').querySelector(`[data-chat="${focused}"]`)?.focus();
  const elsewhere = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
  byId('elsewhere').hidden = elsewhere === 0;
  byId('elsewhere').textContent = elsewhere;
}

function arrived(message) {
  const chat = state.chats.get(message.chat);
  if (chat) chat.last = message;
  const own = chat?.people.some(({ id }) => id === message.user);
  if (message.chat !== state.chat) {
    if (!own) state.unread.set(message.chat, (state.unread.get(message.chat) ?? 0) + 1);
  } else {
    if (!own) { head.rest(); clock.refresh(); }
    talk.arrived(message);
    if (!inThread(message)) { state.fresh.add(message.thread ?? GENERAL); head.topics(); }
  }
  showChats();
}

function changed(message) {
  const chat = state.chats.get(message.chat);
  if (chat?.last?.id === message.id) { chat.last = message; showChats(); }
  if (message.chat === state.chat) { talk.changed(message); clock.refresh(); }
}

/** A starting bot sets its commands several times in a row; one look at the end is enough. */
function refreshCommands() {
  clearTimeout(timers.commands);
  timers.commands = setTimeout(async () => {
    const chat = state.chat;
    state.about = (await read('/playground/state')).about;
    if (chat === null) return;
    const found = await read(`/playground/chats/${chat}?user=${view.speaker ?? ''}`);
    if (chat !== state.chat) return;
    writing.useCommands(found.commands);
    head.show();
  }, 150);
}

const handlers = {
  message: (message) => (message.gone ? null : arrived(message)),
  edit: (message) => (message.gone ? null : changed(message)),
  reaction: (message) => (message.gone ? null : changed(message)),
  delete: ({ chat, gone }) => { if (chat === state.chat) talk.removed(gone); },
  draft: (draft) => { if (draft?.chat === state.chat) talk.showDraft(draft); },
  answer: answered,
  action: ({ chat, action }) => { if (chat === state.chat) head.typing(action); },
  commands: refreshCommands,
  clock: () => clock.look().then(showChats),
  chat: (chat) => {
    state.chats.set(chat.id, chat);
    if (state.chat === null) { openChat(chat.id); return; }
    showChats();
    if (chat.id === state.chat) { head.show(); showFooter(); }
  },
  reload: () => follow(),
};

async function load() {
  const found = await read('/playground/state');
  state.bot = found.bot;
  state.about = found.about;
  state.chats = new Map(found.chats.map((chat) => [chat.id, chat]));
  const chat = state.chats.has(state.chat) ? state.chat : found.chats[0]?.id;
  if (chat === undefined) head.status('nobody is here yet');
  else await openChat(chat);
  return found.event;
}

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

function showMore(isOpen) {
  byId('more-menu').hidden = !isOpen;
  byId('more').ariaExpanded = String(isOpen);
  if (isOpen) byId('block').focus();
}

byId('start').addEventListener('click', async () => { await say('/start'); writing.focus(); });
byId('more').addEventListener('click', () => showMore(byId('more-menu').hidden));
byId('block').addEventListener('click', () => { showMore(false); attempt('block', { chat_id: state.chat }); });
byId('more-menu').addEventListener('focusout', ({ relatedTarget }) => { if (relatedTarget !== byId('more')) showMore(false); });
byId('more-menu').addEventListener('keydown', ({ key }) => { if (key === 'Escape') { showMore(false); byId('more').focus(); } });
byId('back').addEventListener('click', () => byId('app').classList.add('choosing'));
byId('scrim').addEventListener('click', () => byId('app').classList.remove('choosing'));
byId('chats').addEventListener('keydown', ({ key }) => { if (key === 'Escape') byId('app').classList.remove('choosing'); });

follow();
