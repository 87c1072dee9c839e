package dev.hostedui.api;

import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.claim.ClaimExpression;
import dev.hostedui.identity.claim.TokenClaim;
import dev.hostedui.identity.claim.TokenClaims;
import dev.hostedui.identity.event.Snapshot;
import java.util.List;
import java.util.Map;

/** The operator's own claims in tokens. */
final class TokenClaimOperations {

  private static final String ALL = "/environment/token_claims";
  private static final String ONE = ALL + "/{claim_name}";

  private static final Schema.Text EXPRESSION =
      text("user.metadata.plan ?? organization.metadata.plan ?? \"free\"")
          .min(1)
          .max(ClaimExpression.LONGEST);

  private static final Shape CLAIM =
      new Shape(
          "TokenClaim",
          needed("id", id("clm_"), "Its id."),
          needed("name", text("plan"), "What tokens call it."),
          needed("expression", EXPRESSION, "How its value is found."),
          needed("create_time", time(), "When it was first defined."),
          needed("update_time", time(), "When it was last defined otherwise."));

  private static final Shape ANSWER =
      new Shape("TokenClaimAnswer", needed("token_claim", CLAIM, "The claim."));

  private static final Shape LIST =
      new Shape(
          "TokenClaims",
          needed("token_claims", Schema.listOf(CLAIM, TokenClaims.MOST), "By their names."));

  private static final String IN_WORDS =
      "How its value is found: names below user and organization, with a default after ??.";

  private static final Shape NEW =
      new Shape(
          "CreateTokenClaim",
          needed("name", text("plan").min(1).max(64), "What tokens are to call it."),
          needed("expression", EXPRESSION, IN_WORDS));

  private static final Shape CHANGE =
      new Shape("UpdateTokenClaim", needed("expression", EXPRESSION, IN_WORDS));

  private final Core core;

  TokenClaimOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.TOKEN_CLAIMS, ALL, "listTokenClaims")
            .says("List claims", "Those you have defined, by their names.")
            .operates()
            .answers(200, LIST)
            .by(call -> Reply.of(new Snapshot().with("token_claims", list()))),
        Operation.get(Group.TOKEN_CLAIMS, ONE, "getTokenClaim")
            .says("Get a claim", "By its name.")
            .operates()
            .answers(200, ANSWER)
            .by(
                call ->
                    shown(
                        core.tokenClaims
                            .find(call.path("claim_name"))
                            .orElseThrow(() -> Problem.notFound("claim_not_found")))),
        Operation.post(Group.TOKEN_CLAIMS, ALL, "createTokenClaim")
            .says(
                "Create a claim",
                "It is in access tokens, id tokens and user info from now on. Where the expression"
                    + " leads to nothing, the claim is left out.")
            .operates()
            .takes(NEW)
            .answers(201, ANSWER)
            .by(
                call ->
                    shown(
                        core.tokenClaims.create(
                            call.actor(),
                            call.body().textOr("name", ""),
                            call.body().textOr("expression", "")))),
        Operation.put(Group.TOKEN_CLAIMS, ONE, "updateTokenClaim")
            .says("Update a claim", "Only its expression; tokens carry the new value from now on.")
            .operates()
            .takes(CHANGE)
            .answers(200, ANSWER)
            .by(
                call ->
                    shown(
                        core.tokenClaims.change(
                            call.actor(),
                            call.path("claim_name"),
                            call.body().textOr("expression", "")))),
        Operation.delete(Group.TOKEN_CLAIMS, ONE, "deleteTokenClaim")
            .says("Delete a claim", "Tokens that carry it keep it until they end.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.tokenClaims.delete(call.actor(), call.path("claim_name"));
                  return Reply.nothing();
                }));
  }

  private List<Map<String, Object>> list() {
    return core.tokenClaims.all().stream().map(TokenClaimOperations::json).toList();
  }

  private static Reply shown(TokenClaim it) {
    return Reply.of("token_claim", json(it));
  }

  private static Map<String, Object> json(TokenClaim it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("name", it.name())
        .with("expression", it.expression())
        .at("create_time", it.createdAt())
        .at("update_time", it.updatedAt())
        .values();
  }
}
