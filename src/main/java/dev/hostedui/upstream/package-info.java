/**
 * What identity providers publish and what their admins hand over: documents fetched from addresses
 * that customers chose, keys kept for a while, and anything dropped on a page told apart.
 *
 * <p>{@link dev.hostedui.upstream.UpstreamDocuments} fetches and says in codes why it could not:
 * people read them while they set up a connection. {@link dev.hostedui.upstream.ProviderKeyCache}
 * keeps the keys of OpenID providers. {@link dev.hostedui.upstream.ProviderAnswers} exchanges a
 * code and has everything examined at once. {@link dev.hostedui.upstream.Recognition} says what a
 * file or a text is and fills the settings of a connection with it.
 *
 * <p>Why a package of its own: {@code protocol} touches nothing, {@code outside} knows nothing of
 * identity providers, and {@code identity} calls nobody. The faces that set up connections and sign
 * people in both need this. It stores nothing.
 */
@NullMarked
package dev.hostedui.upstream;

import org.jspecify.annotations.NullMarked;
