package dev.hostedui.portal.sso;

import dev.hostedui.guide.GivenValues;
import dev.hostedui.guide.GuideText;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.web.View;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tab on which a connection is set up, step by step.
 *
 * @param done the steps that are done, from 1
 * @param open the steps that are shown in full
 * @param nameColumn what the provider's console calls the names of attributes
 * @param sourceColumn what it calls where they come from
 * @param names the form for other names of attributes, or null for who may not change them
 * @param base the version that forms were filled in from
 * @param form the form of step 3, or null while its values are only read
 * @param summary the values of step 3 as they are saved, or null while none are
 * @param published what came of reading the provider's document again, or null when there is
 *     nothing to say
 * @param routing who is sent to the provider, or will be
 * @param noDomain what to do so that somebody is; null where a domain is verified
 * @param complete whether all that a sign-in needs is saved
 */
public record SetupPage(
    Head head,
    Set<Integer> done,
    Set<Integer> open,
    GuideText text,
    GivenValues values,
    List<Row> attributes,
    String nameColumn,
    String sourceColumn,
    @Nullable NamesForm names,
    int base,
    @Nullable SettingsForm form,
    @Nullable Summary summary,
    @Nullable PublishedNote published,
    TestPanel test,
    String routing,
    @Nullable ToDomains noDomain,
    boolean complete)
    implements View {

  /** A line of the attribute table. */
  public record Row(String label, String shown, String source, boolean copied, boolean needed) {}

  /** The form of the names of attributes. */
  public record NamesForm(List<FormField> fields, boolean open) {}

  public boolean done(int step) {
    return done.contains(step);
  }

  public boolean open(int step) {
    return open.contains(step);
  }

  /** The instructions of a step, with the values of this connection in them. */
  public GuideText.Section section(String name) {
    return text.filled(name, values);
  }
}
