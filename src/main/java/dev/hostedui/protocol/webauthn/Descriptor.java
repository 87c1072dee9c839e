package dev.hostedui.protocol.webauthn;

import java.util.List;

/** Names a credential to a browser (WebAuthn §5.8.3); the id is in base64url. */
public record Descriptor(String id, List<String> transports) {}
