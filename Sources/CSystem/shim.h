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
