package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.BrandingChanges;
import dev.hostedui.identity.environment.BrandingSetting;
import dev.hostedui.identity.environment.Setting;
import dev.hostedui.identity.picture.PictureFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code branding}: how the app looks and is called. */
@Command(
    name = "branding",
    description = "Shows and changes how the app looks and is called.",
    mixinStandardHelpOptions = true)
final class BrandingCommand extends OperatorCommand {

  private static final SettingOptions<BrandingSetting> SETTINGS =
      new SettingOptions<>("branding", BrandingSetting.class);

  static void addOptions(CommandLine commands) {
    SETTINGS.addTo(
        commands,
        setting -> setting.choices().isEmpty() ? "TEXT" : String.join("|", setting.choices()),
        BrandingSetting::words);
  }

  @Command(
      name = "show",
      description = "Shows every setting as it is now; what is not set has a dash.",
      mixinStandardHelpOptions = true)
  int show() throws Settings.Faults {
    return run(
        (core, out) -> {
          var shown = core.brandingChanges.shown(ACTOR).branding().values();
          for (var slot : BrandingChanges.Slot.values()) {
            var picture = shown.get(slot.wireName() + "_picture");
            var from = shown.get(slot.wireName() + "_source");
            out.printf(
                "%-32s %s%n",
                slot.wireName(),
                from != null ? "from " + from : picture != null ? "from a file" : "-");
          }
          for (var setting : BrandingSetting.values()) {
            var value = shown.getOrDefault(setting.wireName(), "-");
            out.printf(
                "%-32s %s%n",
                SettingOptions.name(setting),
                value instanceof Boolean on ? on ? Setting.ON : Setting.OFF : value);
          }
        });
  }

  @Command(
      name = "set",
      description =
          "Changes what is given and keeps the rest; an empty text takes a setting away. Running"
              + " servers show it within seconds.",
      mixinStandardHelpOptions = true)
  int set() throws Settings.Faults {
    return run(
        (core, out) -> {
          core.brandingChanges.change(ACTOR, null, SETTINGS.given(this));
          out.println("The branding is changed; running servers show it within seconds.");
        });
  }

  @Command(
      name = "preview",
      description =
          "Prints an address that shows every page in light, dark and on a phone, for an hour and"
              + " without signing in.",
      mixinStandardHelpOptions = true)
  int preview() throws Settings.Faults {
    return run((core, out) -> out.println(core.config.issuer() + core.previewLinks.make()));
  }

  @Command(
      name = "logo",
      description =
          "Shows another logo, or none. PNG, JPEG, GIF or SVG, at least 36 pixels high; an"
              + " animation is shown as its first picture.",
      mixinStandardHelpOptions = true)
  int logo(@ArgGroup(exclusive = true, multiplicity = "1") PictureSource source)
      throws Settings.Faults {
    return show(BrandingChanges.Slot.LOGO, source);
  }

  @Command(
      name = "favicon",
      description =
          "Shows another icon in the browser's tab, or none of your own. PNG, JPEG, GIF, SVG"
              + " or the largest picture of an .ico, at least 16 pixels high.",
      mixinStandardHelpOptions = true)
  int favicon(@ArgGroup(exclusive = true, multiplicity = "1") PictureSource source)
      throws Settings.Faults {
    return show(BrandingChanges.Slot.FAVICON, source);
  }

  /** Where a picture comes from, if one comes. */
  static final class PictureSource {
    @Option(names = "--file", paramLabel = "FILE", description = "the picture")
    @Nullable Path file;

    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "where it is fetched, once, by https; it is served from here afterwards")
    @Nullable String url;

    @Option(names = "--remove", description = "none any more")
    boolean remove;
  }

  private int show(BrandingChanges.Slot slot, PictureSource source) throws Settings.Faults {
    return run(
        (core, out) -> {
          core.brandingChanges.show(ACTOR, null, slot, given(core, slot.use(), source), source.url);
          out.println(
              source.remove
                  ? "The " + slot.wireName() + " is removed."
                  : "The " + slot.wireName() + " is shown; running servers have it in seconds.");
        });
  }

  private static @Nullable PictureFile given(Core core, PictureFile.Use use, PictureSource source) {
    if (source.remove) return null;
    var file = source.file;
    try {
      if (file == null) return core.pictureFetch.fetch(source.url == null ? "" : source.url, use);
      return PictureFile.read(file, use);
    } catch (Problem problem) {
      throw problem.at(file == null ? "url" : "file");
    } catch (IOException e) {
      throw new Commands.Stopped("--file: " + file + " cannot be read.");
    }
  }
}
