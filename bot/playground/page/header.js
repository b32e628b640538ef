// The head of the conversation: whose chat it is, what the bot is doing, the topics, and who is speaking.

import { face, languageName } from './chats.js';
import { make, withText } from './text.js';

const byId = (id) => document.getElementById(id);
const TYPING_FOR = 5000;

/** The place in a forum outside of its topics. */
export const GENERAL = null;

/** `state`, `view` and `current()` are the page's; `onTopic()` and `onSpeak()` are called after a change. */
export function header({ state, view, current, onTopic, onSpeak }) {
  let timer = 0;

  function show() {
    const chat = current();
    const isPrivate = chat.kind === 'private';
    byId('title').textContent = isPrivate ? state.bot.name : chat.title;
    document.title = byId('title').textContent;
    byId('face').replaceChildren(isPrivate ? avatar() : face(chat));
    byId('empty-title').textContent = isPrivate ? 'What can this bot do?' : chat.title;
    byId('about').textContent = about(chat);
    topics();
    speakers();
  }

  function about({ kind, language }) {
    if (kind === 'private') return state.about[language?.split('-')[0]] || state.about[''] || 'Press Start and see.';
    return kind === 'channel'
      ? `${state.bot.name} can post here. An administrator says when: in a private chat with it, by /channel and the channel’s @name.`
      : `${state.bot.name} is here. Write a command, such as /help.`;
  }

  function topics() {
    const chat = current();
    byId('topics').hidden = chat.topics.length === 0;
    if (!chat.topics.length) return;
    byId('topics').replaceChildren(...[{ id: GENERAL, name: 'General' }, ...chat.topics].map((topic) => {
      const tab = withText(make('button', state.fresh.has(topic.id) ? 'tab fresh' : 'tab'), topic.name);
      tab.type = 'button';
      tab.role = 'tab';
      tab.dataset.topic = topic.id ?? 'general';
      tab.ariaSelected = String(topic.id === state.thread);
      tab.addEventListener('click', () => choose(topic));
      return tab;
    }));
  }

  function choose(topic) {
    state.thread = topic.id;
    state.fresh.delete(topic.id);
    topics();
    byId('topics').querySelector('[aria-selected="true"]').focus();
    onTopic();
  }

  /** In a group several people can speak: one at a time. */
  function speakers() {
    const { people } = current();
    byId('speaker').hidden = people.length < 2;
    const speaking = people.find(({ id }) => id === view.speaker);
    byId('speaker-face').replaceChildren(face({ id: speaking?.id ?? 0, title: speaking?.name ?? '?' }));
    byId('speak-as').replaceChildren(...people.map(({ id, name, status }) => {
      const option = withText(make('option'), status === 'member' ? name : `${name} · ${status}`);
      option.value = id;
      option.selected = id === view.speaker;
      return option;
    }));
  }

  function status(words, isTyping = false) {
    byId('status').classList.toggle('typing', isTyping);
    byId('status').textContent = words;
  }

  /** What stands there while the bot does nothing. */
  function rest() {
    clearTimeout(timer);
    const chat = current();
    if (!chat) return;
    if (chat.kind === 'channel') status('channel');
    else if (chat.kind !== 'private') status(`${chat.members} members`);
    else if (state.chats.size === 1) status('bot');
    else status([`with ${chat.title}`, languageName(chat.language)].filter(Boolean).join(' · '));
  }

  function typing(action) {
    status(action === 'typing' ? 'is typing' : action.replaceAll('_', ' '), true);
    clearTimeout(timer);
    timer = setTimeout(rest, TYPING_FOR);
  }

  byId('topics').addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const tabs = [...byId('topics').children];
    const at = tabs.indexOf(document.activeElement);
    if (step && at >= 0) tabs[(at + step + tabs.length) % tabs.length].focus();
  });
  byId('speak-as').addEventListener('change', ({ target }) => {
    state.speakers.set(state.chat, Number(target.value));
    onSpeak();
  });

  return { show, topics, status, rest, typing };
}

function avatar() {
  const image = make('img', 'avatar');
  Object.assign(image, { src: '/page/icon.svg', alt: '', width: 42, height: 42 });
  return image;
}
