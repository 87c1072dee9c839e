// What the browser does beyond htmx and plain forms: dialogs, focus after a swap, words for what went
// wrong, buttons that wait for something to save. Everything works without this file.
(() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  const find = (what, within = document) => within.querySelector(what);
  const each = (what, act, within = document) => within.querySelectorAll(what).forEach(act);
  const on = (what, act, first) => addEventListener(what, act, first);
  let opener = null; // id of what opened the dialog, to come back to
  let navigating = false;
  let turning = false; // a page of a list
  let reading = null; // the request that fetches something
  let changing = null; // the one that changes something
  let next = null; // what was pressed meanwhile
  let left = null; // a dialog closed meanwhile

  const announce = (text) => { const it = $('announcer'); if (it) { it.textContent = ''; setTimeout(() => { it.textContent = text; }, 50); } };

  const toast = (message, lost) => {
    const box = $('toasts');
    if (!box) return;
    const it = document.createElement('div');
    it.className = 'toast failed';
    it.setAttribute('role', 'alert');
    it.innerHTML = '<span class="icon icon-circle-alert" aria-hidden="true"></span><p></p><button type="button" class="toast-close" data-dismiss aria-label="Dismiss"><span class="icon icon-x" aria-hidden="true"></span></button>';
    find('p', it).textContent = message;
    if (lost) it.dataset.lost = '';
    box.replaceChildren(it);
  };

  // good news leaves by itself, unless somebody is reading it; bad news waits to be dismissed
  const expire = () => document.querySelectorAll('.toast.done:not([data-timed])').forEach((it) => {
    it.dataset.timed = '';
    const leave = () => { if (it.matches(':hover, :focus-within')) setTimeout(leave, 2000); else it.remove(); };
    setTimeout(leave, 7000);
    announce(find('p', it).textContent);
  });

  const closeMenus = (except) => each('details.menu[open]', (it) => { if (it !== except) it.open = false; });

  const beside = (it, { clientX, clientY }) => {
    const box = it.getBoundingClientRect();
    return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
  };

  const closeDialog = () => { const it = $('dialog'); if (it && it.open) { it.close(); if (!changing) it.replaceChildren(); } };

  // a form marked data-dirty can be sent once it differs from what is saved
  const refresh = (form) => {
    const fields = [...form.querySelectorAll('[name]:not([type=hidden])')];
    const now = (it) => it.type === 'radio' || it.type === 'checkbox' ? String(it.checked) : it.value.trim();
    const dirty = fields.some((it) => now(it) !== (it.dataset.saved ?? '\0'));
    const filled = fields.every((it) => !it.required || it.value.trim() !== '');
    each('button[type=submit]', (it) => { it.disabled = !(dirty && filled); }, form);
    each('[data-when-dirty]', (it) => { it.hidden = !dirty; }, form);
  };

  // password managers hear which passkeys are still good and what their owner is called (WebAuthn §5.1.10):
  // once from each list, for it is complete when it comes, and they delete what is missing from it
  const signal = (it) => {
    const { rp: rpId, owner: userId, name, displayName, accepted, unknown } = it.dataset;
    const tell = (what, options) => { const to = window.PublicKeyCredential; if (to && to[what]) to[what]({ rpId, ...options }).catch(() => {}); };
    it.removeAttribute('data-signal');
    if (unknown) tell('signalUnknownCredential', { credentialId: unknown });
    if (accepted !== undefined) tell('signalAllAcceptedCredentials', { userId, allAcceptedCredentialIds: accepted.split(' ').filter(Boolean) });
    if (userId) tell('signalCurrentUserDetails', { userId, name, displayName });
  };

  const prepare = () => {
    each('[data-signal]', signal);
    each('form[data-dirty]', refresh);
    const current = find('#menu [aria-current]');
    if (current && current.parentElement.scrollIntoView && matchMedia('(max-width: 760px)').matches) {
      const list = current.closest('nav');
      list.scrollLeft = current.offsetLeft - list.clientWidth / 2 + current.clientWidth / 2;
    }
    expire();
  };

  const focusHeading = () => {
    const it = find('#widget h1');
    if (!it) return;
    it.tabIndex = -1;
    it.focus({ preventScroll: true });
  };

  on('input', (event) => { const form = event.target.closest('form[data-dirty]'); if (form) refresh(form); });

  on('click', (event) => {
    const dismiss = event.target.closest('[data-dismiss]');
    if (dismiss) dismiss.closest('.toast').remove();
    const close = event.target.closest('[data-close]');
    if (close && close.closest('dialog')) { event.preventDefault(); closeDialog(); }
    if (event.target === $('dialog') && beside(event.target, event)) closeDialog();
    closeMenus(event.target.closest('details.menu'));
  });

  // a form may need a module first, such as passkeys.js; most visits never do
  on('submit', (event) => {
    const form = event.target;
    const { module } = form.dataset;
    if (!module) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    import(module).then(() => { delete form.dataset.module; form.requestSubmit(); }, () => toast('The server did not answer properly. Try again in a minute.'));
  }, true);

  on('keydown', (event) => {
    const menu = find('details.menu[open]');
    if (!menu) return;
    if (event.key === 'Escape') { menu.open = false; find('summary', menu).focus(); }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const items = [...menu.querySelectorAll('.menu-items a, .menu-items button')];
      const at = items.indexOf(document.activeElement);
      const next = items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1) + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % items.length];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });

  on('focusout', (event) => {
    const menu = event.target.closest('details.menu[open]');
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  // what was asked for last is what is shown; a change is waited for, whatever is pressed meanwhile
  on('htmx:beforeRequest', (event) => {
    const { elt: from, xhr, requestConfig } = event.detail;
    if (changing && changing.readyState < 4) {
      event.preventDefault();
      next = () => {
        const it = from.isConnected ? from : [...document.querySelectorAll('#menu a')].find((a) => a.pathname === requestConfig.path);
        if (it) { if (it.requestSubmit) it.requestSubmit(); else it.click(); }
      };
      return;
    }
    if (reading) reading.abort();
    reading = changing = null;
    if (requestConfig.verb === 'get') reading = xhr; else changing = xhr;
    document.body.classList.add('busy');
    navigating = !!from.closest('#menu, .pager');
    turning = !!from.closest('.pager');
    if (event.detail.target && event.detail.target.id === 'dialog') {
      const menu = from.closest('details.menu');
      opener = menu ? find('summary', menu).id : from.id;
    }
    closeMenus(null);
  });

  on('htmx:afterRequest', ({ detail: { xhr } }) => {
    document.body.classList.remove('busy');
    if (xhr === reading) reading = null;
    if (xhr !== changing) return;
    changing = null;
    setTimeout(() => {
      if (left) left.remove();
      left = null;
      const go = next;
      next = null;
      if (go) go();
    }, 50); // when it is shown
  });

  // pages of ours say what went wrong even when the server failed; a proxy's page is not shown. What
  // was typed stays where it is.
  on('htmx:beforeSwap', (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 500 || !xhr.getResponseHeader('X-Request-Id')) return;
    event.detail.isError = false;
    if (xhr !== changing) event.detail.shouldSwap = true;
    else toast(new DOMParser().parseFromString(xhr.responseText, 'text/html').querySelector('#widget p').textContent);
  });

  on('htmx:afterSettle', (event) => {
    const target = event.detail.target || event.target;
    const dialog = $('dialog');
    if (target.id === 'dialog' || target.id === 'ask' || target.closest('#dialog')) {
      if (!dialog.open && dialog.childElementCount) dialog.showModal();
      const first = dialog.querySelector('[aria-invalid=true], input:not([type=hidden], [type=checkbox]), select') || $('ask-title');
      if (first) first.focus();
      return;
    }
    prepare();
    const announced = find('[data-announce]');
    if (announced && (target.id === 'list' || turning)) announce(announced.dataset.announce);
    if (target.id === 'list' && announced) return;
    const wasOpen = dialog && dialog.open;
    closeDialog();
    const invalid = find('#widget [aria-invalid=true]');
    if (invalid) invalid.focus();
    else if (navigating) focusHeading();
    else if (wasOpen && opener && $(opener)) $(opener).focus();
    else if (document.activeElement === document.body || wasOpen) focusHeading();
    navigating = false;
  });

  on('close', (event) => {
    if (event.target.id !== 'dialog') return;
    // an answer is to come that may have to be shown in it
    if (changing) left = $('ask');
    else event.target.replaceChildren();
    if (opener && $(opener)) $(opener).focus();
  }, true);

  on('htmx:sendError', (event) => toast('You seem to be offline, or the server cannot be reached.' + (event.detail.requestConfig.verb === 'get' ? '' : ' Look whether your change was made before you try again.'), true));
  on('htmx:timeout', () => toast('The server takes too long to answer. Look whether your change was made before you try again.'));
  on('htmx:responseError', (event) => { if (event.detail.xhr.status !== 401) toast('The server did not answer properly. Try again in a minute.'); });
  on('offline', () => toast('You are offline. Changes cannot be saved until you are connected again.', true));
  on('online', () => each('[data-lost]', (it) => it.remove()));

  on('DOMContentLoaded', () => {
    document.documentElement.classList.add('scripted');
    prepare();
    const invalid = find('[aria-invalid=true]');
    if (invalid) invalid.focus();
  });
})();
