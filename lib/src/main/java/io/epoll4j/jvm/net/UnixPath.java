package io.epoll4j.jvm.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/// A path, taken apart as `link_path_walk` does (fs/namei.c): which folders have to be there, and
/// the one name that it comes to. A relative path begins at `/`. Never changes.
///
/// @param name without `.`, `..` and doubled slashes, beginning with a slash: one character a byte
/// @param folders the names of all that must be a folder on the way, in order
/// @param isNew whether it ends with a name, so that something of that name can be made
/// @param hasSlash whether a slash stands behind that name, so that it must be a folder's
public record UnixPath(String name, List<String> folders, boolean isNew, boolean hasSlash) {
    private static final String ROOT = "/";

    /// The path in `bytes` from `start` up to the first zero byte, if there is one.
    public static UnixPath of(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        String text = new String(bytes, start, end - start, ISO_8859_1);
        List<String> folders = new ArrayList<>();
        String at = ROOT;
        String last = "";
        for (String part : text.split(ROOT, -1)) {
            if (part.isEmpty()) {
                continue;
            }
            folders.add(at);
            last = part;
            at =
                    switch (part) {
                        case "." -> at;
                        case ".." -> parent(at);
                        default -> at.equals(ROOT) ? at + part : at + ROOT + part;
                    };
        }
        boolean isNew = !last.isEmpty() && !last.equals(".") && !last.equals("..");
        return new UnixPath(at, List.copyOf(folders), isNew, text.endsWith(ROOT));
    }

    private static String parent(String folder) {
        int slash = folder.lastIndexOf('/');
        return slash <= 0 ? ROOT : folder.substring(0, slash);
    }
}
