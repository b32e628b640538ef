// Text and entities as DOM nodes. Offsets are UTF-16 units, which is what JavaScript strings count in.
// Words only ever become text nodes: nothing a bot or a person writes is read as HTML.

const PLAIN = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', hashtag: 'span', mention: 'span',
  text_mention: 'span', custom_emoji: 'span', cashtag: 'span', phone_number: 'span', date_time: 'span',
};
const COLOURED = new Set(['hashtag', 'mention', 'text_mention', 'cashtag', 'phone_number']);
const BLOCKS = new Set(['blockquote', 'expandable_blockquote', 'pre']);
const SAFE_LINK = /^(https?|tg|mailto):/i;

/**
 * A fragment that shows `text`. `actions.command(words)` is called with a command that was clicked,
 * `actions.open(url)` with a link: it returns whether the page itself follows it.
 */
export function compose(text, entities, actions) {
  const root = document.createDocumentFragment();
  const open = [{ into: root, end: text.length }];
  let at = 0;

  const write = (until) => {
    if (until > at) open.at(-1).into.append(text.slice(at, until));
    at = Math.max(at, until);
  };
  const closeUntil = (offset) => {
    while (open.length > 1 && open.at(-1).end <= offset) {
      write(open.at(-1).end);
      const { block } = open.pop();
      // The line end after a block is its own already.
      if (block && text[at] === '\n') at += 1;
    }
  };

  for (const entity of entities) {
    closeUntil(entity.offset);
    write(entity.offset);
    const words = text.slice(entity.offset, entity.offset + entity.length);
    const { node, into = node } = element(entity, words, actions);
    open.at(-1).into.append(node);
    open.push({ into, end: entity.offset + entity.length, block: BLOCKS.has(entity.type) });
  }
  closeUntil(text.length);
  write(text.length);
  return root;
}

function element(entity, words, actions) {
  switch (entity.type) {
    case 'text_link': return { node: link(entity.url, words, actions) };
    case 'url': return { node: link(/^[a-z]+:/i.test(words) ? words : `http://${words}`, words, actions) };
    case 'email': return { node: link(`mailto:${words}`, words, actions) };
    case 'bot_command': return { node: command(words, actions) };
    case 'spoiler': return { node: spoiler() };
    case 'blockquote': return { node: make('blockquote') };
    case 'expandable_blockquote': return expandable();
    case 'pre': return codeBlock(entity.language);
    default: {
      const node = make(PLAIN[entity.type] ?? 'span');
      if (COLOURED.has(entity.type)) node.className = 'coloured';
      return { node };
    }
  }
}

function link(url, words, actions) {
  if (!SAFE_LINK.test(url)) return make('span');
  const node = guided(make('a'), url, actions);
  if (url !== words) node.title = url;
  return node;
}

/** Leads `node` to a new tab, or to where the page itself knows the way. */
export function guided(node, url, actions) {
  if (SAFE_LINK.test(url)) node.href = url;
  node.target = '_blank';
  node.rel = 'noopener noreferrer';
  node.addEventListener('click', (event) => { if (actions.open(url)) event.preventDefault(); });
  return node;
}

function command(words, actions) {
  const node = make('button', 'command');
  node.type = 'button';
  node.addEventListener('click', () => actions.command(words));
  return node;
}

function spoiler() {
  const node = make('span', 'spoiler');
  node.tabIndex = 0;
  node.role = 'button';
  node.ariaLabel = 'Hidden text, press to show';
  const reveal = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    node.classList.add('shown');
    node.removeAttribute('role');
    node.removeAttribute('aria-label');
  };
  node.addEventListener('click', reveal, { once: true });
  node.addEventListener('keydown', reveal);
  return node;
}

function expandable() {
  const node = make('blockquote', 'expandable');
  const into = make('div', 'folded');
  const toggle = make('button', 'unfold');
  toggle.type = 'button';
  const say = (isOpen) => {
    node.classList.toggle('open', isOpen);
    toggle.ariaExpanded = String(isOpen);
    toggle.ariaLabel = isOpen ? 'Show less of the quotation' : 'Show the whole quotation';
  };
  say(false);
  toggle.addEventListener('click', () => say(!node.classList.contains('open')));
  node.append(into, toggle);
  return { node, into };
}

function codeBlock(language) {
  const node = make('pre');
  const into = make('code');
  if (language) node.dataset.language = language;
  node.append(into);
  return { node, into };
}

export function make(name, className = '') {
  const node = document.createElement(name);
  if (className) node.className = className;
  return node;
}

export function withText(node, text) {
  node.textContent = text;
  return node;
}

export function icon(path, className = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  if (className) svg.setAttribute('class', className);
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** A message in one line, as lists and replies show it. */
export function brief(message) {
  if (message.location) return 'Location';
  const words = message.text.replaceAll('\n', ' ').slice(0, 120);
  return words || message.service || message.document?.file_name || '';
}

/** One of six colours, the same for a name wherever it stands. */
export const hue = (name) => [...name].reduce((sum, letter) => (sum * 4 + letter.codePointAt(0)) % 9973, 10) % 6;

/** The heart that Telegram names is a letter; it is meant as a picture. */
export const pictured = (emoji) => (emoji === '❤' ? '❤\uFE0F' : emoji);
