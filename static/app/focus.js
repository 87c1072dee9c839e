// Focus and words after a part of the page was swapped.
let navigating; // by the menu, or
let turning; // to another page of a list

page.turnsTo = (from) => {
  turning = from.closest('.pager');
  navigating = turning || from.closest('#menu');
};

on('htmx:afterSettle', (event) => {
  const target = event.detail.target || event.target;
  if (target.id === 'ask' || target.closest('#dialog')) { page.showDialog(); return; }
  if ('polled' in target.dataset) { const now = $(target.id).dataset.announce; if (now) page.announce(now); return; }
  page.putBackOthers();
  const announced = find('[data-announce]');
  if (announced && (target.id === 'list' || turning)) page.announce(announced.dataset.announce);
  if (target.id === 'list' && announced) return;
  const wasOpen = $('dialog')?.open;
  page.closeDialog();
  page.prepare.forEach((act) => act()); // what this says is not said in a dialog that closes
  const invalid = find('#widget [aria-invalid=true]');
  if (invalid) invalid.focus();
  else if (navigating || (!(wasOpen && page.focusOpener()) && (wasOpen || !find(':focus')))) page.focusHeading();
  navigating = false;
});
