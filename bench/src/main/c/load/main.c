#include "load.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct options options = {.mode = "closed", .connections = 1, .flight = 1, .size = 64, .warm_ms = 200, .time_ms = 1000};
struct result result;

void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t read_clock(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) < 0) die("clock_gettime");
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

uint64_t now(void) { return read_clock(CLOCK_MONOTONIC); }

// posix-cpu-timers: the clocks of another process are ~pid << 3 and which one: 0 user and system, 1 user (both in
// ticks), 2 what the scheduler counted.
static uint64_t clock_of(int pid, int which) { return pid ? read_clock((clockid_t)(~(unsigned)pid << 3 | which)) : 0; }

static struct clocks clocks(void) {
    return (struct clocks){now(), clock_of(options.pid, 2), clock_of(options.pid, 1), clock_of(options.pid, 0),
                           read_clock(CLOCK_PROCESS_CPUTIME_ID)};
}

void begin(void) {
    forget();
    result.messages = 0;
    puts("begin");
    fflush(stdout);
    sample_start();
    result.from = clocks();
}

void end(void) {
    char line[64];
    result.to = clocks();
    sample_stop();
    puts("end");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) exit(1);
}

static void report(void) {
    struct clocks *a = &result.from, *b = &result.to;
    printf("{\"messages\":%llu,\"nanos\":%llu,\"cpu\":%llu,\"userTicks\":%llu,\"allTicks\":%llu,\"own\":%llu,",
           (unsigned long long)result.messages, (unsigned long long)(b->at - a->at), (unsigned long long)(b->all - a->all),
           (unsigned long long)(b->user_ticks - a->user_ticks), (unsigned long long)(b->all_ticks - a->all_ticks),
           (unsigned long long)(b->own - a->own));
    printf("\"userSamples\":%llu,\"kernelSamples\":%llu,\"lostSamples\":%llu,\"unanswered\":%llu,",
           (unsigned long long)result.user_samples, (unsigned long long)result.kernel_samples,
           (unsigned long long)result.lost_samples, (unsigned long long)result.unanswered);
    printf("\"p50\":%.0f,\"p90\":%.0f,\"p99\":%.0f,\"p999\":%.0f,\"max\":%.0f}\n", percentile(50), percentile(90),
           percentile(99), percentile(99.9), percentile(100));
}

static void parse(int count, char **arguments) {
    struct { const char *name; int *value; } numbers[] = {
        {"--port", &options.port}, {"--connections", &options.connections}, {"--flight", &options.flight},
        {"--size", &options.size}, {"--pid", &options.pid}, {"--sample", &options.sample},
        {"--verify", &options.verify}, {"--warm", &options.warm_ms}, {"--time", &options.time_ms}};
    for (int i = 1; i + 1 < count; i += 2) {
        if (!strcmp(arguments[i], "--mode")) options.mode = arguments[i + 1];
        if (!strcmp(arguments[i], "--rate")) options.rate = atof(arguments[i + 1]);
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            if (!strcmp(arguments[i], numbers[k].name)) *numbers[k].value = atoi(arguments[i + 1]);
    }
    if (options.flight > MAX_FLIGHT) options.flight = MAX_FLIGHT;
}

int main(int count, char **arguments) {
    struct rlimit limit;
    parse(count, arguments);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (options.sample) sample_open();
    if (!strcmp(options.mode, "closed")) closed_loop();
    else if (!strcmp(options.mode, "open")) open_loop();
    else if (!strcmp(options.mode, "accept")) accept_loop();
    else if (!strcmp(options.mode, "idle")) idle();
    else { errno = EINVAL; die(options.mode); }
    report();
    return 0;
}
