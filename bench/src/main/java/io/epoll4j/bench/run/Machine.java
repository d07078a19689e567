package io.epoll4j.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The machine the figures come from.
public final class Machine {
    private Machine() {}

    /// What a reader needs to know to compare with another machine.
    public static Map<String, Object> describe() throws IOException {
        var facts = new LinkedHashMap<String, Object>();
        facts.put(
                "cpu",
                field(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch")));
        facts.put("cores", allowedCores().size());
        facts.put("memory", field(Path.of("/proc/meminfo"), "MemTotal", "unknown"));
        facts.put("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        facts.put(
                "jvm",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("descriptors", descriptorLimit());
        return facts;
    }

    /// How many descriptors a process may have open.
    public static int descriptorLimit() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String hard = line.substring("Max open files".length()).strip().split("\\s+")[1];
                return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard);
            }
        }
        throw new IOException("/proc/self/limits names no limit of open files");
    }

    /// The cores this process may use, such as 0-3,8.
    static List<Integer> allowedCores() throws IOException {
        var cores = new ArrayList<Integer>();
        for (String part :
                field(Path.of("/proc/self/status"), "Cpus_allowed_list", "0").split(",")) {
            String[] ends = part.split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    /// The resident bytes of a process, counted page by page: the figure in its status is an
    /// estimate.
    static long resident(long pid) throws IOException {
        String kib = field(Path.of("/proc/" + pid + "/smaps_rollup"), "Rss", "0 kB");
        return Long.parseLong(kib.split(" ")[0]) * 1024;
    }

    private static String field(Path file, String name, String otherwise) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return otherwise;
    }
}
