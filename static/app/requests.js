// Requests by htmx: what was asked for last is what is shown; a change is waited for, whatever is pressed
// meanwhile; what failed is said.
let reading = null; // the request that fetches something
let changing = null; // the one that changes something
let next = null; // what was pressed meanwhile

page.changing = () => !!changing;

// an address names only what was chosen
on('htmx:configRequest', ({ detail: { verb, formData } }) => { if (verb === 'get') [...formData].forEach(([name, value]) => { if (value === '') formData.delete(name); }); });

on('htmx:beforeRequest', (event) => {
  const { elt: from, xhr, target, requestConfig } = event.detail;
  if ('polled' in from.dataset) return; // it takes nothing from what people do meanwhile
  if (changing && changing.readyState < 4) {
    event.preventDefault();
    next = () => {
      const it = from.isConnected ? from : [...document.querySelectorAll('#menu a')].find((a) => a.pathname === requestConfig.path);
      if (it?.requestSubmit) it.requestSubmit(); else it?.click();
    };
    return;
  }
  reading?.abort();
  reading = changing = null;
  if (requestConfig.verb === 'get') reading = xhr; else { changing = xhr; page.keepOthers(from); }
  document.body.classList.add('busy');
  page.turnsTo(from);
  if (target?.id === 'dialog') page.openedBy(from);
  page.closeMenus(null);
  $('sections')?.hidePopover?.(); // on a narrow screen it would hide what is said of a failure
});

// what is shown no more needs no news, and an answer to it would look for its page in vain
on('htmx:beforeCleanupElement', ({ target: elt }) => { if (elt.dataset?.polled === '') htmx.trigger(elt, 'htmx:abort'); });

on('htmx:afterRequest', ({ detail: { elt, xhr } }) => {
  if ('polled' in elt.dataset) return;
  document.body.classList.remove('busy');
  page.releaseAll();
  if (xhr === reading) reading = null;
  if (xhr !== changing) return;
  changing = null;
  setTimeout(() => {
    page.dropLeft();
    const go = next;
    next = null;
    go?.();
  }, 50); // when it is shown
});

// pages of ours say what went wrong even when the server failed; a proxy's page is not shown, whatever its
// status. What was typed stays where it is.
on('htmx:beforeSwap', ({ detail: it }) => {
  const { xhr } = it;
  const stays = xhr.getResponseHeader('HX-Reswap') === 'none';
  if (!xhr.getResponseHeader('X-Request-Id')) it.isError = !(it.shouldSwap = false);
  else if (stays || xhr.status > 499) {
    it.isError = false;
    if (!(it.shouldSwap = !stays && xhr !== changing)) page.toast(new DOMParser().parseFromString(xhr.responseText, 'text/html').querySelector('#widget p').textContent);
  }
});

on('htmx:sendError', (event) => page.toast('You seem to be offline, or the server cannot be reached.' + (event.detail.requestConfig.verb === 'get' ? '' : ' Look whether your change was made before you try again.'), true));
on('htmx:timeout', () => page.toast('The server takes too long to answer. Look whether your change was made before you try again.'));
on('htmx:responseError', () => page.toast('The server did not answer properly. Try again in a minute.'));
