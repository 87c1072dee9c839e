// What the other files of this folder share. They become one file, each in a scope of its own, in the order
// of web/Assets: what a file keeps for itself stays there, what others need is a function of `page`.
// Everything works without any of them.
const $ = (id) => document.getElementById(id);
const find = (what, within = document) => within.querySelector(what);
const each = (what, act, within = document) => within.querySelectorAll(what).forEach(act);
const on = (what, act, first) => addEventListener(what, act, first);
const page = {
  // what to do with every part that comes into the page, and with the page itself
  prepare: [],
  // does what is seldom needed
  later: (what, it) => import(document.body.dataset.later).then((module) => module[what](page, it), () => {}),
  // says what failed, where there is room for it
  toast: () => {},
  // says something to who hears the page; what lies beneath an open dialog cannot be heard
  announce: (text) => {
    const it = Object.assign($('announcer') || document.createElement('output'), { id: 'announcer', className: 'unseen', textContent: '' });
    const room = find('dialog[open]') || document.body;
    if (it.parentNode !== room) room.append(it);
    setTimeout(() => { it.textContent = text; }, 50);
  },
  focusHeading: () => {
    const it = find('#widget h1');
    if (!it) return;
    it.tabIndex = -1;
    it.focus({ preventScroll: true });
  },
};
