package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.Call;
import java.util.List;

/** What a directory said to its app last, the last first. */
public record CallsPage(
    String notice, Directory directory, List<Directory> all, List<Call> calls) {}
