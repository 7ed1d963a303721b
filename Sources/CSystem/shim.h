// What Swift's Glibc module does not bring: epoll and friends, ioctls with typed arguments, wcwidth,
// and constants that are macros of a form that Swift does not import.
// No _GNU_SOURCE: types of the same headers in Swift's own Glibc module would differ, and the
// compiler refuses two definitions of one type.
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

// ioctl is variadic.
static inline int csys_window_size(int fd, unsigned short *rows, unsigned short *columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}
// Zero where the terminal does not say it.
static inline int csys_window_pixels(int fd, unsigned short *height, unsigned short *width) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -1;
  *height = size.ws_ypixel;
  *width = size.ws_xpixel;
  return 0;
}
static inline int csys_set_window_size(int fd, unsigned short rows, unsigned short columns) {
  struct winsize size = {rows, columns, 0, 0};
  return ioctl(fd, TIOCSWINSZ, &size);
}
// prctl is variadic. Not dumpable: another process of the same user cannot read our environment
// or memory (faults.md, finding 12).
static inline int csys_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
// pthread_setname_np is a GNU function. The kernel keeps 15 bytes.
static inline int csys_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }
// open and fcntl are variadic.
static inline int csys_open(const char *path, int flags, unsigned mode) {
  return open(path, flags, mode);
}
static inline int csys_fcntl(int fd, int command, int argument) {
  return fcntl(fd, command, argument);
}
// fallocate is a GNU function. Sets room aside behind a file's end, which stays where it is.
extern int fallocate(int fd, int mode, off_t offset, off_t length);
static inline int csys_reserve(int fd, int64_t offset, int64_t length) {
  return fallocate(fd, 1 /* FALLOC_FL_KEEP_SIZE */, (off_t)offset, (off_t)length);
}
// memfd_create is a GNU function. The file is gone with its last descriptor, and not for children.
extern int memfd_create(const char *name, unsigned flags);
static inline int csys_memory_file(const char *name) { return memfd_create(name, 1 /* CLOEXEC */); }
// wcwidth is declared for XOPEN only.
extern int wcwidth(wchar_t character);
// epoll_event is packed with an anonymous union; these take the parts that are used.
static inline int csys_epoll_set(int epoll, int operation, int fd, uint32_t events) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = events;
  event.data.fd = fd;
  return epoll_ctl(epoll, operation, fd, &event);
}
static const uint32_t CSYS_EPOLLIN = EPOLLIN, CSYS_EPOLLOUT = EPOLLOUT, CSYS_EPOLLERR = EPOLLERR,
                      CSYS_EPOLLHUP = EPOLLHUP, CSYS_EPOLLRDHUP = EPOLLRDHUP;
// The same with a token of 64 bits, and the wait, which writes tokens and events to two arrays.
static inline int csys_epoll_watch(int epoll, int operation, int fd, uint32_t events,
                                   uint64_t token) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = events;
  event.data.u64 = token;
  return epoll_ctl(epoll, operation, fd, &event);
}
static inline int csys_epoll_wait(int epoll, uint64_t *tokens, uint32_t *events, int capacity,
                                  int timeout) {
  struct epoll_event ready[64];
  int count = epoll_wait(epoll, ready, capacity < 64 ? capacity : 64, timeout);
  for (int i = 0; i < count; i++) {
    tokens[i] = ready[i].data.u64;
    events[i] = ready[i].events;
  }
  return count;
}
// environ is a global variable, which Swift 6 calls unsafe shared state.
extern char **environ;
static inline char **csys_environment(void) { return environ; }
// pipe2 is a GNU function: both ends closed in children but for what is given to them.
extern int pipe2(int descriptors[2], int flags);
static inline int csys_pipe(int *descriptors) { return pipe2(descriptors, O_CLOEXEC); }

// A program as it is started: everything the child needs between vfork and exec, made ready before.
struct csys_launch {
  const char *program, *folder;
  char *const *arguments, *const *environment;
  int input, output, errors;
  // Upper bounds in the order of csys_limits; negative: as they are.
  int64_t limits[5];
};
// Runs in the child, which shares our memory until exec: nothing but system calls.
static inline int csys_become(const struct csys_launch *launch, pid_t parent) {
  static const int resources[5] = {RLIMIT_CPU, RLIMIT_AS, RLIMIT_FSIZE, RLIMIT_NPROC,
                                   RLIMIT_NOFILE};
  struct sigaction usual;
  memset(&usual, 0, sizeof usual);
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number <= 64; number++) sigaction(number, &usual, 0);
  // A session of its own: no terminal to push input into (CVE-2017-5226), and one group to end.
  if (setsid() < 0) return errno;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) return errno;
  // The parent may have died before that.
  if (getppid() != parent) return ESRCH;
  if (chdir(launch->folder) < 0) return errno;
  // First out of the way of the three numbers that they are to get.
  int from[3] = {launch->input, launch->output, launch->errors};
  for (int i = 0; i < 3; i++) {
    if (from[i] < 3 && (from[i] = fcntl(from[i], F_DUPFD, 3)) < 0) return errno;
  }
  for (int i = 0; i < 3; i++) {
    if (dup2(from[i], i) < 0) return errno;
  }
  // ENOSYS before Linux 5.9; all of ours close themselves anyway.
  if (syscall(SYS_close_range, 3u, ~0u, 0u) < 0) {
    for (int fd = 3; fd < 4096; fd++) close(fd);
  }
  int limited = 0;
  for (int i = 0; i < 5; i++) {
    struct rlimit limit;
    if (launch->limits[i] < 0 || getrlimit(resources[i], &limit) < 0) continue;
    limited = 1;
    if ((rlim_t)launch->limits[i] >= limit.rlim_max) continue;
    limit.rlim_cur = (rlim_t)launch->limits[i];
    // The second second of processor time is for dying of SIGXCPU.
    limit.rlim_max = limit.rlim_cur + (resources[i] == RLIMIT_CPU);
    if (setrlimit(resources[i], &limit) < 0) return errno;
  }
  struct rlimit none = {0, 0};
  if (limited) setrlimit(RLIMIT_CORE, &none);
  sigset_t signals;
  sigemptyset(&signals);
  sigprocmask(SIG_SETMASK, &signals, 0);
  execve(launch->program, launch->arguments, launch->environment);
  return errno;
}
// Starts it and gives its id, or -1 with errno, of exec too. vfork: of our memory nothing is copied,
// and the child's errno comes back through it.
__attribute__((noinline)) static int csys_spawn(const struct csys_launch *launch) {
  sigset_t all, before;
  sigfillset(&all);
  // A handler of ours must not run in the child.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  volatile int failure = 0;
  pid_t parent = getpid();
  pid_t child = vfork();
  if (child == 0) {
    failure = csys_become(launch, parent);
    _exit(127);
  }
  int code = child < 0 ? errno : failure;
  if (child > 0 && code != 0) {
    while (waitpid(child, 0, 0) < 0 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, 0);
  errno = code;
  return code == 0 ? child : -1;
}
// Readable when the process has ended; wrapped by glibc only from 2.36 on. Closed in children.
static inline int csys_process_descriptor(pid_t process) {
  return (int)syscall(SYS_pidfd_open, process, 0);
}

// openat2 has no wrapper. A path below the folder, by no link out of it and by none of /proc's.
static inline int csys_open_beneath(int folder, const char *path, int flags) {
  struct { uint64_t flags, mode, resolve; } how = {(uint64_t)(unsigned)flags, 0, 0x02 | 0x08};
  return (int)syscall(437 /* SYS_openat2 */, folder, path, &how, sizeof how);
}
// memmem is a GNU function.
extern void *memmem(const void *text, size_t count, const void *part, size_t part_count);
static inline int csys_holds(const void *text, size_t count, const void *part, size_t part_count) {
  return memmem(text, count, part, part_count) != 0;
}
static inline int csys_open_at(int folder, const char *path, int flags) {
  return openat(folder, path, flags);
}

// CRC32C by the processor's own instruction, eight bytes at once; only where csys_has_crc32c.
#if defined(__x86_64__)
static inline int csys_has_crc32c(void) { return __builtin_cpu_supports("sse4.2"); }
__attribute__((target("sse4.2"))) static inline uint32_t
csys_crc32c(uint32_t remainder, const void *start, size_t count) {
  const unsigned char *bytes = start;
  uint64_t wide = remainder;
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  remainder = (uint32_t)wide;
  for (; count > 0; bytes++, count--) remainder = __builtin_ia32_crc32qi(remainder, *bytes);
  return remainder;
}
#else
static inline int csys_has_crc32c(void) { return 0; }
static inline uint32_t csys_crc32c(uint32_t remainder, const void *start, size_t count) {
  (void)start, (void)count;
  return remainder;
}
#endif

// Where a pair of bytes stands: Swift has no way from a comparison of many bytes at once to the places
// where it holds (pmovmskb). The first place below count where text[place + first] is a or b, and
// text[place + second] is c or d; count if there is none. Reads count + second bytes; first <= second.
struct csys_pair { size_t first, second; unsigned char a, b, c, d; };
static inline size_t csys_find_pair_from(const unsigned char *text, size_t place, size_t count,
                                         struct csys_pair pair) {
  for (; place < count; place++) {
    unsigned char one = text[place + pair.first], other = text[place + pair.second];
    if ((one == pair.a || one == pair.b) && (other == pair.c || other == pair.d)) return place;
  }
  return count;
}
#if defined(__x86_64__)
typedef char csys_16 __attribute__((vector_size(16)));
typedef char csys_32 __attribute__((vector_size(32)));
static inline int csys_has_wide(void) { return __builtin_cpu_supports("avx2"); }
static inline size_t csys_find_pair(const unsigned char *text, size_t count, struct csys_pair pair) {
  size_t place = 0;
  csys_16 none = {0}, one, other;
  csys_16 a = none + (char)pair.a, b = none + (char)pair.b;
  csys_16 c = none + (char)pair.c, d = none + (char)pair.d;
  for (; place + 16 <= count; place += 16) {
    memcpy(&one, text + place + pair.first, 16);
    memcpy(&other, text + place + pair.second, 16);
    csys_16 found = (csys_16)(((one == a) | (one == b)) & ((other == c) | (other == d)));
    int places = __builtin_ia32_pmovmskb128(found);
    if (places) return place + (size_t)__builtin_ctz((unsigned)places);
  }
  return csys_find_pair_from(text, place, count, pair);
}
__attribute__((target("avx2"))) static inline size_t
csys_find_pair_wide(const unsigned char *text, size_t count, struct csys_pair pair) {
  size_t place = 0;
  csys_32 none = {0}, one, other;
  csys_32 a = none + (char)pair.a, b = none + (char)pair.b;
  csys_32 c = none + (char)pair.c, d = none + (char)pair.d;
  for (; place + 32 <= count; place += 32) {
    memcpy(&one, text + place + pair.first, 32);
    memcpy(&other, text + place + pair.second, 32);
    csys_32 found = (csys_32)(((one == a) | (one == b)) & ((other == c) | (other == d)));
    int places = __builtin_ia32_pmovmskb256(found);
    if (places) return place + (size_t)__builtin_ctz((unsigned)places);
  }
  return csys_find_pair_from(text, place, count, pair);
}
#else
static inline int csys_has_wide(void) { return 0; }
static inline size_t csys_find_pair(const unsigned char *text, size_t count, struct csys_pair pair) {
  return csys_find_pair_from(text, 0, count, pair);
}
static inline size_t csys_find_pair_wide(const unsigned char *text, size_t count,
                                         struct csys_pair pair) {
  return csys_find_pair_from(text, 0, count, pair);
}
#endif
