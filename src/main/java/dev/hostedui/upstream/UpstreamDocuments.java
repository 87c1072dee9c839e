package dev.hostedui.upstream;

import com.google.common.util.concurrent.Striped;
import dev.hostedui.outside.HttpAnswer;
import dev.hostedui.outside.HttpCall;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.ProviderMetadata;
import dev.hostedui.protocol.relyingparty.TokenAnswer;
import dev.hostedui.protocol.relyingparty.TokenRequest;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.relyingparty.Userinfo;
import dev.hostedui.upstream.FetchRefused.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what identity providers publish, from addresses that customers chose.
 *
 * <p>An address must begin with {@code https:} and lead to the public internet, unless private
 * networks are allowed. An answer has ten seconds and one mebibyte; five redirects are followed.
 * Each call waits for its answer, so only so many to one host may be under way at a time: a host
 * that answers slowly must not hold up the sign-ins of all other customers.
 */
public final class UpstreamDocuments {

  /** The largest document that is taken. */
  public static final int LIMIT_BYTES = 1024 * 1024;

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** A sign-in goes on without it: it is not worth waiting long for. */
  private static final Duration USERINFO_DEADLINE = Duration.ofSeconds(5);

  private static final int MOST_AT_ONCE = 32;
  private static final int LONGEST_ADDRESS = 2_048;
  private static final int LONGEST_SHOWN = 200;

  /** What some read as an IPv4 address, in octal, hexadecimal or as one number, and some do not. */
  private static final Pattern NUMERIC =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  private static final String XML = "application/samlmetadata+xml, application/xml, text/xml, */*";
  private static final String JSON = "application/json";

  private final HttpCaller caller;
  private final boolean httpToo;
  private final Striped<Semaphore> underWay = Striped.lazyWeakSemaphore(1 << 16, MOST_AT_ONCE);

  /** Takes whether addresses without TLS may be called as well: in development only. */
  public UpstreamDocuments(HttpCaller caller, boolean httpToo) {
    this.caller = caller;
    this.httpToo = httpToo;
  }

  /** Whether addresses without TLS may be called. */
  public boolean httpToo() {
    return httpToo;
  }

  /** The metadata of a SAML identity provider, not read yet. */
  public UpstreamDocument samlMetadata(String address) throws FetchRefused {
    return document(get(checked(address), XML));
  }

  /** What stands at an address that somebody dropped; the kind is not known yet. */
  UpstreamDocument anything(String address) throws FetchRefused {
    return document(get(checked(address), XML + ";q=0.9, " + JSON));
  }

  /** What an OpenID provider says of itself. */
  public ProviderMetadata discovery(DiscoveryAddress address) throws FetchRefused, Unusable {
    var document = document(get(checked(address.address()), JSON));
    return ProviderMetadata.read(document.text(), address.issuer(), httpToo);
  }

  /**
   * The keys of an OpenID provider, not read yet.
   *
   * @param known the {@code ETag} of the ones that are known, or null
   * @return null when those are still the ones
   */
  @Nullable UpstreamDocument keys(String address, @Nullable String known) throws FetchRefused {
    var call = get(checked(address), JSON);
    if (known == null) return document(call);
    var answer = answer(call.with("If-None-Match", known));
    return answer.status() == 304 ? null : document(answer);
  }

  /** What the token endpoint says; a call that brings nothing is an answer as well. */
  public TokenAnswer exchange(TokenRequest request) {
    return exchange(request, TokenAnswer::read);
  }

  /** {@link #exchange} at a provider for everybody, whose answer need not have an ID token. */
  TokenAnswer exchangePlain(TokenRequest request) {
    return exchange(request, TokenAnswer::readPlain);
  }

  /** How an answer of the token endpoint is read. */
  private interface Reader {
    TokenAnswer read(int status, String body);
  }

  private TokenAnswer exchange(TokenRequest request, Reader reader) {
    try {
      var call =
          HttpCall.postForm(checked(request.address()), request.form())
              .acceptingAtMost(LIMIT_BYTES)
              .within(DEADLINE);
      for (var header : request.headers().entrySet())
        call = call.with(header.getKey(), header.getValue());
      var answer = answer(call);
      refusePage(answer);
      return reader.read(answer.status(), UpstreamDocument.text(answer.body()));
    } catch (FetchRefused e) {
      return new TokenAnswer.Failed(e.reason().code(), e.detail());
    }
  }

  /** What is told of whoever an access token is for; a call that brings nothing is one as well. */
  public Userinfo userinfo(String address, String accessToken) {
    try {
      var answer =
          answer(
              HttpCall.get(checked(address))
                  .with("Authorization", "Bearer " + accessToken)
                  .with("Accept", JSON)
                  .acceptingAtMost(LIMIT_BYTES)
                  .within(USERINFO_DEADLINE));
      refusePage(answer);
      return Userinfo.read(
          answer.status(),
          answer.header("Content-Type").orElse(""),
          UpstreamDocument.text(answer.body()));
    } catch (FetchRefused e) {
      return new Userinfo.Failed(e.reason().code(), e.detail());
    } catch (IllegalArgumentException e) {
      // a token that cannot stand in a header
      return new Userinfo.Failed(Reason.CALL_FAILED.code(), "");
    }
  }

  /** What an API of a provider said, whatever its status. */
  record Said(int status, String text) {}

  /**
   * Asks an API of a provider on behalf of whoever an access token is for.
   *
   * @throws FetchRefused when nothing came, or a web page
   */
  Said ask(String address, String accessToken, Map<String, String> headers) throws FetchRefused {
    try {
      var call =
          HttpCall.get(checked(address))
              .with("Authorization", "Bearer " + accessToken)
              .acceptingAtMost(LIMIT_BYTES)
              .within(DEADLINE);
      for (var header : headers.entrySet()) call = call.with(header.getKey(), header.getValue());
      var answer = answer(call);
      refusePage(answer);
      return new Said(answer.status(), UpstreamDocument.text(answer.body()));
    } catch (IllegalArgumentException e) {
      // a token that cannot stand in a header
      throw new FetchRefused(Reason.CALL_FAILED, "");
    }
  }

  private static HttpCall get(URI address, String accepted) {
    return HttpCall.get(address)
        .with("Accept", accepted)
        .acceptingAtMost(LIMIT_BYTES)
        .within(DEADLINE)
        .followingRedirects();
  }

  private URI checked(String address) throws FetchRefused {
    var shown = Shown.line(address, LONGEST_SHOWN);
    try {
      var uri = new URI(address.strip());
      var scheme = uri.getScheme();
      if (address.length() > LONGEST_ADDRESS || uri.getHost() == null || scheme == null)
        throw new FetchRefused(Reason.NOT_AN_ADDRESS, shown);
      if (NUMERIC.matcher(uri.getHost()).matches() && !IPV4.matcher(uri.getHost()).matches())
        throw new FetchRefused(Reason.NOT_AN_ADDRESS, shown);
      if (uri.getRawUserInfo() != null)
        throw new FetchRefused(Reason.USERINFO_IN_ADDRESS, uri.getHost());
      if (scheme.equalsIgnoreCase("http") && !httpToo)
        throw new FetchRefused(Reason.HTTP_NOT_ALLOWED, uri.getHost());
      if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http"))
        throw new FetchRefused(Reason.NOT_AN_ADDRESS, shown);
      return uri;
    } catch (URISyntaxException e) {
      throw new FetchRefused(Reason.NOT_AN_ADDRESS, shown);
    }
  }

  private HttpAnswer answer(HttpCall call) throws FetchRefused {
    var host = String.valueOf(call.address().getHost());
    var place = underWay.get(call.address().getRawAuthority());
    if (!place.tryAcquire()) throw new FetchRefused(Reason.BUSY, host);
    try {
      return caller.exchange(call).join();
    } catch (CompletionException e) {
      throw failed(HttpCaller.Failed.of(e).kind(), host);
    } finally {
      place.release();
    }
  }

  private static FetchRefused failed(HttpCaller.Failed.Kind kind, String host) {
    return switch (kind) {
      case NOT_HTTP -> new FetchRefused(Reason.NOT_AN_ADDRESS, host);
      case NOT_PUBLIC -> new FetchRefused(Reason.PRIVATE_ADDRESS, host);
      case UNKNOWN_HOST -> new FetchRefused(Reason.NAME_NOT_FOUND, host);
      case NOTHING_LISTENS -> new FetchRefused(Reason.CONNECTION_REFUSED, host);
      case CERTIFICATE_EXPIRED -> new FetchRefused(Reason.TLS_CERTIFICATE_EXPIRED, host);
      case CERTIFICATE_OF_ANOTHER -> new FetchRefused(Reason.TLS_CERTIFICATE_OF_ANOTHER, host);
      case CERTIFICATE_UNTRUSTED -> new FetchRefused(Reason.TLS_CERTIFICATE_UNTRUSTED, host);
      case TLS -> new FetchRefused(Reason.TLS_FAILED, host);
      case TIMED_OUT -> new FetchRefused(Reason.TIMED_OUT, host);
      case TOO_LARGE -> new FetchRefused(Reason.TOO_LARGE, host, String.valueOf(LIMIT_BYTES));
      case UNREACHABLE, NOT_UNDERSTOOD, BROKEN_OFF, OTHER ->
          new FetchRefused(Reason.CALL_FAILED, host);
    };
  }

  private UpstreamDocument document(HttpCall call) throws FetchRefused {
    return document(answer(call));
  }

  private static UpstreamDocument document(HttpAnswer answer) throws FetchRefused {
    refusePage(answer);
    var host = String.valueOf(answer.address().getHost());
    var status = answer.status();
    if (status >= 300 && status < 400 && answer.header("Location").isPresent()) {
      var to = answer.header("Location").orElse("");
      throw to.startsWith("http:") && "https".equalsIgnoreCase(answer.address().getScheme())
          ? new FetchRefused(Reason.REDIRECTED_TO_HTTP, host, Shown.line(to, LONGEST_SHOWN))
          : new FetchRefused(Reason.TOO_MANY_REDIRECTS, host);
    }
    if (status != 200) throw new FetchRefused(Reason.STATUS, host, String.valueOf(status));
    if (answer.body().length == 0) throw new FetchRefused(Reason.EMPTY, host);
    return new UpstreamDocument(answer);
  }

  private static void refusePage(HttpAnswer answer) throws FetchRefused {
    var page = WebPage.of(answer.body());
    // with another status, that is what to tell people
    if (page.isEmpty() || (answer.status() != 200 && !page.get().asksForPassword())) return;
    var host = String.valueOf(answer.address().getHost());
    var path = answer.address().getPath();
    var signsIn = page.get().asksForPassword() || (path != null && WebPage.signsIn(path));
    throw new FetchRefused(
        signsIn ? Reason.SIGN_IN_PAGE : Reason.WEB_PAGE, host, page.get().title());
  }
}
