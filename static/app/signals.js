// Password managers hear which passkeys are still good and what their owner is called (WebAuthn §5.1.10):
// once from each list, for it is complete when it comes, and they delete what is missing from it.
page.prepare.push(() => each('[data-signal]', (it) => {
  const { rp: rpId, owner: userId, name, displayName, accepted, unknown } = it.dataset;
  const tell = (what, options) => window.PublicKeyCredential?.[what]?.({ rpId, ...options }).catch(() => {});
  it.removeAttribute('data-signal');
  if (unknown) tell('signalUnknownCredential', { credentialId: unknown });
  if (accepted !== undefined) tell('signalAllAcceptedCredentials', { userId, allAcceptedCredentialIds: accepted.split(' ').filter(Boolean) });
  if (userId) tell('signalCurrentUserDetails', { userId, name, displayName });
}));
