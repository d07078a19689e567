// Where the server's processor time goes, user or kernel, by looking at its threads many thousand times a second
// (perf_event_open, cpu-clock): the kernel's own ticks look 100 to 1,000 times. User samples alone are enough, since
// the total is known exactly; they need no privilege where perf_event_paranoid is at most 2.
#include "load.h"
#include <dirent.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREADS = 128, PAGES = 256 };

static struct { int fd; char *ring; } events[THREADS];
static int count;

static int open_event(int tid) {
    struct perf_event_attr a;
    memset(&a, 0, sizeof a);
    a.size = sizeof a;
    a.type = PERF_TYPE_SOFTWARE;
    a.config = PERF_COUNT_SW_CPU_CLOCK;
    a.sample_period = 1000000000ull / options.sample;
    a.sample_type = PERF_SAMPLE_IP;
    a.exclude_kernel = 1;
    a.disabled = 1;
    return syscall(SYS_perf_event_open, &a, tid, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

void sample_open(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", options.pid);
    DIR *tasks = opendir(path);
    struct dirent *entry;
    size_t page = sysconf(_SC_PAGESIZE);
    while (tasks && (entry = readdir(tasks)) && count < THREADS) {
        int tid = atoi(entry->d_name), fd = tid ? open_event(tid) : -1;
        if (fd < 0) continue;
        void *ring = mmap(NULL, page * (PAGES + 1), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (ring == MAP_FAILED) {
            close(fd);
            continue;
        }
        events[count].fd = fd;
        events[count++].ring = ring;
    }
    if (tasks) closedir(tasks);
}

void sample_start(void) {
    for (int i = 0; i < count; i++) ioctl(events[i].fd, PERF_EVENT_IOC_ENABLE, 0);
}

static void count_ring(char *ring) {
    struct perf_event_mmap_page *head = (void *)ring;
    size_t page = sysconf(_SC_PAGESIZE), size = page * PAGES;
    uint64_t to = __atomic_load_n(&head->data_head, __ATOMIC_ACQUIRE);
    for (uint64_t at = head->data_tail; at < to;) {
        struct perf_event_header *h = (void *)(ring + page + at % size);
        if (h->type == PERF_RECORD_SAMPLE) result.user_samples++;
        if (h->type == PERF_RECORD_LOST) result.lost_samples++;
        at += h->size;
    }
    head->data_tail = to;
}

void sample_stop(void) {
    for (int i = 0; i < count; i++) ioctl(events[i].fd, PERF_EVENT_IOC_DISABLE, 0);
    for (int i = 0; i < count; i++) count_ring(events[i].ring);
}
