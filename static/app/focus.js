// Focus and words after a part of the page was swapped.
let navigating = false;
let turning = false; // a page of a list

page.turnsTo = (from) => {
  navigating = !!from.closest('#menu, .pager');
  turning = !!from.closest('.pager');
};

on('htmx:afterSettle', (event) => {
  const target = event.detail.target || event.target;
  const dialog = $('dialog');
  if (target.id === 'dialog' || target.id === 'ask' || target.closest('#dialog')) { page.showDialog(); return; }
  if ('polled' in target.dataset) { const now = $(target.id).dataset.announce; if (now) page.announce(now); return; }
  page.putBackOthers();
  page.prepare.forEach((act) => act());
  const announced = find('[data-announce]');
  if (announced && (target.id === 'list' || turning)) page.announce(announced.dataset.announce);
  if (target.id === 'list' && announced) return;
  const wasOpen = dialog?.open;
  page.closeDialog();
  const invalid = find('#widget [aria-invalid=true]');
  if (invalid) invalid.focus();
  else if (navigating) page.focusHeading();
  else if (!(wasOpen && page.focusOpener()) && (document.activeElement === document.body || wasOpen)) page.focusHeading();
  navigating = false;
});
