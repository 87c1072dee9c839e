package dev.hostedui.mail;

import dev.hostedui.web.Brand;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A letter as HTML, in the colours of the app.
 *
 * @param headName whose letter it is: the app's, or under its own logo an organization's
 * @param logoUrl the picture of that name, or null
 * @param lightLogo whether only a dark ground lets that picture be seen
 */
public record LetterPage(
    String headName,
    @Nullable String logoUrl,
    boolean lightLogo,
    Brand.ButtonColors button,
    String subject,
    String heading,
    List<String> paragraphs,
    @Nullable String code,
    String buttonLabel,
    @Nullable String link,
    List<String> notes)
    implements View {}
