// What the browser does beyond htmx and plain forms: dialogs, focus after a swap, words for what went
// wrong, buttons that wait for something to save. Everything works without this file.
(() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  let opener = null; // id of what opened the dialog, to come back to
  let navigating = false;

  const announce = (text) => { const it = $('announcer'); if (it) { it.textContent = ''; setTimeout(() => { it.textContent = text; }, 50); } };

  const toast = (message) => {
    const box = $('toasts');
    if (!box) return;
    const it = document.createElement('div');
    it.className = 'toast failed';
    it.setAttribute('role', 'alert');
    it.innerHTML = '<span class="icon icon-circle-alert" aria-hidden="true"></span><p></p><button type="button" class="toast-close" data-dismiss aria-label="Dismiss"><span class="icon icon-x" aria-hidden="true"></span></button>';
    it.querySelector('p').textContent = message;
    box.replaceChildren(it);
  };

  // good news leaves by itself, unless somebody is reading it; bad news waits to be dismissed
  const expire = () => document.querySelectorAll('.toast.done:not([data-timed])').forEach((it) => {
    it.dataset.timed = '';
    const leave = () => { if (it.matches(':hover, :focus-within')) setTimeout(leave, 2000); else it.remove(); };
    setTimeout(leave, 7000);
  });

  const closeMenus = (except) => document.querySelectorAll('details.menu[open]').forEach((it) => { if (it !== except) it.open = false; });

  const beside = (it, { clientX, clientY }) => {
    const box = it.getBoundingClientRect();
    return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
  };

  const closeDialog = () => { const it = $('dialog'); if (it && it.open) { it.close(); it.replaceChildren(); } };

  // a form marked data-dirty can be sent once it differs from what is saved
  const refresh = (form) => {
    const fields = [...form.querySelectorAll('[name]')];
    const now = (it) => it.type === 'radio' || it.type === 'checkbox' ? String(it.checked) : it.value.trim();
    const dirty = fields.some((it) => now(it) !== (it.dataset.saved ?? '\0'));
    const filled = fields.every((it) => !it.required || it.value.trim() !== '');
    form.querySelectorAll('button[type=submit]').forEach((it) => { it.disabled = !(dirty && filled); });
    form.querySelectorAll('[data-when-dirty]').forEach((it) => { it.hidden = !dirty; });
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

  const prepare = (root) => {
    root.querySelectorAll('[data-signal]').forEach(signal);
    root.querySelectorAll('form[data-dirty]').forEach(refresh);
    const current = document.querySelector('#menu [aria-current]');
    if (current && current.parentElement.scrollIntoView && matchMedia('(max-width: 760px)').matches) {
      const list = current.closest('nav');
      list.scrollLeft = current.offsetLeft - list.clientWidth / 2 + current.clientWidth / 2;
    }
    expire();
  };

  const focusHeading = () => {
    const it = document.querySelector('#widget h1');
    if (!it) return;
    it.tabIndex = -1;
    it.focus({ preventScroll: true });
  };

  document.addEventListener('input', (event) => { const form = event.target.closest('form[data-dirty]'); if (form) refresh(form); });

  document.addEventListener('click', (event) => {
    const dismiss = event.target.closest('[data-dismiss]');
    if (dismiss) dismiss.closest('.toast').remove();
    const close = event.target.closest('[data-close]');
    if (close && close.closest('dialog')) { event.preventDefault(); closeDialog(); }
    if (event.target === $('dialog') && beside(event.target, event)) closeDialog();
    closeMenus(event.target.closest('details.menu'));
  });

  // a form may need a module first, such as passkeys.js; most visits never do
  addEventListener('submit', (event) => {
    const form = event.target;
    const { module } = form.dataset;
    if (!module) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    import(module).then(() => { delete form.dataset.module; form.requestSubmit(); }, () => toast('The server did not answer properly. Try again in a minute.'));
  }, true);

  document.addEventListener('keydown', (event) => {
    const menu = document.querySelector('details.menu[open]');
    if (!menu) return;
    if (event.key === 'Escape') { menu.open = false; menu.querySelector('summary').focus(); }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const items = [...menu.querySelectorAll('.menu-items a, .menu-items button')];
      const at = items.indexOf(document.activeElement);
      const next = items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1) + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % items.length];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });

  document.addEventListener('htmx:beforeRequest', (event) => {
    const from = event.detail.elt;
    document.body.classList.add('busy');
    navigating = !!from.closest('#menu, .pager');
    if (event.detail.target && event.detail.target.id === 'dialog') {
      const menu = from.closest('details.menu');
      opener = menu ? menu.querySelector('summary').id : from.id;
    }
    closeMenus(null);
  });

  document.addEventListener('htmx:afterRequest', () => document.body.classList.remove('busy'));

  // pages of ours say what went wrong even when the server failed; a proxy's page is not shown
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { xhr } = event.detail;
    if (xhr.status >= 500 && xhr.getResponseHeader('X-Request-Id')) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  document.addEventListener('htmx:afterSettle', (event) => {
    const target = event.detail.target || event.target;
    const dialog = $('dialog');
    if (target.id === 'dialog' || target.id === 'ask' || target.closest('#dialog')) {
      if (!dialog.open && dialog.childElementCount) dialog.showModal();
      const first = dialog.querySelector('[aria-invalid=true], input:not([type=hidden], [type=checkbox]), select') || $('ask-title');
      if (first) first.focus();
      return;
    }
    prepare(document);
    const announced = document.querySelector('[data-announce]');
    if (target.id === 'list' && announced) { announce(announced.dataset.announce); return; }
    const wasOpen = dialog && dialog.open;
    closeDialog();
    const invalid = document.querySelector('#widget [aria-invalid=true]');
    if (invalid) invalid.focus();
    else if (navigating) focusHeading();
    else if (wasOpen && opener && $(opener)) $(opener).focus();
    else if (document.activeElement === document.body || wasOpen) focusHeading();
    navigating = false;
  });

  document.addEventListener('close', (event) => {
    if (event.target.id !== 'dialog') return;
    event.target.replaceChildren();
    if (opener && $(opener)) $(opener).focus();
  }, true);

  document.addEventListener('htmx:sendError', () => toast('You seem to be offline. Nothing was changed; try again when you are connected.'));
  document.addEventListener('htmx:timeout', () => toast('The server takes too long to answer. Look whether your change was made before you try again.'));
  document.addEventListener('htmx:responseError', (event) => { if (event.detail.xhr.status !== 401) toast('The server did not answer properly. Try again in a minute.'); });
  addEventListener('offline', () => toast('You are offline. Changes cannot be saved until you are connected again.'));

  document.addEventListener('DOMContentLoaded', () => {
    document.documentElement.classList.add('scripted');
    prepare(document);
    const invalid = document.querySelector('[aria-invalid=true]');
    if (invalid) invalid.focus();
  });
})();
