package dev.hostedui.mail;

import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A letter as HTML, in the colours of the app. */
public record LetterPage(
    String appName,
    String primary,
    String primaryText,
    String subject,
    String heading,
    List<String> paragraphs,
    @Nullable String code,
    String buttonLabel,
    @Nullable String link,
    List<String> notes)
    implements View {}
