// The dialog: opened by what htmx puts into it, closed without losing an answer that is to come.
let opener = null; // id of what opened it, to come back to
let left = null; // what it asked, closed while the answer was to come

const beside = (it, { clientX, clientY }) => {
  const box = it.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
};

page.closeDialog = () => { const it = $('dialog'); if (it?.open) { it.close(); if (!page.changing()) it.replaceChildren(); } };
page.openedBy = (from) => {
  const menu = from.closest('details.menu');
  opener = menu ? find('summary', menu).id : from.id;
};
page.focusOpener = () => { const it = opener && $(opener); if (it) it.focus(); return !!it; };
page.dropLeft = () => { left?.remove(); left = null; };
page.showDialog = () => {
  const dialog = $('dialog');
  if (!dialog.open && dialog.childElementCount) dialog.showModal();
  each('.toast', (it) => it.remove(), dialog);
  const ask = $('ask');
  const first = find('[aria-invalid=true]', ask) || $('checked') || find('input:not([type=hidden], [type=checkbox]), textarea, select', ask) || $('ask-title');
  first?.focus();
};

on('click', (event) => {
  const close = event.target.closest('[data-close]');
  if (close?.closest('dialog')) { event.preventDefault(); page.closeDialog(); }
  // a slip beside it does not take along what was typed
  if (event.target === $('dialog') && beside(event.target, event) && !page.typed(event.target)) page.closeDialog();
});

on('close', (event) => {
  if (event.target.id !== 'dialog') return;
  // an answer is to come that may have to be shown in it
  if (page.changing()) left = $('ask');
  else event.target.replaceChildren();
  page.focusOpener();
}, true);
