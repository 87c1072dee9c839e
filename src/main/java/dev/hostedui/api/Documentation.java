package dev.hostedui.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Suppliers;
import dev.hostedui.core.Core;
import dev.hostedui.web.Access;
import dev.hostedui.web.Headers;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Supplier;

/**
 * What developers read about the API: the document for their tools, and a page for themselves. Both
 * are public, say the same to everybody, and are made when first asked for.
 */
final class Documentation {

  private final Web web;
  private final Supplier<String> document;
  private final Supplier<ReferencePage.Reference> reference;

  Documentation(Core core, Web web, List<Operation> operations) {
    this.web = web;
    var issuer = core.config.issuer();
    this.document = Suppliers.memoize(() -> json(new OpenApi(issuer, operations)));
    this.reference = Suppliers.memoize(() -> ReferencePage.Reference.of(issuer, operations));
  }

  void mount(Routes routes) {
    routes.get("/openapi.json", Access.client(), this::showDocument);
    routes.get("/api/", Access.anyone(), this::showReference);
  }

  /** Tools that run in a page of another origin may read it. */
  private void showDocument(Context ctx) {
    ctx.header("Access-Control-Allow-Origin", "*");
    Headers.keepAWhile(ctx);
    ctx.contentType("application/json").result(document.get());
  }

  private void showReference(Context ctx) {
    web.html().answer(ctx, 200, new ReferencePage(web.brand().look(), reference.get()));
  }

  private static String json(OpenApi document) {
    try {
      return new ObjectMapper().writeValueAsString(document.map());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values only", e);
    }
  }
}
