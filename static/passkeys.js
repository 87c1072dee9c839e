// Passkeys: what only script can ask the browser for. A module, so that it runs once however often
// the card is put into a page. The server writes the options and judges the answers; they travel as
// a field of an ordinary form.
const PATIENCE_MS = 270000; // a challenge is good for five minutes
const able = !!(window.PublicKeyCredential && navigator.credentials);
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (it) => it.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const named = (list) => (list || []).map((it) => ({ ...it, id: bytes(it.id) }));
let waiting = null; // autofill that may be chosen from until somebody presses the button

const words = (error, creating, late) => {
  if (error.said) return error.said;
  switch (error.name) {
    case 'NotAllowedError':
      if (late) return 'Nobody answered in time. Try again when your device is at hand.';
      return creating ? 'No passkey was added: it was cancelled, or not allowed. Try again when you like.' : 'No passkey was used: it was cancelled, or there is none for this page. Try again, or use your email address.';
    case 'InvalidStateError': return 'This device or password manager has a passkey for your account already. You can use that one.';
    case 'NotSupportedError': case 'ConstraintError': return 'This device cannot keep passkeys that ask for a fingerprint, a face or a PIN. Try another one, such as your phone.';
    case 'SecurityError': return 'Passkeys do not work at this address. Open the page at its usual address and try again.';
    case 'TypeError': return 'The server could not be reached. Check your connection and try again.';
    default: return 'Your browser could not do that. Try again, or use another browser or device.';
  }
};

const ask = async (form) => {
  const answer = await fetch(form.dataset.options, { method: 'POST', headers: { 'HX-Request': 'true' } });
  const elsewhere = answer.headers.get('HX-Redirect');
  if (elsewhere) { location.assign(elsewhere); return null; }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw { said: json.problem || 'The server did not answer properly. Try again in a minute.' };
  return { ...json, challenge: bytes(json.challenge) };
};

const create = (options, signal) => navigator.credentials.create({ signal, publicKey: { ...options, user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: named(options.excludeCredentials) } });
const get = (options, signal, mediation) => navigator.credentials.get({ signal, mediation, publicKey: options });

const written = (credential) => {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = text(response.attestationObject);
    answer.transports = response.getTransports ? response.getTransports() : [];
  } else {
    answer.authenticatorData = text(response.authenticatorData);
    answer.signature = text(response.signature);
    if (response.userHandle) answer.userHandle = text(response.userHandle);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, authenticatorAttachment: credential.authenticatorAttachment || undefined, clientExtensionResults: {}, response: answer });
};

const send = (form, credential) => { form.elements.credential.value = written(credential); form.requestSubmit(); };

const say = (message) => {
  const it = document.getElementById('passkey-problem');
  if (!it) return;
  it.hidden = !message;
  it.lastElementChild.textContent = message;
};

const run = async (form) => {
  const creating = form.dataset.passkey === 'create';
  const button = form.querySelector('button');
  const began = Date.now();
  let timeout = Infinity;
  // what was said of the try before, here or by the server
  say('');
  document.querySelectorAll('.notice.failed, .toast.failed').forEach((it) => it.remove());
  button.disabled = true;
  if (waiting) waiting.abort('pressed');
  try {
    const options = await ask(form);
    if (!options) return;
    timeout = options.timeout;
    const credential = await (creating ? create(options) : get(options));
    button.disabled = false;
    send(form, credential);
  } catch (error) {
    say(words(error, creating, Date.now() - began >= timeout));
    if (!creating) autofill(form);
  } finally {
    button.disabled = false;
  }
};

// the browser lists passkeys under the email field
const autofill = async (form) => {
  const can = PublicKeyCredential.isConditionalMediationAvailable;
  if (!can || !(await PublicKeyCredential.isConditionalMediationAvailable())) return;
  for (;;) {
    const mine = new AbortController();
    waiting = mine;
    const again = setTimeout(() => mine.abort('again'), PATIENCE_MS);
    try {
      const options = await ask(form);
      if (!options || mine.signal.aborted) return;
      send(form, await get(options, mine.signal, 'conditional'));
      return;
    } catch {
      if (mine.signal.reason !== 'again') return;
    } finally {
      clearTimeout(again);
    }
  }
};

addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-passkey]');
  if (!form || form.elements.credential.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (able) run(form);
  else say('This browser does not know passkeys. Use a newer one, or another device.');
}, true);
// a page that comes back from the browser's memory holds an answer that was used
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

const signIn = document.querySelector('form[data-passkey=get]');
if (signIn && able) autofill(signIn);
else if (signIn) signIn.hidden = true; // the mail is the way in
