package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.BackgroundStyle;
import dev.hostedui.identity.environment.BrandingChanges.Slot;
import dev.hostedui.identity.environment.BrandingSetting;
import dev.hostedui.identity.environment.Setting;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.picture.PictureId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** How the app looks and is called. */
final class BrandingOperations {

  private static final String PATH = "/environment/branding";

  private static final Shape BRANDING = new Shape("Branding", fields(true));
  private static final Shape ANSWER =
      new Shape("BrandingAnswer", needed("branding", BRANDING, "The branding."));
  private static final Shape CHANGE = new Shape("UpdateBranding", fields(false));

  private static final String LOGO = "/organizations/{organization_id}/logo";

  private static final Shape LOGO_ANSWER =
      new Shape(
          "OrganizationLogoAnswer",
          needed(
              "logo",
              new Shape(
                  "OrganizationLogo",
                  field(
                      "url",
                      text("https://portal.example.com/pictures/wap0"),
                      "Where it is; missing when there is none."),
                  field("source", text("https://acme.example/logo.png"), "Where it is fetched."),
                  field("fault", text("It answered 404."), "Why it could not be fetched last.")),
              "The logo."));

  /** A triangle. */
  private static final String EXAMPLE =
      "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3"
          + "g9IjAgMCA5NiAyNCI+PHBhdGggZD0iTTAgMGg5Nkw0OCAyNHoiLz48L3N2Zz4=";

  private static final Shape PICTURE =
      new Shape(
          "PictureToShow",
          field(
              "content",
              text(EXAMPLE).max(PictureFile.LARGEST * 4 / 3 + 4),
              "The file in base64: PNG, JPEG, GIF (the first picture of an animation) or SVG, for"
                  + " the favicon also ICO (its largest picture), told by its content."),
          field(
              "url",
              text("").max(1024),
              "In place of that, where to fetch it once; it is served by us."));

  private final Core core;

  BrandingOperations(Core core) {
    this.core = core;
  }

  /** A field for each setting, as it is declared there. */
  private static List<Schema.Field> fields(boolean shown) {
    var fields = new ArrayList<Schema.Field>();
    for (var setting : BrandingSetting.values())
      fields.add(field(setting.wireName(), schema(setting), setting.words()));
    for (var slot : shown ? Slot.values() : new Slot[0]) {
      fields.add(
          field(
              slot.wireName() + "_url",
              text("https://portal.example.com/pictures/wa0"),
              "Where the " + slot.wireName() + " is."));
      fields.add(
          field(
              slot.wireName() + "_source",
              text("https://example.com/logo.svg"),
              "Where it was fetched."));
    }
    if (shown) fields.add(needed("update_time", time(), "When it last changed."));
    return fields;
  }

  private static Schema schema(BrandingSetting setting) {
    if (setting.isSwitch()) return truth(setting.example().equals(Setting.ON));
    var choices = setting.choices();
    if (choices.isEmpty()) return text(setting.example()).max(LONGEST);
    return constant(choices.get(0), choices.subList(1, choices.size()).toArray(String[]::new));
  }

  /** Of all texts; how long each may be is told by its own refusal. */
  private static final int LONGEST = 2 * BackgroundStyle.LONGEST;

  List<Operation> all() {
    return List.of(
        Operation.get(Group.BRANDING, PATH, "getBranding")
            .says("Get the branding", "What is not set is missing.")
            .operates()
            .tagged()
            .answers(200, ANSWER)
            .by(this::shown),
        Operation.patch(Group.BRANDING, PATH, "updateBranding")
            .says(
                "Update the branding",
                "Changes what is given and keeps the rest; an empty text takes a setting away. All"
                    + " servers show it within seconds. Colours that could not be read are mended"
                    + " where they are shown, by day and by night.")
            .operates()
            .takes(CHANGE)
            .versioned()
            .answers(200, ANSWER)
            .by(this::change),
        picture(Slot.LOGO, "The app's logo, at least 36 pixels high."),
        noPicture(Slot.LOGO),
        picture(Slot.FAVICON, "The icon of the browser's tab, at least 16 pixels high."),
        noPicture(Slot.FAVICON),
        Operation.get(Group.BRANDING, LOGO, "getOrganizationLogo")
            .says(
                "Get the logo of an organization",
                "Also why it could not be fetched from its logo_url.")
            .needs(Permission.SETTINGS_READ)
            .answers(200, LOGO_ANSWER)
            .by(this::organizationLogo),
        Operation.put(Group.BRANDING, LOGO, "setOrganizationLogo")
            .says(
                "Set the logo of an organization",
                "Takes the place of its logo_url, which is emptied. It is shown where"
                    + " organization_branding is on.")
            .operates()
            .needs(Permission.SETTINGS_MANAGE)
            .takes(PICTURE)
            .upTo(2 * PictureFile.LARGEST)
            .refuses(429)
            .answers(200, LOGO_ANSWER)
            .by(this::setOrganizationLogo),
        Operation.delete(Group.BRANDING, LOGO, "deleteOrganizationLogo")
            .says("Delete the logo of an organization", "Its logo_url is emptied as well.")
            .operates()
            .needs(Permission.SETTINGS_MANAGE)
            .answers(200, LOGO_ANSWER)
            .by(
                call -> {
                  core.organizationLogos.show(call.actor(), call.organization(), null);
                  return organizationLogo(call);
                }));
  }

  private Reply organizationLogo(Call call) {
    var shown =
        core.organizationLogos
            .find(call.organization())
            .orElseThrow(() -> Problem.notFound("organization_not_found"));
    var logo = shown.logo();
    return Reply.of(
        "logo",
        new Snapshot()
            .with("url", logo == null ? null : core.config.issuer() + logo.path())
            .with("source", shown.source())
            .with("fault", shown.fault())
            .values());
  }

  private Reply setOrganizationLogo(Call call) {
    var given = GivenPicture.of(call.body(), core.pictureFetch, PictureFile.Use.LOGO);
    core.organizationLogos.show(call.actor(), call.organization(), given.file());
    return organizationLogo(call);
  }

  private Operation picture(Slot slot, String words) {
    return Operation.put(Group.BRANDING, PATH + "/" + slot.wireName(), "set" + capital(slot))
        .says(
            "Set the " + slot.wireName(),
            words
                + " What is to be seen is written anew; scripts and references are refused, and"
                + " what else is in the file is left out.")
        .operates()
        .takes(PICTURE)
        .upTo(2 * PictureFile.LARGEST)
        .versioned()
        .answers(200, ANSWER)
        .by(call -> show(call, slot));
  }

  private Operation noPicture(Slot slot) {
    return Operation.delete(Group.BRANDING, PATH + "/" + slot.wireName(), "delete" + capital(slot))
        .says("Delete the " + slot.wireName(), "A mark made of the app's name takes its place.")
        .operates()
        .versioned()
        .answers(200, ANSWER)
        .by(
            call -> {
              core.brandingChanges.show(call.actor(), call.seen(), slot, null, null);
              return shown(call);
            });
  }

  private static String capital(Slot slot) {
    return slot.name().charAt(0) + slot.wireName().substring(1);
  }

  private Reply show(Call call, Slot slot) {
    var given = GivenPicture.of(call.body(), core.pictureFetch, slot.use());
    core.brandingChanges.show(call.actor(), call.seen(), slot, given.file(), given.source());
    return shown(call);
  }

  private Reply shown(Call call) {
    var shown = core.brandingChanges.shown(call.actor());
    var json = shown.branding().values();
    for (var slot : Slot.values())
      if (json.remove(slot.wireName() + "_picture") instanceof String id)
        PictureId.parse(id)
            .ifPresent(it -> json.put(slot.wireName() + "_url", core.config.issuer() + it.path()));
    return Reply.of("branding", json).as(shown.updatedAt());
  }

  private Reply change(Call call) {
    var given = new EnumMap<BrandingSetting, String>(BrandingSetting.class);
    for (var setting : BrandingSetting.values()) {
      var name = setting.wireName();
      if (!call.body().has(name)) continue;
      given.put(
          setting,
          setting.isSwitch()
              ? String.valueOf(call.body().truth(name))
              : call.body().textOr(name, ""));
    }
    core.brandingChanges.change(call.actor(), call.seen(), given);
    return shown(call);
  }
}
