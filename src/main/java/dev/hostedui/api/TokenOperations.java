package dev.hostedui.api;

import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.apitoken.ApiToken;
import dev.hostedui.identity.apitoken.ApiTokens;
import dev.hostedui.identity.event.Snapshot;
import java.util.List;
import java.util.Map;

/** What customers' programs show to the app. */
final class TokenOperations {

  private static final String ALL = "/tokens";
  private static final String CLAIMS = "custom_claims";

  private static final Schema.Pairs CLAIMS_GIVEN =
      new Schema.Pairs(
          Map.of("scope", "read"), ApiTokens.MOST_CLAIMS, ApiTokens.LONGEST_CLAIM_NAME, 1);

  private static final Shape TOKEN =
      new Shape(
          "ApiToken",
          needed("token_id", id("apit_"), "Its id."),
          needed("organization_id", id("org_"), "Whose it is."),
          field("organization_external_id", text("acme-1"), "Your own id of the organization."),
          field("user_id", id("usr_"), "The member it speaks for."),
          field("user_external_id", text("ada-1"), "Your own id of them."),
          field("email", text("ada@acme.example"), "Their address."),
          field("roles", listOf(text("member")), "The names of the roles they hold now."),
          needed(CLAIMS, CLAIMS_GIVEN, "What it carries."),
          field("expiry", time(), "When it ends by itself."),
          needed("created_at", time(), "When it was made."),
          field("description", text("Nightly export"), "A label for people."),
          needed("token_suffix", text("x7Qz"), "The last four characters of its text."));

  private static final Shape INFO =
      new Shape("ApiTokenAnswer", needed("token_info", TOKEN, "The token."));

  private static final Shape NEW =
      new Shape(
          "CreateApiToken",
          needed("organization_id", id("org_"), "Whose it is to be."),
          field("user_id", id("usr_"), "An active member it is to speak for."),
          field(CLAIMS, CLAIMS_GIVEN, "What it is to carry."),
          field("expiry", text("2099-01-01T00:00:00Z").format("date-time"), "When it is to end."),
          field(
              "description",
              text("Nightly export").max(ApiTokens.LONGEST_DESCRIPTION),
              "A label for people."));

  private static final Schema.Text TEXT_OR_ID = text("apit_123456789012345678").min(1).max(64);

  private static final Shape WHICH =
      new Shape("InvalidateApiToken", needed("token", TEXT_OR_ID, "Its text or its id."));

  private static final Shape CHANGE =
      new Shape(
          "UpdateApiToken",
          needed("token", TEXT_OR_ID, "Its text or its id."),
          field(
              CLAIMS,
              new Schema.Pairs(
                  Map.of("scope", "write"),
                  ApiTokens.MOST_CLAIMS,
                  ApiTokens.LONGEST_CLAIM_NAME,
                  1,
                  0),
              "Added to those it carries; an empty value takes one away."),
          field(
              "description",
              text("Nightly export").max(ApiTokens.LONGEST_DESCRIPTION),
              "A label for people; empty clears it."));

  private final Core core;

  TokenOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.post(Group.TOKENS, ALL, "createApiToken")
            .says(
                "Create an API token",
                "For an organization, or for one of its members: then it is good while they are an"
                    + " active one. It opens nothing of ours. Its text is shown this once.")
            .operates()
            .takes(NEW)
            .refuses(404)
            .answers(
                201,
                new Shape(
                    "CreatedApiToken",
                    needed("token", text("kU3…"), "Its text."),
                    needed("token_id", id("apit_"), "Its id."),
                    needed("token_info", TOKEN, "What is kept of it.")))
            .by(this::create),
        Operation.post(Group.TOKENS, ALL + ":validate", "validateApiToken")
            .answersAnew()
            .says(
                "Ask whose an API token is",
                "By its text, as your API was sent it; an id is no proof of anything. 404 when it"
                    + " was never one, or is good no longer.")
            .operates()
            .takes(
                new Shape(
                    "ValidateApiToken",
                    needed("token", text("kU3x7Qz").min(1).max(200), "What was shown.")))
            .refuses(404)
            .answers(200, INFO)
            .by(this::validate),
        Operation.post(Group.TOKENS, ALL + ":invalidate", "invalidateApiToken")
            .answersAnew()
            .says("End an API token", "At once. One that has ended stays so.")
            .operates()
            .takes(WHICH)
            .refuses(404)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.apiTokens.invalidate(call.actor(), call.body().textOr("token", ""));
                  return Reply.nothing();
                }),
        Operation.post(Group.TOKENS, ALL + ":update", "updateApiToken")
            .answersAnew()
            .says("Change what an API token carries", "Its claims and its label, while it is good.")
            .operates()
            .takes(CHANGE)
            .refuses(404)
            .answers(200, INFO)
            .by(this::update),
        Operation.get(Group.TOKENS, ALL, "listApiTokens")
            .says(
                "List the API tokens of an organization", "Those that are good, the oldest first.")
            .operates()
            .needsQuery("organization_id", id("org_"), "Whose.")
            .query("user_id", id("usr_"), "Only those of this member.")
            .paged(1, 30)
            .refuses(404)
            .answers(200, Shapes.page("ApiTokens", "tokens", TOKEN, "total_count"))
            .by(this::list));
  }

  private Reply create(Call call) {
    var body = call.body();
    var claims = body.pairs(CLAIMS);
    var issued =
        core.apiTokens.create(
            call.actor(),
            new ApiTokens.Wanted(
                organization(body.textOr("organization_id", "")),
                body.has("user_id") ? user(body.textOr("user_id", "")) : null,
                body.textOr("description", ""),
                claims == null ? Map.of() : claims,
                body.moment("expiry")));
    return Reply.of(
        new Snapshot()
            .with("token", issued.text())
            .with("token_id", issued.token().id().value())
            .with("token_info", json(issued.token())));
  }

  private static OrganizationId organization(String text) {
    return OrganizationId.parse(text).orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  private static UserId user(String text) {
    return UserId.parse(text)
        .orElseThrow(() -> Problem.invalid("api_token_user_unknown").at("user_id"));
  }

  private Reply validate(Call call) {
    return core.apiTokens
        .validate(call.body().textOr("token", ""))
        .map(TokenOperations::shown)
        .orElseThrow(() -> Problem.notFound("api_token_not_found"));
  }

  private Reply update(Call call) {
    var body = call.body();
    var claims = body.pairs(CLAIMS);
    return shown(
        core.apiTokens.update(
            call.actor(),
            body.textOr("token", ""),
            claims == null ? Map.of() : claims,
            body.text("description")));
  }

  private Reply list(Call call) {
    var organization = organization(call.query("organization_id"));
    core.organizations.mustExist(organization);
    var user = call.query("user_id").isEmpty() ? null : user(call.query("user_id"));
    var pages = Pages.asked(call);
    var total = core.apiTokens.count(organization, user);
    var page =
        pages
            .reply(
                "tokens",
                core.apiTokens.list(
                    organization, user, pages.backwards(), pages.position(), pages.limit()),
                it -> it.id().position(),
                TokenOperations::json,
                total)
            .uncounted();
    page.body().put("total_count", total);
    return page;
  }

  private static Reply shown(ApiToken it) {
    return Reply.of("token_info", json(it));
  }

  private static Map<String, Object> json(ApiToken it) {
    var member = it.member();
    return new Snapshot()
        .with("token_id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("organization_external_id", it.organizationExternalId())
        .with("user_id", member == null ? null : member.user().value())
        .with("user_external_id", member == null ? null : member.externalId())
        .with("email", member == null ? null : member.email())
        .with("roles", member == null ? null : member.roles())
        .with(CLAIMS, it.claims())
        .at("expiry", it.expiresAt())
        .at("created_at", it.createdAt())
        .with("description", it.description().isEmpty() ? null : it.description())
        .with("token_suffix", it.hint())
        .values();
  }
}
