// Words that come and go: the short notice after a press, and the alert that wants an OK.

const TOAST_FOR = 3500;
const node = document.getElementById('toast');
let timer = 0;

export function toast(text) {
  node.textContent = text;
  node.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(hide, TOAST_FOR);
}

export function showAlert(text) {
  document.getElementById('alert-text').textContent = text;
  document.getElementById('alert').showModal();
}

function hide() {
  node.hidden = true;
}

node.addEventListener('click', hide);
